"""The two nouns everything else speaks of: the cleaned source document and the passage found in it."""

from __future__ import annotations

from dataclasses import dataclass

BUNDLED = "bundled"
"""The scope of the articles that come with the program."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of the page that is not the article, kept so that a reader can see what was left out and why.

    Attributes:
        text: the piece as it stood on the page.
        reason: one word or short phrase, such as ``navigation`` or ``recommended reading``.
        line: the piece's line in the page, counted from 1; 0 where the format has no lines.
    """

    text: str
    reason: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned source document. What the source does not say stays empty; nothing is guessed.

    Attributes:
        id: stable and usable in a URL path.
        title: as printed, in the source's own script.
        text: the one canonical text. Every offset anywhere counts Unicode code points of this string.
        publisher: the outlet the source names.
        author: the names as printed, joined by ``、``.
        editor: the responsible editor as printed.
        published: ISO 8601, ``2023-05-28`` or ``2023-05-28T18:41:56``.
        place: the place of a dateline such as ``北京``.
        url: the article's own address, http or https.
        script: ``Hans``, ``Hant``, ``Latn`` or empty.
        cuts: what was on the page and is not in ``text``.
    """

    id: str
    title: str
    text: str
    publisher: str = ""
    author: str = ""
    editor: str = ""
    published: str = ""
    place: str = ""
    url: str = ""
    script: str = ""
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a list shows it: the fields of ``Article`` but for its text and its cuts.

    Attributes:
        scope: where it came from; ``BUNDLED`` for those that come with the program.
        characters: the length of its text in code points.
    """

    id: str
    title: str
    publisher: str
    author: str
    editor: str
    published: str
    place: str
    url: str
    script: str
    scope: str
    characters: int


Listed = Article | Entry
"""Whatever has an article's head."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's place in its article, ``[start, end)`` in code points, and its score for a question."""

    start: int
    end: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one article, found for a question.

    ``article.text[start:end] == text`` always. ``sentences`` are the passage's sentences in reading order, each
    with its own score; ``score`` orders passages within one search and means nothing between searches.
    """

    article_id: str
    start: int
    end: int
    text: str
    score: float = 0.0
    sentences: tuple[Sentence, ...] = ()
