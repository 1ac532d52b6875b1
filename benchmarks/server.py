"""The real program as a server in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.timing import plain_variables

STARTED = "import sys; from ui.cli import main; sys.argv[0] = 'yuanwen'; main()"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is up: its address, its process, and the seconds from its start until it was."""

    url: str
    pid: int
    seconds: float


@contextmanager
def running_server(
    home: Path | str, is_up: Callable[[int], bool] | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start it over a home folder, yield it once ``is_up(port)``, and stop it.

    Raises:
        RuntimeError: it ended before it was up.
    """
    is_up = is_up or is_ready
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = time.perf_counter()
    command = [sys.executable, "-c", STARTED, "serve", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=plain_variables(str(home)) | dict(settings or {}), **quiet) as process:  # type: ignore[call-overload]
        try:
            while not is_up(port):
                if process.poll() is not None:
                    raise RuntimeError(f"the server ended with status {process.returncode}")
                time.sleep(0.02)
            yield Server(f"http://127.0.0.1:{port}", process.pid, time.perf_counter() - started)
        finally:
            process.terminate()


def listens(port: int) -> bool:
    """Whether the port takes a connection."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_ready(port: int) -> bool:
    """Whether the index is open and questions are answered."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False, timeout=30).is_success
    except httpx.HTTPError:
        return False
