"""Where every way in brings its questions: each answer is counted, timed and traced alike."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing

from assistant import Answer, Assistant, Piece, Quotes, Turn
from assistant.stages import Stopwatch
from index import Index, Where
from ui.api.limits import Limits
from ui.api.observed import Measures
from ui.tracing import Tracing


class Desk:
    """An assistant with what is measured about its answers and what bounds them."""

    def __init__(
        self,
        assistant: Assistant,
        measures: Measures | None = None,
        limits: Limits | None = None,
        tracing: Tracing | None = None,
    ) -> None:
        self.assistant = assistant
        self.measures = measures or Measures()
        self.limits = limits or Limits(assistant.settings.server, self.measures)
        self._tracing = tracing or Tracing()

    @property
    def index(self) -> Index:
        """The assistant's index."""
        return self.assistant.index

    def turn(self, client: str) -> AbstractAsyncContextManager[None]:
        """Hold a place for a question that no request holds one for, as the page's.

        Raises:
            TooManyError: on entering, there is none.
        """
        return self.limits.turn(client)

    async def stream(
        self, question: str, history: Sequence[Turn] = (), where: Where | None = None
    ) -> AsyncGenerator[Piece | Answer, None]:
        """The same as ``Assistant.stream``, measured.

        Raises:
            InvalidQuestionError: the question cannot be asked.
        """
        async with aclosing(self._stream(question, history, where, quotes_first=False)) as events:
            async for event in events:
                if not isinstance(event, Quotes):
                    yield event

    def stream_quotes_first(
        self, question: str, history: Sequence[Turn] = (), where: Where | None = None
    ) -> AsyncGenerator[Quotes | Piece | Answer, None]:
        """The same for somebody who reads along: where a model writes, ``Quotes`` come before its first piece."""
        return self._stream(question, history, where, quotes_first=True)

    async def _stream(
        self, question: str, history: Sequence[Turn], where: Where | None, *, quotes_first: bool
    ) -> AsyncGenerator[Quotes | Piece | Answer, None]:
        watch, trace, answer = Stopwatch(), self._tracing.begin(), None
        events = self.assistant.stream(question, history, where, watch, quotes_first=quotes_first)
        try:
            async with aclosing(events):  # type: ignore[type-var]
                async for event in events:
                    if isinstance(event, Answer):
                        answer = event
                        self.measures.answered(event)
                    yield event
        finally:
            trace.end(watch, answer)

    async def ask(self, question: str, history: Sequence[Turn] = (), where: Where | None = None) -> Answer:
        """The same as ``Assistant.ask``, measured.

        Raises:
            InvalidQuestionError: the question cannot be asked.
        """
        answer = Answer("")
        async with aclosing(self.stream(question, history, where)) as events:
            async for event in events:
                if isinstance(event, Answer):
                    answer = event
        return answer
