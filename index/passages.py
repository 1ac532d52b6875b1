"""Cutting an article into passages: whole sentences up to a token budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from index.article import Article
from index.text.counting import count_tokens
from index.text.sentences import split_sentences

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage as it is stored.

    Attributes:
        id: the same for the same text in the same article, wherever in the article it stands.
        start, end: the passage's ``[start, end)`` in the article's text.
        sentences: each sentence's ``[start, end)``, counted from the passage's start.
        text: the passage as written.
    """

    id: str
    start: int
    end: int
    sentences: tuple[Span, ...]
    text: str

    def sentence_texts(self) -> list[str]:
        """The passage's sentences as written, in order."""
        return [self.text[start:end] for start, end in self.sentences]


def split_passages(article: Article, budget: int) -> list[Chunk]:
    """Pack the article's sentences into passages of at most ``budget`` o200k_base tokens.

    A passage prefers to end where a paragraph ends: once it is half full, the next paragraph starts a new one.
    Passages never overlap and together hold every sentence.
    """
    seen: Counter[str] = Counter()
    chunks = []
    for group in _pack(article.text, budget):
        start, end = group[0][0], group[-1][1]
        text = article.text[start:end]
        chunk_id = name_chunk(article.id, text, seen[text])
        seen[text] += 1
        chunks.append(Chunk(chunk_id, start, end, tuple((a - start, b - start) for a, b in group), text))
    return chunks


def _pack(text: str, budget: int) -> Iterator[list[Span]]:
    group: list[Span] = []
    used = 0
    for span in split_sentences(text):
        size = count_tokens(text[span[0] : span[1]])
        new_paragraph = bool(group) and "\n" in text[group[-1][1] : span[0]]
        if group and (used + size > budget or (new_paragraph and used * 2 >= budget)):
            yield group
            group, used = [], 0
        group.append(span)
        used += size
    if group:
        yield group


def name_chunk(article_id: str, text: str, occurrence: int) -> str:
    """The id of the passage that is the article's ``occurrence``-th, from 0, of this text."""
    return digest((article_id, text, str(occurrence)))


def digest(parts: Iterable[str]) -> str:
    """A stable 128-bit name for a sequence of strings, as 32 hexadecimal digits."""
    state = blake2b(digest_size=16)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        state.update(len(encoded).to_bytes(8, "big") + encoded)
    return state.hexdigest()
