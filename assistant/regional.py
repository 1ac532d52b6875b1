"""A question in Taiwan's words, said in those of the sources where they use others: 軟體 may be 软件 there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise
from statistics import fmean
from typing import TYPE_CHECKING

import rjieba

from assistant.question import language_of
from index.text.fold import to_mainland, to_simplified, to_traditional
from index.text.tokens import token_set

if TYPE_CHECKING:
    from index import Index

_LONGEST = 3  # words that may be one in the table: 智慧 and 财产权 make 知识产权


def in_words_of(index: Index, question: str) -> str:
    """The question, each word of Taiwan's that the index knows less well than the mainland's changed for that; by
    OpenCC's table, which takes some for what they seldom are (核心, 内核). It stays in its script.
    """
    if language_of(question) != "zh-Hant" or to_mainland(question) == to_simplified(question):
        return question
    said = question
    for start, end, word in reversed(list(_other_words(question))):
        other = said[:start] + to_traditional(word) + said[end:]
        if _knows_better(index, other, said):
            said = other
    return said


def _other_words(question: str) -> Iterator[tuple[int, int, str]]:
    """Where words stand that the table has others for, and those: of several words together before one alone."""
    ends = [0, *accumulate(map(len, rjieba.cut(to_simplified(question))))]
    at = 0
    while at < len(ends) - 1:
        furthest = min(at + _LONGEST, len(ends) - 1)
        until = next((u for u in range(furthest, at, -1) if _is_entry(question, ends[at : u + 1])), None)
        if until is not None:
            yield ends[at], ends[until], to_mainland(question[ends[at] : ends[until]])
        at = until or at + 1


def _is_entry(question: str, ends: list[int]) -> bool:
    """Whether the table has the words between ``ends`` as one: together they become what each alone does not."""
    words = [question[a:b] for a, b in pairwise(ends)]
    apart = map(to_mainland if len(words) > 1 else to_simplified, words)
    return to_mainland(question[ends[0] : ends[-1]]) != "".join(apart)


def _knows_better(index: Index, one: str, other: str) -> bool:
    """Whether the search tokens that only ``one`` has are less rare than those that only ``other`` has; where it has
    none of its own, all of them."""
    old = token_set(other) - token_set(one)
    new = token_set(one) - token_set(other) or token_set(one)
    rarity = index.rarity(new | old)
    return bool(new and old) and fmean(rarity[t] for t in new) < fmean(rarity[t] for t in old)
