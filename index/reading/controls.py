"""Control characters and lone surrogates: no store and no model takes them, so they are cut, and it is said where."""

from __future__ import annotations

from dataclasses import fields, replace

from index.article import Article, Cut
from index.text.fold import find_unsafe, strip_unsafe

CONTROLS = "control characters"
"""The reason given for characters removed from inside a line."""


def name_controls(text: str) -> str:
    """The characters of ``text`` that are cut, each once, by code point: ``U+0000 U+D800``."""
    return " ".join(sorted({f"U+{ord(c):04X}" for c in set(text) if find_unsafe(c)}))


def cut_controls(text: str) -> tuple[str, list[Cut]]:
    """The text without them, and for each line that held some what they were."""
    if not find_unsafe(text):
        return text, []
    lines = enumerate(text.split("\n"), start=1)
    return strip_unsafe(text), [
        Cut(names, CONTROLS, number) for number, line in lines if (names := name_controls(line))
    ]


def without_controls(article: Article) -> Article:
    """The article with none in any of its fields; what was cut is added to its cuts, outside the text by field."""
    cuts = [replace(cut, text=strip_unsafe(cut.text)) for cut in article.cuts]
    clean: dict[str, str] = {}
    for name in (field.name for field in fields(article) if field.name != "cuts"):
        said = getattr(article, name)
        clean[name], found = cut_controls(said)
        cuts += found if name == "text" else [Cut(f"{name}: {cut.text}", CONTROLS) for cut in found]
    return replace(article, **clean, cuts=tuple(cuts))
