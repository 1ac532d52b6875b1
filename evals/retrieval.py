"""How well the right document is found, leg by leg, in one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log2
from statistics import median
from time import perf_counter
from typing import Any

from evals.corpus import Query, counted
from evals.intervals import Figure, bootstrap
from index import Index, Leg

DEPTH = 10
_PASSAGES = 50  # enough for ten different documents among them
METRICS = ("hit@1", "hit@5", "hit@10", "MRR@10", "nDCG@10")
COMPARED = ("hit@1", "MRR@10")  # what one leg is held against another by


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

    def against(self, other: LegResult) -> dict[str, Figure]:
        """How much better this leg is than another on the same questions, by a paired bootstrap.

        The differences are drawn question by question, so that a question hard for both widens no interval.
        """
        pairs = {m: zip(self.values(m), other.values(m), strict=True) for m in COMPARED}
        found = {metric: bootstrap([mine - theirs for mine, theirs in values]) for metric, values in pairs.items()}
        return {metric: figure for metric, figure in found.items() if figure}

    def json(self) -> dict[str, Any]:
        """The means, their intervals, and the median and 95th percentile of the time."""
        figures = self.figures()
        means: dict[str, Any] = {metric: round(figure.mean, 4) for metric, figure in figures.items()}
        means["intervals"] = {m: [round(f.low, 4), round(f.high, 4)] for m, f in figures.items()}
        means["seconds"] = round(median(self.seconds), 4)
        means["seconds_p95"] = round(slow(self.seconds), 4)
        means["questions"] = len(self.ranks)
        return means


def _ndcg(ranks: list[int], positives: int) -> float:
    """Normalized discounted cumulative gain over the first ten, binary relevance (Järvelin and Kekäläinen, 2002)."""
    ideal = sum(1.0 / log2(1 + rank) for rank in range(1, min(positives, DEPTH) + 1))
    return sum(1.0 / log2(1 + rank) for rank in ranks) / ideal if ideal else 0.0


def run_leg(index: Index, queries: Sequence[Query], leg: Leg) -> LegResult:
    """Search for every question that has a right document. A document's rank is its best passage's."""
    result = LegResult([], [], [])
    for query in counted(queries):
        started = perf_counter()
        found = index.search(query.question, _PASSAGES, leg=leg)
        result.seconds.append(perf_counter() - started)
        documents = list(dict.fromkeys(p.article_id for p in found))[:DEPTH]
        result.ranks.append([n for n, d in enumerate(documents, 1) if d in query.positives])
        result.positives.append(len(query.positives))
    return result


def slow(seconds: Sequence[float]) -> float:
    """The 95th percentile: what one question in twenty exceeds."""
    return sorted(seconds)[ceil(0.95 * len(seconds)) - 1]


def as_json(results: Mapping[Leg, LegResult]) -> dict[str, Any]:
    """Every leg by name; the fused one also says how it stands ``against`` each of the others."""
    said = {str(leg): result.json() for leg, result in results.items()}
    if "fused" in results and len(results) > 1:
        said["fused"]["against"] = {
            leg: {metric: figure.json() for metric, figure in figures.items()}
            for leg, figures in _comparisons(results).items()
        }
    return said


def table(results: Mapping[Leg, LegResult]) -> Iterator[str]:
    """The legs side by side, then the fused one against each of the others."""
    count = len(next(iter(results.values())).ranks)
    yield f"{count} questions" + "".join(f"{m:>20}" for m in METRICS) + f"{'ms a question':>16}{'95 % below':>12}"
    for leg, result in results.items():
        figures = result.figures()
        cells = (f"{f.mean:.3f} {f.low:.3f}-{f.high:.3f}" for f in (figures[m] for m in METRICS))
        times = f"{median(result.seconds) * 1000:>16.1f}{slow(result.seconds) * 1000:>12.1f}"
        yield f"{leg:<{len(str(count)) + 10}}" + "".join(f"{c:>20}" for c in cells) + times
    for leg, figures in _comparisons(results).items():
        cells = (f"{metric} {f.mean:+.3f} ({f.low:+.3f} to {f.high:+.3f})" for metric, f in figures.items())
        yield f"fused over {leg}: " + ", ".join(cells)


def _comparisons(results: Mapping[Leg, LegResult]) -> dict[Leg, dict[str, Figure]]:
    fused = results.get("fused")
    return {leg: fused.against(other) for leg, other in results.items() if leg != "fused"} if fused else {}
