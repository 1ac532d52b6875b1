"""Records as a table of scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from evals.intervals import Figure, bootstrap
from evals.row import Row

SCORES = ("facts", "article", "cited", "precise", "wrong", "refused wrongly", "refused rightly")
MORE = (
    "refusal precision", "facts early", "supported", "supported by words", "script", "length", "hit@5", "MRR", "nDCG",
    "judged",
)  # fmt: skip
TOKENS = ("tokens read", "tokens written")
COST = "cost of 1000"
_COLUMN = 18


def figures(rows: Sequence[Row]) -> dict[str, Figure]:
    """Every score that applies to at least one of the rows, with its interval over families of questions."""
    found = {name: figure_of(rows, name) for name in (*SCORES, *MORE, *TOKENS)}
    if cost_is_known(rows):
        found[COST] = figure_of(rows, COST)
    return {name: figure for name, figure in found.items() if figure is not None}


def figure_of(rows: Sequence[Row], score: str) -> Figure | None:
    """One score over the rows it applies to, with its interval over families of questions."""
    scored = [(value, r.family) for r in rows if (value := r.scores.get(score)) is not None]
    return bootstrap([value for value, _ in scored], [family for _, family in scored])


def cost_is_known(rows: Sequence[Row]) -> bool:
    """Whether every row's cost is: the mean of those that are would pass for the mean of all."""
    return bool(rows) and all(r.scores.get(COST) is not None for r in rows)


def table(rows: Sequence[Row]) -> Iterator[str]:
    """The scores of all rows, then by type, language and split, one line each."""
    yield f"{'':20}{'n':>5}  " + "".join(f"{name:>{_COLUMN}}" for name in SCORES)
    yield _line("all", rows)
    for name in ("type", "language", "split"):
        values = sorted({getattr(r, name) for r in rows})
        if name == "split" and len(values) < 2:
            continue
        yield f"by {name}"
        for value in values:
            yield _line(f"  {value}", [r for r in rows if getattr(r, name) == value])
    seconds = [r.seconds for r in rows]
    yield f"seconds a question: median {median(seconds):.3f}, 95th percentile {percentile(seconds, 0.95):.3f}"


def side_by_side(rows: Sequence[Row]) -> Iterator[str]:
    """Every score, one column a system: what the assistant is worth beside the baselines."""
    systems = list(dict.fromkeys(r.system for r in rows))
    columns = {s: [r for r in rows if r.system == s] for s in systems}
    yield f"{'':22}" + "".join(f"{name:>24}" for name in systems)
    found = {name: figures(chosen) for name, chosen in columns.items()}
    for score in (*SCORES, *MORE, *TOKENS, COST):
        if any(score in f for f in found.values()) or score == COST:
            cells = (_cell(found[s][score]) if score in found[s] else _missing(score) for s in systems)
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


def _line(name: str, rows: Sequence[Row]) -> str:
    found = {score: figure_of(rows, score) for score in SCORES}
    cells = (_cell(figure) if figure else "-" for figure in found.values())
    return f"{name:20}{len(rows):>5}  " + "".join(f"{cell:>{_COLUMN}}" for cell in cells)


def _missing(score: str) -> str:
    return "unknown" if score == COST else "-"


def _cell(figure: Figure) -> str:
    if figure.mean > 1.0:
        return f"{figure.mean:.0f} {figure.low:.0f}-{figure.high:.0f}"
    return f"{figure.mean:.3f} {figure.low:.2f}-{figure.high:.2f}"
