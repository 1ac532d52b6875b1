"""Asking every question and keeping what came back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from time import perf_counter
from typing import Any

from assistant import Answer, Assistant, Citation, Piece, Turn, Usage
from assistant.settings import ModelSettings
from evals.dataset import Question, Span, resolve
from evals.judge import Judge, Verdict
from evals.measures import measure
from evals.row import OURS
from evals.score import Score, score
from evals.table import COST
from index import Article
from index.baselines import Baseline


@dataclass(frozen=True, slots=True)
class Record:
    """One question, its answer, its scores, and the seconds to its end and to its first word.

    ``cost`` is of one answer, in the money of the prices; None where the model has none.
    """

    question: Question
    answer: Answer
    score: Score
    seconds: float
    first: float | None = None
    more: Mapping[str, float | None] = field(default_factory=dict)
    system: str = OURS
    spans: tuple[Span, ...] = ()
    cost: float | None = 0.0
    verdict: Verdict | None = None

    @property
    def type(self) -> str:
        """The question's type."""
        return self.question.type

    @property
    def language(self) -> str:
        """The question's language."""
        return self.question.language

    @property
    def scores(self) -> dict[str, float | None]:
        """Every score by name; a refusal is right or wrong by what was asked."""
        own, refused = asdict(self.score), self.score.refused
        del own["refused"]
        answerable, usage = self.question.answerable, self.answer.usage
        return {
            **own,
            "refused wrongly": refused if answerable else None,
            "refused rightly": None if answerable else refused,
            "refusal precision": float(not answerable) if refused else None,
            **self.more,
            "tokens read": float(usage.prompt),
            "tokens written": float(usage.completion),
            COST: None if self.cost is None else 1000 * self.cost,
            "judged": self.verdict.score if self.verdict else None,
        }

    def json(self) -> dict[str, Any]:
        """The record as one JSON object."""
        return {
            "system": self.system,
            "id": self.question.id,
            "type": self.question.type,
            "language": self.question.language,
            "base": self.question.base,
            "split": self.question.split,
            "turns": list(self.question.turns),
            "answerable": self.question.answerable,
            "text": self.answer.text,
            "mode": self.answer.mode,
            "searched": self.answer.question,
            "chance": round(self.answer.chance, 4) if self.system == OURS else None,
            "citations": [asdict(c) for c in self.answer.citations],
            "kind": self.question.kind,
            "expected": [
                asdict(span) | {"quote": support.quote}
                for span, support in zip(self.spans, self.question.support, strict=False)
            ],
            "notes": list(self.answer.notes),
            "usage": asdict(self.answer.usage),
            "judged": asdict(self.verdict) if self.verdict else None,
            "scores": {n: v if v is None else round(v, 4) for n, v in self.scores.items()},
            "seconds": round(self.seconds, 4),
            "first": self.first if self.first is None else round(self.first, 4),
        }


Each = Callable[[Record], None]


async def run(
    assistant: Assistant,
    questions: Sequence[Question],
    each: Each | None = None,
    at_once: int = 1,
    judge: Judge | None = None,
) -> list[Record]:
    """Ask the questions, follow-ups with the conversation before them; ``at_once`` of them side by side.

    A judge reads each answer once it is there; its time and its tokens are not the answer's.
    """
    articles = {a.id: a for a in assistant.index.articles()}
    free = asyncio.Semaphore(at_once)

    async def one(question: Question) -> Record:
        async with free:
            answer, seconds, first = await _ask(assistant, question.turns)
            verdict = await judge.grade(question, answer) if judge else None
        record = _record(question, answer, articles, seconds, first, OURS)
        record = replace(record, cost=cost(answer.usage, assistant.settings.model), verdict=verdict)
        if each:
            each(record)
        return record

    return list(await asyncio.gather(*(one(question) for question in questions)))


def cost(usage: Usage, model: ModelSettings) -> float | None:
    """What the tokens cost in the money of the model's price; None where it has none, 0 where no model was asked."""
    price = model.prices.get(model.name)
    if price is None:
        return None if usage.calls else 0.0
    return (usage.prompt * price.input + usage.completion * price.output) / 1_000_000


def run_baseline(
    baseline: Baseline, questions: Sequence[Question], articles: Mapping[str, Article], each: Each | None = None
) -> list[Record]:
    """What a baseline finds for the last turn of each question, its passages as they are standing for the answer."""
    records = []
    for question in questions:
        started = perf_counter()
        found = baseline.search(question.turns[-1])
        seconds = perf_counter() - started
        cited = [Citation(n, p.article_id, p.start, p.end, p.text, 1.0) for n, p in enumerate(found, 1)]
        text = "\n\n".join(p.text for p in found)
        answer = Answer(text, tuple(cited), (), tuple(found), bool(found), question=question.turns[-1])
        record = _record(question, answer, articles, seconds, seconds, baseline.name)
        records.append(record)
        if each:
            each(record)
    return records


def _record(
    question: Question,
    answer: Answer,
    articles: Mapping[str, Article],
    seconds: float,
    first: float | None,
    system: str,
) -> Record:
    spans = resolve(question, articles)
    more = measure(question, answer, spans, articles)
    if system != OURS:  # a passage supports itself, and says nothing of its own
        more |= {"supported": None, "supported by words": None, "script": None}
    return Record(question, answer, score(question, answer, spans), seconds, first, more, system, spans)


async def _ask(assistant: Assistant, turns: Sequence[str]) -> tuple[Answer, float, float | None]:
    """The answer to the last turn, and how long its end and its first word took."""
    history: list[Turn] = []
    for turn in turns[:-1]:
        history.append(Turn(turn, (await assistant.ask(turn, history)).text))
    started, first, answer = perf_counter(), None, Answer("")
    async for event in assistant.stream(turns[-1], history):
        if isinstance(event, Piece) and first is None:
            first = perf_counter() - started
        elif isinstance(event, Answer):
            answer = event
    seconds = perf_counter() - started
    return answer, seconds, seconds if first is None else first
