"""Following a catalog that other processes change as well."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

from index.errors import YuanwenError

if TYPE_CHECKING:
    from index.store.store import Store

log = logging.getLogger(__name__)

_PAUSE = 0.5  # seconds between two looks at the catalog's version: one small query each


class Follower:
    """Keeps a store's copies up with its catalog, in a thread of its own."""

    def __init__(self, store: Store, pause: float = _PAUSE) -> None:
        """Follow from now on, looking every ``pause`` seconds."""
        self._store = store
        self._pause = pause
        self._wake = Event()
        self._ended = False
        self._thread = Thread(target=self._run, name="follow", daemon=True)
        self._thread.start()

    def hurry(self) -> None:
        """Look at once: somebody has seen that the catalog has moved."""
        self._wake.set()

    def close(self) -> None:
        """Follow no more."""
        self._ended = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        lost = False
        while not self._ended:
            self._wake.wait(self._pause)
            self._wake.clear()
            try:
                if not self._ended:
                    self._store.follow()
                lost = False
            except YuanwenError as error:
                if not lost:  # one line, however long it lasts
                    log.warning("%s", error)
                lost = True
                self._wake.clear()
            except Exception:
                log.exception("the catalog could not be followed; it is tried again")
