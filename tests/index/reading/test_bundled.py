"""The five articles that come with the program."""

from __future__ import annotations

from pathlib import Path

import index
from index.reading.bundled import bundled_articles

SOURCES = Path(index.__file__).parent / "sources"


def test_there_are_five_and_each_is_named_by_its_file() -> None:
    ids = [article.id for article in bundled_articles()]
    assert ids == sorted(path.stem for path in SOURCES.glob("*.txt"))
    assert len(ids) == 5


def test_every_line_of_an_article_is_a_line_of_its_file() -> None:
    for article in bundled_articles():
        page = (SOURCES / f"{article.id}.txt").read_text(encoding="utf-8")
        assert len(article.text) > 500
        assert all(line in page for line in article.text.split("\n"))


def test_reading_twice_gives_the_same() -> None:
    assert list(bundled_articles()) == list(bundled_articles())
