"""Each leg of the search on every measuring set, and the fused one against the better leg on all of them together.

    python -m benchmarks.retrieval [--limit 500] [--sets news drcd cmrc five] [--json out.json]

The sets are found through ``YUANWEN_DATA``; ``five`` is the five bundled articles with the development questions, where
an article that holds a supporting sentence is right. A set counts in the pool by its questions, so give a limit to keep
a large one from deciding alone. Embedding all of the news takes half an hour the first time, and is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import load_settings, open_assistant
from evals.corpus import Query, read_queries
from evals.dataset import load_questions
from evals.intervals import Figure, bootstrap
from evals.retrieval import COMPARED, LegResult, as_json, run_leg, table
from evals.scratch import scratch_index
from index import Index, Leg

LEGS: tuple[Leg, ...] = ("dense", "keyword", "fused")
FOLDERS = {"news": "crud_news", "drcd": "drcd", "cmrc": "cmrc2018"}
FIVE = "five"


@dataclass(frozen=True, slots=True)
class Measured:
    """One set's legs, over the same questions in the same order."""

    name: str
    legs: Mapping[Leg, LegResult]

    def better(self, metric: str) -> Leg:
        """The better of the two legs by a metric."""
        return max(("dense", "keyword"), key=lambda leg: _mean(self.legs[leg].values(metric)))

    def gains(self, metric: str) -> list[float]:
        """What fused has over this set's better leg, for each question."""
        pairs = zip(self.legs["fused"].values(metric), self.legs[self.better(metric)].values(metric), strict=True)
        return [fused - leg for fused, leg in pairs]


def pooled(sets: Sequence[Measured], metric: str) -> Figure | None:
    """What fused has over the better leg of each set, over the questions of all, by a paired bootstrap."""
    return bootstrap([gain for measured in sets for gain in measured.gains(metric)])


def report(sets: Sequence[Measured]) -> Iterator[str]:
    """A table for each set, then the pool."""
    for measured in sets:
        yield f"\n{measured.name}"
        yield from table(measured.legs)
    for metric in COMPARED:
        if figure := pooled(sets, metric):
            better = ", ".join(f"{m.name}: {m.better(metric)}" for m in sets)
            yield f"\nfused over the better leg ({better}), all {figure.count} questions: {metric} "
            yield f"{figure.mean:+.4f} ({figure.low:+.4f} to {figure.high:+.4f})"


def measure(name: str, limit: int | None, data: Path) -> Iterator[Measured]:
    """The set, or for the five articles one for each language of its questions."""
    if name == FIVE:
        yield from _five(limit)
        return
    folder = data / FOLDERS[name]
    corpus = [path for path in (folder / "corpus.jsonl", folder / "distractors.jsonl") if path.exists()]
    asked = [query for query in read_queries(folder / "queries.jsonl") if query.positives]
    with scratch_index(corpus) as index:
        yield Measured(name, _run(index, _drawn(asked, limit)))


def _five(limit: int | None) -> Iterator[Measured]:
    questions = [q for q in load_questions() if q.split == "dev" and q.answerable and len(q.turns) == 1]
    assistant = open_assistant(load_settings())
    try:
        for language in sorted({q.language for q in questions}):
            asked = [
                Query(q.id, q.turns[0], (), frozenset(s.article for s in q.support))
                for q in questions
                if q.language == language
            ]
            yield Measured(f"five articles, {language}", _run(assistant.index, _drawn(asked, limit)))
    finally:
        assistant.close()


def _drawn(asked: list[Query], limit: int | None) -> list[Query]:
    """So many of the questions, the same every time: neighbours in a set are often about one document."""
    return asked if limit is None or limit >= len(asked) else random.Random(0).sample(asked, limit)


def _run(index: Index, asked: Sequence[Query]) -> dict[Leg, LegResult]:
    return {leg: run_leg(index, asked, leg) for leg in LEGS}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def main() -> None:
    """Measure the sets and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", choices=[*FOLDERS, FIVE], default=[*FOLDERS, FIVE])
    parser.add_argument("--limit", type=int, help="questions drawn from each set")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    arguments = parser.parse_args()
    data = os.environ.get("YUANWEN_DATA", "")
    if not data and arguments.sets != [FIVE]:
        sys.exit("YUANWEN_DATA names no folder of measuring sets: set it, or give --sets five")
    sets = [m for name in arguments.sets for m in measure(name, arguments.limit, Path(data))]
    print("\n".join(report(sets)))
    if arguments.json:
        arguments.json.write_text(json.dumps(_figures(sets), indent=1) + "\n", encoding="utf-8")


def _figures(sets: Sequence[Measured]) -> dict[str, Any]:
    pool = {metric: figure.json() for metric in COMPARED if (figure := pooled(sets, metric))}
    return {"sets": {m.name: as_json(m.legs) for m in sets}, "fused over the better leg": pool}


if __name__ == "__main__":
    main()
