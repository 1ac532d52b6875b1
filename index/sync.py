"""Keeping the index as a folder is: what is new or changed comes in, what is gone goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from index.article import Article
from index.errors import YuanwenError
from index.progress import Progress, watch
from index.reading.document import article_id
from index.reading.files import read_paths
from index.reading.rows import ROWS
from index.update import UpdateReport


class Documents(Protocol):
    """What holds articles and can change: an index, or a server's."""

    def update(
        self, articles: Iterable[Article], scope: str, *, dry_run: bool = False, progress: Progress | None = None
    ) -> UpdateReport:
        """Add or replace articles, taken one by one."""

    def remove(self, ids: Sequence[str]) -> UpdateReport:
        """Delete articles by id."""

    def ids_in(self, scope: str) -> list[str]:
        """The ids of the articles that were added under ``scope``."""


@dataclass(slots=True)
class FolderRead:
    """What reading a folder has met so far.

    Attributes:
        problems: one line for each document that could not be read.
        seen: the ids of the articles it gave, and of those whose document is there but cannot be read now.
        whole: whether everything could be listed; otherwise what is missing may only be hidden.
    """

    problems: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    whole: bool = True

    def articles(self, folder: Path, counted: bool) -> Iterator[Article]:
        """The folder's articles, one by one; ``counted`` on a bar."""
        found = read_paths([folder])
        for read in watch(found, "reading", "documents") if counted else found:
            if read.article:
                self.seen.add(read.article.id)
                yield read.article
                continue
            self.problems.append(read.problem)
            self.seen.add(article_id(read.path.name, str(read.path.resolve())))
            if read.path.suffix.lower() in ROWS or read.path.is_dir():
                self.whole = False


def sync_folder(
    documents: Documents, folder: Path, *, dry_run: bool = False, progress: Progress | None = None
) -> tuple[UpdateReport, list[str]]:
    """Mirror a folder. Only articles that came from this folder by a sync are ever removed.

    The article of a document that is there but cannot be read stays; while a file of rows or a folder below cannot
    be read whole, nothing is removed at all.

    Returns:
        What was done, or with ``dry_run`` would be, and a line for each problem.

    Raises:
        YuanwenError: ``folder`` is no folder.
    """
    if not folder.is_dir():
        raise YuanwenError(f"{folder} is not a folder: give one to mirror, or use `yuanwen add` for files")
    scope = f"folder:{folder.resolve()}"
    read = FolderRead()
    report = documents.update(read.articles(folder, progress is not None), scope, dry_run=dry_run, progress=progress)
    gone = [i for i in documents.ids_in(scope) if i not in read.seen]
    if gone and not read.whole:
        read.problems.append(
            f"{len(gone)} articles whose source is not found are kept until all of {folder} is readable"
        )
    elif gone:
        report.take_out(gone if dry_run else documents.remove(gone).removed, f"no longer in {folder}")
    return report, read.problems
