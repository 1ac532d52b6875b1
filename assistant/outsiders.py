"""What a written sentence may not bring in: words in Latin letters, addresses and characters no source has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from assistant.question import Language
from index import Article

_WORD = re.compile(r"[A-Za-z]{2,}")
_LOUD = re.compile(r"\b[A-Z]{2,}\b")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*:/*[^\s/]|//|www\.|[\w.-]+@[\w-]+|\b[a-z0-9-]+\.[a-z]{2,}\b|[<>`|]|\]\(|\[\w+\]:", re.I
)


def visible(text: str) -> str:
    """The text without control and format characters, which show nothing and can hide everything."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))


def brings_in(sentence: str, language: Language, articles: Iterable[Article]) -> bool:
    """Whether the sentence holds an address, markup, or a Latin word that none of the articles has.

    An order smuggled to a model shows in such words whatever else the sentence says. An English answer from a
    Chinese source has words of its own: there only those in capitals must stand in an article.
    """
    folded = unicodedata.normalize("NFKC", sentence)
    known = unicodedata.normalize(
        "NFKC", "\n".join(f"{a.title}\n{a.publisher}\n{a.author}\n{a.text}" for a in articles)
    )
    if any(found.group() not in known for found in _ADDRESS.finditer(folded)):
        return True
    words = (_LOUD if language == "en" else _WORD).findall(folded)
    there = {word.casefold() for word in _WORD.findall(known)}
    return any(word.casefold() not in there for word in words)
