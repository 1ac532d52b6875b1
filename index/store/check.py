"""Checking that the catalog, the vectors and the keywords agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.store.catalog import StoredPassage
from index.store.store import Store


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


def check_store(store: Store) -> CheckReport:
    """Compare every passage with its article, and both derived indexes with the catalog."""
    live = set(store.catalog.passage_ids())
    passages = list(_damaged_passages(store, sorted(live)))
    problems = [
        *(f"passage {p.chunk.id} of {p.article_id}: {problem}" for p, problem in passages),
        *_differences("vector", live, set(store.vectors.ids())),
        *_differences("keyword row", live, store.keywords.ids()),
    ]
    return CheckReport(tuple(problems), tuple(dict.fromkeys(p.article_id for p, _ in passages)))


def mend_derived(store: Store) -> None:
    """Make both derived indexes hold what the catalog lists, and nothing else."""
    live = set(store.catalog.passage_ids())
    strays = sorted((set(store.vectors.ids()) | store.keywords.ids()) - live)
    store.vectors.remove(strays)
    store.keywords.replace([], strays)
    store.rebuild()


def _differences(what: str, live: set[str], derived: set[str]) -> list[str]:
    missing, stray = len(live - derived), len(derived - live)
    found = [f"{missing} passages have no {what}"] if missing else []
    return [*found, f"{stray} {what}s belong to no passage"] if stray else found


def _damaged_passages(store: Store, ids: list[str]) -> Iterator[tuple[StoredPassage, str]]:
    for at in range(0, len(ids), 1_000):
        for passage in store.catalog.passages(ids[at : at + 1_000]).values():
            if problem := _damage(passage, store.dimension):
                yield passage, problem


def _damage(passage: StoredPassage, dimension: int) -> str:
    chunk = passage.chunk
    if len(chunk.text) != chunk.end - chunk.start:
        return f"its text is not at {chunk.start}-{chunk.end}"
    if any(not 0 <= a < b <= len(chunk.text) for a, b in chunk.sentences):
        return "a sentence lies outside it"
    if len(passage.vectors) != (1 + len(chunk.sentences)) * (dimension + 4):
        return "its vectors are not complete"
    return ""
