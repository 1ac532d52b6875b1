"""How far what is derived on this machine follows the catalog."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock


@dataclass(frozen=True, slots=True)
class Mark:
    """A note in a derived index's folder: which catalog it was made from, and that catalog's version then.

    It goes when the folder does, and it may be older than what the index holds, never newer.
    """

    folder: Path
    catalog: str

    def read(self) -> int | None:
        """The version; None where there is no note, or another catalog's."""
        try:
            said = json.loads(self._file.read_text(encoding="utf-8"))
            return int(said["version"]) if said["catalog"] == self.catalog else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, version: int) -> None:
        """Note that everything up to a version is there."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps({"catalog": self.catalog, "version": version}), encoding="utf-8")
        fresh.replace(self._file)

    def clear(self) -> None:
        """Note that nothing is known: the index is filled anew at the next start."""
        self._file.unlink(missing_ok=True)

    @property
    def _file(self) -> Path:
        return self.folder / "followed.json"


@dataclass(slots=True)
class Copies:
    """What is derived on this machine, and how far it follows the catalog.

    Attributes:
        keywords: the keyword index's mark.
        vectors: the vectors' mark; None where they are on a server, and whoever writes keeps them for all.
        version: the catalog's version that all of it has come to; -1 where that is not known.
        lock: held while any of it changes.
    """

    keywords: Mark
    vectors: Mark | None
    version: int = -1
    lock: RLock = field(default_factory=RLock)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark there is."""
        return (self.keywords,) if self.vectors is None else (self.keywords, self.vectors)

    def come_to(self, version: int) -> None:
        """Note that all of it has come to a version."""
        for mark in self.marks:
            mark.write(version)
        self.version = version

    def begin(self, *, keywords: bool, vectors: bool) -> None:
        """Note that some of it is filled anew."""
        for mark, filled in ((self.keywords, keywords), (self.vectors, vectors)):
            if mark is not None and filled:
                mark.clear()

    def finish(self, version: int) -> None:
        """Note that what was filled has come to a version; the rest is where it was."""
        for mark in self.marks:
            if mark.read() is None:
                mark.write(version)
        self.read()

    def read(self) -> None:
        """Find out how far all of it has come."""
        self.version = min(-1 if (said := mark.read()) is None else said for mark in self.marks)
