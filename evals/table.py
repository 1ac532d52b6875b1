"""Records as a table of scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Protocol

from evals.intervals import Figure, bootstrap


class Scored(Protocol):
    """A record, fresh or read from a file."""

    @property
    def type(self) -> str:
        """The question's type."""
        ...

    @property
    def language(self) -> str:
        """The question's language."""
        ...

    @property
    def system(self) -> str:
        """Whose answer it is."""
        ...

    @property
    def scores(self) -> Mapping[str, float | None]:
        """Scores by name, None where one does not apply."""
        ...

    @property
    def seconds(self) -> float:
        """How long the answer took."""
        ...

    @property
    def first(self) -> float | None:
        """How long its first word took."""
        ...


SCORES = ("facts", "article", "cited", "precise", "wrong", "refused wrongly", "refused rightly")
MORE = ("facts early", "supported", "supported by words", "script", "length", "hit@5", "MRR", "nDCG")
_COLUMN = 18


def figures(records: Sequence[Scored]) -> dict[str, Figure]:
    """Every score that applies to at least one of the records, with its interval."""
    found = {
        name: bootstrap([v for r in records if (v := r.scores.get(name)) is not None]) for name in (*SCORES, *MORE)
    }
    return {name: figure for name, figure in found.items() if figure is not None} | _refusal_precision(records)


def _refusal_precision(records: Sequence[Scored]) -> dict[str, Figure]:
    """Of all refusals, the share that was right to refuse."""
    right = [1.0 for r in records if r.scores.get("refused rightly") == 1.0]
    wrong = [0.0 for r in records if r.scores.get("refused wrongly") == 1.0]
    figure = bootstrap(right + wrong) if right else None
    return {"refusal precision": figure} if figure else {}


def table(records: Sequence[Scored]) -> Iterator[str]:
    """The scores of all records, then by type and by language, one line each."""
    yield f"{'':20}{'n':>5}  " + "".join(f"{name:>{_COLUMN}}" for name in SCORES)
    yield _line("all", records)
    for name in ("type", "language"):
        yield f"by {name}"
        for value in sorted({getattr(r, name) for r in records}):
            yield _line(f"  {value}", [r for r in records if getattr(r, name) == value])
    seconds = [r.seconds for r in records]
    yield f"seconds a question: median {median(seconds):.3f}, 95th percentile {percentile(seconds, 0.95):.3f}"


def side_by_side(records: Sequence[Scored]) -> Iterator[str]:
    """Every score, one column a system: what the assistant is worth beside the baselines."""
    systems = list(dict.fromkeys(r.system for r in records))
    columns = {s: [r for r in records if r.system == s] for s in systems}
    yield f"{'':22}" + "".join(f"{name:>24}" for name in systems)
    found = {name: figures(chosen) for name, chosen in columns.items()}
    for score in (*SCORES, "refusal precision", *MORE):
        cells = (_cell(found[s][score]) if score in found[s] else "-" for s in systems)
        yield f"{score:22}" + "".join(f"{cell:>24}" for cell in cells)
    for label, share in (("p50", 0.5), ("p95", 0.95)):
        times = ([r.seconds for r in columns[s]] for s in systems)
        yield f"{'seconds, ' + label:22}" + "".join(f"{percentile(t, share):>24.3f}" for t in times)
        times = ([r.first for r in columns[s] if r.first is not None] for s in systems)
        yield f"{'first word, ' + label:22}" + "".join(f"{percentile(t, share):>24.3f}" for t in times)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def _line(name: str, records: Sequence[Scored]) -> str:
    found = figures(records)
    cells = (_cell(found[score]) if score in found else "-" for score in SCORES)
    return f"{name:20}{len(records):>5}  " + "".join(f"{cell:>{_COLUMN}}" for cell in cells)


def _cell(figure: Figure) -> str:
    if figure.mean > 1.0:
        return f"{figure.mean:.0f} {figure.low:.0f}-{figure.high:.0f}"
    return f"{figure.mean:.3f} {figure.low:.2f}-{figure.high:.2f}"
