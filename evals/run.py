"""Asking every question and keeping what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from assistant import Answer, Assistant, Turn
from evals.dataset import Question, resolve
from evals.score import Score, score


@dataclass(frozen=True, slots=True)
class Record:
    """One question, its answer, its scores and the seconds it took."""

    question: Question
    answer: Answer
    score: Score
    seconds: float

    def json(self) -> dict[str, Any]:
        """The record as one JSON object."""
        return {
            "id": self.question.id,
            "type": self.question.type,
            "language": self.question.language,
            "turns": list(self.question.turns),
            "answerable": self.question.answerable,
            "text": self.answer.text,
            "mode": self.answer.mode,
            "searched": self.answer.question,
            "citations": [asdict(c) for c in self.answer.citations],
            "notes": list(self.answer.notes),
            "score": asdict(self.score),
            "seconds": round(self.seconds, 4),
        }


async def run(
    assistant: Assistant, questions: Sequence[Question], each: Callable[[Record], None] | None = None
) -> list[Record]:
    """Ask the questions one after another, follow-ups with the conversation before them."""
    articles = {a.id: a for a in assistant.index.articles()}
    records = []
    for question in questions:
        answer, seconds = await _ask(assistant, question.turns)
        spans = resolve(question, articles)
        record = Record(question, answer, score(question, answer, spans), seconds)
        records.append(record)
        if each:
            each(record)
    return records


async def _ask(assistant: Assistant, turns: Sequence[str]) -> tuple[Answer, float]:
    """The answer to the last turn, and how long that one took."""
    history: list[Turn] = []
    for turn in turns[:-1]:
        history.append(Turn(turn, (await assistant.ask(turn, history)).text))
    started = perf_counter()
    answer = await assistant.ask(turns[-1], history)
    return answer, perf_counter() - started
