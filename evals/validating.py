"""Proves a question set against its articles.

A mistake in a record is a mistake in every figure. ``validate`` looks for those a person makes when writing them:
a quote that is not in the article, a fact that its own quote does not state, a version that drifted from its original.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from evals.dataset import MAX_QUESTION, Question, comparable, quote_problems, stands_in
from index.article import Article


def validate(questions: Sequence[Question], articles: Mapping[str, Article]) -> list[str]:
    """Every problem of a question set, one line each, starting with the record's id; empty when all is well."""
    by_id = {question.id: question for question in questions}
    uses = Counter(question.id for question in questions).items()
    problems = [f"{name}: the id is used {count} times" for name, count in uses if count > 1]
    for question in questions:
        found = [
            *_shape(question),
            *_turns(question),
            *quote_problems(question, articles),
            *_facts(question),
            *_wrong_facts(question),
            *_twin(question, by_id),
            *_base(question, by_id),
        ]
        problems += [f"{question.id}: {problem}" for problem in found]
    return problems + _duplicates(questions)


def _shape(question: Question) -> Iterator[str]:
    """What must go together: facts and answerable, a kind and unanswerable, two articles and across."""
    if not question.answerable == bool(question.facts) == bool(question.support):
        yield "facts and support are for answerable questions, and needed there"
    if question.answerable and question.type in {"unanswerable", "furniture"}:
        yield f"type {question.type}, but answerable"
    if (question.type == "unanswerable") != (question.kind is not None):
        yield "kind is for type unanswerable, and needed there"
    if question.type == "across_articles" and len({support.article for support in question.support}) < 2:
        yield "an across_articles question needs support from two articles"


def _turns(question: Question) -> Iterator[str]:
    most = 4 if question.type == "follow_up" else 1
    if not most / 2 <= len(question.turns) <= most:
        yield f"a follow_up has 2 to 4 turns, any other type 1, not {len(question.turns)}"
    for turn in question.turns:
        if not turn.strip() or len(turn) > MAX_QUESTION:
            yield f"a turn has 1 to {MAX_QUESTION} characters, not {len(turn)}"


def _facts(question: Question) -> Iterator[str]:
    """Each fact has support, and each quote states its fact in one of the listed forms."""
    for number, alternatives in enumerate(question.facts):
        if not alternatives or not all(comparable(form) for form in alternatives):
            yield f"fact {number} has an empty form"
        if not any(support.fact == number for support in question.support):
            yield f"fact {number} {alternatives} has no support"
    for support in question.support:
        if not 0 <= support.fact < len(question.facts):
            yield f"support for a fact {support.fact} that is not there"
        elif not any(stands_in(form, support.quote) for form in question.facts[support.fact]):
            yield f"no form of fact {support.fact} {question.facts[support.fact]} stands in {support.quote!r}"


def _wrong_facts(question: Question) -> Iterator[str]:
    """A wrong fact inside a supporting quote would punish the right answer."""
    right = [support.quote for support in question.support]
    right += [form for alternatives in question.facts for form in alternatives]
    for wrong in question.must_not:
        if not comparable(wrong):
            yield "an empty must_not"
        elif any(stands_in(wrong, text) for text in right):
            yield f"must_not {wrong!r} stands in its own facts or support"


def _twin(question: Question, by_id: Mapping[str, Question]) -> Iterator[str]:
    if question.twin is None:
        return
    twin = by_id.get(question.twin)
    if twin is None:
        yield f"no twin {question.twin!r}"
    elif question.answerable or not twin.answerable:
        yield f"a twin pairs an unanswerable question with an answerable one, not with {twin.id!r}"
    elif twin.split != question.split:
        yield f"split {question.split}, but its twin {twin.id!r} is in {twin.split}"


def _base(question: Question, by_id: Mapping[str, Question]) -> Iterator[str]:
    """A version asks the same thing in another language: all but wording and language is its original's."""
    if question.base is None:
        return
    base = by_id.get(question.base)
    if base is None or base.base is not None:
        yield f"base {question.base!r} is not an original"
        return
    if base.language == question.language:
        yield f"same language as its original {base.id!r}"
    for field in ("type", "kind", "split", "answerable", "support", "twin"):
        if getattr(base, field) != getattr(question, field):
            yield f"{field} differs from its original {base.id!r}"
    if len(base.facts) != len(question.facts) or len(base.turns) != len(question.turns):
        yield f"number of facts or turns differs from its original {base.id!r}"


def _duplicates(questions: Sequence[Question]) -> list[str]:
    """The same words asked twice, but for a version in the other script."""
    seen: dict[str, Question] = {}
    problems = []
    for question in questions:
        key = "\n".join(re.sub(r"\W+", "", comparable(turn)) for turn in question.turns)
        first = seen.setdefault(key, question)
        is_version = (first.base or first.id) == (question.base or question.id)
        if first is not question and not (is_version and first.language != question.language):
            problems.append(f"{question.id}: asks the same as {first.id}")
    return problems
