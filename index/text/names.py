"""Names written in Latin letters or ending in a version number: GPT-3.5, ChatGLM-6B, 5G, 悟道2.0.

Their digits are part of a name. They are no quantities, yet GPT-3.5 and GPT 4 must not pass for each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.text.spelling import plain
from index.text.units import UNIT

_LATIN = r"A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ"
_WORD = rf"[{_LATIN}][{_LATIN}0-9]*(?:[-+.'’&_/][{_LATIN}0-9]+)*\+*"
# GPT 3.5, and after capitals GPT 4; neither 1.5 million nor RMB 30.
_VERSION = (
    r"(?<=[A-Za-z0-9])\ [0-9]{1,2}(?:\.[0-9]+)+(?![0-9%]|,[0-9]|\s?[百千万亿兆%a-z])"
    r"|(?<=[A-Z]{2})(?<!RMB)(?<!USD)(?<!CNY)(?<!EUR)(?<!HKD)\ [0-9]{1,2}(?![0-9%,.]|\ ?[百千万亿a-z])"
)
_FOUND = re.compile(
    rf"(?P<word>(?:(?<![{_LATIN}0-9])[0-9]+(?=[{_LATIN}]))?{_WORD})(?P<version>{_VERSION})?"
    r"|(?P<han>[\u4e00-\u9fff]{2,4}[”’」』》]?)(?P<number>[0-9]{1,2}\.[0-9]{1,2}(?:\.[0-9]+)*)(?![0-9.%]|,[0-9])"
    r"|(?P<dotted>[0-9]+(?:\.[0-9]+){2,}|[0-9]+(?:-[0-9]+){2,})"
)
_SUFFIXED = re.compile(r"(?:st|nd|rd|th|s|k|bn|mn|tn|x|am|pm)(?![A-Za-z0-9])", re.IGNORECASE)
# After these a decimal is a measured value (达到2.5), not a version.
_VALUE = re.compile(r"(?:[之为是约达至到超近有在增长降升涨跌仅共得评分值率比均数量低高]|不足|接近|相当)$")
_SCALE = re.compile(r"\s?[多余]?[百千万亿兆%‰℃°]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a text.

    Attributes:
        start: first code point in the text as given.
        end: one past the last.
        text: the name as written.
        key: what is compared: lower case, letters and digits only (``gpt3.5`` for GPT-3.5, GPT 3.5 and ＧＰＴ３．５).
    """

    start: int
    end: int
    text: str
    key: str


def name_key(text: str) -> str:
    """The form in which spellings of one name are equal: lower case, no blanks or marks but points between digits."""
    folded = plain(text).casefold()
    return re.sub(r"(?<![0-9])\.|\.(?![0-9])|[^\w.]|_", "", folded)


def find_names(text: str) -> list[Name]:
    """The Latin-letter words and versioned names of a text, in order.

    Every Latin word counts, since case is not kept everywhere; who reads English prose looks at ``text`` for
    capitals and digits.
    """
    return find_plain_names(plain(text), text)


def find_plain_names(folded: str, text: str) -> list[Name]:
    """``find_names`` where ``plain(text)`` is at hand."""
    names = []
    for found in _FOUND.finditer(folded):
        span = _span(folded, found)
        if span:
            names.append(Name(*span, text[slice(*span)], name_key(folded[slice(*span)])))
    return names


def _span(folded: str, found: re.Match[str]) -> tuple[int, int] | None:
    if found.group("number"):
        measured = (
            _VALUE.search(found.group("han")) or UNIT.match(folded, found.end()) or _SCALE.match(folded, found.end())
        )
        return None if measured else found.span()
    if found.group("dotted"):
        return None if re.fullmatch(r"[12][0-9]{3}[.-][0-9]{1,2}[.-][0-9]{1,2}", found.group()) else found.span()
    word = found.group("word")
    if found.group("version") and not re.search(r"[A-Z]", word):
        return found.span("word")
    digits = len(word) - len(word.lstrip("0123456789"))
    if digits and _is_measured(folded, found.start(), digits):
        return None
    return found.span()


def _is_measured(folded: str, start: int, digits: int) -> bool:
    """``5km`` and ``32GB`` are quantities; ``5G`` and ``3D`` are names."""
    unit = UNIT.match(folded, start + digits)
    if unit and unit.group() not in ("g", "G", "m", "M", "W", "V", "v"):
        return True
    return bool(_SUFFIXED.match(folded, start + digits))
