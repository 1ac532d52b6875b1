"""The words the keyword leg searches by."""

from __future__ import annotations

import re
from functools import lru_cache

from index.text.dates import Date
from index.text.fold import fold
from index.text.quantities import find_quantities

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# A Latin word keeps its inner points and hyphens: gpt-3.5, chatglm-6b, 1.75.
_RUN = re.compile(rf"(?P<han>[{_HAN}〇]+)|(?P<word>[^\W_{_HAN}]+(?:[-.+'_][^\W_{_HAN}]+)*)")
_PART = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?")


def search_tokens(text: str) -> list[str]:
    """The folded tokens of a text, in order, with repeats.

    Han runs give their character bigrams (a run of one gives the character): on Chinese questions bigrams found
    the passage more often than a word segmenter's words. Latin words and numbers are kept whole, and a compound
    such as ``gpt-3.5`` also gives its parts, so that ``GPT 3.5`` finds it.
    """
    tokens: list[str] = []
    for run in _RUN.finditer(fold(text)):
        if han := run.group("han"):
            tokens.extend(_bigrams(han))
        else:
            tokens.extend(_with_parts(run.group("word")))
    return tokens


@lru_cache(maxsize=2048)
def token_set(text: str) -> frozenset[str]:
    """The distinct tokens of a text; a sentence is held against many questions, and cutting it up takes longest."""
    return frozenset(search_tokens(text))


def _bigrams(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]


def _with_parts(word: str) -> list[str]:
    parts = _PART.findall(word)
    return [word] if parts == [word] else [word, *parts]


def figure_tokens(text: str) -> list[str]:
    """The values of a text's numbers and dates, in order, one token for every way to write one.

    百分之十五 and 15% both give ``#15%``; 3千亿, 三千亿 and 300 billion ``#300000000000``; 二〇二五年 ``#2025``, with
    its month and day ``#6-7``. Numbers that are more often grammar than counts (一个) give none.
    """
    tokens: list[str] = []
    for found in find_quantities(text):
        if isinstance(found, Date):
            tokens.extend(_date_tokens(found))
        elif not found.indefinite:
            tokens.append(f"#{found.value}{'%' if found.unit == '%' else ''}")
    return tokens


def _date_tokens(date: Date) -> list[str]:
    day = f"#{date.month}-{date.day or ''}" if date.month else ""
    return [token for token in (f"#{date.year}" if date.year else "", day) if token]
