"""The last answers: a question asked again is answered at once, for as long as nothing it rests on has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from assistant.answer import Answer, Piece, Turn
from index import Version, Where

Events = tuple[Piece | Answer, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """All that an answer depends on beside the settings, which stay as they are while a program runs.

    Attributes:
        version: the index's, read before anything else was: what changes later raises it.
    """

    question: str
    history: tuple[Turn, ...]
    where: Where | None
    version: Version


@dataclass(slots=True)
class Memory:
    """The ``size`` answers asked for last; 0 keeps none. Any thread may use it."""

    size: int
    _kept: OrderedDict[Request, Events] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def recall(self, request: Request) -> Events:
        """What was sent for the same request before, the whole answer last; empty where that is not known."""
        with self._lock:
            if request not in self._kept:
                return ()
            self._kept.move_to_end(request)
            return self._kept[request]

    def keep(self, request: Request, events: Sequence[Piece | Answer]) -> None:
        """Remember what was sent, unless it says of itself that something went wrong."""
        last = events[-1] if events else None
        if self.size < 1 or not isinstance(last, Answer) or last.notes:
            return
        with self._lock:
            self._kept[request] = tuple(events)
            self._kept.move_to_end(request)
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)
