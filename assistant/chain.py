"""From question to checked answer: a LlamaIndex workflow. It keeps no state; the history comes in each time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from time import perf_counter

from llama_index.core.schema import QueryBundle
from workflows import Context, Workflow, step
from workflows.events import Event, StartEvent, StopEvent

from assistant.answer import Answer, Mark, Piece, Turn
from assistant.condense import condense
from assistant.draft import Draft, Writer
from assistant.follow_up import may_stand, stand_alone
from assistant.model import Model
from assistant.named_source import named_source
from assistant.question import Language, asking_part, language_of
from assistant.refusal import LEAST_CHANCE
from assistant.weighing import weigh
from assistant.wording import not_found
from index import Index, Passage, Where
from index.retriever import passage_of


class Asked(StartEvent):
    """A question with the conversation before it."""

    question: str
    history: tuple[Turn, ...] = ()
    where: Where | None = None


class Understood(Event):
    """The question on its own, and the language to answer in; ``bare`` is how it was asked if it may be whole as is."""

    question: str
    bare: str
    language: Language
    where: Where | None
    timings: dict[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that may answer a question, best first; ``sought`` is what they were searched for."""

    question: str
    sought: str
    passages: tuple[Passage, ...]


class Retrieved(Event):
    """What was found for the question; where it may be read in two ways, for each of them."""

    found: tuple[Found, ...]
    language: Language
    where: Where | None
    timings: dict[str, float]


class Written(Event):
    """A checked piece of the answer, for whoever follows the stream."""

    piece: Piece


class AnswerChain(Workflow):
    """understand -> retrieve -> answer."""

    def __init__(self, index: Index, writer: Writer, passages: int, model: Model | None = None) -> None:
        super().__init__(timeout=None)
        self._model = model
        self._index = index
        self._writer = writer
        self._passages = passages

    @step
    async def understand(self, event: Asked) -> Understood:
        """Make the question stand alone."""
        started = perf_counter()
        before = language_of(event.history[-1].question) if event.history else None
        question = await self._stand_alone(event)
        language = language_of(event.question, before)
        completed = question.endswith(event.question) and question != event.question
        bare = event.question if completed and may_stand(event.question, event.history) else ""
        timings = {"understand": perf_counter() - started}
        return Understood(question=question, bare=bare, language=language, where=event.where, timings=timings)

    @step
    async def retrieve(self, event: Understood) -> Retrieved:
        """Find passages, in the reports of one source when the question names it."""
        started = perf_counter()
        found = [await self._find(q, event.where) for q in (event.question, event.bare) if q]
        timings = {**event.timings, "retrieve": perf_counter() - started}
        return Retrieved(found=tuple(found), language=event.language, where=event.where, timings=timings)

    @step
    async def answer(self, context: Context, event: Retrieved) -> StopEvent:
        """Write and check, or refuse."""
        started = perf_counter()
        loop = asyncio.get_running_loop()
        question, draft = await loop.run_in_executor(self._index.pool, self._weigh, event)
        pieces: list[Piece] = []
        if draft.chance >= LEAST_CHANCE:
            async for piece in self._writer.write(draft):
                pieces.append(piece)
                context.write_event_to_stream(Written(piece=piece))
        if not pieces:
            pieces.append(Piece(self._refusal(question, event)))
            context.write_event_to_stream(Written(piece=pieces[0]))
        timings = {**event.timings, "answer": perf_counter() - started}
        return StopEvent(result=_answer(question, draft, pieces, timings))

    async def _stand_alone(self, event: Asked) -> str:
        if self._model is None or not event.history:
            return stand_alone(event.question, event.history)
        return await condense(self._model, event.question, event.history)

    async def _find(self, question: str, where: Where | None) -> Found:
        sought, narrowed = self._sought(question, where)
        nodes = await self._index.retriever(self._passages, narrowed).aretrieve(QueryBundle(sought))
        return Found(question, sought, tuple(passage_of(node) for node in nodes))

    def _weigh(self, event: Retrieved) -> tuple[str, Draft]:
        """The question in the reading that the sources answer best, else as it was asked; and its draft."""
        weighed = [(f.question, weigh(self._index, f.sought, event.language, f.passages)) for f in event.found]
        question, draft = max(weighed, key=lambda pair: pair[1].chance)
        return (question if draft.chance >= LEAST_CHANCE else weighed[-1][0]), draft

    def _refusal(self, question: str, event: Retrieved) -> str:
        count, chosen = self._index.count_articles(event.where), event.where not in (None, Where())
        return not_found(question, count, event.language, chosen)

    def _sought(self, question: str, where: Where | None) -> tuple[str, Where | None]:
        """What to search for, and where: a source that the question names narrows the search, once."""
        asking = asking_part(question)
        named = named_source(asking, self._index.publishers())
        if named is None or (where and where.publishers):
            return asking, where
        return named.rest, replace(where or Where(), publishers=named.publishers)


def _answer(question: str, draft: Draft, pieces: list[Piece], timings: dict[str, float]) -> Answer:
    text, marks = "", []
    for piece in pieces:
        marks += [Mark(len(text) + m.start, len(text) + m.end, m.marker) for m in piece.marks]
        text += piece.text
    return Answer(
        text=text,
        citations=tuple(draft.numbering.citations),
        marks=tuple(marks),
        sources=draft.passages,
        grounded=bool(draft.numbering.citations),
        mode=draft.mode,
        unsupported=tuple(draft.unsupported),
        question=question,
        chance=draft.chance,
        notes=tuple(draft.notes),
        timings=timings,
    )
