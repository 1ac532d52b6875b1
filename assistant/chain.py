"""From question to checked answer: a LlamaIndex workflow. It keeps no state; the history comes in each time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from llama_index.core.schema import QueryBundle
from workflows import Context, Workflow, step
from workflows.events import Event, StartEvent, StopEvent

from assistant.answer import Answer, Mark, Piece, Turn
from assistant.bridge import named_in_place
from assistant.draft import Draft, Writer
from assistant.evidence import rank_sentences
from assistant.memory import Memory
from assistant.question import Language, language_of
from assistant.refusal import LEAST_CHANCE, chance_of_answer, read_signs
from assistant.stages import Stopwatch
from assistant.usage import Usage
from assistant.wording import not_found
from index import Index, Passage, Where
from index.retriever import passage_of
from index.text.tokens import search_tokens

if TYPE_CHECKING:
    from assistant.model import Model


class Asked(StartEvent):
    """A question with the conversation before it."""

    question: str
    history: tuple[Turn, ...] = ()
    where: Where | None = None
    watch: Stopwatch


class Understood(Event):
    """The question on its own, and the language to answer in."""

    question: str
    language: Language
    where: Where | None
    watch: Stopwatch
    usage: Usage


class Retrieved(Event):
    """The sentences that may answer it, best first, and whether they are too thin to."""

    draft: Draft
    thin: bool


class Written(Event):
    """A checked piece of the answer, for whoever follows the stream."""

    piece: Piece


class AnswerChain(Workflow):
    """condense -> retrieve -> answer."""

    def __init__(
        self, index: Index, writer: Writer, passages: int, model: Model | None = None, memory: Memory | None = None
    ) -> None:
        super().__init__(timeout=None)
        self.memory = memory or Memory(0)
        self._model = model
        self._index = index
        self._writer = writer
        self._passages = passages

    @step
    async def condense(self, event: Asked) -> Understood:
        """Make the question stand alone."""
        before = language_of(event.history[-1].question) if event.history else None
        usage = Usage()
        with event.watch.during("condense"):
            question = await self._stand_alone(event, usage)
        language = language_of(event.question, before)
        return Understood(question=question, language=language, where=event.where, watch=event.watch, usage=usage)

    @step
    async def retrieve(self, event: Understood) -> Retrieved:
        """Find passages, rank their sentences and say whether they hold an answer."""
        with event.watch.during("retrieve"):
            retriever = self._index.retriever(self._passages, event.where)
            nodes = await retriever.aretrieve(QueryBundle(event.question))
            passages = tuple(passage_of(node) for node in nodes)
            loop = asyncio.get_running_loop()
            draft, thin = await loop.run_in_executor(self._index.pool, self._weigh, event, passages)
        draft.usage = event.usage
        return Retrieved(draft=draft, thin=thin)

    @step
    async def answer(self, context: Context, event: Retrieved) -> StopEvent:
        """Write and check, or refuse."""
        draft = event.draft
        pieces: list[Piece] = []
        with draft.watch.during("write"):
            if not event.thin:
                async for piece in self._writer.write(draft):
                    pieces.append(piece)
                    context.write_event_to_stream(Written(piece=piece))
            if not pieces:
                pieces.append(Piece(not_found(draft.question, self._index.counts()[0], draft.language)))
                context.write_event_to_stream(Written(piece=pieces[0]))
        return StopEvent(result=_answer(draft, pieces))

    async def _stand_alone(self, event: Asked, usage: Usage) -> str:
        if not event.history:
            return event.question
        if self._model is None:
            from assistant.follow_up import stand_alone

            return stand_alone(event.question, event.history)
        from assistant.condense import condense

        return await condense(self._model, event.question, event.history, usage)

    def _weigh(self, event: Understood, passages: tuple[Passage, ...]) -> tuple[Draft, bool]:
        """Rank the sentences, and say whether they are too thin to answer from."""
        draft, chance = self._judge(event.question, event.language, passages)
        draft.watch = event.watch
        named = named_in_place(event.question, draft.ranked[0].text) if draft.ranked else ""
        if named and chance >= LEAST_CHANCE:
            return self._second_step(draft, named), False
        return draft, chance < LEAST_CHANCE

    def _judge(self, question: str, language: Language, passages: tuple[Passage, ...]) -> tuple[Draft, float]:
        """The sentences of the passages, ranked, and the chance that they answer the question."""
        ids = dict.fromkeys(p.article_id for p in passages)
        articles = {a.id: a for a in self._index.articles(list(ids))}
        rarity = self._index.rarity(search_tokens(question))
        ranked = rank_sentences(question, passages, articles, rarity)
        draft = Draft(question, language, passages, ranked, articles)
        if not ranked:
            return draft, 0.0
        return draft, chance_of_answer(read_signs(question, ranked, passages, articles, rarity), language)

    def _second_step(self, first: Draft, named: str) -> Draft:
        """The draft for a question whose topic the first search has named: its best sentence leads the next."""
        where = Where(articles=tuple(first.articles)) if first.articles else None
        passages = tuple(self._index.search(named, self._passages, where))
        second, _ = self._judge(named, first.language, passages)
        best = first.ranked[0]
        rest = [e for e in second.ranked if (e.article_id, e.start) != (best.article_id, best.start)]
        first.ranked = [*rest[:1], best, *rest[1:]]
        first.required = 2
        first.articles |= second.articles
        return first


def _answer(draft: Draft, pieces: list[Piece]) -> Answer:
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
        question=draft.question,
        notes=tuple(draft.notes),
        timings=draft.watch.seconds(),
        usage=draft.usage,
    )
