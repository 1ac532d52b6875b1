"""Choosing the fewest sentences that answer, and what must stand beside them to be understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.asked import asks_for_reasons
from assistant.evidence import Evidence
from index import Article
from index.text.sentences import split_sentences
from index.text.tokens import search_tokens

_MARGIN = 2.0  # in standard deviations of sentence scores
_NEW_TOKENS = 2
_MOST_ITEMS = 8
_OPENS = re.compile(r"[:：]$")
_ITEM = re.compile(
    r"[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[,，、:：]|其[一二三四五六][,，、:：是]|首先|其次|再次|最后|最後"
    r"|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}(?:、|[.．](?!\d)|[)）])|[·•*]|-\s"
)


def choose(ranked: Sequence[Evidence], limit: int, required: int = 1) -> list[Evidence]:
    """The fewest sentences that say what the best ones together say, best first.

    After the ``required`` first, another one joins when it is nearly as good and covers words of the question
    that were not covered yet.
    """
    chosen = list(ranked[: min(required, limit)])
    for candidate in ranked[len(chosen) :]:
        if len(chosen) == limit or candidate.score < chosen[0].score - _MARGIN:
            break
        if _adds(candidate, chosen):
            chosen.append(candidate)
    return chosen


def _adds(candidate: Evidence, chosen: Sequence[Evidence]) -> bool:
    seen = frozenset[str]().union(*(c.covered for c in chosen))
    return len(candidate.covered - seen) >= _NEW_TOKENS and not any(alike(candidate.text, c.text) for c in chosen)


def alike(a: str, b: str) -> bool:
    """Whether two sentences say the same in nearly the same words (Jaccard similarity of their tokens over .5)."""
    left, right = set(search_tokens(a)), set(search_tokens(b))
    return len(left & right) > 0.5 * len(left | right)


def complete(question: str, chosen: Sequence[Evidence], articles: Mapping[str, Article]) -> list[Evidence]:
    """The chosen sentences with what they promise: the items after a colon, the reason after a claim."""
    whole: dict[tuple[str, int], Evidence] = {}
    for evidence in chosen:
        following = _following(evidence, articles[evidence.article_id].text)
        wanted = [evidence]
        if _OPENS.search(evidence.text):
            wanted += _items(following)
        elif asks_for_reasons(question) and evidence is chosen[0]:
            wanted += [e for e, opens in following[:1] if not opens]
        whole |= {(e.article_id, e.start): e for e in wanted}
    return list(whole.values())


def _following(evidence: Evidence, text: str) -> list[tuple[Evidence, bool]]:
    """The sentences after one, to the article's end, each with whether it opens a paragraph."""
    found, before = [], evidence.end
    for a, b in split_sentences(text[evidence.end :]):
        start, end = evidence.end + a, evidence.end + b
        opens = "\n" in text[before:start]
        found.append((replace(evidence, start=start, end=end, text=text[start:end], covered=frozenset()), opens))
        before = end
    return found


def is_item(sentence: str) -> bool:
    """Whether a sentence is an item of a list: 一是…, 第二, （3）, · …"""
    return _ITEM.match(sentence) is not None


def _items(following: Sequence[tuple[Evidence, bool]]) -> list[Evidence]:
    """The items of a list that follows; without items, the one sentence that the colon leads to.

    The list ends with the first paragraph that does not open with an item.
    """
    items: list[Evidence] = []
    for sentence, opens in following:
        if is_item(sentence.text):
            items.append(sentence)
        elif not items:
            return [sentence]
        elif opens:
            break
        if len(items) == _MOST_ITEMS:
            break
    return items
