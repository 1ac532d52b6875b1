"""English follow-ups: what stands for the topic, and whether a question with And before it is one of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Turn
from index.text.glossary import english_stems

_AND = re.compile(r"(?:And|What about|How about)\b", re.I)
_IT = re.compile(r"\b(?:it|they|them|this|that|these|those|he|she|him)\b|\b(its|their|his|her)\b", re.I)
_POINTS_BACK = re.compile(rf"{_IT.pattern}|\b(?:there|I)\b", re.I)
_TOPIC = re.compile(
    r"(?:[\"“][^\"”]+[\"”]|[\u4e00-\u9fff][\u4e00-\u9fff\d.]*|\b[A-Z][\w.+-]*(?: (?:of |for |the )?[A-Z0-9][\w.+-]*)*)"
)
_OPENER = re.compile(
    r"^(?:Who|What|When|Where|Which|Why|How|Is|Are|Was|Were|Do|Does|Did|And|The|In|Has|Have|Can|Could|Please|Tell)$"
)


def goes_on(question: str) -> bool:
    """Whether a question begins as one that goes on with the one before it: And in 2022?"""
    return _AND.match(question) is not None


def may_stand(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question that goes on may still be whole: it names what it asks of, and asks what was not spoken of.

    And what post does Li Na hold? does; And how many in Shanghai? does not, nor what points back: And what is its area?
    """
    named = _names(_AND.sub("", question))
    if not named or _POINTS_BACK.search(question):
        return False
    spoken = " ".join([*named, *(f"{turn.question} {turn.answer}" for turn in history)])
    return not set(english_stems(question)) <= set(english_stems(spoken))


def resolve(question: str, before: str) -> str:
    """The question after ``before``: with its topic for a pronoun, or whole behind it."""
    if goes_on(question):
        return f"{before} {question}"
    names, pronoun = _names(before), _IT.search(question)
    if not names or _names(question) or not pronoun:
        return question
    topic = max(names, key=len)
    return _IT.sub(f"{topic}'s" if pronoun.group(1) else topic, question, count=1)


def _names(question: str) -> list[str]:
    return [name for name in _TOPIC.findall(question) if not _OPENER.match(name)]
