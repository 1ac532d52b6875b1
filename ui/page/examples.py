"""The questions offered to a reader who has none yet: only ones that the articles at hand bear out."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.question import Language
from index import Listed

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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be worth offering, the articles it is about, and a name its answer has to hold."""

    question: str
    articles: tuple[str, ...]
    name: str = ""


def choose_examples(articles: Sequence[Listed], language: Language, most: int = 6) -> list[Example]:
    """Questions these articles answer, at most ``most``; where there is room, the last is one they do not.

    Questions on the bundled articles are offered only while those are held; without them the articles' own
    titles make the questions.
    """
    answerable = [*_bundled({a.id for a in articles}, language), *_from_titles(articles, language)][: most - 1]
    refused = [_example(row, language) for row in _rows() if row.get("refused")]
    return [*answerable, *refused][:most] if articles else []


def list_candidates(articles: Sequence[Listed], language: Language) -> list[Candidate]:
    """Questions that ought to be answered from these articles; whether they are, only asking them tells."""
    held = {a.id for a in articles}
    rows = [row for row in (*_more_rows(), *_rows()) if row["needs"] and set(row["needs"]) <= held]
    bundled = [Candidate(row["question"][language], tuple(row["needs"])) for row in rows]
    _, question = _ABOUT[language]
    own = [a for a in articles if a.title and a.id not in known_ids()]
    return [*bundled, *(Candidate(question.format(title=a.title), (a.id,)) for a in own)]


def _bundled(held: Collection[str], language: Language) -> list[Example]:
    rows = [row for row in _rows() if row["needs"] and set(row["needs"]) <= set(held)]
    return [_example(row, language) for row in rows]


def _from_titles(articles: Sequence[Listed], language: Language) -> list[Example]:
    label, question = _ABOUT[language]
    return [Example(label, question.format(title=a.title)) for a in articles if a.title and a.id not in known_ids()]


def _example(row: dict[str, Any], language: Language) -> Example:
    return Example(row["label"][language], row["question"][language])


def known_ids() -> set[str]:
    """The articles that prepared questions are about."""
    return {article_id for row in _rows() for article_id in row["needs"]}


def _rows() -> tuple[dict[str, Any], ...]:
    return _read("examples.json")


def _more_rows() -> tuple[dict[str, Any], ...]:
    return _read("more_questions.json")


@cache
def _read(name: str) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(files("ui.page").joinpath(name).read_text(encoding="utf-8")))
