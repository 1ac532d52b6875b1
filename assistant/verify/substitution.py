"""A claim that repeats the source but for one piece: was a name, a figure or the sense exchanged?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import rjieba

from assistant.verify.exonyms import EXONYMS
from assistant.verify.figures import comparable
from assistant.verify.opposites import OPPOSITES, PLAIN, strike_denials
from assistant.verify.proper import TITLE, find_proper, stands
from assistant.verify.verdict import Fault
from index.text.dates import Date
from index.text.quantities import Quantity, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.verify.reading import Reading

_MARK = re.compile(r"[,:;。!?、()“”\"《》\s]")
_POINTING = re.compile(r"^(?:该|这|那|此|本|其|他|她|它|双方|对方|前者|后者|有关|相关|上述|我国|国内|全国|中国)")
_SMALL_WORDS = "不 未 没 无 非 副 原 前 代 没有 不是 不能 不会 不再 尚未 并未 并不 并非 不可 未能 无法 从未"
_SMALL = frozenset(_SMALL_WORDS.split())
# 副, 原, 前 and 代 change the sense only before a title (副院长, 原所长), not in 原本 or 代表.
_RANKS = frozenset("副原前代")
_RANKED = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?{TITLE}")
_FLANK = 2


@dataclass(frozen=True, slots=True)
class Edit:
    """A place where claim and source differ between two places where they agree: spans in either."""

    a: int
    b: int
    c: int
    d: int
    left: bool
    right: bool


def check_substitutions(claim: Reading, source: Reading) -> Iterator[Fault]:
    """Faults for pieces exchanged, put in or left out in wording that is the source's otherwise."""
    edits = _find_edits(claim.text, source.text)
    literal = _is_literal(claim.text, edits)
    for edit in edits:
        yield from _check_small(edit, claim.text, source.text)
        if edit.a < edit.b and edit.c < edit.d:
            yield from _check_figures(edit, claim, source)
            yield from _check_opposites(edit, claim.text, source.text)
            if not _figure_around(claim, edit.a, edit.b) and not _figure_around(source, edit.c, edit.d):
                yield from _check_piece(edit, claim, source, literal)


def _find_edits(claim: str, source: str) -> list[Edit]:
    codes = SequenceMatcher(None, claim, source, autojunk=False).get_opcodes()
    edits = []
    for i, (tag, a, b, c, d) in enumerate(codes):
        if tag != "equal":
            before, after = codes[i - 1 : i], codes[i + 1 : i + 2]
            left = bool(before) and before[0][2] - before[0][1] >= _FLANK
            right = bool(after) and after[0][2] - after[0][1] >= _FLANK
            edits.append(Edit(a, b, c, d, left, right))
    return edits


def _check_small(edit: Edit, claim: str, source: str) -> Iterator[Fault]:
    """不, 没有, 副 put in or left out between words that agree."""
    mine, theirs = claim[edit.a : edit.b], source[edit.c : edit.d]
    if max(len(mine), len(theirs)) <= 4 and ("副" in mine) != ("副" in theirs) and _RANKED.match(claim, edit.b):
        yield Fault("副 is not in the source" if "副" in mine else "副 of the source is left out")
    if not (edit.left and edit.right) or (mine and theirs) or (mine or theirs) not in _SMALL:
        return
    text, at = (claim, edit.a) if mine else (source, edit.c)
    if (mine or theirs) in _RANKS and not _RANKED.match(text, at + 1):
        return
    if not any(m.start() <= at < m.end() for m in PLAIN.finditer(text)):
        yield Fault(f"{mine} is not in the source" if mine else f"{theirs} of the source is left out")


def _check_figures(edit: Edit, claim: Reading, source: Reading) -> Iterator[Fault]:
    """A figure in the very place of another: two numbers exchanged within a sentence."""
    mine = _figure_around(claim, edit.a, edit.b)
    theirs = _figure_around(source, edit.c, edit.d)
    if mine and theirs and comparable(mine, theirs) and not same(mine, theirs):
        around = [
            (r.text[max(0, f.start - _FLANK) : f.start], r.text[f.end : f.end + _FLANK])
            for r, f in ((claim, mine), (source, theirs))
        ]
        if around[0] == around[1]:
            yield Fault(f"{mine.text} where the source has {theirs.text}")


def _figure_around(reading: Reading, start: int, end: int) -> Quantity | Date | None:
    return next((f for f in reading.figures if f.start <= start and end <= f.end), None)


