"""A question that is several: two in one line, or one thing asked of two."""

from __future__ import annotations

import re

from assistant.answer import Turn

_MOST = 3
_LEAST = 3  # words or Chinese characters of a clause that can stand alone
_WORD = re.compile(r"[\u4e00-\u9fff]|[\w'’-]+")
_SENTENCE = re.compile(r"[^?？;；\n]+[?？;；\n]*")
_CLAUSE = re.compile(
    r"[，,](?=.*[\u4e00-\u9fff])|,?\s+and\s+(?=(?:who|whose|what|when|where|which|why|how)\b)", re.IGNORECASE
)
_ASKS = re.compile(
    r"[谁誰]|[什甚][么麼]|哪|怎|如何|[为為]何|何[时時人处處]|多少|(?<![说說讲講举舉列好十])[几幾]|多[大高长長久快远遠]|[吗嗎]|是不是|有没有"
    r"|\b(?:who|whom|whose|what|when|where|which|why|how)\b|^\W*(?:is|are|was|were|do|does|did|can|has|have)\b",
    re.IGNORECASE,
)
# 甲和乙分别…: what follows is asked of each.
_EACH = re.compile(
    r"^(?P<a>[^，,和与與跟及、]{2,30})(?:和|与|與|跟|以及|、)(?P<b>[^，,和与與跟、]{2,30}?)[，,]?(?:分[别別]|各自?|都)(?P<asked>.{2,60})$"
)


def parts_of(question: str) -> list[str]:
    """The questions in one, each standing alone, in their order; the question itself where it is one.

    智源研究院哪年成立？院长是谁？ asks twice, and 北京和广东分别有多少个？ asks the same of two.
    """
    asked = [clause for found in _SENTENCE.findall(question) if _ASKS.search(found) for clause in _clauses(found)]
    parts = _each(asked[0]) if len(asked) == 1 else _standing(asked)
    return parts if 1 < len(parts) <= _MOST else [question]


def _clauses(sentence: str) -> list[str]:
    """A sentence at the commas between what asks: 哪年成立，院长是谁？ A clause that asks nothing opens the next."""
    spans: list[list[int]] = []
    opening = at = 0
    for start, end in [*(cut.span() for cut in _CLAUSE.finditer(sentence)), (len(sentence), len(sentence))]:
        clause = sentence[at:start]
        if _ASKS.search(clause) and len(_WORD.findall(clause)) >= _LEAST:
            spans.append([opening, start])
            opening = end
        at = end
    if not spans:
        return [sentence.strip()]
    spans[-1][1] = len(sentence)
    return [sentence[a:b].strip() for a, b in spans]


def _standing(asked: list[str]) -> list[str]:
    """Each made to stand alone after the one before it: 它 of 它有多少参数？"""
    from assistant.follow_up import stand_alone

    standing = asked[:1]
    for part in asked[1:]:
        standing.append(stand_alone(part, [Turn(standing[-1], "")]))
    return standing


def _each(question: str) -> list[str]:
    """What is asked of each of two; whose thing it is stands before the first alone: 广东的面积和人口."""
    found = _EACH.match(question)
    if found is None or not _ASKS.search(found["asked"]):
        return [question]
    first, second = found["a"], found["b"]
    if "的" in first and "的" not in second:
        second = first[: first.rindex("的") + 1] + second
    return [f"{one}{found['asked']}" for one in (first, second)]
