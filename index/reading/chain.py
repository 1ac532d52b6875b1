"""Finds the article in a page as one path through it: before it, its title, its header, its body, and after it.

A page is read as a linear chain, as in a conditional random field (Lafferty, McCallum and Pereira, 2001): every line
is in one of six states, each state has weights for a line's features, each step from one state to the next has a
weight, and the best path is found by dynamic programming (Viterbi). The states keep the order of a page, so a
paragraph of some other story far below cannot be taken for the article however well it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index.reading import weights
from index.reading.features import DATE, INSIDE, NEVER

STATES = 6
BEFORE, TITLE, HEADER, BODY, INTERRUPTION, AFTER = range(STATES)

PRECEDING = (
    (BEFORE,),
    (BEFORE,),
    (BEFORE, TITLE, HEADER),
    (BEFORE, TITLE, HEADER, BODY, INTERRUPTION),
    (BODY, INTERRUPTION),
    (BODY, AFTER),
)
"""For each state, the states that may stand on the line above."""

FIRST = (BEFORE, TITLE, HEADER, BODY)
LAST = (BEFORE, HEADER, BODY, AFTER)
FORBIDDEN = -200.0
_IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """``lines``: a feature's weight in each of the six states. ``steps``: for each state, its predecessors' weights."""

    lines: Mapping[str, Sequence[float]]
    steps: Sequence[Sequence[float]]


FITTED = Model(weights.LINES, weights.STEPS)
"""The weights fitted by ``benchmarks/fit_cleaner.py``."""


def follow(features: Sequence[Sequence[str]], model: Model = FITTED) -> list[int]:
    """The state of each line on the page's best path."""
    if not features:
        return []
    steps = np.full((STATES, STATES), _IMPOSSIBLE)
    for state, weights_of in enumerate(model.steps):
        steps[list(PRECEDING[state]), state] = weights_of
    rows = score_lines(features, model)
    best = rows[0] + np.where(np.isin(range(STATES), FIRST), 0.0, _IMPOSSIBLE)
    trail = np.empty((len(rows), STATES), np.int8)
    for i in range(1, len(rows)):
        reached = best[:, None] + steps
        trail[i] = reached.argmax(0)
        best = reached.max(0) + rows[i]
    state = max(LAST, key=best.tolist().__getitem__)
    path = [state]
    for back in trail[:0:-1].tolist():
        state = back[state]
        path.append(state)
    return path[::-1]


def score_lines(features: Sequence[Sequence[str]], model: Model) -> npt.NDArray[np.float64]:
    """Each line's score in each state (lines, 6), what ``forbid`` rules out included."""
    row_of, table = _table(model)
    rows: list[int] = []
    starts = []
    for names in features:
        starts.append(len(rows))
        rows.append(row_of["bias"])
        rows += [row_of[name] for name in names if name in row_of]
    scores: npt.NDArray[np.float64] = np.add.reduceat(table[rows], starts) + forbid(features)
    return scores


@lru_cache(maxsize=16)
def _table(model: Model) -> tuple[dict[str, int], npt.NDArray[np.float64]]:
    """Each feature's row, and the rows."""
    return {name: i for i, name in enumerate(model.lines)}, np.array(list(model.lines.values()))


def forbid(features: Sequence[Sequence[str]]) -> npt.NDArray[np.float64]:
    """What holds whatever the weights, as additions to the scores (lines, 6).

    A sure mark of furniture is neither title nor body, and a date no title. The article begins where the page's
    densest stretch of prose begins, or above, and ends below that line, so a page with prose always has an article.
    """
    limits = np.zeros((len(features), STATES))
    sure = [i for i, names in enumerate(features) if NEVER in names]
    dates = [i for i, names in enumerate(features) if DATE in names]
    limits[sure, TITLE] = limits[sure, BODY] = limits[dates, TITLE] = FORBIDDEN
    inside = [i for i, names in enumerate(features) if INSIDE in names]
    if inside:
        limits[: inside[0] + 1, AFTER] = FORBIDDEN
        limits[inside[0] :, BEFORE] = limits[inside[0] :, HEADER] = FORBIDDEN
    return limits
