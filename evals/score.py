"""What an answer is worth: facts, citations, refusals. No model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import Answer, Citation
from evals.dataset import Question, Span, stands_in


@dataclass(frozen=True, slots=True)
class Score:
    """One question's scores; None where a score does not apply, which is not zero.

    Attributes:
        facts: the share of must-have facts that stand in the answer, for answerable questions.
        wrong: 1 when a must-not fact stands in the answer, for questions that have one.
        cited: the share of facts for which a supporting span is cited.
        precise: the share of citations that touch a supporting span.
        article: 1 when an article that holds the answer is cited.
        refused: 1 when the answer is a refusal that cites nothing.
    """

    facts: float | None
    wrong: float | None
    cited: float | None
    precise: float | None
    article: float | None
    refused: float


def score(question: Question, answer: Answer, spans: Sequence[Span]) -> Score:
    """Score an answer; ``spans`` are the question's supporting spans."""
    refused = float(not answer.grounded and not answer.citations)
    # A refusal repeats the question; what stands in the question is not the answer's.
    said = "" if refused else answer.text
    wrong = float(any(stands_in(w, said) for w in question.must_not)) if question.must_not else None
    if not question.answerable:
        return Score(None, wrong, None, None, None, refused)
    held = [any(stands_in(form, said) for form in forms) for forms in question.facts]
    numbers = range(len(question.facts))
    cited = [any(_touches(c, s) for c in answer.citations for s in spans if s.fact == n) for n in numbers]
    right = [any(_touches(c, s) for s in spans) for c in answer.citations]
    articles = {s.article_id for s in spans}
    return Score(
        facts=_share(held),
        wrong=wrong,
        cited=_share(cited),
        precise=_share(right),
        article=float(any(c.article_id in articles for c in answer.citations)),
        refused=refused,
    )


def _share(values: list[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def _touches(citation: Citation, span: Span) -> bool:
    same = citation.article_id == span.article_id
    return same and citation.start < span.end and span.start < citation.end
