"""Whether a source sentence supports a claim: hard checks on facts first, then how alike the two are."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.verify.asking import DOUBTFUL, UNSAID, chance_said
from assistant.verify.binding import check_binding, check_order, check_repeats, neighbourhoods
from assistant.verify.crossing import check_crossing, check_english, cross_anchors
from assistant.verify.figures import check_figures
from assistant.verify.overlap import coverage, cross_support, support
from assistant.verify.polarity import check_polarity
from assistant.verify.posts import check_posts
from assistant.verify.proper import check_names, find_proper
from assistant.verify.reading import read
from assistant.verify.substitution import check_substitutions
from assistant.verify.taking_up import check_taking_up
from assistant.verify.verdict import Fault, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.verify.reading import Reading

_SCOPES = ("中国", "全国", "世界", "全球")


@lru_cache(maxsize=4096)
def judge(claim: str, source: str, similarity: float | None = None, context: str = "", question: str = "") -> Verdict:
    """Say how far ``source`` supports ``claim``.

    Args:
        claim: one sentence of an answer, without citation markers.
        source: one source sentence, or a few joined.
        similarity: cosine of the two as multilingual-e5 passages, -1 to 1, where the caller has it.
        context: the article's title, publisher and date; names and dates of the claim may stand there.
        question: what the claim answers; what it repeats of that must be said by the source too.
    """
    own, told, around = read(claim), read(source), read(context)
    if own.letters and own.letters in told.letters:
        return Verdict(1.0, "supported")
    faults = [*_find_faults(own, told, around), *_find_unsaid(own, told, around, read(question), similarity)]
    score = _score(own, told, around, similarity)
    fatal = [f for f in faults if f.fatal]
    if fatal:
        return Verdict(min(score, 0.4) * 0.5, "unsupported", fatal[0].reason)
    if score < 0.5:
        return Verdict(score, "unsupported", "too little in common with the source")
    if faults:
        return Verdict(min(score, 0.75), "partly", faults[0].reason)
    return Verdict(
        score, "supported" if score >= 0.65 else "partly", "" if score >= 0.65 else "not all of it in the source"
    )


def _find_faults(claim: Reading, source: Reading, context: Reading) -> Iterator[Fault]:
    yield from check_figures(claim, source, context)
    yield from check_repeats(claim, source)
    yield from check_order(claim, source)
    yield from check_taking_up(claim, source)
    if claim.chinese != source.chinese:
        yield from check_crossing(claim, source, context)
    elif claim.chinese:
        yield from check_names(claim, source, context)
        yield from check_polarity(claim, source)
        yield from check_posts(claim, source)
        if coverage(claim, source, context) >= 0.6:
            yield from check_substitutions(claim, source)
    else:
        yield from check_english(claim, source, context)
    if claim.figures and len(source.figures) > 1:
        yield from check_binding(claim, source, *_anchors(claim, source))


def _find_unsaid(
    claim: Reading, source: Reading, context: Reading, question: Reading, similarity: float | None
) -> Iterator[Fault]:
    if claim.chinese and source.chinese and question.chinese:
        chance = chance_said(claim, source, context, question, similarity)
        if chance < DOUBTFUL:
            yield Fault("what was asked is not what the source says", fatal=chance < UNSAID)


def _anchors(claim: Reading, source: Reading) -> tuple[list[frozenset[str]], list[frozenset[str]], frozenset[str]]:
    """The comparable words around every figure of claim and source, and which of them are names."""
    pieces, near = neighbourhoods(claim), neighbourhoods(source)
    if claim.chinese == source.chinese:
        names = frozenset([*find_proper(claim), *find_proper(source), *_SCOPES]) if claim.chinese else frozenset()
        # A name inside a longer word, as 世界 in 在世界上, is one too.
        return _words_and(pieces, names), _words_and(near, names), names
    own = cross_anchors(source, pieces)
    every = frozenset[str]().union(*own)
    return own, [frozenset(word for word in every if word in piece) for piece in near], every


def _words_and(pieces: list[str], names: frozenset[str]) -> list[frozenset[str]]:
    return [_words(piece) | {name for name in names if name in piece} for piece in pieces]


def _words(text: str) -> frozenset[str]:
    """The words that tell one figure's surroundings from another's."""
    reading = read(text)
    if not reading.chinese:
        return frozenset(word for word in re.findall(r"[a-z]{4,}", text.lower()))
    return frozenset(word for word, tag in reading.words if len(word) > 1 and tag[0] in "nvaeijlsb")


def _score(claim: Reading, source: Reading, context: Reading, similarity: float | None) -> float:
    if claim.chinese != source.chinese:
        return cross_support(claim, source, similarity)
    return support(coverage(claim, source, context), similarity)
