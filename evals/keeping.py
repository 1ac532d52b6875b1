"""The records of a run, written as they come, so that a stopped run is continued and not begun again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from evals.dataset import Question
from evals.row import Row, read_rows
from evals.run import Record
from index import YuanwenError


class Kept:
    """The records of this run: those a stopped run left, and those that come."""

    def __init__(self, rows: Sequence[Row], file: IO[str] | None = None, path: Path | None = None) -> None:
        self.rows, self._file, self._path = list(rows), file, path
        self.made_with: dict[str, str] = {}

    def begin(self, made_with: dict[str, str]) -> None:
        """Refuse to mix records that were made differently.

        Raises:
            YuanwenError: the file's records were made with something else.
        """
        self.made_with = made_with
        for row in self.rows:
            if row.provenance != made_with:
                other = [n for n, v in made_with.items() if row.provenance.get(n) != v]
                raise YuanwenError(
                    f"{self._path} was made with another {', '.join(other)}: give another place with --out"
                )

    def left(self, chosen: Sequence[Question], system: str) -> list[Question]:
        """The questions a system has not answered yet."""
        done = {r.id for r in self.rows if r.system == system}
        return [q for q in chosen if q.id not in done]

    def of(self, chosen: Sequence[Question]) -> list[Row]:
        """The records of these questions in their order."""
        place = {q.id: n for n, q in enumerate(chosen)}
        return sorted((r for r in self.rows if r.id in place), key=lambda r: place[r.id])

    def add(self, record: Record) -> None:
        """Keep a record."""
        fields = record.json() | {"provenance": self.made_with}
        self.rows.append(Row.from_json(fields))
        if self._file:
            self._file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            self._file.flush()


@contextmanager
def kept(path: Path | None) -> Iterator[Kept]:
    """Records in a file, or in memory only.

    Raises:
        YuanwenError: the file cannot be written, or holds something else.
    """
    if path is None:
        yield Kept([])
        return
    before = read_rows(path, unfinished=True) if path.is_file() else []
    try:
        whole = path.read_text(encoding="utf-8") if path.is_file() else ""
        if whole and not whole.endswith("\n"):  # a stopped run's half a line
            path.write_text(whole[: whole.rfind("\n") + 1], encoding="utf-8")
            before = read_rows(path)
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise YuanwenError(f"{path} cannot be written ({error.strerror}): give another place with --out") from error
    with file:
        yield Kept(before, file, path)


@contextmanager
def progress(total: int, keep: Kept, system: str) -> Iterator[Callable[[Record], None]]:
    """A function that keeps a record and moves a bar on standard error, where that is a terminal."""
    from tqdm import tqdm

    with tqdm(total=total, desc=system, unit="question", disable=None, leave=False) as bar:

        def each(record: Record) -> None:
            keep.add(record)
            bar.update()

        yield each
