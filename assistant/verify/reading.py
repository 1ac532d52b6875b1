"""A text parsed once for all checks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from index.text.dates import Date
from index.text.fold import strip_unsafe, to_simplified
from index.text.names import Name, find_names
from index.text.quantities import Quantity, find_quantities

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")
_MARK = re.compile(r"[^\w%]|_")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and what the checks look for in it. All spans are in ``text``.

    Attributes:
        text: NFKC, Simplified, one blank for many; case kept.
        letters: ``text`` in lower case without blanks and marks.
        figures: quantities and dates in order.
        names: Latin-letter words and versioned names.
        words: segmented words with their tags.
        chinese: written in Chinese.
    """

    text: str
    letters: str
    figures: tuple[Quantity | Date, ...]
    names: tuple[Name, ...]
    words: tuple[tuple[str, str], ...]
    chinese: bool

    @property
    def quantities(self) -> list[Quantity]:
        """The figures that are numbers."""
        return [f for f in self.figures if isinstance(f, Quantity)]

    @property
    def dates(self) -> list[Date]:
        """The figures that are dates or times."""
        return [f for f in self.figures if isinstance(f, Date)]


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Parse a text. Cached, because one claim is held against many sentences and one sentence against many claims."""
    folded = to_simplified(" ".join(unicodedata.normalize("NFKC", strip_unsafe(text)).split()))
    han, latin = len(_HAN.findall(folded)), len(_LATIN.findall(folded))
    return Reading(
        text=folded,
        letters=_MARK.sub("", folded.casefold()),
        figures=tuple(find_quantities(folded)),
        names=tuple(find_names(folded)),
        words=tuple(rjieba.tag(folded)),
        chinese=han > latin,
    )


def squash(text: str) -> str:
    """The form of ``Reading.letters`` for a piece of a reading's text."""
    return _MARK.sub("", text.casefold())
