"""The index as the rest of the program sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from index.article import BUNDLED, Article, Entry, Passage
from index.passages import digest
from index.sameness import digest_of_reading
from index.search import Asked, Leg, Where, find_candidates, rank
from index.settings import IndexSettings
from index.space import VectorSpace, language_of_text
from index.spread import spread
from index.store.check import CheckReport, check_store, mend_derived
from index.store.following import Follower
from index.store.lock import FolderLock
from index.store.store import Store
from index.store.vectors import unpack_vectors
from index.text.glossary import Gloss, Glossary

if TYPE_CHECKING:
    from index.cross_encoder import CrossEncoder
    from index.progress import Progress
    from index.rerank import EndpointReranker
    from index.retriever import PassageRetriever
    from index.update import Updater, UpdateReport

Version = tuple[int, int]
"""The catalog's version, and the one that this process's copies have come to."""


@dataclass(frozen=True, slots=True)
class Index:
    """Documents in, ranked passages out. Any thread may search while one updates."""

    settings: IndexSettings
    store: Store
    space: VectorSpace
    glossary: Glossary
    pool: ThreadPoolExecutor
    _lock: FolderLock
    _writing: Lock
    _reranker: EndpointReranker | None = None
    _follower: Follower | None = None
    cross_encoder: CrossEncoder | None = None

    def update(
        self,
        articles: Iterable[Article],
        scope: str,
        *,
        mirror: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> UpdateReport:
        """Add or replace articles; what did not change costs nothing.

        Args:
            articles: taken one by one; they are committed in batches, each whole or not at all.
            scope: names where they come from, such as a folder.
            mirror: also delete the scope's articles that are not among them. Other scopes are never touched.
            dry_run: only report what would be done.
            progress: called with the number of texts embedded and the number known so far.
        """
        with self._writing:
            return self._updater(progress, dry_run).update(articles, scope, mirror)

    def update_bundled(self, progress: Progress | None = None) -> UpdateReport:
        """Bring in the articles that come with the program, or take them out, as the settings say.

        They are read again only when they, or the code that reads them, or what is stored of them has changed.
        """
        from index.update import UpdateReport

        before = self._bundled_state()
        if self.store.catalog.fact(BUNDLED) == before:
            return UpdateReport(unchanged=self.store.catalog.ids_in(BUNDLED))
        from index.reading.bundled import bundled_articles

        articles = bundled_articles() if self.settings.bundled else ()
        report = self.update(articles, BUNDLED, mirror=True, progress=progress)
        self.store.catalog.set_fact(BUNDLED, self._bundled_state())
        return report

    def remove(self, ids: Sequence[str]) -> UpdateReport:
        """Delete articles by id."""
        with self._writing:
            return self._updater().remove(ids)

    def search(self, question: str, top_k: int = 10, where: Where | None = None, leg: Leg = "fused") -> list[Passage]:
        """The passages that answer a question, best first, each with its sentences scored by cosine.

        No article and no text takes all the places where others are there to share them. ``leg`` narrows the
        evidence to one kind, for measuring: its order is then the score's alone.
        """
        if not question.strip():
            return []
        languages = self.store.catalog.heads.headings().languages
        vectors = {name: self.space.embed_question(question, name) for name in languages}
        asked = Asked(question, vectors, self.glosses(question))
        found = find_candidates(self.store, asked, self.settings.candidates, where)
        ranked = rank(found, leg, self.settings.dense_weight)
        if leg != "fused":
            return ranked[: max(0, top_k)]
        return spread(self._reranked(question, ranked), top_k)

    def warm(self) -> None:
        """Begin to open what the first questions need; another thread does it."""
        if self.cross_encoder is not None:
            self.pool.submit(self.cross_encoder.warm)

    def glosses(self, question: str) -> tuple[Gloss, ...]:
        """What the words of an English question may be in Chinese; none where no document is Chinese."""
        if language_of_text(question) != "en" or "zh" not in self.store.catalog.heads.headings().languages:
            return ()
        return self.glossary.translate(question)

    def gloss_rarity(self, glosses: Iterable[Gloss]) -> dict[str, float]:
        """How much each gloss tells passages apart, by its key, on the scale of ``rarity``."""
        return {gloss.key: self.store.keywords.gloss_rarity(gloss) for gloss in glosses}

    def similarities(self, text: str, passages: Sequence[Passage]) -> dict[tuple[str, int], float]:
        """The cosine of ``text`` to each sentence of the passages, by ``(article_id, sentence start)``."""
        vector = self.space.embed_passages([text])[0]
        places = {(p.article_id, p.start) for p in passages}
        stored = self.store.catalog.passages_of(sorted({p.article_id for p in passages}))
        found: dict[tuple[str, int], float] = {}
        for passage in stored:
            if (passage.article_id, passage.chunk.start) in places:
                scores = unpack_vectors(passage.vectors, self.store.dimension)[1:] @ vector
                starts = [passage.chunk.start + a for a, _ in passage.chunk.sentences]
                found |= {(passage.article_id, at): float(s) for at, s in zip(starts, scores, strict=True)}
        return found

    def retriever(self, top_k: int = 10, where: Where | None = None) -> PassageRetriever:
        """A LlamaIndex retriever over this index."""
        from index.retriever import PassageRetriever

        return PassageRetriever(self, top_k, where)

    def titles(self, ids: Sequence[str]) -> dict[str, str]:
        """The titles of those of ``ids`` that are there."""
        return self.store.catalog.heads.titles(ids)

    def article(self, article_id: str) -> Article | None:
        """The article, or None."""
        return self.store.catalog.article(article_id)

    def entries(self, limit: int, after: str = "", scope: str | None = None) -> list[Entry]:
        """The heads of the newest ``limit`` articles, of a ``scope`` or all, that come behind the id ``after``."""
        return self.store.catalog.heads.entries(limit, after, scope)

    def entries_of(self, ids: Sequence[str]) -> list[Entry]:
        """The heads of those of ``ids`` that are there."""
        return self.store.catalog.heads.entries_of(ids)

    def version(self) -> Version:
        """What is found depends on: the catalog's version, which every change of the articles raises, in whatever
        process it is made, and the version that this process's keywords have come to."""
        version = self.store.catalog.version(), self.store.copies.version
        if self._follower is not None and version[0] != version[1]:
            self._follower.hurry()
        return version

    def articles(self, ids: Sequence[str] | None = None) -> list[Article]:
        """Every article, or those of ``ids`` that are there, newest first."""
        return self.store.catalog.articles(ids)

    def publishers(self) -> list[str]:
        """Every publisher that an article names."""
        known = self.store.catalog.heads.headings().publishers.values()
        return sorted(name for names in known for name in names if name)

    def select(self, where: Where) -> list[str]:
        """The ids of the articles that a search within ``where`` looks at."""
        return self.store.catalog.heads.select_ids(where.articles, *where.conditions)

    def rarity(self, tokens: Iterable[str]) -> dict[str, float]:
        """How much each search token tells passages apart: BM25's inverse document frequency, at least 0."""
        return self.store.keywords.rarity(tokens)

    def near_duplicates(self, ids: Sequence[str] | None = None) -> dict[str, list[str]]:
        """Of each article that is nearly the same as others, as was found when one of them came in, the others' ids.

        ``ids`` asks about those articles only; what is said of others is then not all there is.
        """
        found: dict[str, list[str]] = defaultdict(list)
        for one, other in self.store.catalog.twins(ids):
            for first, second in ((one, other), (other, one)):
                if second not in found[first]:
                    found[first].append(second)
        return dict(found)

    def ids_in(self, scope: str) -> list[str]:
        """The ids of the articles that were added under ``scope``."""
        return self.store.catalog.ids_in(scope)

    def counts(self) -> tuple[int, int]:
        """How many articles and how many passages there are."""
        return self.store.catalog.counts()

    def count_articles(self, where: Where | None = None) -> int:
        """How many articles a search would look at."""
        if where is not None and where.articles:
            return len(self.select(where))
        return self.store.catalog.heads.count(*(where or Where()).conditions)

    def verify(self, repair: bool = False, progress: Progress | None = None) -> CheckReport:
        """Compare every offset, vector and keyword row with the catalog; mend on request, from the stored texts.

        ``progress`` is told how many articles are checked, of how many.
        """
        with self._writing, self.store.alone():
            self.store.recover()
            self.store.follow()
            report = check_store(self.store, progress)
            if not repair or not report.problems:
                return report
            self._read_again(report.damaged)
            mend_derived(self.store)
            return replace(report, repaired=not check_store(self.store, progress).problems)

    def announce(self, url: str) -> None:
        """Tell other processes where this one serves."""
        self._lock.announce(url)

    def close(self) -> None:
        """Close every file and give the folder back."""
        if self._follower is not None:
            self._follower.close()
        self.pool.shutdown(wait=True, cancel_futures=True)
        if self._reranker is not None:
            self._reranker.close()
        if self.cross_encoder is not None:
            self.cross_encoder.close()
        self.store.close()
        self.space.close()
        self._lock.release()

    def _reranked(self, question: str, ranked: list[Passage]) -> list[Passage]:
        if self._reranker is None:
            return ranked
        from index.retriever import node_of, passage_of

        nodes = self._reranker.postprocess_nodes([node_of(p) for p in ranked], query_str=question)
        return [passage_of(node) for node in nodes]

    def _read_again(self, ids: Sequence[str]) -> None:
        """Cut and embed articles anew."""
        scopes = {i: scope for i, (_, scope) in self.store.catalog.hashes(ids).items()}
        for article in self.store.catalog.articles(ids) if ids else []:
            self.store.commit([], [article.id])
            self._updater().update([article], scopes[article.id], mirror=False)

    def _bundled_state(self) -> str:
        stored = self.store.catalog.hashes_in(BUNDLED)
        return digest([str(self.settings.bundled), digest_of_reading(), *sorted(f"{i} {h}" for i, h in stored.items())])

    def _updater(self, progress: Progress | None = None, dry_run: bool = False) -> Updater:
        from index.update import Updater

        return Updater(self.store, self.space, self.settings.passage_tokens, progress, dry_run)
