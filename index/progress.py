"""A bar for work that embeds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tqdm import tqdm

    from index.update import Progress


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on standard error that shows itself once there is something to embed."""
    bar: tqdm[Any] | None = None

    def follow(done: int, known: int) -> None:
        nonlocal bar
        if bar is None:
            from tqdm import tqdm

            bar = tqdm(unit=" texts", desc="embedding", file=sys.stderr, mininterval=0.5)
        bar.total = known
        bar.update(done - bar.n)

    try:
        yield follow
    finally:
        if bar is not None:
            bar.close()
