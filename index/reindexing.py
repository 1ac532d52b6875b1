"""Moving an index to another embedding, from its own texts, while the old one still answers."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from index.article import Article
from index.embedding import open_embedder
from index.errors import YuanwenError
from index.progress import Progress
from index.settings import IndexSettings
from index.space import VectorSpace
from index.store.catalog import Catalog
from index.store.lock import lock_folder
from index.store.opening import open_store

if TYPE_CHECKING:
    from index.progress import Progress

_DONE = "complete"


def data_folder(home: Path) -> Path:
    """Where the index that answers keeps its files."""
    return home / "index" / "data"


def next_folder(home: Path) -> Path:
    """Where an index with another embedding is built."""
    return home / "index" / "next"


def reindex(settings: IndexSettings, home: Path, progress: Progress | None = None) -> int:
    """Embed every article anew with the embedding of ``settings``, beside the index that answers.

    The next time the index is opened with these settings it changes over. An interrupted run is taken up again.

    Returns:
        How many articles the new index holds.

    Raises:
        FolderInUseError: another reindex is at work.
        YuanwenError: there is no index yet, it cannot be read, or it is not in the home folder alone.
    """
    if settings.elsewhere:
        raise YuanwenError(
            "reindex changes an index in the home folder, and this one's catalog or vectors are elsewhere: "
            "`yuanwen export`, name an empty database and another collection with the new embedding, `yuanwen import`"
        )
    if not (data_folder(home) / "catalog.sqlite3").is_file():
        raise YuanwenError(f"there is no index in {data_folder(home)} yet: run `yuanwen serve` or `yuanwen add` first")
    folder = next_folder(home)
    lock = lock_folder(folder)
    try:
        _build(settings, home, folder, progress)
        catalog = Catalog(folder / "catalog.sqlite3")
        try:
            (folder / _DONE).write_text(catalog.fact("embedding"), encoding="utf-8")
            return catalog.counts()[0]
        finally:
            catalog.close()
    finally:
        lock.release()


def change_over(settings: IndexSettings, home: Path, embedding: str) -> None:
    """Put a finished new index in the old one's place, if it is the one asked for. The caller holds the lock.

    What was added to the old index since, or removed, is brought over first.
    """
    done, old = next_folder(home) / _DONE, home / "index" / "old"
    if done.is_file() and done.read_text(encoding="utf-8") == embedding:
        if data_folder(home).exists():  # it does not when a crash came between the two renames
            _build(settings, home, next_folder(home), None)
            shutil.rmtree(old, ignore_errors=True)
            data_folder(home).rename(old)
        next_folder(home).rename(data_folder(home))
        for left in (_DONE, "lock", "holder.json"):
            (data_folder(home) / left).unlink(missing_ok=True)
    elif old.exists() and not data_folder(home).exists():
        old.rename(data_folder(home))
    shutil.rmtree(old, ignore_errors=True)


def _build(settings: IndexSettings, home: Path, folder: Path, progress: Progress | None) -> None:
    """Make the index in ``folder`` hold exactly the articles of the one that answers."""
    from index.update import Updater

    space = VectorSpace(open_embedder(settings.embedding, home))
    try:
        try:
            store = open_store(folder, space.name, space.dimension)
        except YuanwenError:  # left by a run for yet another embedding
            for part in (f for f in folder.iterdir() if f.name != "lock"):
                shutil.rmtree(part) if part.is_dir() else part.unlink()
            store = open_store(folder, space.name, space.dimension)
        try:
            wanted = _by_scope(data_folder(home))
            for scope in {**wanted, **_by_scope(folder)}:  # a scope that is gone is emptied here too
                updater = Updater(store, space, settings.passage_tokens, progress)
                updater.update(wanted.get(scope, []), scope, mirror=True)
            store.catalog.note_folds(_folds(data_folder(home)))
        finally:
            store.close()
    finally:
        space.close()


def _folds(folder: Path) -> list[tuple[str, str, str]]:
    catalog = Catalog(folder / "catalog.sqlite3")
    try:
        return catalog.folds()
    finally:
        catalog.close()


def _by_scope(folder: Path) -> dict[str, list[Article]]:
    catalog = Catalog(folder / "catalog.sqlite3")
    try:
        articles = catalog.articles()
        scopes = {i: scope for i, (_, scope) in catalog.hashes([a.id for a in articles]).items()}
    finally:
        catalog.close()
    grouped: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        grouped[scopes[article.id]].append(article)
    return grouped
