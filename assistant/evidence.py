"""Choosing the source sentences that answer a question."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, pstdev

from assistant.asked import asks_for_post, gives_post, wanted_kind
from assistant.demands import demands_of, unmet_share
from index import Article, Passage
from index.space import language_of_text
from index.text.tokens import search_tokens, token_set


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source sentence as a possible answer.

    Attributes:
        article_id, start, end, text: the sentence, ``[start, end)`` in the article's text.
        score: orders sentences within one question.
        cosine: of the question's vector to the sentence's.
        covered: the question's tokens that stand in the sentence.
        coverage: the share of the question's tokens, weighted by rarity, that stand in the sentence, 0 to 1.
        told: how much rather the cross-encoder takes it for the answer than says there is none, in log odds; None where
            it has not read the sentence.
    """

    article_id: str
    start: int
    end: int
    text: str
    score: float
    cosine: float
    covered: frozenset[str]
    coverage: float
    told: float | None = None


def rank_sentences(
    question: str, passages: Sequence[Passage], articles: Mapping[str, Article], rarity: Mapping[str, float]
) -> list[Evidence]:
    """Every sentence of the passages, best first.

    The score adds what the vectors say, what the words say (each standardized over these sentences, so that
    neither drowns the other), how good the passage was, whether it speaks of the names and figures the question
    insists on, and whether the sentence holds the kind of thing that was asked for.

    Args:
        question: stand-alone.
        passages: as searched, with their sentences' cosines.
        articles: the passages' articles by id.
        rarity: a weight for each of the question's tokens; tokens without one count 1.
    """
    wanted = wanted_kind(question)
    of_somebody = asks_for_post(question)
    drafts, extras, words, points = [], [], [], []
    for passage in passages:
        # Words say nothing across languages; names and figures, read through their spellings, say the same.
        foreign = language_of_text(question) != language_of_text(passage.text)
        head = head_of(articles[passage.article_id])
        fit = 1.5 * passage.score - 1.5 * unmet_share(question, f"{head}\n{passage.text}")
        for draft, point in _drafts(question, passage, head, rarity):
            kind = 1.2 if wanted and wanted(draft.text) else 0.0
            kind += 1.2 if of_somebody and gives_post(question, draft.text) else 0.0
            spelled = 1.5 * unmet_share(question, draft.text) if foreign else 0.0
            drafts.append(draft)
            words.append(0.0 if foreign else 1.0)
            points.append(0.0 if _bareness(draft.text) else point)  # a heading only announces it
            extras.append(fit + kind - spelled - _bareness(draft.text))
    if not drafts:
        return []
    cosines, coverages = _standardized([d.cosine for d in drafts]), _standardized([d.coverage for d in drafts])
    told = [c + _POINT * p for c, p in zip(coverages, _standardized(points), strict=True)]
    scored = [
        replace(draft, score=cosine + word * coverage + extra)
        for draft, cosine, word, coverage, extra in zip(drafts, cosines, words, told, extras, strict=True)
    ]
    return sorted(scored, key=lambda e: (-e.score, e.article_id, e.start))


def _drafts(
    question: str, passage: Passage, head: str, rarity: Mapping[str, float]
) -> Iterator[tuple[Evidence, float]]:
    """The passage's sentences, not yet scored, each with its share of what the question asks of its topic.

    A sentence is also covered by its article's head, which says what all of it is about; one that points back
    (这项工作…) by what it points at; and every sentence a little by its surroundings.
    """
    tokens = list(dict.fromkeys(search_tokens(question)))
    total = sum(rarity.get(t, 1.0) for t in tokens) or 1.0
    headed, around = token_set(head), token_set(passage.text)
    point = _point(question, headed)
    before: frozenset[str] = frozenset()
    for sentence in passage.sentences:
        text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
        there = token_set(text)
        covered = frozenset(t for t in tokens if t in there)
        pointed = before if _POINTS_BACK.match(text) else frozenset[str]()
        weight = sum(rarity.get(t, 1.0) * _share(t, covered, headed, pointed, around) for t in tokens)
        span = (passage.article_id, sentence.start, sentence.end)
        evidence = Evidence(*span, text, 0.0, sentence.score, covered, weight / total)
        asked = sum(rarity.get(t, 1.0) for t in point)
        yield evidence, sum(rarity.get(t, 1.0) for t in point & covered) / asked if asked else evidence.coverage
        before = covered


def _point(question: str, headed: Container[str]) -> frozenset[str]:
    """The question's tokens but for its names and what the article's head says: 起点 of 集双高速的起点是哪里.

    A passage names its topic once and goes on without it (起点在集安口岸), so the name is no sign of the sentence.
    """
    names = {t for demand in demands_of(question) if demand.kind == "name" for t in search_tokens(demand.text)}
    return frozenset(t for t in search_tokens(question) if t not in headed and t not in names)


def _share(
    token: str, here: Container[str], head: Container[str], pointed: Container[str], near: Container[str]
) -> float:
    """How much of a question's token a sentence has: all of its own, less of what only surrounds it."""
    for words, share in ((here, 1.0), (head, 0.8), (pointed, 0.7), (near, 0.15)):
        if token in words:
            return share
    return 0.0


def head_of(article: Article) -> str:
    """What an article's head says, to be searched with its text: title, publisher, author, date."""
    return f"{article.title} {article.publisher} {article.author} {article.published[:10]}"


def _bareness(text: str) -> float:
    """A heading or a scrap (赵志耘表示。) resembles many questions and answers none, unlike 台长是欧阳木兰。"""
    whole, long = text[-1:] in _CLOSED, len(text) >= _LEAST_SENTENCE
    if whole and (long or _STATES.search(text)):
        return 0.0
    return 1.5 if (whole and _NUMBER.search(text)) or len(text) >= 3 * _LEAST_SENTENCE else 3.0


def _standardized(values: Sequence[float]) -> list[float]:
    mean, spread = fmean(values), pstdev(values)
    return [(v - mean) / spread if spread else 0.0 for v in values]


_POINT = 0.4  # the weight of a sentence's share of the point, beside its share of the whole question
_CLOSED = frozenset("。！？!?…”’」』）).;；")
_LEAST_SENTENCE = 9  # code points
_NUMBER = re.compile(r"[\d一二三四五六七八九十百千万]")
_STATES = re.compile(r"[是为為有在]")  # whole statements can be as short as a subject and what it is
_POINTS_BACK = re.compile(r"[这這此其该該]|[为為]此|因此|所以|他|她|它|(?:This|That|These|It|They|He|She)\b")
