"""Asks the questions on the five articles that were written without sight of the program or of ``evals/questions``.

    python -m benchmarks.blind

``written/five_articles.jsonl`` holds one a line: ``kind`` (``answerable``, or why not), ``facts`` as in
``evals/questions``, and whether it has been looked at while building. Prints by kind and language the share refused
and, of the answerable, the share of facts in the answer; each 0 to 1. Not to tune on: write others then.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant import Assistant, load_settings, open_assistant
from benchmarks.jsonl import read_jsonl
from evals.dataset import stands_in

ANSWERABLE = "answerable"
Asked = tuple[Mapping[str, Any], bool, float]
"""A question, whether it was refused, and the share of its facts that the answer states."""
_FILE = Path(__file__).with_name("written") / "five_articles.jsonl"


def read_blind() -> list[dict[str, Any]]:
    """The questions, in the order they were written in."""
    return read_jsonl(_FILE)


def share_of_facts(facts: Sequence[Sequence[str]], text: str) -> float:
    """The share of facts of which one form stands in an answer's text; there is at least one fact."""
    return float(np.mean([any(stands_in(form, text) for form in forms) for forms in facts]))


async def ask_all(assistant: Assistant, questions: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """Ask every question."""
    asked = []
    for question in questions:
        answer = await assistant.ask(question["question"])
        share = share_of_facts(question["facts"], answer.text) if question["facts"] else 0.0
        asked.append((question, not answer.citations, share))
    return asked


def tell(asked: Iterable[Asked]) -> Iterator[str]:
    """A line for each kind, and for it each language and half."""
    groups = defaultdict[tuple[str, str], list[tuple[bool, float]]](list)
    for question, refused, share in asked:
        half = "looked at" if question["looked_at"] else "not looked at"
        for group in ("all", half, question["language"]):
            groups[question["kind"], group].append((refused, share))
    for (kind, group), rows in sorted(groups.items()):
        refused, facts = np.mean(rows, axis=0)
        stated = f", facts {facts:.3f}" if kind == ANSWERABLE else ""
        yield f"{kind}, {group}: {len(rows)}, refused {refused:.3f}{stated}"


def main() -> None:
    """Ask and print."""
    assistant = open_assistant(load_settings())
    try:
        print("\n".join(tell(asyncio.run(ask_all(assistant, read_blind())))))
    finally:
        assistant.close()


if __name__ == "__main__":
    main()
