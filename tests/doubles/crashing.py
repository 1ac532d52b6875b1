"""A real part of a store that stops the program at a chosen moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from index.store.store import Store


class Crash(BaseException):
    """What stands for a crash: nothing in the program catches it."""


class Breaking:
    """A real part that stops the program before or after the n-th call of one of its methods."""

    def __init__(self, part: Any, method: str, call: int, after: bool) -> None:
        self._part, self._method, self._left, self._after = part, method, call, after

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._part, name)
        return self._break(real) if name == self._method else real

    def _break(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise Crash
            result = real(*args, **named)
            if self._left == 0:
                raise Crash
            return result

        return call


def broken(store: Store, part: str, method: str, call: int = 1, after: bool = False) -> Store:
    return replace(store, **{part: Breaking(getattr(store, part), method, call, after)})


# Before and after every write of a commit, and which state a start afterwards has to find.
STEPS = [
    ("catalog", "mark_pending", 1, False, "old"),
    ("catalog", "mark_pending", 1, True, "old"),
    ("vectors", "add", 1, False, "old"),
    ("vectors", "add", 1, True, "old"),
    ("keywords", "replace", 1, False, "old"),
    ("keywords", "replace", 1, True, "old"),
    ("catalog", "writing", 1, False, "old"),
    ("vectors", "remove", 1, False, "new"),
    ("vectors", "remove", 1, True, "new"),
    ("keywords", "replace", 2, False, "new"),
    ("keywords", "replace", 2, True, "new"),
    ("catalog", "mark_pending", 2, False, "new"),
    ("catalog", "mark_pending", 2, True, "new"),
]
