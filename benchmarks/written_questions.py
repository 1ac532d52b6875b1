"""Questions written for the reading sets' texts, in Chinese and English, with near misses that no text answers.

``written/SET.jsonl`` holds one question a line: ``id`` of the text it was written for, the question in ``zh`` and
``en``, and ``answer`` as it stands in the text, or nothing: of what the text speaks of, something else is asked. The
texts themselves are the sets' own and are not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.jsonl import read_jsonl
from evals.corpus import Query

MISSED = "missed"
"""The kind of a question that the text it was written for does not answer."""
_FOLDER = Path(__file__).with_name("written")


@dataclass(frozen=True, slots=True)
class Written:
    """A question in two languages, with its kind: ``""`` where the text answers it, else ``MISSED``."""

    kind: str
    chinese: Query
    english: Query


def read_written(name: str) -> Iterator[Written]:
    """The questions about the texts of a set; ``name`` is its folder's. An id tells on which side of ``held_out`` a
    question is."""
    for number, row in enumerate(read_jsonl(_FOLDER / f"{name}.jsonl")):
        text, answers = row["id"], (row["answer"],) if row["answer"] else ()
        prefix = "qa0-" if name == "crud_news" else ""
        chinese, english = (
            Query(f"{prefix}{text}-{language}{number}", row[language], answers, frozenset([text]))
            for language in ("zh", "en")
        )
        yield Written("" if answers else MISSED, chinese, english)
