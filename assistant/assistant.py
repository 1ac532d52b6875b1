"""The assistant as the rest of the program sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Piece, Turn
from assistant.chain import AnswerChain, Asked, Written
from assistant.question import check_question
from assistant.quote import QuoteWriter
from assistant.settings import Settings
from index import Index, Progress, Where, open_index


@dataclass(frozen=True, slots=True)
class Assistant:
    """Question in, verified cited answer out. Serves any number of questions at once."""

    settings: Settings
    index: Index
    chain: AnswerChain

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
        self, question: str, history: Sequence[Turn] = (), where: Where | None = None
    ) -> AsyncIterator[Piece | Answer]:
        """Yield the answer's checked pieces as they are ready, and at last the whole ``Answer``.

        Closing the iterator stops the work.

        Raises:
            InvalidQuestionError: it is empty, too long, or holds a control character.
        """
        asked = Asked(question=check_question(question), history=tuple(history), where=where)
        handler = self.chain.run(start_event=asked)
        try:
            async for event in handler.stream_events():
                if isinstance(event, Written):
                    yield event.piece
            yield await handler
        finally:
            if not handler.done():
                await handler.cancel_run()

    def close(self) -> None:
        """Close the index and give its folder back."""
        self.index.close()


def open_assistant(settings: Settings, progress: Progress | None = None) -> Assistant:
    """Open the index, bring in the bundled articles if they are due, and choose the writer the settings ask for.

    ``progress`` follows what has to be embedded: so many texts of so many.

    Raises:
        FolderInUseError: another process has the index open.
        YuanwenError: the index or a setting is at fault.
    """
    index = open_index(settings.index, settings.home)
    index.update_bundled(progress)
    return assistant_over(settings, index)


def assistant_over(settings: Settings, index: Index) -> Assistant:
    """An assistant over an index that is open already, with the writer the settings ask for."""
    quotes = QuoteWriter(settings.answer.sentences)
    if not settings.model.name:
        return Assistant(settings, index, AnswerChain(index, quotes, settings.answer.passages))
    from assistant.model import open_model
    from assistant.write import ModelWriter

    model = open_model(settings.model)
    writer = ModelWriter(model, index, quotes, settings.answer.keep_unsupported)
    return Assistant(settings, index, AnswerChain(index, writer, settings.answer.passages, model))
