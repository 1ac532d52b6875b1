"""When each stage of an answer was at work, for its metadata, for counts and for traces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, time
from typing import Literal

Stage = Literal["condense", "retrieve", "write", "verify"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of one stage, in seconds since 1970."""

    stage: Stage
    started: float
    ended: float


@dataclass(slots=True)
class Stopwatch:
    """Follows one answer; what was measured is there even when the answer never is.

    Attributes:
        intervals: the stretches that are over, in the order they ended. A sentence is verified while the answer is
            being written, so ``verify`` lies inside ``write``.
    """

    intervals: list[Interval] = field(default_factory=list)
    # Wall clocks jump; this says when the steady one was at 0.
    _zero: float = field(default_factory=lambda: time() - perf_counter())

    @contextmanager
    def during(self, stage: Stage) -> Iterator[None]:
        """Count the block's time for ``stage``, also when it fails."""
        started = self._zero + perf_counter()
        try:
            yield
        finally:
            self.intervals.append(Interval(stage, started, self._zero + perf_counter()))

    def seconds(self) -> dict[str, float]:
        """Seconds by stage, all four; they add up, since what was spent on verifying is not counted as writing."""
        spent: dict[str, float] = {"condense": 0.0, "retrieve": 0.0, "write": 0.0, "verify": 0.0}
        for interval in self.intervals:
            spent[interval.stage] += interval.ended - interval.started
        spent["write"] = max(0.0, spent["write"] - spent["verify"])
        return spent
