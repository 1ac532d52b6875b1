"""Did this change help? Two runs, question by question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from evals.baseline import LOWER_IS_BETTER
from evals.row import OURS, Row, of_system, read_rows
from evals.table import MORE, SCORES
from index import YuanwenError


@dataclass(frozen=True, slots=True)
class Change:
    """One score over the questions both runs have.

    Attributes:
        before, after: the means.
        p: the chance of a difference at least this large were the two runs alike.
        better, worse: the ids of questions whose score rose or fell in worth.
    """

    name: str
    before: float
    after: float
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
    print("\n".join(told(first, second)))


def changes(before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """Every score that both runs have for at least one question.

    Raises:
        YuanwenError: the runs share no question.
    """
    old, new = {r.id: r for r in before}, {r.id: r for r in after}
    shared = [i for i in old if i in new]
    if not shared:
        raise YuanwenError("the two runs share no question: compare runs over the same set")
    found = []
    for name in (*SCORES, *MORE):
        pairs = [(i, a, b) for i in shared if (a := old[i].scores.get(name)) is not None
                 and (b := new[i].scores.get(name)) is not None]  # fmt: skip
        if pairs:
            found.append(_change(name, pairs))
    return found


def _change(name: str, pairs: Sequence[tuple[str, float, float]]) -> Change:
    sign = -1 if name in LOWER_IS_BETTER else 1
    better = tuple(i for i, a, b in pairs if sign * (b - a) > 1e-9)
    worse = tuple(i for i, a, b in pairs if sign * (b - a) < -1e-9)
    count = len(pairs)
    p = sign_flip([b - a for _, a, b in pairs])
    return Change(name, sum(a for _, a, _ in pairs) / count, sum(b for _, _, b in pairs) / count, p, better, worse)


def sign_flip(differences: Sequence[float], resamples: int = 10_000) -> float:
    """Fisher's randomization test for pairs, two-sided: the sign of each difference is as likely either way.

    Seeded. 1 when nothing differs; never 0, as the observed arrangement is counted among those drawn.
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
    yield f"{'':20}{'before':>9}{'after':>9}{'p':>8}{'better':>8}{'worse':>7}"
    for c in found:
        mark = " *" if c.p < 0.05 else ""
        yield f"{c.name:20}{c.before:>9.3f}{c.after:>9.3f}{c.p:>8.3f}{len(c.better):>8}{len(c.worse):>7}{mark}"
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