def _check_opposites(edit: Edit, claim: str, source: str) -> Iterator[Fault]:
    mine = strike_denials(claim)[max(0, edit.a - 1) : edit.b + 1]
    theirs = strike_denials(source)[max(0, edit.c - 1) : edit.d + 1]
    if len(mine) > 8 or len(theirs) > 8:
        return
    for pair in OPPOSITES:
        for side, other in (pair, pair[::-1]):
            said, told = next((w for w in side if w in mine), ""), next((w for w in other if w in theirs), "")
            if said and told and not any(w in theirs for w in side) and not any(w in mine for w in other):
                yield Fault(f"{said} where the source has {told}")


def _check_piece(edit: Edit, claim: Reading, source: Reading, literal: bool) -> Iterator[Fault]:
    if not _is_enclosed(edit, claim.text, source.text):
        return
    mine, theirs = (
        _piece(text, *span, tail=edit.right)
        for text, span in ((claim.text, (edit.a, edit.b)), (source.text, (edit.c, edit.d)))
    )
    if not mine or not theirs or _abbreviates(mine, theirs) or _POINTING.match(mine) or _POINTING.match(theirs):
        return
    known = EXONYMS.get(mine, ())
    if theirs in known or not _is_content(claim, edit):
        return
    nouns = any(tag[0] in "nxejzs" for _, tag in _words_within(claim, edit.a, edit.b))
    if nouns and len(mine) <= 2 * len(theirs) + 2:
        whole = _widen(source, edit, tail=edit.right)
        names = [
            n
            for n in find_proper(source)
            if n in whole and (theirs in n or (n in theirs and len(n) >= 0.6 * len(theirs)))
        ]
        if names and not any(stands(n, claim.letters) for n in names):
            yield Fault(f"{mine} where the source has {names[0]}")
    if (
        literal
        and not set(mine) & set(theirs)
        and _is_namelike(source, edit, theirs)
        and theirs not in claim.text
        and mine not in source.text
    ):
        yield Fault(f"{mine} where the source has {theirs}")


def _is_literal(claim: str, edits: list[Edit]) -> bool:
    """Whether the claim is the source's wording but for a word or two."""
    inner = sum(e.b - e.a for e in edits if e.b - e.a <= 14)
    return len(edits) <= 6 and inner <= 0.3 * len(claim)


def _is_namelike(source: Reading, edit: Edit, piece: str) -> bool:
    """Whether the source's piece is no common word: tagged a name, not in the dictionary or left in pieces."""
    inside = [(word, tag) for word, tag in _words_within(source, edit.c, edit.d) if word in piece]
    if len(inside) > 1 and all(len(word) == 1 for word, _ in inside):
        return True
    named = [word for word, tag in inside if tag.startswith(("nr", "ns", "nt", "nz")) or not rjieba.has_word(word)]
    return sum(len(word) for word in named if len(word) > 1) >= 0.6 * len(piece)


def _words_within(reading: Reading, start: int, end: int) -> list[tuple[str, str]]:
    """The words that overlap a span, with their tags."""
    found, at = [], 0
    for word, tag in reading.words:
        if at < end and at + len(word) > start:
            found.append((word, tag))
        at += len(word)
    return found


def _is_enclosed(edit: Edit, claim: str, source: str) -> bool:
    """Whether both texts agree, begin, end or pause on either side."""
    left = edit.left or all(at == 0 or _MARK.match(text[at - 1]) for text, at in ((claim, edit.a), (source, edit.c)))
    right = edit.right or all(
        at == len(text) or _MARK.match(text[at]) for text, at in ((claim, edit.b), (source, edit.d))
    )
    return (left and right) or (edit.right and edit.a == 0) or (edit.left and edit.b >= len(claim) - 1)


def _piece(text: str, start: int, end: int, tail: bool) -> str:
    """The part of an edit that adjoins what agrees: after its last mark, or before its first one."""
    parts = _MARK.split(text[start:end])
    piece = parts[-1] if tail else parts[0]
    return piece if len(piece) <= 14 else ""


def _widen(source: Reading, edit: Edit, tail: bool) -> str:
    """The source's side of an edit to the edges of words on either side, so that 军 in 黄铁军 is seen as a name."""
    return source.text[max(0, edit.c - 4) : edit.d + (2 if tail else 4)]


def _abbreviates(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    position = 0
    for c in short:
        position = long.find(c, position) + 1
        if not position:
            return False
    return True


def _is_content(claim: Reading, edit: Edit) -> bool:
    """Whether the claim's piece could be a name: no verb or adverb in it, whose exchange most often is a synonym."""
    words = _words_within(claim, edit.a, edit.b)
    return not any(tag == "p" or (len(word) > 1 and tag[0] in "vdcur" and tag != "vn") for word, tag in words)
