"""Questions that say whose word they want: 澎湃新闻里…, 据新华社报道…, according to The Paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify.exonyms import OUTLETS
from index.text.fold import to_simplified

_HAN = re.compile("[\u4e00-\u9fff]")
_BETWEEN_HAN = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_BEFORE = r"(?:根据|按照|依据|[在据按依照])\s*"
_REPORT = r"(?:报道|报导|文章|新闻稿|稿件|稿子|消息|电讯|一文)"
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}[日号])?"
_WITHIN = r"(?:里面|里边|里|中|上|内|来看|看)"
_SAYS = r"(?:称|说|写道|写|提到|指出|给出|给)"
_CHINESE = (
    rf"(?:{_BEFORE}<NAME>|<NAME>(?=的?{_DAY}的?(?:这篇|那篇|该篇)?{_REPORT}|{_WITHIN}|{_SAYS}))"
    rf"的?{_DAY}的?(?:这篇|那篇|该篇)?{_REPORT}?{_WITHIN}?(?:所?{_SAYS})?[的,，]?"
)
_NEWS = r"(?:report|article|story|piece|coverage)s?"
_VERB = r"(?:give|call|describe|say|report|mention|name|list|identify|put)s?\b"
_ENGLISH = (
    rf"[,\s]*(?i:according to|as reported by|reported by|in|from|by)\s+(?:the\s+)?<NAME>(?:['’]s\s+{_NEWS}|\s+{_NEWS})?"
    rf"|\b(?i:does|did)\s+(?:the\s+)?<NAME>(?:['’]s\s+{_NEWS}|\s+{_NEWS})?\s+{_VERB}"
    rf"|<NAME>(?:['’]s\s+|\s+){_NEWS}"
)


@dataclass(frozen=True, slots=True)
class NamedSource:
    """The publishers that one name stands for, and the question without the words that name them."""

    publishers: tuple[str, ...]
    rest: str


def named_source(question: str, publishers: Iterable[str]) -> NamedSource | None:
    """The source whose report a question asks for; None when it names none, or several to set side by side.

    An outlet that is itself asked about (澎湃新闻是哪年成立的？) is no source. Offsets hold: the question is
    compared in Simplified characters, which stand one for one.
    """
    text = to_simplified(question)
    named = {publisher: names for publisher in publishers if (names := _names(publisher)) and names.search(text)}
    spans = {publisher: span for publisher, names in named.items() if (span := _find(text, names))}
    if not spans or len(set(spans.values())) > 1 or len(spans) < len(named):
        return None
    start, end = next(iter(spans.values()))
    rest = " ".join(f"{question[:start]} {question[end:]}".split()).strip(" ,，、：:")
    return NamedSource(tuple(spans), _BETWEEN_HAN.sub("", rest)) if sum(c.isalnum() for c in rest) > 1 else None


def _find(text: str, names: re.Pattern[str]) -> tuple[int, int] | None:
    """Where the words stand that name the source, from 据 to 报道."""
    shape = _CHINESE if _HAN.search(text) else _ENGLISH
    found = re.search(shape.replace("<NAME>", names.pattern), text)
    return found.span() if found else None


@lru_cache(maxsize=1024)
def _names(publisher: str) -> re.Pattern[str] | None:
    """What an outlet is called: its own name, and what the same body is called in either language."""
    own = to_simplified(publisher.strip())
    known = {own}
    for foreign, hans in OUTLETS.items():
        if own == foreign or own.startswith(hans):
            known |= {foreign, *hans}
    longest = sorted(map(re.escape, known), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(longest)})") if len(own) > 1 else None
