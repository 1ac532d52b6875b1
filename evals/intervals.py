"""How sure a figure is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


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


def bootstrap(values: Sequence[float], resamples: int = 2_000) -> Figure | None:
    """The mean with a percentile bootstrap interval (Efron, 1979); None where there is nothing to average.

    Seeded: the same values give the same bounds.
    """
    import numpy as np

    if not values:
        return None
    sample = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(0).integers(0, len(sample), size=(resamples, len(sample)))
    means = sample[drawn].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Figure(float(sample.mean()), float(low), float(high), len(sample))
