"""Chinese names by their sound, so that Huang Tiejun finds 黄铁军."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

from index.text.surnames import COMPOUND, SINGLE

_FAMILY = re.compile(rf"(?=((?:{'|'.join(sorted(COMPOUND))})|[{''.join(sorted(SINGLE))}]))")
_GIVEN = re.compile("[\u4e00-\u9fff]{1,2}")
_CAPITALIZED = re.compile(r"(?<![A-Za-z])[A-Z][a-zü]*(?:['’-]?[A-Za-z]?[a-zü]+)*(?![A-Za-z])")


@lru_cache(maxsize=8192)
def readings(character: str) -> frozenset[str]:
    """How a Chinese character can be spelled, without tones; ü as v, u and yu, as passports and papers have it."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    spelled = {s.replace("ü", "v") for s in found}
    return frozenset(s.replace("v", v) for s in spelled for v in ("v", "u", "yu"))


def name_sounds(text: str) -> list[str]:
    """The spellings of everything in a Simplified text that could be a person's name, family name first, one word each.

    A family name and the one or two characters after it: far more than the names there are, but only a name is
    asked for by two capitalized words.
    """
    found: list[str] = []
    for match in _FAMILY.finditer(text):
        family = match[1]
        given = _GIVEN.match(text, match.start() + len(family))
        for size in range(1, len(given[0]) + 1 if given else 1):
            found += _spellings(family, text[match.start() + len(family) :][:size])
    return found


def asked_sounds(question: str) -> list[str]:
    """What ``name_sounds`` gives for the names an English question may hold: Huang Tiejun, Tiejun Huang."""
    found: list[str] = []
    words = [(m.start(), m.end(), _letters(m[0])) for m in _CAPITALIZED.finditer(question)]
    for (_, end, first), (start, _, second) in itertools.pairwise(words):
        if question[end:start] == " ":
            found += [first + second, second + first]
    return found


def _spellings(family: str, given: str) -> Iterator[str]:
    for head in _joined(family):
        for rest in _joined(given):
            yield head + rest


@lru_cache(maxsize=8192)
def _joined(characters: str) -> tuple[str, ...]:
    spelled = [""]
    for character in characters:
        spelled = [s + r for s in spelled for r in sorted(readings(character))]
    return tuple(spelled)


def _letters(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.lower().replace("ü", "v"))
