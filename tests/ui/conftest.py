"""The application in this process, and the real program in another."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant import Assistant

ROOT = Path(__file__).parents[2]

# Ends the process's ways out: any attempt to reach an address that is not this machine's raises.
CLOSED = """
import sys
def closed(event, args):
    if event == "socket.getaddrinfo" and args[0] not in (None, "", "localhost", "127.0.0.1", "::1", b"127.0.0.1"):
        raise OSError(f"the network is closed: {args[0]}")
    if event == "socket.connect" and isinstance(args[1], tuple) and args[1][0] not in ("127.0.0.1", "::1"):
        raise OSError(f"the network is closed: {args[1]}")
sys.addaudithook(closed)
from ui.cli import main
main()
"""


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port, in a thread of this process; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()


@pytest.fixture
async def client(assistant: Assistant) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the API over the shared assistant, without sockets."""
    from ui.app import build_app

    transport = httpx.ASGITransport(build_app(assistant, page=False), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened


@pytest.fixture
async def own(built_home: Path, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client over an index of its own, which a test may change."""
    from assistant import load_settings, open_assistant
    from ui.app import build_app

    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    opened = open_assistant(load_settings(home=home))
    transport = httpx.ASGITransport(build_app(opened, page=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
    opened.close()


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.out))


Run = Callable[..., Done]


@pytest.fixture
def run(in_process: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, on an index that starts empty and needs no model."""
    from tests.doubles.hash_embedder import HashEmbedder

    monkeypatch.setattr("index.opening.open_embedder", lambda *_: HashEmbedder())
    monkeypatch.setenv("YUANWEN_INDEX__BUNDLED", "false")
    return in_process


@pytest.fixture
def run_built(in_process: Run, built_home: Path, tmp_path: Path) -> Run:
    """Runs a command in this process, on a copy of the built index."""
    shutil.copytree(built_home, tmp_path / "home")
    return in_process


@pytest.fixture
def in_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""
    from ui.cli import main

    monkeypatch.setenv("YUANWEN_HOME", str(tmp_path / "home"))

    def run_(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["yuanwen", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        status = ended.value.code
        return Done(status if isinstance(status, int) else 0, *capsys.readouterr())

    return run_


@dataclass
class Program:
    """The real command line on a home folder of its own, with the network closed."""

    home: Path

    def run(self, *words: str, given: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with ``given`` on standard input."""
        command = [sys.executable, "-c", CLOSED, *words]
        return subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=self._variables(variables),
            capture_output=True,
            text=True,
            timeout=120,
            input=given,
        )

    def start(self, *words: str, **variables: str) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        command = [sys.executable, "-c", CLOSED, *words]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._variables(variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _variables(self, more: dict[str, str]) -> dict[str, str]:
        return {**os.environ, "YUANWEN_HOME": str(self.home), "PYTHONPATH": str(ROOT), **more}


@pytest.fixture
def program(built_home: Path, tmp_path: Path) -> Program:
    """The program on a copy of the built index."""
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    return Program(home)


@pytest.fixture
def serving(program: Program) -> Iterator[Callable[..., str]]:
    """Starts ``yuanwen serve`` on a free port and gives its address once it answers."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> str:
        process = program.start("serve", "--port", "0", *words)
        running.append(process)
        holder = program.home / "index" / "holder.json"
        for _ in range(600):
            if process.poll() is not None:
                raise AssertionError(f"the server ended: {process.communicate()}")
            url = str(json.loads(holder.read_text())["url"]) if holder.is_file() else ""
            if url and _answers(url):
                assert process.stderr is not None
                # Unread, the log of a few hundred requests fills the pipe, and the server stands still.
                threading.Thread(target=process.stderr.read, daemon=True).start()
                return url
            time.sleep(0.1)
        raise AssertionError("the server did not answer within a minute")

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False
