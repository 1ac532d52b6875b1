"""The five articles that come with the program."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from index.article import Article
from index.reading.page import read_page


def bundled_articles() -> Iterator[Article]:
    """The articles of ``index/sources``, each under its file's name."""
    for source in sorted(files("index").joinpath("sources").iterdir(), key=lambda s: s.name):
        if source.name.endswith(".txt"):
            yield read_page(source.read_text(encoding="utf-8"), source.name.removesuffix(".txt"))
