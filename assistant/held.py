"""Holding a model's words back until they make a whole sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.text.sentences import split_sentences

_MARKER = re.compile(r"\s*[\[【［]\s*\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\s*[\]】］]")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[A-Za-z][^>]*>")


@dataclass(slots=True)
class SentenceHolder:
    """Takes text in pieces of any size and gives back whole sentences, line ends kept with what they end."""

    waiting: str = ""

    def feed(self, text: str) -> list[str]:
        """The sentences that are whole now that ``text`` has come."""
        self.waiting += text
        spans = split_sentences(self.waiting)
        if not spans:
            return []
        # The last sentence may go on: a closing quote or a marker can still follow its end mark.
        last = spans[-1][0]
        if self.waiting[spans[-1][1] :].count("\n"):
            last = len(self.waiting)
        ready, self.waiting = self.waiting[:last], self.waiting[last:]
        return _pieces(ready)

    def finish(self) -> list[str]:
        """What is left at the end."""
        ready, self.waiting = self.waiting, ""
        return _pieces(ready)


_OPENING, _CLOSING = "<think>", "</think>"


@dataclass(slots=True)
class ThoughtFilter:
    """Leaves out the ``<think>`` block with which reasoning models begin: it is no answer."""

    waiting: str = ""
    state: Literal["unknown", "thinking", "speaking"] = "unknown"

    def feed(self, text: str) -> str:
        """What of ``text``, and of what was held back, belongs to the answer."""
        if self.state == "speaking":
            return text
        self.waiting += text
        if self.state == "unknown":
            begun = self.waiting.lstrip()
            if _OPENING.startswith(begun[: len(_OPENING)]) and len(begun) < len(_OPENING):
                return ""
            self.state = "thinking" if begun.startswith(_OPENING) else "speaking"
        if self.state == "thinking":
            _, closed, after = self.waiting.partition(_CLOSING)
            if not closed:
                return ""
            self.waiting, self.state = after.lstrip(), "speaking"
        return self.finish()

    def finish(self) -> str:
        """What was held back and is no thought."""
        held, self.waiting = self.waiting, ""
        return "" if self.state == "thinking" else held


def _pieces(text: str) -> list[str]:
    starts = [start for start, _ in split_sentences(text)]
    return [text[a:b] for a, b in pairwise([*starts, len(text)])]


def plain(sentence: str) -> str:
    """A model's sentence without markers, links, images and HTML: only its words count."""
    text = _TAG.sub("", _LINK.sub(r"\1", _IMAGE.sub("", sentence)))
    return _MARKER.sub("", text).strip()


def split_end_mark(sentence: str) -> tuple[str, str]:
    """The sentence and its end mark: notes stand before it, as Chinese style has them."""
    body = sentence.rstrip("。．.!！?？")
    return body, sentence[len(body) :]
