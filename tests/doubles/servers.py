"""Real servers on the loopback address: PostgreSQL and Chroma, each with a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

PASSWORD = "s3cret-Pass"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def postgres_binaries() -> Path:
    """Where ``initdb`` and ``postgres`` are; the test is skipped where they are not."""
    found = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    if not found:
        pytest.skip("no PostgreSQL server here: install Debian's package postgresql")
    return found[0]


def as_nobody_special(command: list[str], folder: Path) -> list[str]:
    """The same command as a user who is not root, since PostgreSQL refuses root; the folder becomes that user's.

    It is none of pytest's own folders, which pytest makes, and makes again at each start, for root alone.
    """
    if os.getuid() != 0:
        return command
    name = next(n for n in ("postgres", "nobody") if n in {entry.pw_name for entry in pwd.getpwall()})
    owner = pwd.getpwnam(name)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", *command]


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of its own with an empty database; gives the address, with user and password."""
    binaries = postgres_binaries()
    with (
        TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as made,
        _postgres(binaries, Path(made), free_port()) as url,
    ):
        yield url


@contextmanager
def _postgres(binaries: Path, folder: Path, port: int) -> Iterator[str]:
    data, password = folder / "data", folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    password.chmod(0o644)
    made = [str(binaries / "initdb"), "-D", str(data), "-U", "yuanwen", f"--pwfile={password}", "-A", "scram-sha-256"]
    run = as_nobody_special([*made, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], folder)
    subprocess.run(run, check=True, capture_output=True, cwd="/")
    serve = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", ""]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(as_nobody_special([*serve, "-c", "fsync=off"], folder), stderr=log, cwd="/")
        try:
            wait(lambda: _accepts(port), server)
            yield f"postgresql://yuanwen:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            _end(server)


@contextmanager
def database(server: str, name: str, more: str = "") -> Iterator[str]:
    """An empty database on a server; gives its address."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {more}")  # type: ignore[call-overload]
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


@contextmanager
def chroma(folder: Path, port: int = 0) -> Iterator[str]:
    """``chroma run`` as the chromadb package brings it; gives the address."""
    port = port or free_port()
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(folder), "--port", str(port)]
    with subprocess.Popen([*command, "--host", "127.0.0.1"], stdout=subprocess.DEVNULL, cwd="/") as server:
        try:
            url = f"http://127.0.0.1:{port}"
            wait(lambda: _answers(f"{url}/api/v2/heartbeat"), server)
            yield url
        finally:
            server.terminate()
            _end(server)


def wait(ready: Callable[[], bool], server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until something is so, while a process lives."""
    until = time.monotonic() + seconds
    while not ready():
        assert server.poll() is None, f"the server ended with {server.returncode}"
        assert time.monotonic() < until, f"not ready within {seconds} seconds"
        time.sleep(0.05)


def _accepts(port: int) -> bool:
    import psycopg

    try:
        psycopg.connect(f"postgresql://yuanwen:{PASSWORD}@127.0.0.1:{port}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.TransportError:
        return False


def _end(server: subprocess.Popen[bytes]) -> None:
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
