"""Articles and passages as the catalog's rows, and back."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from index.article import Article, Cut
from index.passages import Chunk, Span, digest

if TYPE_CHECKING:
    from sqlalchemy.engine import Row

COLUMNS = ("id", "title", "publisher", "author", "editor", "published", "place", "url", "script", "text")


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A live passage with its packed vectors (its own first, then one a sentence) and its article's title."""

    chunk: Chunk
    article_id: str
    vectors: bytes
    title: str = ""


def article_hash(article: Article) -> str:
    """A digest of everything an article says, its cuts included."""
    return digest([*(getattr(article, name) for name in COLUMNS), cuts_json(article)])


def cuts_json(article: Article) -> str:
    """The cuts as the catalog holds them."""
    return json.dumps([astuple(cut) for cut in article.cuts], ensure_ascii=False)


def read_article(row: Row[Any]) -> Article:
    """The article of a row."""
    cuts = tuple(Cut(*cut) for cut in json.loads(row.cuts))
    return Article(**{name: getattr(row, name) for name in COLUMNS}, cuts=cuts)


def passage_row(passage: StoredPassage) -> dict[str, object]:
    """The row of a passage, its text left out: the article has it."""
    chunk = passage.chunk
    flat = [offset for span in chunk.sentences for offset in span]
    packed = b"".join(offset.to_bytes(4, "little") for offset in flat)
    return {
        "id": chunk.id,
        "article_id": passage.article_id,
        "start": chunk.start,
        "end": chunk.end,
        "sentences": packed,
        "vectors": passage.vectors,
    }


def read_passage(row: Row[Any]) -> StoredPassage:
    """The passage of a row with its article's title and its own text."""
    # What is left of a damaged row is read as far as it goes: the check says what is wrong with it.
    offsets = memoryview(row.sentences[: len(row.sentences) // 8 * 8]).cast("i")
    spans: tuple[Span, ...] = tuple(zip(offsets[::2], offsets[1::2], strict=True))
    return StoredPassage(Chunk(row.id, row.start, row.end, spans, row.text), row.article_id, row.vectors, row.title)
