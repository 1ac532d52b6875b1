"""Bringing articles into the index: only what changed is cut and embedded again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from index.article import Article
from index.duplicates import find_twin
from index.passages import Chunk, split_passages
from index.progress import Progress
from index.reading.controls import without_controls
from index.reading.script import read_script
from index.space import VectorSpace
from index.store.rows import StoredPassage, article_hash
from index.store.store import Put, Store
from index.store.vectors import pack_vectors

_BATCH = 64  # articles committed together: large enough to batch their texts by length, small enough to lose little


@dataclass(slots=True)
class UpdateReport:
    """What an update did, by article id.

    Attributes:
        skipped: the reason for each.
        near_duplicates: for each added article that is nearly the same as one that is there, that one's id.
        reasons: for each added, changed or removed article, why.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    near_duplicates: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def merge(self, other: UpdateReport) -> None:
        """Take in what a later update did."""
        for kind in fields(self):
            mine, theirs = getattr(self, kind.name), getattr(other, kind.name)
            mine.update(theirs) if isinstance(mine, dict) else mine.extend(theirs)

    def take_out(self, ids: Sequence[str], reason: str = "") -> None:
        """Enter articles as removed, with the reason where nobody named them."""
        self.removed += ids
        self.reasons |= dict.fromkeys(ids, reason) if reason else {}


@dataclass(slots=True)
class Updater:
    """One update of a store, and what it has done so far."""

    store: Store
    space: VectorSpace
    passage_tokens: int
    progress: Progress | None = None
    dry_run: bool = False
    report: UpdateReport = field(default_factory=UpdateReport)
    _seen: set[str] = field(default_factory=set)
    _embedded: int = 0

    def update(self, articles: Iterable[Article], scope: str, mirror: bool) -> UpdateReport:
        """Add or replace articles; with ``mirror``, articles of the same scope that are not among them go."""
        for batch in _batches(articles):
            if (due := self._due(batch, scope)) and not self.dry_run:
                puts = [Put(a, scope, p) for a, p in self._embed(due)]
                self.store.commit(puts, [])
                self._compare(puts)
        if mirror:
            gone = [i for i in self.store.catalog.ids_in(scope) if i not in self._seen]
            self.remove(gone, "its source no longer gives it")
        return self.report

    def remove(self, ids: Sequence[str], reason: str = "") -> UpdateReport:
        """Delete articles; an id that is not there is reported as skipped."""
        there = self.store.catalog.hashes(ids)
        gone = [i for i in dict.fromkeys(ids) if i in there]
        if gone and not self.dry_run:
            self.store.commit([], gone)
        self.report.take_out(gone, reason)
        self.report.skipped |= {i: "no such article" for i in ids if i not in there}
        return self.report

    def _due(self, batch: list[Article], scope: str) -> list[Article]:
        """The articles of the batch that are new or changed; every one of it is entered in the report."""
        ids = [a.id for a in batch]
        stored, folded = self.store.catalog.hashes(ids), self.store.catalog.folded(ids)
        due: list[Article] = []
        for raw in batch:
            article = _cleaned(raw)
            if reason := _reason_to_skip(article, self._seen):
                self.report.skipped[article.id] = reason
            elif article.id in folded and folded[article.id][0] == article_hash(article):
                self.report.skipped[article.id] = f"a near-duplicate of {folded[article.id][1]}"
            elif stored.get(article.id) == (article_hash(article), scope):
                self.report.unchanged.append(article.id)
            else:
                (self.report.changed if article.id in stored else self.report.added).append(article.id)
                due.append(article)
            self._seen.add(article.id)
        self._explain(due, {i: from_scope for i, (_, from_scope) in stored.items()}, scope)
        return due

    def _explain(self, due: Sequence[Article], scopes: Mapping[str, str], scope: str) -> None:
        """Enter in the report why each of the articles is written."""
        before = {a.id: a for a in self.store.catalog.articles(sorted(scopes.keys() & {a.id for a in due}))}
        for article in due:
            self.report.reasons[article.id] = "not there yet"
            if old := before.get(article.id):
                differs = [f.name for f in fields(article) if getattr(old, f.name) != getattr(article, f.name)]
                moved = [f"was added by {scopes[article.id]}"] if scopes[article.id] != scope else []
                self.report.reasons[article.id] = ", ".join([*(f"other {name}" for name in differs), *moved])

    def _compare(self, puts: Sequence[Put]) -> None:
        """Note which of the articles are nearly the same as another, and enter the new ones in the report."""
        found = {put.article.id: find_twin(self.store, put.article, put.passages) for put in puts}
        twins = {i: twin for i, twin in found.items() if twin}
        self.store.catalog.note_twins(twins)
        added = set(self.report.added)
        self.report.near_duplicates |= {i: twin for i, twin in twins.items() if i in added}

    def _embed(self, articles: list[Article]) -> list[tuple[Article, list[StoredPassage]]]:
        """Each article with its passages; the vectors of a passage that is stored already are kept."""
        chunks = [split_passages(a, self.passage_tokens) for a in articles]
        cut = {c.id: c for group in chunks for c in group}
        stored = self.store.catalog.passages(list(cut))
        # An earlier version may have split the same text into other sentences, and a damaged row is no use.
        known = {i: p for i, p in stored.items() if p.intact and p.chunk.sentences == cut[i].sentences}
        fresh = [c for group in chunks for c in group if c.id not in known]
        blobs = dict(zip((c.id for c in fresh), self._blobs(fresh), strict=True))
        blobs |= {i: p.vectors for i, p in known.items()}
        return [
            (article, [StoredPassage(chunk, article.id, blobs[chunk.id], article.title) for chunk in group])
            for article, group in zip(articles, chunks, strict=True)
        ]

    def _blobs(self, chunks: list[Chunk]) -> Iterator[bytes]:
        texts = [text for c in chunks for text in (c.text, *c.sentence_texts())]
        if not texts:
            return
        before, known = self._embedded, self._embedded + len(texts)
        vectors = self.space.embed_passages(
            texts, progress=lambda done: self.progress(before + done, known) if self.progress else None
        )
        self._embedded = known
        at = 0
        for chunk in chunks:
            size = 1 + len(chunk.sentences)
            yield pack_vectors(vectors[at : at + size])
            at += size


def _cleaned(raw: Article) -> Article:
    article = without_controls(raw)
    return article if article.script else replace(article, script=read_script(article.text))


def _reason_to_skip(article: Article, seen: set[str]) -> str:
    if article.id in seen:
        return "the same id stands twice in this update"
    return "" if any(c.isalnum() for c in article.text) else "it holds no text"


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
