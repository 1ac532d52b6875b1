"""Files to articles: what can be read, and one clear line for what cannot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from index.article import Article
from index.errors import YuanwenError
from index.reading.document import ReadFile, article_id, check_size, read_document
from index.reading.problems import Unreadable, UnreadableFileError
from index.reading.rows import ROWS, read_rows

__all__ = ["READABLE", "ReadFile", "UnreadableFileError", "read_file", "read_paths"]

READABLE = (".txt", ".md", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".epub", *ROWS)


def read_paths(paths: list[Path]) -> Iterator[ReadFile]:
    """Read files and folders one by one; a bad file is reported and the rest goes on.

    A folder gives every readable file below it, in name order; other files in it are passed over. A file of rows
    gives one ``ReadFile`` a row and is never held whole.

    Raises:
        YuanwenError: a path does not exist.
    """
    for path in paths:
        if not os.path.lexists(path):  # unlike exists(), raises nothing
            raise YuanwenError(f"{path} does not exist: check the path")
    for path in paths:
        if path.is_dir():
            yield from _read_folder(path)
        else:
            yield from _read(path)


def _read(path: Path) -> Iterator[ReadFile]:
    if path.suffix.lower() in ROWS:
        yield from read_rows(path)
        return
    try:
        yield ReadFile(path, read_file(path))
    except UnreadableFileError as error:
        yield ReadFile(path, None, str(error))


def _read_folder(folder: Path) -> Iterator[ReadFile]:
    """Every readable file below a folder in name order; hidden ones are passed over, closed folders reported."""
    closed: list[OSError] = []
    found: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root, name) for name in names if not name.startswith(".")]
    for error in closed:
        reason = f"{error.filename} cannot be read ({error.strerror}): check its permissions"
        yield ReadFile(Path(error.filename), None, reason)
    for path in sorted(found):
        if path.suffix.lower() in READABLE:
            yield from _read(path)


def read_file(path: Path) -> Article:
    """One document as an article, by its kind; a file of another ending is read as a page dump.

    Raises:
        UnreadableFileError: it is too large, empty, damaged, not of its kind, or holds no sentence.
    """
    try:
        check_size(path.stat().st_size)
        data = path.read_bytes() if path.is_file() else _refuse()
    except Unreadable as reason:
        raise UnreadableFileError(f"{path} {reason}") from reason
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read ({error.strerror}): check its permissions") from error
    return read_document(str(path), data, article_id(path.name, str(path.resolve())))


def _refuse() -> bytes:
    raise Unreadable("is no file but a device or a pipe: give a file")
