"""The local model as the page offers it: one click brings it, starts it and lets it write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

from assistant.models.fault import Fault, ModelFileError
from assistant.models.local import LocalServer, can_run, start_local
from assistant.models.pull import pull, pulled
from assistant.models.shelf import DEFAULT, ModelFile
from assistant.settings import ModelSettings
from index import YuanwenError

State = Literal["unavailable", "absent", "pulling", "here", "starting", "running", "failed"]


@dataclass(frozen=True, slots=True)
class LocalModelStatus:
    """How far the local model is.

    Attributes:
        state: ``unavailable`` without the engine; ``absent`` until it is brought; ``here`` when it can be started.
        name: the model.
        size: bytes to bring, or brought.
        done: bytes that are here.
        error: one line when it failed; asking again tries again.
        fault: its kind where it is a known one, for readers of other languages.
    """

    state: State
    name: str
    size: int
    done: int = 0
    error: str = ""
    fault: Fault = ""


@dataclass(slots=True)
class LocalOffer:
    """Brings and starts the model in a thread of its own, and hands it over when it is ready.

    Attributes:
        home: where files are kept.
        settings: the model's settings so far.
        adopt: called in that thread with the running model.
        model: what is brought.
    """

    home: Path
    settings: ModelSettings
    adopt: Callable[[LocalServer], None]
    model: ModelFile = DEFAULT
    _now: LocalModelStatus | None = None
    _lock: Lock = field(default_factory=Lock)

    def status(self) -> LocalModelStatus:
        """How far it is, at once."""
        return self._now or self._at_rest()

    def accept(self) -> LocalModelStatus:
        """Bring and start it, unless that is done or under way."""
        with self._lock:
            now = self.status()
            if now.state in ("absent", "here", "failed"):
                here = now.state == "here"
                now = LocalModelStatus("starting" if here else "pulling", now.name, now.size, now.done)
                self._now = now
                Thread(target=self._run, name="local model", daemon=True).start()
            return now

    def _at_rest(self) -> LocalModelStatus:
        here = self._here()
        if not can_run():
            return LocalModelStatus("unavailable", self.model.name, self.model.size)
        if here is None:
            return LocalModelStatus("absent", self.model.name, self.model.size)
        size = here.stat().st_size
        return LocalModelStatus("here", here.stem, size, size)

    def _here(self) -> Path | None:
        files = pulled(self.home)
        return next((p for p in files if p.stem == self.model.name), files[0] if files else None)

    def _run(self) -> None:
        try:
            path = self._here() or pull(self.model, self.home, self._follow)
            size = path.stat().st_size
            self._now = LocalModelStatus("starting", path.stem, size, size)
            self.adopt(start_local(self.settings.model_copy(update={"name": path.stem}), self.home))
            self._now = LocalModelStatus("running", path.stem, size, size)
        except (YuanwenError, OSError) as error:
            fault = error.fault if isinstance(error, ModelFileError) else ""
            self._now = replace(self.status(), state="failed", error=str(error), fault=fault)

    def _follow(self, done: int, known: int) -> None:
        self._now = LocalModelStatus("pulling", self.model.name, known or self.model.size, done)
