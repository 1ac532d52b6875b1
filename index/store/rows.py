"""Articles and passages as the catalog's rows, and back."""

from __future__ import annotations

import json
import zlib
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any

from index.article import Article, Cut
from index.passages import Chunk, Span, digest

if TYPE_CHECKING:
    from sqlalchemy.engine import Row

COLUMNS = ("id", "title", "publisher", "author", "editor", "published", "place", "url", "script", "text")


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A live passage with its packed vectors (its own first, then one a sentence) and its article's title.

    ``noted`` is the checksum that its row bears; None for a passage that was not read from one.
    """

    chunk: Chunk
    article_id: str
    vectors: bytes
    title: str = ""
    noted: int | None = field(default=None, compare=False)

    @property
    def intact(self) -> bool:
        """Whether its sentences and vectors are those that were stored."""
        return self.noted in (None, checksum(_pack_spans(self.chunk), self.vectors))


def checksum(sentences: bytes, vectors: bytes) -> int:
    """The CRC-32 of a passage's packed sentence spans and vectors: any other byte changes it, but for one in 2**32."""
    return zlib.crc32(vectors, zlib.crc32(sentences))


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
    packed = _pack_spans(chunk)
    return {
        "id": chunk.id,
        "article_id": passage.article_id,
        "start": chunk.start,
        "end": chunk.end,
        "sentences": packed,
        "vectors": passage.vectors,
        "checksum": checksum(packed, passage.vectors),
    }


def read_passage(row: Row[Any]) -> StoredPassage:
    """The passage of a row with its article's title and its own text."""
    # What is left of a damaged row is read as far as it goes: the check says what is wrong with it.
    offsets = memoryview(row.sentences[: len(row.sentences) // 8 * 8]).cast("i")
    spans: tuple[Span, ...] = tuple(zip(offsets[::2], offsets[1::2], strict=True))
    chunk = Chunk(row.id, row.start, row.end, spans, row.text)
    return StoredPassage(chunk, row.article_id, row.vectors, row.title, row.checksum)


def _pack_spans(chunk: Chunk) -> bytes:
    return b"".join(offset.to_bytes(4, "little", signed=True) for span in chunk.sentences for offset in span)
