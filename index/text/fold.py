"""Folding: the form in which two spellings of the same thing become equal, for search and comparison only."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from index.text.radicals import straighten

if TYPE_CHECKING:
    from opencc import OpenCC

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f\ud800-\udfff]")

# OpenCC's strings end at NUL and hold no lone surrogate.
_UNCONVERTIBLE = re.compile("([\0\ud800-\udfff]+)")
# OpenCC takes 麼 to 么 and 么 alone to 幺: one key for the chain's every link.
_CHAINED = str.maketrans("幺苧", "么苎")
# How Hong Kong writes 什么: OpenCC leaves the first character.
_WHAT = re.compile("甚(?=么)")


@lru_cache(maxsize=3)
def _converter(table: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(table)


def to_simplified(text: str) -> str:
    """Traditional to Simplified by OpenCC's phrase tables; code points map one to one, so offsets hold."""
    # tw2s, not t2s: it also folds 著 where it stands for 着 (接著, 隨著).
    return _WHAT.sub("什", _convert(text, "tw2s"))


def to_mainland(text: str) -> str:
    """Traditional to Simplified, and Taiwan's words to the mainland's (軟體, 软件); lengths may change."""
    return _WHAT.sub("什", _convert(text, "tw2sp"))


def to_traditional(text: str) -> str:
    """Simplified to Traditional by OpenCC's phrase tables."""
    return _convert(text, "s2t")


def _convert(text: str, table: str) -> str:
    parts = _UNCONVERTIBLE.split(text)
    parts[::2] = [_converter(table).convert(part) for part in parts[::2]]
    return "".join(parts)


def fold(text: str) -> str:
    """The search key of a text: NFKC (full-width forms), lower case, Simplified characters, one space for many.

    The result can be shorter or longer than ``text``; offsets do not carry over.
    """
    compatible = unicodedata.normalize("NFKC", straighten(_UNSAFE.sub("", text))).casefold()
    return to_simplified(" ".join(compatible.split())).translate(_CHAINED)


def find_unsafe(text: str) -> str | None:
    """The first character no document or question may hold (a control character or a lone surrogate), or None."""
    found = _UNSAFE.search(text)
    return found.group() if found else None


def strip_unsafe(text: str) -> str:
    """The text without control characters and lone surrogates; line feeds, returns and tabs stay."""
    return _UNSAFE.sub("", text)
