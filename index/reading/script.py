"""Tells Simplified from Traditional Chinese by the characters a text is written in."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

_ENOUGH = 3


@lru_cache(maxsize=1 << 14)
def _side(character: str) -> int:
    """+1 where only the mainland's national set holds the character, -1 where only Taiwan's does, else 0."""
    return _encodes(character, "gb2312") - _encodes(character, "big5")


def _encodes(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def read_script(text: str) -> str:
    """``Hans``, ``Hant`` or ``Latn`` by the greater evidence, empty where there is too little.

    GB 2312 and Big5 were each made for one script, so a character in one and not in the other is evidence for it.
    A Traditional text may hold some variants that only GB 2312 knows; the majority decides.
    """
    counts = Counter(text)
    han = {c: n for c, n in counts.items() if "\u3400" <= c <= "\u9fff"}
    if not han:
        latin = sum(n for c, n in counts.items() if c.isascii() and c.isalpha())
        letters = sum(n for c, n in counts.items() if c.isalpha())
        return "Latn" if letters >= _ENOUGH and latin * 2 > letters else ""
    balance = sum(_side(c) * n for c, n in han.items())
    return "Hans" if balance > 0 else "Hant" if balance < 0 else ""
