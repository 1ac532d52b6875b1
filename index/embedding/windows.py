"""Texts cut into the model's windows, and windows gathered into runs of one length."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator, Sequence

RUN_TOKENS = 512  # more in one run leaves the processor's cache and is slower by the token


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one text's tokens.

    Attributes:
        text: the text's place among the texts embedded together.
        ids: the tokens, without the marks of beginning and end; empty for an empty text.
    """

    text: int
    ids: array[int]

    @property
    def weight(self) -> int:
        """What the window counts in its text's mean: its tokens, and at least 1."""
        return max(1, len(self.ids))


def cut_windows(text: int, ids: array[int], size: int) -> Iterator[Window]:
    """Cut a text's tokens, without overlap, into windows of at most ``size``; an empty text is one window."""
    for start in range(0, max(1, len(ids)), size):
        yield Window(text, ids[start : start + size])


def gather_runs(windows: Sequence[Window]) -> list[list[Window]]:
    """Gather windows of exactly equal length into runs of about ``RUN_TOKENS``, longest first.

    Equal lengths need no padding and no mask, and a run of one is nearly as quick by the token as a full one.
    """
    runs = []
    longest_first = sorted(windows, key=lambda window: -len(window.ids))
    for length, same in groupby(longest_first, key=lambda window: len(window.ids)):
        group, size = list(same), max(1, RUN_TOKENS // (length + 2))
        runs += [group[start : start + size] for start in range(0, len(group), size)]
    return runs
