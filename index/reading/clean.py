"""Decides which lines of a page are its article, and says of every other line why it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Cut
from index.reading import chain
from index.reading.features import NEVER, describe
from index.reading.lines import Line

_HEAD = 12  # characters by which a teaser is known to open a paragraph
_LEAD = 45  # a longer sentence is no teaser, even where a paragraph holds it
_REASONS = (  # a line's first matching feature gives its reason; the order is from the surest to the vaguest
    (("caption",), "caption"),
    (("source", "editor", "date in byline"), "byline"),
    (("notices", "notice"), "notice"),
    (("code",), "code"),
    (("bars many", "breadcrumb", "row of words"), "navigation"),
    (("buttons", "share", "some buttons"), "buttons"),
    (("date alone", "short date"), "date"),
    (("digits",), "number"),
    (("address",), "link"),
    (("reporter",), "byline"),
)
_FURNITURE = frozenset(
    ("notices", "notice", "share", "buttons", "some buttons", "breadcrumb", "related", "source", "editor", "end mark")
) | {"date in byline", "bars many"}
_NOTED = frozenset(("source", "editor"))  # 地点：客厅 in somebody's minutes
_FEW_KINDS, _MUCH = 2, 3
_BARE, _BARE_SHARE = 24, 0.45  # characters of a line without punctuation, and how many of all lines may be such
_LISTED = frozenset(
    ("related", "bullet", "headlines around", "near twin", "date at end", "open with pauses", "open dry")
)
_ELSEWHERE = ("navigation", "title", "header", "caption", "interruption", "after the article")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page taken apart: its title, the article's paragraphs, the lines about it above and below, and all cuts."""

    title: str
    header: tuple[str, ...]
    body: tuple[str, ...]
    footer: tuple[str, ...]
    cuts: tuple[Cut, ...]


def clean(lines: Sequence[Line], model: chain.Model = chain.FITTED, *, printed: bool = False) -> Cleaned:
    """Takes a page apart. Every line is the body's or a cut; the body's lines are in the page's order.

    A ``printed`` page is a web page only by its furniture, not by how many bare words stand on it.
    """
    features = describe(lines)
    followed = _without_stray_words(lines, chain.follow(features, model))
    is_page = _is_page(lines, features, followed, 1.0 if printed else _BARE_SHARE)
    path = followed if is_page else _as_document(lines, features, followed)
    title = _title(lines, path)
    body = [i for i, state in enumerate(path) if state == chain.BODY]
    reasons = _repeated([lines[i] for i in body], title)
    paragraphs = [lines[i].key for i in body]
    captions = {lines[i].number: "caption" for i in body if "caption" in features[i]}
    if len(captions) < len(body):  # a page of captions alone is a picture story, and they are its text
        reasons |= captions
    cuts = []
    for line, names, state in zip(lines, features, path, strict=True):
        if state == chain.BODY and line.number not in reasons:
            continue
        reason = reasons.get(line.number) or _reason(line, names, state, title, paragraphs)
        cuts.append(Cut(line.text, reason, line.number))
    return Cleaned(
        title=title.text if title else "",
        header=_header(lines, followed),
        body=tuple(lines[i].text for i in body if lines[i].number not in reasons),
        footer=_footer(lines, followed),
        cuts=tuple(cuts),
    )


def _is_page(lines: Sequence[Line], features: Sequence[Sequence[str]], path: Sequence[int], bare_share: float) -> bool:
    """Whether there is furniture of a web page at all: of three kinds, or as many bare words as sentences.

    Each of 79 news pages has three kinds or more, of 2,000 texts without a page around them 1 in 100. A page on which
    nothing was taken for the article, and yet much is prose, is in a language that the model was not fitted on.
    """
    kinds = {name for names in features for name in names if name in _FURNITURE}
    bare = sum(not (line.ends or line.pauses or line.stops) and line.size < _BARE for line in lines)
    if len(kinds) <= _FEW_KINDS and bare <= bare_share * len(lines):
        return False
    prose = sum(line.ends and line.size >= _BARE for line in lines)
    return chain.BODY in path or prose < _MUCH


