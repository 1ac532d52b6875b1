"""A user's own documents, named as a person names them: by their files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index import Article, YuanwenError
from index.reading.files import read_paths
from index.reading.rows import ROWS


def own_articles(documents: Path) -> Iterator[Article]:
    """The readable documents of a folder, or of one file; each one's id is its path below the folder.

    Ids do not depend on where the folder lies, so that questions about it can be moved and shared. Rows of JSON or
    CSV keep their own ids. What cannot be read is told on standard error.

    Raises:
        YuanwenError: nothing is there, or nothing can be read.
    """
    below = documents if documents.is_dir() else documents.parent
    read = 0
    for found in read_paths([documents]):
        if found.article is None:
            print(found.problem, file=sys.stderr)
            continue
        read += 1
        if found.path.suffix.lower() in ROWS:
            yield found.article
        else:
            yield replace(found.article, id=found.path.relative_to(below).as_posix())
    if not read:
        raise YuanwenError(f"{documents} holds no document that can be read: give text, HTML, PDF, Word, EPUB or rows")
