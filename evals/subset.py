"""A small fixed part of a question set, for what is too slow or too dear to ask everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

from evals.dataset import Question

_SEED = "yuanwen subset 1"


def subset(questions: Sequence[Question], size: int) -> list[Question]:
    """``size`` of the questions, as many of each type and language as can be, in their own order.

    Types and languages take turns, each giving its question of lowest hash next, so the choice depends on the ids
    alone: an added question takes the place of at most one of its own type and language.
    """
    strata: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for question in sorted(questions, key=lambda q: _place(q.id)):
        strata[question.type, question.language].append(question)
    turns = [
        (turn, _place(*stratum), question)
        for stratum, members in strata.items()
        for turn, question in enumerate(members)
    ]
    chosen = {question.id for _, _, question in sorted(turns, key=lambda t: t[:2])[:size]}
    return [question for question in questions if question.id in chosen]


def _place(*words: str) -> str:
    return sha256("\0".join((_SEED, *words)).encode()).hexdigest()
