"""How well the right document is found, leg by leg, in one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2
from statistics import median
from time import perf_counter
from typing import Any

from evals.corpus import Query
from evals.intervals import Figure, bootstrap
from index import Index, Leg

DEPTH = 10
_PASSAGES = 50  # enough for ten different documents among them
METRICS = ("hit@1", "hit@5", "hit@10", "MRR@10", "nDCG@10")


@dataclass(frozen=True, slots=True)
class LegResult:
    """One leg over all questions.

    Attributes:
        ranks: for each question the rank, from 1, of every right document among the first ten.
        positives: for each question how many documents are right.
        seconds: what each question took.
    """

    ranks: list[list[int]]
    positives: list[int]
    seconds: list[float]

    def values(self, metric: str) -> list[float]:
        """The metric for each question."""
        if metric.startswith("hit@"):
            depth = int(metric.removeprefix("hit@"))
            return [float(any(rank <= depth for rank in ranks)) for ranks in self.ranks]
        if metric == "MRR@10":
            return [1.0 / min(ranks) if ranks else 0.0 for ranks in self.ranks]
        return [_ndcg(ranks, positives) for ranks, positives in zip(self.ranks, self.positives, strict=True)]

    def figures(self) -> dict[str, Figure]:
        """Every metric with its interval."""
        found = {metric: bootstrap(self.values(metric)) for metric in METRICS}
        return {metric: figure for metric, figure in found.items() if figure}

    def json(self) -> dict[str, Any]:
        """The means, their intervals and the median time."""
        figures = self.figures()
        means: dict[str, Any] = {metric: round(figure.mean, 4) for metric, figure in figures.items()}
        means["intervals"] = {m: [round(f.low, 4), round(f.high, 4)] for m, f in figures.items()}
        means["seconds"] = round(median(self.seconds), 4)
        means["questions"] = len(self.ranks)
        return means


def _ndcg(ranks: list[int], positives: int) -> float:
    """Normalized discounted cumulative gain over the first ten, binary relevance (Järvelin and Kekäläinen, 2002)."""
    ideal = sum(1.0 / log2(1 + rank) for rank in range(1, min(positives, DEPTH) + 1))
    return sum(1.0 / log2(1 + rank) for rank in ranks) / ideal if ideal else 0.0


def run_leg(index: Index, queries: Sequence[Query], leg: Leg) -> LegResult:
    """Search for every question that has a right document. A document's rank is its best passage's."""
    result = LegResult([], [], [])
    for query in queries:
        started = perf_counter()
        found = index.search(query.question, _PASSAGES, leg=leg)
        result.seconds.append(perf_counter() - started)
        documents = list(dict.fromkeys(p.article_id for p in found))[:DEPTH]
        result.ranks.append([n for n, d in enumerate(documents, 1) if d in query.positives])
        result.positives.append(len(query.positives))
    return result


def table(results: dict[Leg, LegResult]) -> Iterator[str]:
    """The legs side by side."""
    count = len(next(iter(results.values())).ranks)
    yield f"{count} questions" + "".join(f"{metric:>20}" for metric in METRICS) + f"{'ms a question':>16}"
    for leg, result in results.items():
        figures = result.figures()
        cells = (f"{f.mean:.3f} {f.low:.3f}-{f.high:.3f}" for f in (figures[m] for m in METRICS))
        yield (
            f"{leg:<{len(str(count)) + 10}}"
            + "".join(f"{c:>20}" for c in cells)
            + (f"{median(result.seconds) * 1000:>16.1f}")
        )
