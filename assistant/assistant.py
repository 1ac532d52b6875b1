"""The assistant as the rest of the program sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from assistant.answer import Answer, Piece, Quotes, Turn
from assistant.memory import Memory, Request
from assistant.models.presets import LOCAL
from assistant.question import check_question
from assistant.settings import ModelSettings, Settings
from assistant.stages import Stopwatch
from index import Index, Where, open_index

if TYPE_CHECKING:
    from assistant.chain import AnswerChain
    from assistant.models.local import LocalServer
    from assistant.models.offer import LocalModelStatus, LocalOffer
    from index import Progress


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
        chain, watch = self.chain, watch or Stopwatch()
        asked = check_question(question)
        request = Request(asked, tuple(history), where, await asyncio.to_thread(self.index.version))
        if known := chain.memory.recall(request):
            for kept in known:  # no stage was at work
                yield replace(kept, timings=watch.seconds()) if isinstance(kept, Answer) else kept
            return
        sent: list[Piece | Answer] = []
        async with aclosing(_work(chain, request, watch, quotes_first)) as events:
            async for event in events:
                if not isinstance(event, Quotes):
                    sent.append(event)
                yield event
        chain.memory.keep(request, sent)

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


async def _work(
    chain: AnswerChain, request: Request, watch: Stopwatch, quotes_first: bool
) -> AsyncGenerator[Quotes | Piece | Answer, None]:
    from assistant.chain import Asked, Quoted, Written

    asked = Asked(
        question=request.question,
        history=request.history,
        where=request.where,
        watch=watch,
        quotes_first=quotes_first,
    )
    handler = chain.run(start_event=asked)
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


def open_assistant(settings: Settings, progress: Progress | None = None) -> Assistant:
    """Open the index, bring in the bundled articles if they are due, and choose the writer the settings ask for.

    ``progress`` follows what has to be embedded: so many texts of so many.

    Raises:
        FolderInUseError: another process has the index open.
        YuanwenError: the index or a setting is at fault.
    """
    index = open_index(settings.index, settings.home, meanwhile=lambda: import_module("assistant.chain"))
    running = None
    try:
        index.update_bundled(progress)
        index.warm()
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
    from assistant.chain import AnswerChain
    from assistant.quote import QuoteWriter

    quotes = QuoteWriter(settings.answer.sentences)
    # A model with a temperature answers otherwise each time; a reranker that fails once is not to be remembered.
    repeats = settings.index.rerank.base_url is None and not (written_by.name and written_by.temperature)
    memory = Memory(settings.answer.remembered if repeats else 0)
    if not written_by.name:
        return AnswerChain(index, quotes, settings.answer.passages, memory=memory)
    from assistant.model import open_model
    from assistant.write import ModelWriter

    model = open_model(written_by)
    writer = ModelWriter(model, index, quotes, settings.answer.keep_unsupported)
    return AnswerChain(index, writer, settings.answer.passages, model, quotes=quotes, memory=memory)
