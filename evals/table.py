"""Records as a table of scores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import median

from evals.intervals import Figure, bootstrap
from evals.run import Record

Pick = Callable[[Record], float | None]

SCORES: dict[str, Pick] = {
    "facts": lambda r: r.score.facts,
    "article": lambda r: r.score.article,
    "cited": lambda r: r.score.cited,
    "precise": lambda r: r.score.precise,
    "wrong": lambda r: r.score.wrong,
    "refused wrongly": lambda r: r.score.refused if r.question.answerable else None,
    "refused rightly": lambda r: None if r.question.answerable else r.score.refused,
}
_COLUMN = 18


def figures(records: Sequence[Record]) -> dict[str, Figure]:
    """Every score that applies to at least one of the records, with its interval."""
    found = {name: bootstrap([v for r in records if (v := pick(r)) is not None]) for name, pick in SCORES.items()}
    return {name: figure for name, figure in found.items() if figure is not None}


def table(records: Sequence[Record]) -> Iterator[str]:
    """The scores of all records, then by type and by language, one line each."""
    yield f"{'':20}{'n':>5}  " + "".join(f"{name:>{_COLUMN}}" for name in SCORES)
    yield _line("all", records)
    for name in ("type", "language"):
        yield f"by {name}"
        for value in sorted({getattr(r.question, name) for r in records}):
            yield _line(f"  {value}", [r for r in records if getattr(r.question, name) == value])
    seconds = sorted(r.seconds for r in records)
    p95 = seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]
    yield f"seconds a question: median {median(seconds):.3f}, 95th percentile {p95:.3f}"


def _line(name: str, records: Sequence[Record]) -> str:
    found = figures(records)
    cells = (_cell(found[score]) if score in found else "-" for score in SCORES)
    return f"{name:20}{len(records):>5}  " + "".join(f"{cell:>{_COLUMN}}" for cell in cells)


def _cell(figure: Figure) -> str:
    return f"{figure.mean:.3f} {figure.low:.2f}-{figure.high:.2f}"
