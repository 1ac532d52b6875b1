"""Near-duplicates: the same report from two outlets.

Texts are compared as sets of five-character shingles of their folded form. MinHash (Broder 1997) estimates the share
two sets have in common, and banding (Indyk and Motwani 1998; Leskovec et al., Mining of Massive Datasets, 3.4) finds
the pairs worth comparing without comparing all; each pair found is then measured exactly.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.store.vectors import unpack_vectors
from index.text.fold import fold

if TYPE_CHECKING:
    from index.index import Index
    from index.store.rows import StoredPassage
    from index.store.store import Store

ALIKE = 0.6
"""Shingles in common over all shingles of both, from which two articles count as the same report."""

_SHINGLE = 5
_BANDS, _ROWS = 24, 4  # finds a pair of .6 with probability .96, of .8 always, of .2 one time in 26
_PRIME = np.uint64(4_294_967_311)  # the least above 2**32
_MOST = 50  # a bucket of more is boilerplate, such as a hundred equal notices; neighbours in it are compared
_NEIGHBOURS, _NEAR = 12, 0.8  # passages looked at for a twin, and the cosine below which one is no copy
_NOT_WORD = re.compile(r"[\W_]+")


def find_duplicates(articles: Iterable[Article]) -> list[list[str]]:
    """Groups of articles that are near-duplicates of each other, each with the one to keep first: the earliest, then
    the longest. Every article is in one group at most."""
    facts: dict[str, tuple[str, int, str]] = {}
    keys: dict[str, frozenset[int]] = {}
    buckets: dict[tuple[int, bytes], list[str]] = defaultdict(list)
    for article in articles:
        shingles = _shingles(article.text)
        if not shingles:
            continue
        facts[article.id] = (article.published or "9999", -len(article.text), article.id)
        keys[article.id] = shingles
        for band in enumerate(_bands(shingles)):
            buckets[band].append(article.id)
    pairs = {pair for ids in buckets.values() for pair in _pairs(ids)}
    alike = [pair for pair in sorted(pairs) if _share(keys[pair[0]], keys[pair[1]]) >= ALIKE]
    return [sorted(group, key=facts.__getitem__) for group in _join(alike)]


def find_twin(store: Store, article: Article, passages: Sequence[StoredPassage]) -> str:
    """The id of the stored article that has most in common with a new one, or nothing where none is ``ALIKE``.

    Only articles with a passage near one of the new one's two longest are compared, so that an addition costs two
    searches however many articles there are.
    """
    probes = sorted(passages, key=lambda p: len(p.chunk.text), reverse=True)[:2]
    vectors = [unpack_vectors(p.vectors, store.dimension)[0] for p in probes]
    near = [i for v in vectors for i, cosine in store.vectors.search(v, _NEIGHBOURS) if cosine >= _NEAR]
    ids = {p.article_id for p in store.catalog.passages(near).values()} - {article.id}
    own = _shingles(article.text)
    shares = {a.id: _share(own, _shingles(a.text)) for a in (store.catalog.articles(sorted(ids)) if ids else [])}
    best = max(shares, key=lambda i: (shares[i], i), default="")
    return best if best and shares[best] >= ALIKE else ""


def note_duplicates(index: Index, groups: Iterable[Sequence[str]]) -> None:
    """Remember the groups, so that the articles are shown as near-duplicates; an addition notes its own."""
    index.store.catalog.note_twins({i: group[0] for group in groups for i in group[1:]})


def fold_duplicates(index: Index, groups: Iterable[Sequence[str]]) -> list[str]:
    """Take out all but the first of each group, and remember it: the same documents, read again, stay out.

    Returns:
        The ids that were removed.
    """
    kept = {i: group[0] for group in groups for i in group[1:]}
    hashes = index.store.catalog.hashes(list(kept))
    # Noted first: a crash in between leaves an article that is there and is folded again the next time.
    index.store.catalog.note_folds((i, said, kept[i]) for i, (said, _) in hashes.items())
    return index.remove(list(hashes)).removed if hashes else []


def _shingles(text: str) -> frozenset[int]:
    words = _NOT_WORD.sub("", fold(text)).encode("utf-32-le")
    width = 4 * _SHINGLE
    return frozenset(zlib.crc32(words[at : at + width]) for at in range(0, max(1, len(words) - width + 4), 4) if words)


def _multipliers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    draw = np.random.default_rng(1997)
    size = (_BANDS * _ROWS, 1)
    # Below 2**31, so that a product with a 32-bit shingle stays within 64 bits.
    return draw.integers(1, 1 << 31, size, dtype=np.uint64), draw.integers(0, 1 << 31, size, dtype=np.uint64)


_FACTORS, _SHIFTS = _multipliers()


def _bands(shingles: frozenset[int]) -> list[bytes]:
    values = np.fromiter(shingles, dtype=np.uint64, count=len(shingles))
    least = np.full(_BANDS * _ROWS, _PRIME, dtype=np.uint64)
    for at in range(0, len(values), 4_096):  # a book's shingles times all permutations would fill the memory
        part = (_FACTORS * values[None, at : at + 4_096] + _SHIFTS) % _PRIME
        least = np.minimum(least, part.min(axis=1))
    return [row.tobytes() for row in least.reshape(_BANDS, _ROWS)]


def _pairs(ids: list[str]) -> Iterable[tuple[str, str]]:
    ordered = sorted(ids)
    return combinations(ordered, 2) if len(ordered) <= _MOST else pairwise(ordered)


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def _join(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """The connected groups of the pairs."""
    group_of: dict[str, set[str]] = {}
    for one, other in pairs:
        merged = group_of.get(one, {one}) | group_of.get(other, {other})
        for member in merged:
            group_of[member] = merged
    return list({id(group): group for group in group_of.values()}.values())
