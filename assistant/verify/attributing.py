"""Which source sentence an answer sentence rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.verify.judging import judge
from assistant.verify.overlap import coverage
from assistant.verify.reading import read
from assistant.verify.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLAUSE = re.compile(r"[，,；;。](?![0-9])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source sentence that may support a claim.

    Attributes:
        text: the sentence as it stands in the article.
        context: the article's title, publisher and date.
        similarity: cosine of claim and sentence as multilingual-e5 passages, where the caller has it.
    """

    text: str
    context: str = ""
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The candidates a claim rests on, as indices in reading order (empty: none supports it), and the verdict."""

    indices: tuple[int, ...]
    verdict: Verdict


def attribute(claim: str, candidates: Sequence[Candidate], question: str = "", keep: int = 6) -> Attribution:
    """Choose the candidate that best supports a claim, or two together where one alone does not hold all of it.

    Args:
        claim: one sentence of an answer, without citation markers.
        candidates: source sentences in reading order.
        question: what the claim answers, as in ``judge``.
        keep: how many, by a cheap ranking, are judged in full.
    """
    ranked = _rank(claim, candidates)[:keep]
    judged = [(judge(claim, c.text, c.similarity, c.context, question), i) for i in ranked for c in [candidates[i]]]
    if not judged:
        return Attribution((), Verdict(0.0, "unsupported", "no source sentence"))
    verdict, best = max(judged, key=lambda pair: pair[0].support)
    if verdict.label == "supported":
        return Attribution((best,), verdict)
    pair = _judge_pairs(claim, candidates, _shortlist(claim, candidates, ranked), question)
    if pair and pair.verdict.support > verdict.support and pair.verdict.label != "unsupported":
        return pair
    return Attribution((best,) if verdict.label != "unsupported" else (), verdict)


def _rank(claim: str, candidates: Sequence[Candidate]) -> list[int]:
    own, nothing = read(claim), read("")
    scores = [coverage(own, read(c.text), nothing) + (c.similarity or 0.0) for c in candidates]
    return sorted(range(len(candidates)), key=lambda i: -scores[i])


def _shortlist(claim: str, candidates: Sequence[Candidate], ranked: list[int]) -> list[int]:
    """The best three for the whole claim and the best for each of its clauses, in reading order."""
    clauses = [clause for clause in _CLAUSE.split(claim) if len(clause) > 3][:4]
    best = [_rank(clause, candidates)[0] for clause in clauses if len(clauses) > 1]
    return sorted({*ranked[:3], *best})


def _judge_pairs(claim: str, candidates: Sequence[Candidate], ranked: list[int], question: str) -> Attribution | None:
    pairs = [(i, j) for i in ranked for j in ranked if i < j]
    found = [Attribution(pair, _judge_two(claim, candidates, pair, question)) for pair in pairs]
    return max(found, key=lambda a: a.verdict.support, default=None)


def _judge_two(claim: str, candidates: Sequence[Candidate], pair: tuple[int, int], question: str) -> Verdict:
    """Neighbours as one text; else each clause by one of the two: 深圳 of one must not take 3000亿元 of the other."""
    first, second = (candidates[i] for i in pair)
    if pair[1] == pair[0] + 1 and first.context == second.context:
        known = [s for s in (first.similarity, second.similarity) if s is not None]
        return judge(claim, f"{first.text}{second.text}", max(known, default=None), first.context, question)
    clauses = [clause for clause in _CLAUSE.split(claim) if any(c.isalnum() for c in clause)]
    verdicts = [_judge_either(clause, first, second, question) for clause in clauses]
    if len(verdicts) < 2:
        return Verdict(0.0, "unsupported", "not in one sentence")
    return min(verdicts, key=lambda verdict: verdict.support)


def _judge_either(clause: str, first: Candidate, second: Candidate, question: str) -> Verdict:
    verdicts = (judge(clause, c.text, c.similarity, c.context, question) for c in (first, second))
    return max(verdicts, key=lambda verdict: verdict.support)
