"""Whether a question finds the same article in whatever script or language it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant import load_settings, open_assistant
from evals.corpus import read_queries
from evals.dataset import Question, load_questions
from evals.intervals import Figure, bootstrap
from evals.scratch import scratch_index
from index import Index
from index.text.fold import to_simplified, to_traditional

_LANGUAGES = {"Simplified": "zh-Hans", "Traditional": "zh-Hant", "English": "en"}
_SETS = (("Simplified", "Traditional"), ("Simplified", "English"), ("Simplified", "Traditional", "English"))


def five_rates(limit: int | None = None) -> dict[str, Figure]:
    """The rates on the five articles' questions, which a person wrote in each language."""
    questions = load_questions()
    assistant = open_assistant(load_settings())
    try:
        found = {}
        for names in _SETS:
            versions = versions_of(questions, [_LANGUAGES[name] for name in names])[:limit]
            found["the same article in " + " and ".join(names)] = bootstrap(consistency(assistant.index, versions))
    finally:
        assistant.close()
    return {name: figure for name, figure in found.items() if figure}


def corpus_rates(corpus: list[Path], queries: Path, limit: int | None = None) -> dict[str, Figure]:
    """The rate on a corpus of the user's own, each question converted to the other script."""
    asked = read_queries(queries)[:limit]
    with scratch_index(corpus) as index:
        found = bootstrap(consistency(index, [in_both_scripts(q.question) for q in asked]))
    return {"the same article in Simplified and Traditional": found} if found else {}


def consistency(index: Index, versions: Iterable[Sequence[str]]) -> list[float]:
    """For each question, given as its versions: 1 where all of them find the same article first, else 0."""
    return [float(len({_first(index, version) for version in group}) == 1) for group in versions]


def _first(index: Index, question: str) -> str | None:
    found = index.search(question, 1)
    return found[0].article_id if found else None


def in_both_scripts(question: str) -> tuple[str, str]:
    """A Chinese question as it is and in the other script: Traditional where it is Simplified, and the reverse."""
    simplified = to_simplified(question)
    return question, to_traditional(question) if simplified == question else simplified


def versions_of(questions: Sequence[Question], languages: Sequence[str]) -> list[tuple[str, ...]]:
    """The single-turn questions that exist in all of the languages, each as its versions in that order."""
    asked: dict[str, dict[str, str]] = {}
    for question in questions:
        if question.answerable and len(question.turns) == 1:
            asked.setdefault(question.base or question.id, {})[question.language] = question.turns[0]
    return [tuple(group[name] for name in languages) for group in asked.values() if group.keys() >= set(languages)]
