"""A local model on offer: the real offer over a real file server, with an engine that runs a scripted model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.models.local import LocalServer
from assistant.models.offer import LocalOffer
from assistant.models.shelf import ModelFile
from assistant.settings import ModelSettings
from tests.doubles.file_server import DATA, FileServer, serving_file
from tests.doubles.model_server import ModelServer

if TYPE_CHECKING:
    from assistant import Assistant


@dataclass
class Offered:
    """An assistant that offers four megabytes from ``files``; started, ``model`` writes.

    ``ready`` lets the start end, and is set at first; ``installed`` is whether there is an engine.
    """

    assistant: Assistant
    files: FileServer
    model: ModelServer
    ready: threading.Event = field(default_factory=threading.Event)
    installed: bool = True

    def start(self, settings: ModelSettings, _home: Path) -> LocalServer:
        """Stand in for the engine, which not every machine has."""
        self.ready.wait()
        return LocalServer(settings.model_copy(update={"base_url": self.model.url}), engine=None)


@contextmanager
def offering(assistant: Assistant, model: ModelServer, home: Path) -> Iterator[Offered]:
    """``assistant``, offering a model that is brought into ``home``."""
    own = replace(assistant)
    with serving_file(DATA * 4) as files, pytest.MonkeyPatch.context() as patch:
        offered = Offered(own, files, model)
        offered.ready.set()
        file = ModelFile("tiny.gguf", sha256(files.data).hexdigest(), len(files.data), (files.url,))
        own.offer = LocalOffer(home, own.settings.model, own.adopt, file)
        patch.setattr("assistant.models.offer.can_run", lambda: offered.installed)
        patch.setattr("assistant.models.offer.start_local", offered.start)
        yield offered
        offered.ready.set()
