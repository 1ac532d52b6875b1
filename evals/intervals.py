"""How sure a figure is."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESAMPLES = 2_000
_AT_ONCE = 2_000_000  # drawn indices held in memory together


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over ``count`` questions, and the bounds of its 95 % interval."""

    mean: float
    low: float
    high: float
    count: int

    def json(self) -> dict[str, Any]:
        """The figure as JSON, to four decimals."""
        return {
            "mean": round(self.mean, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "count": self.count,
        }


def bootstrap(
    values: Sequence[float], families: Sequence[Hashable] | None = None, resamples: int = RESAMPLES
) -> Figure | None:
    """The mean with a percentile bootstrap interval (Efron, 1979); None where there is nothing to average.

    ``families`` names for each value the question it is a version of. Versions of one question are hard or easy
    together, so whole families are drawn (the cluster bootstrap, Davison and Hinkley, 1997, section 3.8); without
    it each value stands for itself. Seeded: the same values give the same bounds.
    """
    import numpy as np

    if not values:
        return None
    sums, counts = _totals(values, families)
    draw = np.random.default_rng(0)
    means: list[float] = []
    while len(means) < resamples:
        rows = min(resamples - len(means), max(1, _AT_ONCE // len(sums)))
        drawn = draw.integers(0, len(sums), size=(rows, len(sums)))
        means.extend(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1))
    low, high = np.percentile(means, [2.5, 97.5])
    return Figure(float(np.mean(values)), float(low), float(high), len(values))


def family_sums(values: Sequence[float], families: Sequence[Hashable]) -> list[float]:
    """The values of each family added up, families in the order in which they come."""
    sums: dict[Hashable, float] = {}
    for value, family in zip(values, families, strict=True):
        sums[family] = sums.get(family, 0.0) + value
    return list(sums.values())


def _totals(
    values: Sequence[float], families: Sequence[Hashable] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    import numpy as np

    of = families if families is not None else range(len(values))
    return np.asarray(family_sums(values, of)), np.asarray(family_sums([1.0] * len(values), of))
