"""Writers that do what real ones do only now and then: wait, fail, speak of something else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from assistant.answer import Piece, cited_piece
from assistant.draft import Draft, cite_all


def _first_piece(draft: Draft) -> Piece:
    best = draft.ranked[0]
    markers, citations = cite_all(draft, [(best, 0.9)])
    return cited_piece(best.text, markers, "", citations)


@dataclass
class PatientWriter:
    """Sends one cited piece, then waits for as long as nobody stops it."""

    stopped: list[str] = field(default_factory=list)
    started: int = 0

    async def write(self, draft: Draft) -> AsyncIterator[Piece]:
        """Yield once, then wait; note the question when stopped."""
        self.started += 1
        yield _first_piece(draft)
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped.append(draft.question)


@dataclass(frozen=True)
class FailingWriter:
    """Sends one cited piece, then raises."""

    error: Exception

    async def write(self, draft: Draft) -> AsyncIterator[Piece]:
        """Yield once, then fail."""
        yield _first_piece(draft)
        raise self.error
