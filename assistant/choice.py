"""Choosing the fewest sentences that answer, what other articles say instead, and what makes a sentence whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import inf

from assistant.asked import asks_for_post, asks_for_reasons, compares, gives_post, is_list_wanted, wanted_kind
from assistant.demands import demands_of, unmet
from assistant.evidence import Evidence
from index import Article
from index.text.quantities import find_quantities, same
from index.text.sentences import split_sentences
from index.text.tokens import token_set

_MARGIN = 2.0  # in standard deviations of sentence scores
_NEW_TOKENS = 2
_NEAR = 1.0  # the same, for a sentence of another article that gives another side
_MOST_ITEMS = 8
_OPENS = re.compile(r"[:：]$")
_ANNOUNCES = re.compile(
    r"(?P<count>[二两兩三四五六七八2-8]|two|three|four|five|six|seven|eight)(?:大|个|個|点|點|项|項|条|條|种|種|方面|\s)",
    re.IGNORECASE,
)
_COUNTS = {c: n for n, row in enumerate(("二两兩2", "三3", "四4", "五5", "六6", "七7", "八8"), 2) for c in row} | {
    word: n for n, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight"], 2)
}
_NUMERAL = re.compile(r"[一二三四五六七八九十\d]+|[首其再最][先次后後]")
_BETWEEN = 4  # sentences that may stand between the announcement of a list and its first item
_ITEM = re.compile(
    r"[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[,，、:：]|其[一二三四五六][,，、:：是]|首先|其次|再次|最后|最後"
    r"|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}(?:、|[.．](?!\d)|[)）])|[·•*]|-\s"
)


def choose(ranked: Sequence[Evidence], limit: int, required: int = 1) -> list[Evidence]:
    """The fewest sentences that say what the best ones together say, best first.

    After the ``required`` first, another one joins while there are fewer than ``limit``, when it is nearly as good and
    covers words of the question that were not covered yet.
    """
    chosen = list(ranked[:required])
    for candidate in ranked[len(chosen) :]:
        if len(chosen) >= limit or candidate.score < chosen[0].score - _MARGIN:
            break
        if _adds(candidate, chosen):
            chosen.append(candidate)
    return chosen


def _adds(candidate: Evidence, chosen: Sequence[Evidence]) -> bool:
    seen = frozenset[str]().union(*(c.covered for c in chosen))
    return len(candidate.covered - seen) >= _NEW_TOKENS and not any(alike(candidate.text, c.text) for c in chosen)


def alike(a: str, b: str) -> bool:
    """Whether two sentences say the same in nearly the same words (Jaccard similarity of their tokens over .5)."""
    left, right = token_set(a), token_set(b)
    return len(left & right) > 0.5 * len(left | right)


def other_sides(question: str, chosen: Sequence[Evidence], ranked: Sequence[Evidence]) -> list[Evidence]:
    """What other articles say differently: another number, another post for the same person.

    The best sentence of each other article joins when it holds the kind of thing that was asked for and all that
    the question insists on, is nearly as good, and does not say the same.
    """
    wanted, near = wanted_kind(question), _NEAR
    if asks_for_post(question):
        # A sentence that names somebody by a post gives the post, whatever else it tells.
        wanted, near = partial(gives_post, question), inf
    if wanted is None or not chosen:
        return []
    sides: list[Evidence] = []
    for other in ranked:
        said = [*chosen, *sides]
        if other.score < chosen[0].score - near:
            break
        if other.article_id in {e.article_id for e in said} or not wanted(_new_in(other.text, said)):
            continue
        if not unmet(question, other.text) and not any(alike(other.text, e.text) for e in said):
            sides.append(other)
    return sides


def _new_in(text: str, said: Sequence[Evidence]) -> str:
    """A sentence without the numbers and dates that were said already: they are not another side."""
    known = [q for e in said for q in find_quantities(e.text)]
    for found in reversed(find_quantities(text)):
        if any(same(found, q) for q in known):
            text = f"{text[: found.start]} {text[found.end :]}"
    return text


def sides_compared(question: str, ranked: Sequence[Evidence], limit: int) -> list[Evidence]:
    """For a comparison of things with names: the best sentence of all, then the best about each of them alone."""
    names = [d for d in demands_of(question) if d.kind == "name"]
    if len(names) < 2 or not compares(question):
        return []
    found: dict[str, Evidence] = {}
    for evidence in ranked:
        if evidence.score < ranked[0].score - 2 * _MARGIN:
            break
        missing = {d.text for d in unmet(question, evidence.text)}
        told = [d.text for d in names if d.text not in missing]
        if len(told) == 1:
            found.setdefault(told[0], evidence)
    alone = [e for e in found.values() if e is not ranked[0]]
    return [ranked[0], *alone][:limit] if len(found) > 1 else []


def complete(question: str, chosen: Sequence[Evidence], articles: Mapping[str, Article]) -> list[Evidence]:
    """The chosen sentences with what they promise: the items after a colon, the reason after a claim."""
    whole: dict[tuple[str, int], Evidence] = {}
    for evidence in chosen:
        following = _following(evidence, articles[evidence.article_id].text)
        wanted = [evidence]
        if _OPENS.search(evidence.text):
            wanted += _items(following)
        elif is_list_wanted(question) and (items := _announced(evidence.text, following)):
            wanted += items
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


def _announced(text: str, following: Sequence[tuple[Evidence, bool]]) -> list[Evidence]:
    """The items of a list that a sentence or a heading counts (three challenges), if that many follow soon."""
    counts = [_COUNTS[found["count"].lower()] for found in _ANNOUNCES.finditer(text)]
    start = next((i for i, (e, _) in enumerate(following[:_BETWEEN]) if is_item(e.text)), None)
    items = [] if start is None else _items(following[start:])
    return items if len(items) in counts else []


def is_item(sentence: str) -> bool:
    """Whether a sentence is an item of a list: 一是…, 第二, （3）, · …"""
    return _ITEM.match(sentence) is not None


def _kind(item: str) -> str:
    """How an item is numbered, without the number."""
    found = _ITEM.match(item)
    return _NUMERAL.sub("", found.group()) if found else ""


def _items(following: Sequence[tuple[Evidence, bool]]) -> list[Evidence]:
    """The items of a list that follows; without items, the one sentence that the colon leads to.

    The list ends with the first paragraph that does not open with an item, or that opens with one of another kind:
    after 一是 and 二是, the next chapter's 三、 is no item.
    """
    items: list[Evidence] = []
    for sentence, opens in following:
        if is_item(sentence.text) and (not items or _kind(sentence.text) == _kind(items[0].text)):
            items.append(sentence)
        elif not items:
            return [sentence]
        elif opens:
            break
        if len(items) == _MOST_ITEMS:
            break
    return items
