"""Checking that the catalog, the vectors and the keywords agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.passages import Span, name_chunk
from index.store.rows import StoredPassage
from index.store.vectors import unpack_vectors

if TYPE_CHECKING:
    from index.article import Article
    from index.progress import Progress
    from index.store.store import Store

_PAGE = 200
_SAME = 0.999  # the cosine below which a vector is not the one that was stored; packing alone costs less than .0001
_UNIT = 0.01  # how far from 1 a vector's length may be; packing takes it less than .003 away


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found.

    Attributes:
        problems: one line each.
        damaged: the articles whose passages are not as they should be.
        repaired: whether all of it was mended.
    """

    problems: tuple[str, ...]
    damaged: tuple[str, ...] = ()
    repaired: bool = False


def check_store(store: Store, progress: Progress | None = None) -> CheckReport:
    """Compare every passage with its article, and both derived indexes with the catalog, row by row.

    ``progress`` is told how many articles are checked, of how many.
    """
    live = set(store.catalog.passage_ids())
    damaged: list[str] = []
    problems: list[str] = []
    ids = store.catalog.article_ids()
    for at in range(0, len(ids), _PAGE):
        for article_id, problem in _check_articles(store, ids[at : at + _PAGE]):
            damaged.append(article_id)
            problems.append(problem)
        if progress:
            progress(min(at + _PAGE, len(ids)), len(ids))
    problems += _differences("vector", live, set(store.vectors.ids()), store.vectors.count())
    problems += _differences("keyword row", live, store.keywords.ids(), store.keywords.count())
    return CheckReport(tuple(problems), tuple(dict.fromkeys(damaged)))


def mend_derived(store: Store) -> None:
    """Make both derived indexes hold what the catalog lists, and nothing else."""
    store.rebuild()


def _differences(what: str, live: set[str], derived: set[str], rows: int) -> list[str]:
    found = {
        f"{len(live - derived)} passages have no {what}": len(live - derived),
        f"{len(derived - live)} {what}s belong to no passage": len(derived - live),
        f"{rows - len(derived)} {what}s stand twice": rows - len(derived),
    }
    return [line for line, count in found.items() if count]


def _check_articles(store: Store, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each problem of some articles, with the article's id."""
    passages: dict[str, list[StoredPassage]] = defaultdict(list)
    for passage in store.catalog.passages_of(ids):
        passages[passage.article_id].append(passage)
    sound: list[StoredPassage] = []
    for article in store.catalog.articles(ids):
        own = passages[article.id]
        found = list(_damaged(own, store.dimension))
        yield from ((article.id, f"passage {p.chunk.id} of {article.id}: {problem}") for p, problem in found)
        if not found and (gap := _uncovered(article, own)):
            yield article.id, f"{article.id}: its text at {gap[0]}-{gap[1]} is in no passage"
        sound += [] if found else own
    yield from ((p.article_id, f"passage {p.chunk.id} of {p.article_id}: {line}") for p, line in _derived(store, sound))


def _damaged(passages: Sequence[StoredPassage], dimension: int) -> Iterator[tuple[StoredPassage, str]]:
    """What is wrong with an article's passages, which are given in reading order."""
    seen: Counter[str] = Counter()
    for passage in passages:
        chunk = passage.chunk
        right = name_chunk(passage.article_id, chunk.text, seen[chunk.text])
        seen[chunk.text] += 1
        if problem := _damage(passage, right, dimension):
            yield passage, problem


def _damage(passage: StoredPassage, right: str, dimension: int) -> str:
    chunk = passage.chunk
    if len(chunk.text) != chunk.end - chunk.start:
        return f"its text is not at {chunk.start}-{chunk.end}"
    if any(not 0 <= a < b <= len(chunk.text) for a, b in chunk.sentences):
        return "a sentence lies outside it"
    if _gap(chunk.text, chunk.sentences):
        return "its sentences do not hold all of it"
    if chunk.id != right:
        return f"the text at {chunk.start}-{chunk.end} is not its own"
    return _damage_to_vectors(passage, dimension)


def _damage_to_vectors(passage: StoredPassage, dimension: int) -> str:
    if len(passage.vectors) != (1 + len(passage.chunk.sentences)) * (dimension + 4):
        return "its vectors are not complete"
    if not _are_unit(passage.vectors, dimension):
        return "one of its vectors has not the length 1"
    return "" if passage.intact else "its sentences or vectors are not those that were stored"


def _are_unit(packed: bytes, dimension: int) -> bool:
    """Whether all the vectors have the length they were stored with; a number that is none has no length."""
    import numpy as np

    lengths = np.linalg.norm(unpack_vectors(packed, dimension), axis=1)
    return bool(np.all(np.abs(lengths - 1) <= _UNIT))


def _uncovered(article: Article, passages: Sequence[StoredPassage]) -> Span | None:
    return _gap(article.text, [(p.chunk.start, p.chunk.end) for p in passages])


def _gap(text: str, spans: Sequence[Span]) -> Span | None:
    """The first stretch with a letter or digit that no span holds, or that two hold."""
    before = 0
    for start, end in [*spans, (len(text), len(text))]:
        if start < before or any(map(str.isalnum, text[before:start])):
            return min(before, start), max(before, start)
        before = end
    return None


def _derived(store: Store, passages: Sequence[StoredPassage]) -> Iterator[tuple[StoredPassage, str]]:
    """The passages whose vector or keyword row is there and says something else."""
    import numpy as np

    stored = store.vectors.of([p.chunk.id for p in passages])
    for passage in passages:
        vector = stored.get(passage.chunk.id)
        if vector is not None:
            right = unpack_vectors(passage.vectors, store.dimension)[0]
            cosine = float(vector @ right) / max(1e-12, float(np.linalg.norm(vector) * np.linalg.norm(right)))
            if not cosine >= _SAME:  # as is a number that is none
                yield passage, "its vector is another one's"
    rows = {p.chunk.id: (p.chunk.text, p.title) for p in passages}
    for wrong in store.keywords.differing(rows):
        yield next(p for p in passages if p.chunk.id == wrong), "its keyword row is another one's"
