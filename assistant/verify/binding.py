"""Which entity a figure belongs to: 北京79个 is wrong where the source says 北京38个, though 79个 stands there too."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.verify.figures import comparable
from assistant.verify.verdict import Fault
from index.text.dates import Date, has_date_parts
from index.text.quantities import Quantity, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.verify.reading import Reading

    Figure = Quantity | Date

_BREAK = re.compile(r"[,;:。!?、\n]|而(?!且)|其中|\bwhile\b")
_LIST = re.compile(r"\s?(?:[、,/]|和|与|及|and)\s?")
_JOIN = re.compile(r"和|与|及|\band\b|\bwith\b")


def check_binding(
    claim: Reading,
    source: Reading,
    own: list[frozenset[str]],
    near: list[frozenset[str]],
    names: frozenset[str],
) -> Iterator[Fault]:
    """Faults for figures that the source gives to something else.

    A figure's neighbourhood is its clause. Where the claim's neighbourhood shares
    words with another figure's neighbourhood in the source and none with its own, it is bound to the wrong thing.

    Args:
        claim: the claim.
        source: the source.
        own: for each figure of the claim, the comparable words around it, in the source's language.
        near: the same for each figure of the source.
        names: those of the words that are names; one of them outweighs common words (北京有79个大模型).
    """
    for figure, words in zip(claim.figures, own, strict=True):
        rivals = [(i, f) for i, f in enumerate(source.figures) if comparable(figure, f)]
        equal = [i for i, f in rivals if _equal(figure, f)]
        others = [(i, f) for i, f in rivals if i not in equal]
        if (
            equal
            and others
            and not _qualifies(claim, figure, source, equal)
            and (other := _better(words, equal, others, near, names))
        ):
            yield Fault(f"{figure.text} where the source has {other.text}")


def check_repeats(claim: Reading, source: Reading) -> Iterator[Fault]:
    """Faults for a figure given more often than in the source, while one that stands beside it there is left out."""
    told = Counter(f.canonical() for f in source.figures)
    for key, count in Counter(f.canonical() for f in claim.figures).items():
        if told[key] and count > told[key]:
            repeated = next(f for f in claim.figures if f.canonical() == key)
            left_out = [
                f for f in source.figures if comparable(f, repeated) and not any(_equal(c, f) for c in claim.figures)
            ]
            if left_out:
                yield Fault(f"{repeated.text} where the source has {left_out[0].text}")


def check_order(claim: Reading, source: Reading) -> Iterator[Fault]:
    """Faults for two figures listed side by side in each other's place: 分别为592亿元、100亿元."""
    told = {(c.canonical(), d.canonical()): c for c, d in _listed(source)}
    for a, b in _listed(claim):
        first = told.get((b.canonical(), a.canonical()))
        if (
            first
            and (a.canonical(), b.canonical()) not in told
            and source.text[: first.start].endswith(_lead(claim.text, a.start))
        ):
            yield Fault(f"{a.text} where the source has {first.text}")


def _listed(reading: Reading) -> list[tuple[Figure, Figure]]:
    pairs = pairwise(reading.figures)
    return [(a, b) for a, b in pairs if _LIST.fullmatch(reading.text, a.end, b.start)]


def _lead(text: str, end: int) -> str:
    return text[max(b for b in (0, *(m.end() for m in _BREAK.finditer(text, 0, end)))) : end]


def _qualifies(claim: Reading, figure: Figure, source: Reading, equal: list[int]) -> bool:
    """Whether a bare number stands before the same word in both, as in 10亿参数: it says of what kind, not how many."""
    if not isinstance(figure, Quantity) or figure.unit:
        return False
    noun = claim.text[figure.end : figure.end + 2]
    return len(noun) == 2 and any(source.text.startswith(noun, source.figures[i].end) for i in equal)


def _equal(claim: Figure, source: Figure) -> bool:
    if isinstance(claim, Date) and isinstance(source, Date):
        return has_date_parts(source, claim)
    return same(claim, source)


def _better(
    words: frozenset[str],
    equal: list[int],
    others: list[tuple[int, Figure]],
    near: list[frozenset[str]],
    names: frozenset[str],
) -> Figure | None:
    mine = frozenset[str]().union(*(near[i] for i in equal))
    if not mine:
        return None
    for i, other in others:
        theirs, ours = words & (near[i] - mine), words & (mine - near[i])
        outweighed = bool(theirs & names and mine & names and not ours & names)
        if theirs and (not ours or outweighed):
            return other
    return None


def neighbourhoods(reading: Reading) -> list[str]:
    """For each figure, the rest of the clause it stands in, in order."""
    text, figures = reading.text, reading.figures
    breaks = [0, *(m.end() for m in _BREAK.finditer(text) if not _inside(m.start(), figures)), len(text)]
    for before, after in pairwise(figures):
        # Two figures joined in one clause: 北京38个和广东20个.
        breaks += [before.end + m.start() for m in _JOIN.finditer(text[before.end : after.start])][-1:]
    spans = [(max(b for b in breaks if b <= f.start), min(b for b in breaks if b >= f.end)) for f in figures]
    return [_around(text, f, start, end, breaks) for (start, end), f in zip(spans, figures, strict=True)]


def _around(text: str, figure: Figure, start: int, end: int, breaks: list[int]) -> str:
    """The clause without the figure; a clause of its own (726年，) goes with the one after it."""
    if len(re.findall(r"\w", text[start : figure.start] + text[figure.end : end])) < 3:
        end = min((b for b in breaks if b > end), default=end)
    return text[start : figure.start] + "|" + text[figure.end : end]


def _inside(position: int, figures: tuple[Figure, ...]) -> bool:
    return any(f.start <= position < f.end for f in figures)
