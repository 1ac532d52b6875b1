"""Backup and restore: every article as it stands in the catalog, one JSON object a line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.article import Article, Cut
from index.errors import YuanwenError
from index.progress import Progress, watch
from index.update import UpdateReport

if TYPE_CHECKING:
    from index.index import Index

_FORMAT = {"yuanwen": "articles", "version": 2}
_READ = [{**_FORMAT, "version": version} for version in (1, 2)]
_PAGE = 200

Fold = tuple[str, str, str]


def export_articles(index: Index, file: Path) -> int:
    """Write every article with its scope and its cuts. The file appears only once it is whole.

    Returns:
        How many there are.

    Raises:
        YuanwenError: the file exists, or cannot be written.
    """
    if file.exists():
        raise YuanwenError(f"{file} exists already: give another name, or move it away")
    part = file.with_name(f".{file.name}.{os.getpid()}")
    count = 0
    try:
        with part.open("w", encoding="utf-8") as out:
            out.write(json.dumps(_FORMAT) + "\n")
            for row in watch(_rows(index), "writing", "articles"):
                count += 1
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
            for fold in index.store.catalog.folds():
                out.write(json.dumps({"folded": fold}, ensure_ascii=False) + "\n")
            out.flush()
            os.fsync(out.fileno())
        part.rename(file)
    except OSError as error:
        raise YuanwenError(f"{file} cannot be written ({error.strerror}): check the path and the space left") from error
    finally:
        part.unlink(missing_ok=True)
    return count


def import_articles(index: Index, file: Path, progress: Progress | None = None) -> UpdateReport:
    """Bring back what ``export_articles`` wrote; an article of the same id is replaced, others stay.

    What was folded stays folded.

    Raises:
        YuanwenError: the file cannot be read, or is not such a file; articles before the bad line are in.
    """
    report, folds = UpdateReport(), list[Fold]()
    read = _read(file, folds)
    try:
        for scope, rows in groupby(watch(read, "reading", "articles") if progress else read, key=itemgetter(0)):
            report.merge(index.update((article for _, article in rows), scope, progress=progress))
    except (OSError, UnicodeDecodeError) as error:
        raise YuanwenError(f"{file} cannot be read ({error}): check the file") from error
    index.store.catalog.note_folds(folds)
    return report


def _rows(index: Index) -> Iterator[dict[str, Any]]:
    catalog = index.store.catalog
    for scope in catalog.scopes():
        ids = sorted(catalog.ids_in(scope))
        for at in range(0, len(ids), _PAGE):
            for article in catalog.articles(ids[at : at + _PAGE]):
                yield {"scope": scope, **asdict(article)}


def _read(file: Path, folds: list[Fold]) -> Iterator[tuple[str, Article]]:
    """The articles with their scopes; what was folded is added to ``folds``."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
                if number == 1:
                    if row not in _READ:
                        raise YuanwenError(f"{file} is not an export of this version: make it with `yuanwen export`")
                    continue
                if "folded" in row:
                    folded, said, kept = map(str, row["folded"])
                    folds.append((folded, said, kept))
                    continue
                cuts = tuple(Cut(**cut) for cut in row.pop("cuts"))
                yield str(row.pop("scope")), Article(**row, cuts=cuts)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise YuanwenError(f"{file} line {number} is damaged ({error}): use another backup") from error
