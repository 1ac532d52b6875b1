"""A file built once and kept: whole or not there, and rebuilt when it has been damaged."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)
_SEAL = hashlib.sha256().digest_size  # bytes of SHA-256 at the end of the file


def load_or_build(path: Path, build: Callable[[], bytes]) -> bytes:
    """Return the content kept at ``path``, building and keeping it when it is missing or damaged.

    A folder that cannot be written to costs the time to build at every start and is worth a line in the log,
    but not the program.
    """
    content = _load(path)
    if content is None:
        content = build()
        try:
            _keep(path, content)
        except OSError as error:
            log.warning("%s cannot be kept (%s); it will be built again at the next start", path, error)
    return content


def _load(path: Path) -> bytes | None:
    try:
        sealed = path.read_bytes()
    except OSError:
        return None
    content, seal = sealed[:-_SEAL], sealed[-_SEAL:]
    if hashlib.sha256(content).digest() == seal:
        return content
    log.warning("%s is damaged; building it again", path)
    return None


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.write(hashlib.sha256(content).digest())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
