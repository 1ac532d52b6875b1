"""The questions offered to a reader who has none yet: only ones that the articles at hand bear out."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.question import Language
from index import Article

_ABOUT = {
    "zh-Hans": ("从标题问起", "《{title}》说了什么？"),
    "zh-Hant": ("從標題問起", "《{title}》說了什麼？"),
    "en": ("From a title", "What does “{title}” say?"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A question to try, and a word on what it shows."""

    label: str
    question: str


def choose_examples(articles: Sequence[Article], language: Language, most: int = 6) -> list[Example]:
    """Questions these articles answer, at most ``most``; where there is room, the last is one they do not.

    Questions on the bundled articles are offered only while those are held; without them the articles' own
    titles make the questions.
    """
    answerable = [*_bundled({a.id for a in articles}, language), *_from_titles(articles, language)][: most - 1]
    refused = [_example(row, language) for row in _rows() if row.get("refused")]
    return [*answerable, *refused][:most] if articles else []


def choose_answerable(articles: Sequence[Article], language: Language, most: int = 3) -> list[Example]:
    """Questions these articles answer, for a reader whose own they do not."""
    return [*_bundled({a.id for a in articles}, language), *_from_titles(articles, language)][:most]


def _bundled(held: Collection[str], language: Language) -> list[Example]:
    rows = [row for row in _rows() if row["needs"] and set(row["needs"]) <= set(held)]
    return [_example(row, language) for row in rows]


def _from_titles(articles: Sequence[Article], language: Language) -> list[Example]:
    known = {article_id for row in _rows() for article_id in row["needs"]}
    label, question = _ABOUT[language]
    return [Example(label, question.format(title=a.title)) for a in articles if a.title and a.id not in known]


def _example(row: dict[str, Any], language: Language) -> Example:
    return Example(row["label"][language], row["question"][language])


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(files("ui.page").joinpath("examples.json").read_text(encoding="utf-8")))
