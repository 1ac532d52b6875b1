"""One process at a time in an index folder: a second one would lose Chroma's vectors without a word."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import YuanwenError


class FolderInUseError(YuanwenError):
    """Another process holds the folder. ``url`` is where it serves, or empty when it serves nothing."""

    def __init__(self, message: str, url: str) -> None:
        super().__init__(message)
        self.url = url


@dataclass(frozen=True, slots=True)
class FolderLock:
    """A held lock on a folder; the note beside it tells others who holds it and where it serves."""

    folder: Path
    lock: FileLock

    def announce(self, url: str) -> None:
        """Tell other processes that this one serves at ``url``."""
        note = self.folder / "holder.json"
        fresh = note.with_suffix(".new")
        fresh.write_text(json.dumps({"pid": os.getpid(), "url": url}), encoding="utf-8")
        fresh.replace(note)

    def release(self) -> None:
        """Give the folder back. Safe to call twice."""
        if self.lock.is_locked:
            (self.folder / "holder.json").unlink(missing_ok=True)
            self.lock.release()


def lock_folder(folder: Path) -> FolderLock:
    """Take the folder for this process.

    Raises:
        FolderInUseError: another process has it.
        YuanwenError: the folder cannot be made or written.
    """
    held: FolderLock | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Not a singleton: two indexes on one folder within one process must not share the lock.
        lock = FileLock(folder / "lock", timeout=0, is_singleton=False, thread_local=False)
        lock.acquire()
        held = FolderLock(folder, lock)
        held.announce("")
    except Timeout:
        raise _in_use(folder) from None
    except OSError as error:
        if held is not None:
            held.lock.release()
        raise YuanwenError(
            f"cannot write to the index folder {folder} ({error.strerror or error}): "
            "make it writable, or set YUANWEN_HOME to another folder"
        ) from error
    return held


def _in_use(folder: Path) -> FolderInUseError:
    holder = holder_of(folder)
    url = str(holder.get("url", ""))
    where = f", serving {url}" if url else ""
    return FolderInUseError(
        f"the index folder {folder} is in use by process {holder.get('pid', 'unknown')}{where}: "
        "stop it first, or set YUANWEN_HOME to another folder",
        url,
    )


def holder_of(folder: Path) -> dict[str, object]:
    """Who holds the folder, as far as its note can be read: ``{"pid": …, "url": …}`` or empty."""
    try:
        note = json.loads((folder / "holder.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}