def _as_document(lines: Sequence[Line], features: Sequence[Sequence[str]], path: list[int]) -> list[int]:
    """Somebody's own notes are no page to take apart: beside a title at the top only plain furniture is cut."""
    found: list[int] = []
    for line, names, state in zip(lines, features, path, strict=True):
        kept = NEVER not in names and (line.ends or not _FURNITURE.intersection(names) - _NOTED)
        heads = state == chain.TITLE and not (line.is_prose or line.text.endswith("。")) and chain.BODY not in found
        found.append(chain.BODY if kept and not heads else state)
    return found


def _without_stray_words(lines: Sequence[Line], path: list[int]) -> list[int]:
    """A page of furniture whose supposed article has not one comma or full stop holds no article."""
    body = [line for line, state in zip(lines, path, strict=True) if state == chain.BODY]
    if len(body) == len(lines) or any(line.pauses + line.stops for line in body):
        return path
    return [chain.BEFORE] * len(lines)


def _title(lines: Sequence[Line], path: Sequence[int]) -> Line | None:
    """The title in its plain form: the header may repeat it without a label or the site's name."""
    title = next((line for line, state in zip(lines, path, strict=True) if state == chain.TITLE), None)
    if title is None:
        return None
    header = (line for line, state in zip(lines, path, strict=True) if state == chain.HEADER)
    plain = (line for line in header if len(line.key) >= max(6, len(title.key) // 2) and line.key in title.key)
    return next(plain, title)


def _reason(line: Line, names: Sequence[str], state: int, title: Line | None, paragraphs: Sequence[str]) -> str:
    if line is title:
        return "title"
    if title and title.key in line.key and len(line.key) < 2 * len(title.key):
        return "repeated"
    if state == chain.HEADER and line.size >= _HEAD and any(key.startswith(line.key) for key in paragraphs[:_HEAD]):
        return "repeated"
    return _kind(line, frozenset(names), state)


def _kind(line: Line, names: frozenset[str], state: int) -> str:
    """What kind of furniture a line is, by its features, else by its place."""
    kind = next((reason for evidence, reason in _REASONS if not names.isdisjoint(evidence)), "")
    if not kind and state == chain.AFTER and (line.ends or not names.isdisjoint(_LISTED)):
        kind = "recommended"
    if not kind and NEVER in names:
        kind = "keywords" if line.is_list else "byline"
    return kind or _ELSEWHERE[state]


def _repeated(body: Sequence[Line], title: Line | None) -> dict[int, str]:
    """The body's lines that say again what stands elsewhere: the title, or a teaser of a paragraph below it.

    A teaser is the whole or the beginning of a later paragraph, or a short sentence standing in one; the paragraph
    stays, being the more complete and in its place.
    """
    found = {line.number: "repeated" for line in body if title and line.key == title.key}
    below: dict[str, list[str]] = {}
    for line in reversed(body):
        same = below.setdefault(line.key[:_HEAD], [])
        teaser = line.size >= _HEAD and line.pauses + line.stops > 0 and (line.is_prose or not line.ends)
        if teaser and any(key.startswith(line.key) for key in same[-20:]):
            found[line.number] = "repeated"
        same.append(line.key)
    for i, line in enumerate(body[:6]):
        inside_another = any(line.key in later.key for later in body[i + 1 :])
        if line.ends and _HEAD <= line.size < _LEAD and inside_another:
            found[line.number] = "repeated"
    return found


def _header(lines: Sequence[Line], path: Sequence[int]) -> tuple[str, ...]:
    """The lines that may say who published the article and when: between title and text, then just above."""
    between = [line.text for line, state in zip(lines, path, strict=True) if state == chain.HEADER]
    above = [line.text for line, state in zip(lines, path, strict=True) if state == chain.BEFORE]
    return (*between, *above[-3:])


def _footer(lines: Sequence[Line], path: Sequence[int]) -> tuple[str, ...]:
    within = [line.text for line, state in zip(lines, path, strict=True) if state == chain.INTERRUPTION]
    below = [line.text for line, state in zip(lines, path, strict=True) if state == chain.AFTER]
    return (*below[:12], *within[:12])
