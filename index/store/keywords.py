"""The keyword leg: BM25 by tantivy over our own tokens."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING

from index.text.fold import to_simplified
from index.text.sounds import asked_sounds, name_sounds
from index.text.tokens import figure_tokens, search_tokens

if TYPE_CHECKING:
    import tantivy

    from index.text.glossary import Gloss

_WRITER_BYTES = 30_000_000
# Seconds given up after each row, which takes some thirty times as long to cut up: whoever asks a question meanwhile
# would else wait five milliseconds for the interpreter each time that a library has given it away.
_BREATH = 0.00005
# What a word in the article's title counts beside one in the passage: a title says what every passage is about.
_TITLE_WEIGHT = 0.4


class KeywordIndex:
    """Passages by their tokens. Any thread may search; writes are serialized here."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``, or make an empty one.

        Raises:
            ValueError: the folder holds something tantivy cannot read.
        """
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._write = Lock()

    def replace(self, rows: Iterable[tuple[str, str, str]], gone: Iterable[str]) -> None:
        """Make rows of id, text and its article's title searchable and remove the ids ``gone``, in one commit.

        A row whose id is there already takes its place.
        """
        import tantivy

        with self._write:
            writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
            for chunk_id in gone:
                writer.delete_documents_by_term("id", chunk_id)
            for chunk_id, text, title in rows:
                writer.delete_documents_by_term("id", chunk_id)
                writer.add_document(tantivy.Document(id=chunk_id, **_keys(text, title)))
                sleep(_BREATH)
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def search(
        self, question: str, limit: int, within: Sequence[str] | None = None, glosses: Sequence[Gloss] = ()
    ) -> list[tuple[str, float]]:
        """The best ``(id, BM25)`` for a question, best first; ``within`` searches those ids only.

        BM25 as in Robertson and Zaragoza (2009), k1 = 1.2, b = 0.75, each distinct token of the question once, over
        three fields: the passages' tokens, the values of their figures however written, and, at a lower weight, the
        tokens of their articles' titles. ``glosses`` are the question's words in the passages' language: each adds
        the rarity of all its translations together where one of them stands. They come with an English question, and
        with them the names it spells by sound.
        """
        import tantivy

        query = self._query(question, glosses)
        if query is None or limit < 1:
            return []
        if within is not None:
            chosen = tantivy.Query.const_score_query(
                tantivy.Query.term_set_query(self._schema, "id", list(within)), 0.0
            )
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, chosen), (tantivy.Occur.Must, query)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        return [(str(searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def rarity(self, tokens: Iterable[str]) -> dict[str, float]:
        """BM25's inverse document frequency of each token, ln(1 + (N - n + .5) / (n + .5))."""
        searcher = self._index.searcher()
        return {token: _idf(searcher.doc_freq("tokens", token), searcher.num_docs) for token in tokens}

    def gloss_rarity(self, gloss: Gloss) -> float:
        """The inverse document frequency of a word's translations together, at least 0.

        How many passages hold one of them is not known without reading them: at most so many do.
        """
        searcher = self._index.searcher()
        words = [search_tokens(word) for word in gloss.chinese]
        holding = sum(min(searcher.doc_freq("tokens", token) for token in tokens) for tokens in words)
        return _idf(min(holding, searcher.num_docs), searcher.num_docs)

    def ids(self) -> set[str]:
        """Every id in the index, read page by page."""
        import tantivy

        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs), count=False).hits
        return {str(searcher.doc(address)["id"][0]) for _, address in hits}

    def differing(self, rows: Mapping[str, tuple[str, str]]) -> list[str]:
        """The ids among ``rows`` (text and title by id) that are there without all of their tokens."""
        there = [i for i in rows if self._finds(self._row(i))]
        return [i for i in there if not self._finds(self._row(i, *rows[i]))]

    def _finds(self, query: tantivy.Query) -> bool:
        return bool(self._index.searcher().search(query, 1, count=False).hits)

    def _row(self, chunk_id: str, text: str = "", title: str = "") -> tantivy.Query:
        """What finds a row by its id and by every token it should have."""
        import tantivy

        terms = [tantivy.Query.term_query(self._schema, "id", chunk_id)]
        for field, tokens in _keys(text, title).items():
            terms += [
                tantivy.Query.term_query(self._schema, field, token)
                for token in dict.fromkeys(tokens.split(" "))
                if token
            ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])

    def count(self) -> int:
        """How many passages can be found."""
        return int(self._index.searcher().num_docs)

    def _query(self, question: str, glosses: Sequence[Gloss]) -> tantivy.Query | None:
        import tantivy

        tokens = list(dict.fromkeys(search_tokens(question)))
        terms = [self._term("tokens", token) for token in tokens]
        terms += [tantivy.Query.boost_query(self._term("title", token), _TITLE_WEIGHT) for token in tokens]
        terms += [self._term("figures", token) for token in dict.fromkeys(figure_tokens(question))]
        if glosses:
            terms += [self._translated(gloss) for gloss in glosses]
            terms += [self._term("names", sound) for sound in dict.fromkeys(asked_sounds(question))]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in terms]) if terms else None

    def _term(self, field: str, token: str) -> tantivy.Query:
        import tantivy

        return tantivy.Query.term_query(self._schema, field, token, index_option="freq")

    def _translated(self, gloss: Gloss) -> tantivy.Query:
        """Any of a word's translations; a rare one among them is no better evidence than a common one."""
        import tantivy

        either = [
            tantivy.Query.boolean_query([(tantivy.Occur.Must, self._term("tokens", t)) for t in search_tokens(word)])
            for word in gloss.chinese
        ]
        return tantivy.Query.const_score_query(tantivy.Query.disjunction_max_query(either), self.gloss_rarity(gloss))


def _idf(containing: int, total: int) -> float:
    return max(0.0, log(1 + (total - containing + 0.5) / (containing + 0.5)))


def _keys(text: str, title: str) -> dict[str, str]:
    """What a passage is found by: a field of tokens each."""
    found = {
        "tokens": search_tokens(text),
        "figures": figure_tokens(text),
        "names": name_sounds(to_simplified(text)),
        "title": search_tokens(title),
    }
    return {field: " ".join(tokens) for field, tokens in found.items()}


def _schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("tokens", "figures", "names", "title"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def open_keywords(folder: Path) -> tuple[KeywordIndex, bool]:
    """Open the keyword index; one that is damaged or has other fields is made anew, empty.

    Returns it and whether it has to be filled again.
    """
    try:
        return KeywordIndex(folder), False
    except ValueError:
        shutil.rmtree(folder, ignore_errors=True)
        return KeywordIndex(folder), True
