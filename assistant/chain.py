"""From question to checked answer: a LlamaIndex workflow. It keeps no state; the history comes in each time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from llama_index.core.schema import QueryBundle
from workflows import Context, Workflow, step
from workflows.events import Event, StartEvent, StopEvent

from assistant.answer import Answer, Mark, Piece, Quotes, Turn
from assistant.courtesy import courteous_reply
from assistant.draft import Draft, Numbering, Writer
from assistant.memory import Memory
from assistant.named_source import named_source
from assistant.overview import may_be_overview, overview
from assistant.parts import parts_of
from assistant.question import Language, asking_part, language_of
from assistant.refusal import LEAST_CHANCE, around_best, is_crossing, touches
from assistant.regional import in_words_of
from assistant.stages import Stopwatch
from assistant.usage import Usage
from assistant.weighing import together, weigh
from assistant.wording import not_found
from index import Index, Where
from index.retriever import passage_of

if TYPE_CHECKING:
    from assistant.model import Model


_OF_TOPIC = 0.5  # 人才 alone does not make 人才缺口 one of 悟道2.0


class Asked(StartEvent):
    """A question with the conversation before it; ``quotes_first`` asks for quotes while a model writes."""

    question: str
    history: tuple[Turn, ...] = ()
    where: Where | None = None
    watch: Stopwatch
    quotes_first: bool = False


class Understood(Event):
    """The question on its own, and the language to answer in.

    ``bare`` is how it was asked if it may be whole as is, ``insists`` if it asks the same of something else. Of the
    words of ``bare`` more than ``touching``, 0 to 1, must stand near what answers ``question``.
    """

    question: str
    bare: str
    touching: float
    insists: str
    language: Language
    where: Where | None
    watch: Stopwatch
    usage: Usage
    quotes_first: bool


class Retrieved(Event):
    """What may answer the question, and the question as the sources answer it best."""

    question: str
    draft: Draft
    where: Where | None
    quotes_first: bool


class Quoted(Event):
    """What can be read before the answer is written."""

    quotes: Quotes


class Written(Event):
    """A checked piece of the answer, for whoever follows the stream."""

    piece: Piece


class AnswerChain(Workflow):
    """condense -> retrieve -> answer. With a ``model``, ``quotes`` can give what is read while it writes."""

    def __init__(
        self,
        index: Index,
        writer: Writer,
        passages: int,
        model: Model | None = None,
        *,
        quotes: Writer | None = None,
        memory: Memory | None = None,
    ) -> None:
        super().__init__(timeout=None)
        self.memory = memory or Memory(0)
        self._model = model
        self._quotes = quotes
        self._index = index
        self._writer = writer
        self._passages = passages

    @step
    async def condense(self, context: Context, event: Asked) -> Understood | StopEvent:
        """Make the question stand alone; a greeting is returned at once."""
        if reply := self._courtesy(event):
            context.write_event_to_stream(Written(piece=Piece(reply)))
            return StopEvent(result=Answer(reply, grounded=False, courtesy=True, question=event.question))
        before = language_of(event.history[-1].question) if event.history else None
        usage = Usage()
        with event.watch.during("condense"):
            question = await self._stand_alone(event, usage)
        language = language_of(event.question, before)
        of_topic = _of_topic(event) if question == event.question else ""
        completed = question.endswith(event.question) and question != event.question
        bare = event.question if of_topic or (completed and _may_stand(event)) else ""
        return Understood(
            question=in_words_of(self._index, of_topic or question),
            bare=in_words_of(self._index, bare),
            touching=_OF_TOPIC if of_topic else 0.0,
            insists=event.question if _asks_of_another(event) else "",
            language=language,
            where=event.where,
            watch=event.watch,
            usage=usage,
            quotes_first=event.quotes_first,
        )

    @step
    async def retrieve(self, event: Understood) -> Retrieved:
        """Find passages, rank their sentences and say how likely they hold an answer, for each reading there is."""
        with event.watch.during("retrieve"):
            weighed = [(q, await self._weigh(q, event)) for q in (event.question, event.bare) if q]
        if event.bare and not _touches(event, weighed[0][1]):
            weighed = weighed[1:]
        question, draft = max(weighed, key=lambda pair: pair[1].chance)
        if draft.chance < LEAST_CHANCE:
            question = weighed[-1][0]
        parts = parts_of(question)
        if len(parts) > 1:
            with event.watch.during("retrieve"):
                draft = together(draft, [await self._weigh(part, event) for part in parts])
        draft.usage = event.usage
        return Retrieved(question=question, draft=draft, where=event.where, quotes_first=event.quotes_first)

    @step
    async def answer(self, context: Context, event: Retrieved) -> StopEvent:
        """Write and check, or refuse."""
        draft = event.draft
        pieces: list[Piece] = []
        with draft.watch.during("write"):
            if draft.chance >= LEAST_CHANCE:
                if self._quotes and event.quotes_first:
                    context.write_event_to_stream(Quoted(quotes=await _quote(event, self._quotes)))
                async for piece in self._writer.write(draft):
                    pieces.append(piece)
                    context.write_event_to_stream(Written(piece=piece))
            if not pieces:
                pieces.append(Piece(self._refusal(event)))
                context.write_event_to_stream(Written(piece=pieces[0]))
        return StopEvent(result=_answer(event.question, draft, pieces))

    def _courtesy(self, event: Asked) -> str:
        before = language_of(event.history[-1].question) if event.history else None
        language = language_of(event.question, before)
        return courteous_reply(event.question, self._index.count_articles(event.where), language)

    async def _stand_alone(self, event: Asked, usage: Usage) -> str:
        if not event.history:
            return event.question
        if self._model is None:
            from assistant.follow_up import stand_alone

            return stand_alone(event.question, event.history)
        from assistant.condense import condense

        return await condense(self._model, event.question, event.history, usage)

    async def _weigh(self, question: str, event: Understood) -> Draft:
        """What there is for one reading of the question, in the reports of one source when it names it."""
        sought, where = self._sought(question, event.where)
        loop = asyncio.get_running_loop()
        if may_be_overview(sought):
            summing = (self._index, sought, event.language, where)
            if summed := await loop.run_in_executor(self._index.pool, overview, *summing):
                summed.watch = event.watch
                return summed
        nodes = await self._index.retriever(self._passages, where).aretrieve(QueryBundle(sought))
        passages = tuple(passage_of(node) for node in nodes)
        asked = (self._index, sought, event.language, passages, event.insists)
        draft = await loop.run_in_executor(self._index.pool, weigh, *asked)
        draft.watch = event.watch
        return draft

    def _refusal(self, event: Retrieved) -> str:
        count, chosen = self._index.count_articles(event.where), event.where not in (None, Where())
        return not_found(event.question, count, event.draft.language, chosen)

    def _sought(self, question: str, where: Where | None) -> tuple[str, Where | None]:
        """What to search for, and where: a source that the question names narrows the search, once."""
        asking = asking_part(question)
        named = named_source(asking, self._index.publishers())
        if named is None or (where and where.publishers):
            return asking, where
        return named.rest, replace(where or Where(), publishers=named.publishers)


def _of_topic(event: Asked) -> str:
    if not event.history:
        return ""
    from assistant.follow_up import of_topic

    return of_topic(event.question, event.history)


def _may_stand(event: Asked) -> bool:
    from assistant.follow_up import may_stand

    return may_stand(event.question, event.history)


def _touches(event: Understood, draft: Draft) -> bool:
    """Whether what is best for a completed question says something of the question before it was completed: 悟道2.0是…
    has only the topic of 怎么做红烧肉."""
    if not draft.ranked or is_crossing(event.bare, draft.ranked[0]):
        return True
    return touches(event.bare, around_best(draft.ranked[0], draft.passages, draft.articles), event.touching)


def _asks_of_another(event: Asked) -> bool:
    if not event.history:
        return False
    from assistant.follow_up import is_what_about

    return is_what_about(event.question)


async def _quote(event: Retrieved, quotes: Writer) -> Quotes:
    """What the sources say in their own words; the draft stays as it was."""
    draft = replace(event.draft, numbering=Numbering(), watch=Stopwatch())
    return Quotes(_answer(event.question, draft, [piece async for piece in quotes.write(draft)]))


def _answer(question: str, draft: Draft, pieces: list[Piece]) -> Answer:
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
        timings=draft.watch.seconds(),
        usage=draft.usage,
    )
