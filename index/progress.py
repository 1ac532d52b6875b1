"""Bars for work that takes long, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Progress = Callable[[int, int], None]
"""How many are done, of how many known so far; the latter may grow."""

Item = TypeVar("Item")


@contextmanager
def progress_bar(what: str = "embedding", unit: str = "texts", delay: float = 0.0) -> Iterator[Progress]:
    """A bar that shows itself once there is something to do and ``delay`` seconds have passed."""
    bar: Any = None

    def follow(done: int, known: int) -> None:
        nonlocal bar
        if bar is None:
            bar = _bar(what, unit, delay)
        bar.total = known
        bar.update(done - bar.n)

    try:
        yield follow
    finally:
        if bar is not None:
            bar.close()


def watch(items: Iterable[Item], what: str, unit: str) -> Iterator[Item]:
    """The items as they are, counted on a bar if taking them takes more than two seconds."""
    with _bar(what, unit, delay=2.0) as bar:
        for item in items:
            yield item
            bar.update()


def _bar(what: str, unit: str, delay: float) -> Any:
    from tqdm import tqdm

    return tqdm(desc=what, unit=f" {unit}", file=sys.stderr, mininterval=0.5, delay=delay)
