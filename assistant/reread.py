"""The best sentences read once more, together with the question, by the cross-encoder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.demands import unmet_share
from assistant.evidence import Evidence
from assistant.refusal import is_crossing, takes_several
from index.space import language_of_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index import Article, Index

_FIGURE = 3.0  # in standard deviations of the sentences' scores
SAYS = 1.0  # what a logit counts beside a standard deviation of the sentences' scores


def reread(index: Index, question: str, ranked: list[Evidence], articles: Mapping[str, Article]) -> list[Evidence]:
    """The ranking with what was read in a better order, each saying how well it answers; as it was where nothing is
    read: the cross-encoder knows questions that one Chinese sentence answers.

    The scores stay: the best place has the best score it had before, and so on down, for what is built on scores
    must not depend on whether sentences were read.
    """
    if index.cross_encoder is None or not ranked or not _can_be_read(question, ranked[0]):
        return ranked
    from index.cross_encoder import Sentence  # loaded with the index, where there is one

    shown = [Sentence(e.article_id, e.start, e.text, articles[e.article_id].title) for e in ranked]
    reading = index.cross_encoder.read(question, shown)
    count = len(reading.answers)
    told = [replace(e, told=logit - reading.nothing) for e, logit in zip(ranked[:count], reading.answers, strict=True)]
    told.sort(key=lambda e: -(e.score + SAYS * (e.told or 0.0) - _lost_figures(question, e)))
    head = [replace(e, score=place.score) for e, place in zip(told, ranked[:count], strict=True)]
    return [*head, *ranked[count:]]


def _lost_figures(question: str, evidence: Evidence) -> float:
    """What a sentence loses that lacks a figure of a question in another language: it is read by its sense, and
    10 billion is 百亿 and not 10亿."""
    if not is_crossing(question, evidence):
        return 0.0
    return _FIGURE * unmet_share(question, evidence.text, "figure")


def _can_be_read(question: str, best: Evidence) -> bool:
    return language_of_text(best.text) != "en" and not takes_several(question)
