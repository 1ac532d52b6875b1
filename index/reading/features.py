"""What tells an article's lines from furniture: each line's shape, words, neighbours, repetition and subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.reading import marks
from index.reading.lines import Line, word_key

_LENGTHS = (2, 4, 7, 11, 16, 24, 36, 60, 120)
_FENCES = frozenset(("buttons", "date alone", "editor", "related", "share", "notices", "bars many"))
_BYLINES = frozenset(("date in byline", "date alone", "source"))
_CLOSINGS = frozenset(("editor", "related", "share", "notices", "end mark"))

INSIDE = "block inside"
"""Marks the lines of the page's densest stretch of prose."""

DATE = "date alone"
"""Marks a line that holds a date and nothing else."""

NEVER = "never"
"""Marks a line that is furniture wherever it stands."""


def describe(lines: Sequence[Line]) -> list[list[str]]:
    """Each line's features by name, without repetition, in the order of the lines."""
    own = _mark_foreign(lines, [_own_short(line) if len(line.text) < 60 else _own(line) for line in lines])
    groups = (
        own,
        _bylines(own),
        _around(lines),
        _repeats(lines),
        _topic(lines),
        _closings(lines, own),
        _block(lines, own),
    )
    return [[*a, *b, *c, *d, *e, *f, *g] for a, b, c, d, e, f, g in zip(*groups, strict=True)]


def _own(line: Line) -> tuple[str, ...]:
    """What a line shows by itself."""
    return tuple(dict.fromkeys([*_shape(line), *_links(line), *_dates(line), *_words(line)]))


_own_short = lru_cache(maxsize=1 << 13)(_own)
"""The same for a short line, remembered, as a site's menus recur on all its pages."""


def _shape(line: Line) -> Iterator[str]:
    """Length and punctuation."""
    size, text = line.size, line.text
    long = size >= 20
    yield f"length {sum(size > limit for limit in _LENGTHS)}"
    if line.ends:
        yield "ends long" if long else "ends short"
    elif long:
        yield "open with pauses" if line.pauses else "open dry"
    if long:
        wet = (line.pauses + line.stops) * 30 / size
        yield "wet" if wet >= 1 else "damp" if wet >= 0.5 else "dry"
        if line.stops >= 2:
            yield "several sentences"
        if not line.key.isascii() and not marks.PARTICLE.search(text):
            yield NEVER if line.is_list else "no particles"
    elif line.pauses:
        yield "short sentence" if line.ends else "short with pause"
    yield from _edges(text)
    if line.key.isascii() and any(c in text for c in "{};=<>"):
        yield "code"


def _edges(text: str) -> Iterator[str]:
    """The characters a line begins and ends with."""
    first, last = text[0], text[-1]
    if text.endswith(("...", "…", "...》", "…》")):
        yield "ellipsis"
    if marks.NUMBERED.match(text):
        yield "numbered"
    if last in ":：":
        yield "colon end"
    if first in "【[〔（(《<『「" and last in "】]〕）)》>』」":
        yield "bracketed"
    if first in '“「『"':
        yield "opens quotation"


def _links(line: Line) -> Iterator[str]:
    """Menus, breadcrumbs and lists of links."""
    text, size = line.text, line.size
    if text.isalpha():
        return
    bars = len(marks.BAR.findall(text[:400]))
    size = min(size, 400.0)
    if (bars >= 3 and size < 40 * bars) or (size < 60 and (text.count("-") >= 4 or text.count("·") >= 4)):
        yield "bars many"
        if bars >= 8 and size < 16 * bars:
            yield NEVER
    elif bars:
        yield "bars few"
    if size < 60:
        words = text.split()
        if len(words) >= 4 and size / len(words) < 7:
            yield "row of words"
        if marks.BREADCRUMB.search(text):
            yield "breadcrumb"
            if marks.TRAIL.search(text) and not line.ends:
                yield NEVER
        if marks.URL.search(text):
            yield "address"
        if marks.BULLET.match(text):
            yield "bullet"


def _dates(line: Line) -> Iterator[str]:
    """Dates, and how little else the line holds."""
    text, size = line.text, line.size
    if size >= 80 or text.isalpha():
        return
    date = marks.DATE.search(text) or (marks.ENGLISH_DATE.search(text) if text[0].isascii() else None)
    if date is None:
        if line.key.isdigit():
            yield "digits"
        elif size < 12 and marks.SHORT_DATE.search(text):
            yield "short date"
        return
    rest = len(word_key(marks.LINK.sub("", text))) - len(word_key(date.group()))
    yield DATE if rest <= 2 else "date in byline" if rest <= 24 else "date in line"
    if rest <= 24 and marks.CLOCK.search(text) and not line.ends and not line.stops:
        yield NEVER
    if rest > 4 and len(text) - date.end() <= 2:
        yield "date at end"


def _words(line: Line) -> Iterator[str]:
    """The closed vocabulary in ``marks``."""
    text, size = line.text, line.size
    if size < 60:
        yield from _labels(text, size)
        if marks.BUTTON.search(text):
            share = sum(map(len, marks.BUTTON.findall(text))) / max(1, len(line.key))
            if share >= 0.15:
                yield "buttons" if share >= 0.5 else "some buttons"
    if (size < 120 and marks.SURE.search(text)) or (size < 80 and marks.BYLINE.match(text)):
        yield NEVER
    if size < 300 and marks.NOTICE.search(text):
        yield "notices" if size < 20 or len(marks.NOTICE.findall(text)) >= 2 else "notice"
    if size >= 16 and marks.LEAD.match(text):
        yield "lead"
    if text[-1] in ")）】]" and marks.END.search(text):
        yield "end mark"
    if size < 120 and marks.PICTURE.search(text) and marks.CAPTION.search(text):
        yield "caption"


