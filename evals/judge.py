"""A model's opinion of an answer, beside the scores and never in their place, and how far the two agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

import prompts
from assistant import Answer, Usage
from evals.dataset import Question
from evals.row import Row

if TYPE_CHECKING:
    from assistant.model import Model
    from assistant.settings import ModelSettings

Word = Literal["RIGHT", "PARTLY", "WRONG"]
_WORTH: dict[str, float] = {"RIGHT": 1.0, "PARTLY": 0.5, "WRONG": 0.0}
_WORD = re.compile(r"\b(RIGHT|PARTLY|WRONG)\b")
_SHOWN = 200  # characters of a reply that was no verdict


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge said of one answer.

    Attributes:
        score: 1 right, .5 partly, 0 wrong; None where its reply was no verdict or it failed.
        said: the word, or what came in its place.
        prompt, completion: its tokens, which are not the answer's.
    """

    score: float | None
    said: str
    prompt: int = 0
    completion: int = 0


@dataclass(frozen=True, slots=True)
class Judge:
    """A model that grades answers against the sentences that hold the right one."""

    model: Model

    @property
    def name(self) -> str:
        """The model with its prompt's version: opinions are comparable where both are the same."""
        return f"{self.model.settings.name}, prompt {prompts.fingerprint('judge_system', 'judge')}"

    async def grade(self, question: Question, answer: Answer) -> Verdict | None:
        """The verdict; None for a refusal and for a question without an answer, which need no opinion."""
        from assistant.model import ModelError

        if not question.answerable or not answer.grounded:
            return None
        usage = Usage()
        try:
            reply = await self.model.complete(prompts.render("judge_system"), _asked(question, answer), usage)
        except ModelError as error:
            return Verdict(None, str(error), usage.prompt, usage.completion)
        return Verdict(*_read(reply), usage.prompt, usage.completion)


def open_judge(name: str, settings: ModelSettings) -> Judge:
    """A judge by its model's name at the endpoint of the settings; nothing is sent yet."""
    from assistant.model import open_model

    return Judge(open_model(settings.model_copy(update={"name": name, "temperature": 0.0})))


def _asked(question: Question, answer: Answer) -> str:
    """Everything escaped, so that no answer can close its place and speak as the prompt."""
    quotes = dict.fromkeys(support.quote for support in question.support)
    return prompts.render(
        "judge",
        question=escape("\n".join(question.turns), quote=False),
        sentences=escape("\n".join(quotes), quote=False),
        answer=escape(answer.text, quote=False),
    )


def _read(reply: str) -> tuple[float | None, str]:
    found = set(_WORD.findall(reply.upper()))
    if len(found) != 1:
        return None, reply.strip()[:_SHOWN]
    word = found.pop()
    return _WORTH[word], word


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often judge and facts say the same of an answer: right (all facts stated) or not.

    Attributes:
        both, facts_only, judge_only, neither: answers called right by both, by one, by none.
        unread: answers the judge gave no verdict on.
    """

    both: int
    facts_only: int
    judge_only: int
    neither: int
    unread: int = 0

    @property
    def count(self) -> int:
        """The answers both have judged."""
        return self.both + self.facts_only + self.judge_only + self.neither

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance (Cohen, 1960): 1 is full, 0 is chance; None where one word would do for all."""
        if not self.count:
            return None
        facts, judge = (self.both + self.facts_only) / self.count, (self.both + self.judge_only) / self.count
        chance = facts * judge + (1 - facts) * (1 - judge)
        return ((self.both + self.neither) / self.count - chance) / (1 - chance) if chance < 1 else None


def agreement(rows: Iterable[Row]) -> Agreement | None:
    """How judge and facts agree over the rows that were judged; None where none was."""
    judged = [r for r in rows if r.judged is not None]
    if not judged:
        return None
    read = [(r.scores.get("facts") == 1.0, v == 1.0) for r in judged if (v := r.scores.get("judged")) is not None]
    return Agreement(
        both=read.count((True, True)),
        facts_only=read.count((True, False)),
        judge_only=read.count((False, True)),
        neither=read.count((False, False)),
        unread=len(judged) - len(read),
    )


def told(rows: Sequence[Row]) -> Iterator[str]:
    """The agreement in a line, with the judge's name; nothing where no answer was judged."""
    found = agreement(rows)
    if found is None:
        return
    kappa = "undefined, as one of them says the same of all" if found.kappa is None else f"{found.kappa:.3f}"
    name = next(r.provenance.get("judge", "a model") for r in rows if r.judged is not None)
    yield (
        f"judge ({name}) and facts on {found.count} answers: Cohen's kappa {kappa}; right by both {found.both}, "
        f"by the facts alone {found.facts_only}, by the judge alone {found.judge_only}, by neither {found.neither}, "
        f"no verdict {found.unread}"
    )
