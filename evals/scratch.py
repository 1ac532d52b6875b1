"""Indexes made for measuring: one a corpus, kept so that the next run need not embed it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant import load_settings
from evals.corpus import fingerprint, read_corpus
from index import Index, YuanwenError, open_index
from index.progress import progress_bar


@contextmanager
def scratch_index(corpus: list[Path]) -> Iterator[Index]:
    """The index of a corpus, under ``YUANWEN_HOME/evals``, apart from the one that answers.

    Raises:
        YuanwenError: the corpus cannot be read, or another process measures on it.
    """
    settings = load_settings()
    check_corpus(corpus)
    home = settings.home / "evals" / fingerprint(corpus)
    index = open_index(settings.index.at_home(), home)
    try:
        with progress_bar() as progress:
            index.update(read_corpus(corpus), "corpus", mirror=True, progress=progress)
        yield index
    finally:
        index.close()


def check_corpus(corpus: list[Path]) -> None:
    """Look that every file has a first document, before a folder is made for them.

    Raises:
        YuanwenError: one cannot be read or is empty; it is named.
    """
    for path in corpus:
        if next(read_corpus([path]), None) is None:
            raise YuanwenError(f"{path} holds no document: write one JSON object a line")
