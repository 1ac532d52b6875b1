"""Negation and direction: 没有公布 is not 公布, 增长 is not 下降, 现任 is not 首任."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.verify.opposites import LACKING, OPPOSITES, PLAIN, find_negations, strike_denials
from assistant.verify.verdict import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.verify.reading import Reading

_CLAUSE = re.compile(r"[^,;:。!?、]+")


def check_polarity(claim: Reading, source: Reading) -> Iterator[Fault]:
    """Faults where a Chinese claim denies what a Chinese source affirms, affirms what it denies, or turns it round."""
    yield from _check_predicates(claim.text, source.text)
    for clause in _CLAUSE.findall(claim.text):
        nearest, shared = _nearest(clause, source.text)
        yield from _check_clause(clause, nearest, shared, source.text)
        near = shared >= 0.3
        yield from _check_direction(clause, nearest if near else source.text, clause if near else claim.text)
        yield from _check_objects(clause, source.text)


def _check_predicates(claim: str, source: str) -> Iterator[Fault]:
    """The word after the denial: 不支持 against 支持."""
    claimed, told = find_negations(claim), find_negations(source)
    for text, own, other, theirs in ((claim, claimed, source, told), (source, told, claim, claimed)):
        for start, end in own:
            predicate = re.match(r"[\u4e00-\u9fff]{2}", text[end : end + 2])
            if (
                predicate
                and _stands(predicate.group(), other, theirs) == (True, False)
                and not (text is source and _stands(predicate.group(), source, told)[0])
            ):
                yield Fault(
                    f"{text[start:end]}{predicate.group()} {'denies' if text is claim else 'is denied in'} the source"
                )


def _stands(predicate: str, text: str, negated: list[tuple[int, int]]) -> tuple[bool, bool]:
    """Whether a word stands in the text affirmed, and whether it stands there denied."""
    denied = [any(0 <= m.start() - end <= 3 for _, end in negated) for m in re.finditer(re.escape(predicate), text)]
    return False in denied, True in denied


def _check_clause(clause: str, nearest: str, shared: float, source: str) -> Iterator[Fault]:
    mine, theirs = find_negations(clause), find_negations(nearest)
    if mine and not theirs and not LACKING.search(PLAIN.sub("", nearest if shared >= 0.3 else source)):
        yield Fault(f"{clause[slice(*mine[0])]} is not in the source")
    if theirs and not mine and shared >= 0.4 and not LACKING.search(PLAIN.sub("", clause)):
        yield Fault(f"{nearest[slice(*theirs[0])]} of the source is left out")


@lru_cache(maxsize=4096)
def _nearest(clause: str, source: str) -> tuple[str, float]:
    """The clause of the source that shares most of the clause's character pairs, and what share."""
    own = _pairs(clause)
    if not own:
        return source, 0.0
    scored = [(len(own & _pairs(other)) / len(own), other) for other in _CLAUSE.findall(source)]
    shared, nearest = max(scored, default=(0.0, source))
    return nearest, shared


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _check_direction(clause: str, source: str, claim: str) -> Iterator[Fault]:
    said, told = strike_denials(clause), strike_denials(source)
    for pair in OPPOSITES:
        for side, other in (pair, pair[::-1]):
            mine = [w for w in side if w in said]
            theirs = [w for w in other if w in told]
            if mine and theirs and not any(w in source for w in side) and not any(w in claim for w in other):
                yield Fault(f"{mine[0]} where the source has {theirs[0]}")


def _check_objects(clause: str, source: str) -> Iterator[Fault]:
    """提高开发成本 against 降低开发成本: opposite words with the same two characters after or before them."""
    told = strike_denials(source)
    for pair in OPPOSITES:
        for side, other in (pair, pair[::-1]):
            for found in (m for w in side if w in clause for m in re.finditer(w, clause)):
                after, before = clause[found.end() : found.end() + 2], clause[max(0, found.start() - 2) : found.start()]
                for form in ("{}" + after, before + "{}"):
                    turned = [w for w in other if len(form) == 4 and form.format(w) in told]
                    if turned and not any(form.format(w) in source for w in side):
                        yield Fault(f"{found.group()} where the source has {turned[0]}")
