"""Did this change help? Two runs, question by question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from evals.baseline import LOWER_IS_BETTER
from evals.intervals import Figure, bootstrap, family_sums
from evals.row import OURS, Row, of_system, read_rows
from evals.table import COST, MORE, SCORES, TOKENS, cost_is_known
from index import YuanwenError

# Of questions both runs refuse, both are right or both are wrong.
_COMPARED = tuple(name for name in (*SCORES, *MORE, *TOKENS, COST, "seconds") if name != "refusal precision")


@dataclass(frozen=True, slots=True)
class Change:
    """One score over the questions both runs have.

    Attributes:
        before, after: the means.
        difference: of the pairs, with its interval over families of questions.
        p: the chance of a difference at least this large were the two runs alike.
        better, worse: the ids of questions whose score rose or fell in worth.
    """

    name: str
    before: float
    after: float
    difference: Figure
    p: float
    better: tuple[str, ...]
    worse: tuple[str, ...]


def compare(
    before: Annotated[Path, typer.Argument(help="A file made by `run --out`.")],
    after: Annotated[Path, typer.Argument(help="Another.")],
    system: Annotated[str, typer.Option(help="Whose answers in both files.")] = OURS,
) -> None:
    """A paired test of two runs: what got better, what got worse, by question."""
    first, second = of_system(read_rows(before), system), of_system(read_rows(after), system)
    for path, rows in ((before, first), (after, second)):
        if not rows:
            raise YuanwenError(f"{path} holds no answer of {system}: see --system")
    print("\n".join(told(first, second)))


def changes(before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """Every score that both runs have for at least one question.

    Raises:
        YuanwenError: the runs share no question.
    """
    new = {r.id: r for r in after}
    shared = [(r, new[r.id]) for r in before if r.id in new]
    if not shared:
        raise YuanwenError("the two runs share no question: compare runs over the same set")
    costs = cost_is_known(before) and cost_is_known(after)
    found = (_change(name, shared) for name in _COMPARED if name != COST or costs)
    return [change for change in found if change]


def _change(name: str, shared: Sequence[tuple[Row, Row]]) -> Change | None:
    pairs = [(old, a, b) for old, new in shared if (a := _value(old, name)) is not None
             and (b := _value(new, name)) is not None]  # fmt: skip
    differences, families = [b - a for _, a, b in pairs], [old.family for old, _, _ in pairs]
    figure = bootstrap(differences, families)
    if figure is None:
        return None
    sign = -1 if name in LOWER_IS_BETTER else 1
    better = tuple(old.id for old, a, b in pairs if sign * (b - a) > 1e-9)
    worse = tuple(old.id for old, a, b in pairs if sign * (b - a) < -1e-9)
    p = sign_flip(family_sums(differences, families))
    before, after = (sum(values) / len(pairs) for values in ([a for _, a, _ in pairs], [b for _, _, b in pairs]))
    return Change(name, before, after, figure, p, better, worse)


def _value(row: Row, name: str) -> float | None:
    return row.seconds if name == "seconds" else row.scores.get(name)


def sign_flip(differences: Sequence[float], resamples: int = 10_000) -> float:
    """Fisher's randomization test for pairs, two-sided: the sign of each difference is as likely either way.

    ``differences`` are sums over a family of questions: versions of one question move together. Seeded. 1 when
    nothing differs; never 0, as the observed arrangement is counted among those drawn.
    """
    import numpy as np

    changed = np.asarray([d for d in differences if d], dtype=np.float64)
    if not len(changed):
        return 1.0
    signs = np.random.default_rng(0).choice((-1.0, 1.0), size=(resamples, len(changed)))
    extreme = np.abs(signs @ changed) >= abs(changed.sum()) - 1e-9
    return float((extreme.sum() + 1) / (resamples + 1))


def told(before: Sequence[Row], after: Sequence[Row]) -> Iterator[str]:
    """The comparison in lines: a table, what the runs were made with where it differs, then the questions."""
    found = changes(before, after)
    yield f"{'':20}{'before':>9}{'after':>9}{'difference':>12}{'95 %':>18}{'p':>8}{'better':>8}{'worse':>7}"
    for c in found:
        interval = f"{c.difference.low:+.3f} {c.difference.high:+.3f}"
        figures = f"{c.before:>9.3f}{c.after:>9.3f}{c.difference.mean:>+12.3f}{interval:>18}{c.p:>8.3f}"
        mark = " *" if c.p < 0.05 else ""
        yield f"{c.name:20}{figures}{len(c.better):>8}{len(c.worse):>7}{mark}"
    for word, rows in (("before", before), ("after", after)):
        if not cost_is_known(rows):
            yield f"{COST:20} unknown {word}: the model has no price in [model.prices]"
    yield "* unlikely to be chance (p < .05), one score at a time: of twenty scores one falls there by chance"
    yield from _differing(before[0].provenance, after[0].provenance)
    new = {r.id: r for r in after}
    for c in found:
        if c.name in SCORES:
            for word, ids in (("better", c.better), ("worse", c.worse)):
                yield from (f"{c.name} {word}: {i}  {new[i].turns[-1]}" for i in ids)


def _differing(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"{name}: {before.get(name)} -> {after.get(name)}"