def _labels(text: str, size: float) -> Iterator[str]:
    """The labels of bylines and of lists of other stories."""
    if marks.SOURCE.search(text):
        yield "source"
    if size < 40 and ("编" in text or "編" in text) and marks.EDITOR.search(text):
        yield "editor"
    if size < 16 and marks.RELATED.match(text):
        yield "related"
    if marks.SHARE.search(text):
        yield "share"
    if size < 30 and marks.REPORTER.search(text):
        yield "reporter"


def _mark_foreign(lines: Sequence[Line], own: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """Marks lines without a Chinese character on a page that is mostly Chinese: code, or the site's English."""
    foreign = [line.key.isascii() for line in lines]
    if sum(foreign) * 2 > len(lines):
        return own
    return [
        (*features, "foreign") if strange and line.size >= 3 and not line.key.isdigit() else features
        for line, strange, features in zip(lines, foreign, own, strict=True)
    ]


def _bylines(own: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Whether a byline stands just below, as under a title, or just above, as over the first paragraph."""
    dated = [not _BYLINES.isdisjoint(features) for features in own]
    for i in range(len(own)):
        found = []
        if any(dated[i + 1 : i + 3]):
            found.append("byline below")
        if any(dated[max(0, i - 2) : i]):
            found.append("byline above")
        yield found


def _around(lines: Sequence[Line]) -> Iterator[list[str]]:
    """How much prose stands next to a line, and whether it stands in a run of headlines."""
    prose = [line.is_prose for line in lines]
    heads = [8 <= line.size <= 45 and not line.ends for line in lines]
    for i in range(len(lines)):
        found = []
        if i and prose[i - 1]:
            found.append("after prose")
        if i + 1 < len(lines) and prose[i + 1]:
            found.append("next prose")
        if sum(heads[max(0, i - 3) : i + 4]) >= 5:
            found.append("headlines around")
        yield found


def _repeats(lines: Sequence[Line]) -> Iterator[list[str]]:
    """The same line elsewhere on the page, or a neighbour that opens with the same words (a teaser under its title)."""
    counts = Counter(line.key for line in lines)
    heads = [line.key[:6] if line.size >= 6 else "" for line in lines]
    for i, line in enumerate(lines):
        found = []
        if line.size >= 4 and counts[line.key] > 1:
            found.append("repeated")
        if heads[i]:
            near = (*range(max(0, i - 2), i), *range(i + 1, min(len(lines), i + 3)))
            if any(heads[j] == heads[i] and lines[j].key != line.key for j in near):
                found.append("near twin")
        yield found


def _topic(lines: Sequence[Line]) -> Iterator[list[str]]:
    """How far a line shares its character pairs with the page's prose; other stories share little with this one."""
    once: set[str] = set()
    twice: set[str] = set()
    own = [{*map(str.__add__, line.key, line.key[1:])} if line.size >= 5 else set() for line in lines]
    for line, pairs in zip(lines, own, strict=True):
        if line.is_prose:
            twice |= once & pairs
            once |= pairs
    for line, pairs in zip(lines, own, strict=True):
        if pairs:
            kind, known = ("prose", twice) if line.is_prose else ("short", once)
            share = len(pairs & known) / len(pairs)
            yield [f"topic {kind} {sum([share >= limit for limit in (0.1, 0.25, 0.5, 0.8)])}"]
        else:
            yield []


def _closings(lines: Sequence[Line], own: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """How many closing marks (an editor, a share bar, a notice) stand above the line and below the first prose."""
    begun, closed = False, 0
    for line, features in zip(lines, own, strict=True):
        yield [f"closings {min(closed, 3)}" if begun else "before prose"]
        begun = begun or line.is_prose
        closed += begun and not _CLOSINGS.isdisjoint(features)


def _block(lines: Sequence[Line], own: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Where each line stands to the page's densest stretch of prose, the segment of the greatest sum.

    A line of prose adds its length, another line costs a little and a plain mark of furniture more, so that the
    stretch bridges headings and captions but not the lists below an article. One pass (Kadane's algorithm).
    """
    best, start, end, total, begin = 0.0, 0, 0, 0.0, 0
    for i, (line, features) in enumerate(zip(lines, own, strict=True)):
        if total <= 0:
            total, begin = 0.0, i
        total += _weight(line, features)
        if total > best:
            best, start, end = total, begin, i + 1
    for i in range(len(lines)):
        if i < start:
            yield ["block near below" if start - i <= 12 else "block far below"]
        elif i < end:
            yield [INSIDE]
        else:
            yield ["block near above" if i - end < 6 else "block far above"]


def _weight(line: Line, features: Sequence[str]) -> float:
    if not _FENCES.isdisjoint(features):
        return -60.0
    if not line.is_prose:
        return -20.0
    return min(line.size, 120.0) * (1.0 if line.ends and "notice" not in features else 0.5)
