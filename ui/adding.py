"""Reading what ``yuanwen add`` was given, one document at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index import Article, FetchSettings, ReadFile, YuanwenError, read_paths, read_url


@dataclass(slots=True)
class Reading:
    """Sources, and what reading them has met so far.

    Attributes:
        problems: one line for each document that could not be read.
        cuts: by article id, what was left out and why; kept only where it was asked for.
        count: how many articles were read.
    """

    sources: Sequence[str]
    fetch: FetchSettings
    with_cuts: bool = False
    problems: list[str] = field(default_factory=list)
    cuts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    count: int = 0

    def __post_init__(self) -> None:
        for source in self.sources:
            if not source.strip():  # Path("") is the current folder, and an unset variable must not add that
                raise YuanwenError("a source is empty: give files, folders, or http and https addresses")
            if not _is_url(source) and not Path(source).exists():
                raise YuanwenError(f"{source} does not exist: check the path")

    def articles(self) -> Iterator[Article]:
        """The articles, in the order of the sources; what cannot be read is noted and the rest goes on."""
        for read in self._read():
            if read.article is None:
                self.problems.append(read.problem)
                continue
            self.count += 1
            if self.with_cuts:
                self.cuts[read.article.id] = [asdict(cut) for cut in read.article.cuts]
            yield read.article

    def _read(self) -> Iterator[ReadFile]:
        for source in self.sources:
            if _is_url(source):
                yield read_url(source, self.fetch)
            else:
                yield from read_paths([Path(source)])


def _is_url(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))
