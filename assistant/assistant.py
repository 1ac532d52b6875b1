"""The assistant as the rest of the program sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answer import Answer, Piece, Quotes, Turn
from assistant.chain import AnswerChain, Asked, Quoted, Written
from assistant.models.presets import LOCAL
from assistant.question import check_question
from assistant.quote import QuoteWriter
from assistant.settings import ModelSettings, Settings
from assistant.stages import Stopwatch
from index import Index, Progress, Where, open_index

if TYPE_CHECKING:
    from assistant.models.local import LocalServer
    from assistant.models.offer import LocalModelStatus, LocalOffer


@dataclass(slots=True, eq=False)
class Assistant:
    """Question in, verified cited answer out. Serves any number of questions at once.

    ``chain`` is replaced when a local model becomes ready; questions under way end as they began.
    """

    settings: Settings
    index: Index
    chain: AnswerChain
    running: LocalServer | None = None
    offer: LocalOffer | None = None

    async def ask(self, question: str, history: Sequence[Turn] = (), where: Where | None = None) -> Answer:
        """Answer a question.

        Raises:
            InvalidQuestionError: it is empty, too long, or holds a control character.
        """
        answer = Answer("")
        async for event in self.stream(question, history, where):
            if isinstance(event, Answer):
                answer = event
        return answer

    async def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where | None = None,
        watch: Stopwatch | None = None,
        *,
        quotes_first: bool = False,
    ) -> AsyncIterator[Quotes | Piece | Answer]:
        """Yield the answer's checked pieces as they are ready, and at last the whole ``Answer``.

        Closing the iterator stops the work. ``watch`` is told when each stage was at work. ``quotes_first``: where a
        model writes, ``Quotes`` come before its first piece.

        Raises:
            InvalidQuestionError: it is empty, too long, or holds a control character.
        """
        watch = watch or Stopwatch()
        asked = Asked(
            question=check_question(question),
            history=tuple(history),
            where=where,
            watch=watch,
            quotes_first=quotes_first,
        )
        handler = self.chain.run(start_event=asked)
        try:
            async for event in handler.stream_events():
                if isinstance(event, Quoted):
                    yield event.quotes
                elif isinstance(event, Written):
                    yield event.piece
            yield await handler
        finally:
            if not handler.done():
                # In a task of its own: a server that ends a hung-up client's request cancels this wait as well.
                await asyncio.shield(asyncio.ensure_future(handler.cancel_run()))

    def local_model_status(self) -> LocalModelStatus:
        """How far the local model is: absent, being brought (with bytes), here, starting, running or failed."""
        return self._offer().status()

    def pull_local_model(self) -> LocalModelStatus:
        """Bring the local model if it is not here, start it, and write with it from then on; returns at once."""
        return self._offer().accept()

    def adopt(self, server: LocalServer) -> None:
        """Write with a running local model from the next question on."""
        self.running, self.chain = server, _chain(self.settings, self.index, server.settings)

    def close(self) -> None:
        """Stop the local model, close the index and give its folder back."""
        if self.running is not None:
            self.running.close()
        self.index.close()

    def _offer(self) -> LocalOffer:
        if self.offer is None:
            from assistant.models.offer import LocalOffer

            self.offer = LocalOffer(self.settings.home, self.settings.model, self.adopt)
        return self.offer


def open_assistant(settings: Settings, progress: Progress | None = None) -> Assistant:
    """Open the index, bring in the bundled articles if they are due, and choose the writer the settings ask for.

    ``progress`` follows what has to be embedded: so many texts of so many.

    Raises:
        FolderInUseError: another process has the index open.
        YuanwenError: the index or a setting is at fault.
    """
    index = open_index(settings.index, settings.home)
    running = None
    try:
        index.update_bundled(progress)
        if settings.model.preset == LOCAL:
            from assistant.models.local import start_local

            running = start_local(settings.model, settings.home)
    except BaseException:  # whatever it was, the folder is not to stay taken
        index.close()
        raise
    return Assistant(settings, index, _chain(settings, index, running.settings if running else settings.model), running)


def assistant_over(settings: Settings, index: Index) -> Assistant:
    """An assistant over an index that is open already, with the writer the settings ask for."""
    return Assistant(settings, index, _chain(settings, index, settings.model))


def _chain(settings: Settings, index: Index, written_by: ModelSettings) -> AnswerChain:
    quotes = QuoteWriter(settings.answer.sentences)
    if not written_by.name:
        return AnswerChain(index, quotes, settings.answer.passages)
    from assistant.model import open_model
    from assistant.write import ModelWriter

    model = open_model(written_by)
    writer = ModelWriter(model, index, quotes, settings.answer.keep_unsupported)
    return AnswerChain(index, writer, settings.answer.passages, model, quotes)
