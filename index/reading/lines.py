"""Cuts a text dump into visible lines and measures each: its length, its punctuation, its close."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.article import Cut
from index.reading.controls import CONTROLS, name_controls
from index.reading.marks import PARTICLE
from index.text.fold import find_unsafe, strip_unsafe

MARGIN = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\ufeff"
"""What is stripped from both ends of a line: every kind of space, the zero-width space and the byte order mark."""

_INVISIBLE = "\u200b\ufeff"

_NOT_WORD = re.compile(r"[\W_]+")
_COMMA = re.compile(r",(?!\d)")
_CLOSING = " \t”’」』》\"'）)】]〕"
_BRACKETS = "(（[【〔"


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line of a page.

    Attributes:
        number: its place in the page, from 1; two lines of the same text are equal wherever they stand.
        text: the line without its margins and without control characters.
        key: its letters and digits alone, by which lines are compared.
        size: its length in Chinese characters; in a Latin line a letter counts .4, as five letters make a word.
        pauses: commas, enumeration commas and semicolons.
        stops: full stops, question and exclamation marks.
        ends: it closes like a sentence, a last bracket or quotation mark aside.
        is_list: long Chinese without a full stop or one grammatical word: keywords in a row, not prose.
    """

    number: int = field(compare=False)
    text: str
    key: str
    size: float
    pauses: int
    stops: int
    ends: bool
    is_list: bool

    @property
    def is_prose(self) -> bool:
        """Long, punctuated and worded like a paragraph; a very long one may lack its full stop."""
        return self.size >= (20 if self.ends else 50) and self.pauses + self.stops >= 1 and not self.is_list


def read_line(number: int, text: str) -> Line:
    """Measures one line; ``text`` is not empty."""
    if text.isalpha():
        size = len(text) * (0.4 if text.isascii() else 1.0)
        return Line(number, text, text, size, 0, 0, False, _is_list(text, size))
    key = word_key(text)
    core = _without_close(text)
    last = core[-1:] or text[-1:]
    ends = last in "。！？!?…；;" or (last == "." and (core[-2:-1].isalpha() or core.endswith("..")))
    size = len(key) * (0.4 if key.isascii() else 1.0)
    pauses = sum(map(text.count, "，、；;")) + (len(_COMMA.findall(text)) if "," in text else 0)
    return Line(number, text, key, size, pauses, sum(map(text.count, "。！？!?")), ends, _is_list(text, size))


def _is_list(text: str, size: float) -> bool:
    return size >= 60 and not text.isascii() and "。" not in text and not PARTICLE.search(text[:400])


def _without_close(text: str) -> str:
    """``text`` without the quotation marks and brackets that close it, nor one bracketed remark of 24 characters."""
    core = text.rstrip(_CLOSING)
    if text[len(core) :].rstrip()[-1:] in tuple("）)】]〕"):
        begin = max(map(core.rfind, _BRACKETS))
        if begin >= 0 and len(core) - begin <= 25:
            return core[:begin].rstrip(_CLOSING)
    return core


def word_key(text: str) -> str:
    """The letters and digits of ``text``."""
    return _NOT_WORD.sub("", text)


def split_lines(page: str) -> tuple[list[Line], list[Cut]]:
    """The page's visible lines in order, and what was removed from inside lines.

    A line ends wherever Unicode ends one (line feed, form feed, line separator …). Control characters and lone
    surrogates are removed, as no store or model takes them; each line's are recorded once, named by code point.
    """
    lines, cuts = [], []
    unsafe = find_unsafe(page) is not None
    for number, raw in enumerate(page.splitlines(), start=1):
        text = raw
        if unsafe and find_unsafe(raw):
            text = strip_unsafe(raw)
            cuts.append(Cut(name_controls(raw), CONTROLS, number))
        text = text.strip()
        if text and (text[0] in _INVISIBLE or text[-1] in _INVISIBLE):
            text = text.strip(MARGIN)
        if text:
            lines.append(read_line(number, text))
    return lines, cuts
