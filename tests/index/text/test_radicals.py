"""A radical is read as the character it looks like, in a PDF's text and in every search key."""

from __future__ import annotations

import unicodedata

import pytest

from index.text.fold import fold
from index.text.radicals import straighten


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("⼀九⼋七年", "一九八七年"),
        ("⻓江⽇报", "长江日报"),
        ("⻋⻔⻚⻛⻢⻰", "车门页风马龙"),
        ("⿓⻱⻑", "龍龜長"),
        ("ﬁle oﬀer", "file offer"),
    ],
)
def test_what_a_pdf_says_becomes_what_it_shows(printed: str, meant: str) -> None:
    assert straighten(printed) == meant


def test_every_kangxi_radical_has_its_character() -> None:
    radicals = "".join(map(chr, range(0x2F00, 0x2FD6)))
    assert straighten(radicals) == unicodedata.normalize("NFKC", radicals)


def test_what_it_gives_are_characters_and_other_text_stays() -> None:
    radicals = "".join(chr(c) for c in range(0x2E80, 0x2F00) if unicodedata.name(chr(c), ""))
    changed = [b for a, b in zip(radicals, straighten(radicals), strict=True) if a != b]
    assert len(changed) == 58
    assert all(unicodedata.name(c).startswith("CJK UNIFIED IDEOGRAPH") for c in changed)
    plain = "长江日报2024年3月，file ½ ㎡ 𠮷😀 臺"
    assert straighten(plain) == plain


def test_a_search_key_does_not_tell_a_radical_from_its_character() -> None:
    assert fold("⻓城在⾦⼭") == fold("长城在金山")
