"""Keeping the index as a folder is: what is new or changed comes in, what is gone goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from index.article import Article
from index.errors import YuanwenError
from index.reading.document import article_id
from index.reading.files import read_paths
from index.reading.rows import ROWS
from index.update import Progress, UpdateReport

if TYPE_CHECKING:
    from index.index import Index


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

    def articles(self, folder: Path) -> Iterator[Article]:
        """The folder's articles, one by one."""
        for read in read_paths([folder]):
            if read.article:
                self.seen.add(read.article.id)
                yield read.article
                continue
            self.problems.append(read.problem)
            self.seen.add(article_id(read.path.name, str(read.path.resolve())))
            if read.path.suffix.lower() in ROWS or read.path.is_dir():
                self.whole = False


def sync_folder(
    index: Index, folder: Path, *, dry_run: bool = False, progress: Progress | None = None
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
    report = index.update(read.articles(folder), scope, dry_run=dry_run, progress=progress)
    gone = [i for i in index.store.catalog.ids_in(scope) if i not in read.seen]
    if gone and not read.whole:
        read.problems.append(
            f"{len(gone)} articles whose source is not found are kept until all of {folder} is readable"
        )
    elif gone and dry_run:
        report.removed += gone
    elif gone:
        report.removed += index.remove(gone).removed
    return report, read.problems
