"""A server told to stop: what it finishes, what it ends, and how long it takes."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
import pytest

from ui.stopping import Endings

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from tests.ui.conftest import Program

BODY = {"messages": [{"role": "user", "content": "悟道2.0有多少参数？"}], "stream": True}


@pytest.fixture
def started(program: Program) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server and its address, as it said it."""
    process = program.start("serve", "--port", "0")
    assert process.stdout is not None
    yield process, process.stdout.readline().split(", ")[1].split(" ")[0]
    process.kill()
    process.communicate()


def stop(process: subprocess.Popen[str]) -> float:
    """Seconds from the signal to the end."""
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    return time.monotonic() - begun


def test_an_answer_under_way_is_finished(started: tuple[subprocess.Popen[str], str]) -> None:
    process, url = started
    with httpx.stream("POST", f"{url}/v1/chat/completions", json=BODY, trust_env=False, timeout=30) as response:
        process.send_signal(signal.SIGTERM)
        lines = [line for line in response.iter_lines() if line]
    assert lines[-1] == "data: [DONE]"
    assert process.wait(timeout=30) in (0, -signal.SIGTERM)
    assert "Traceback" not in process.communicate()[1]


def test_an_open_page_does_not_keep_the_server(started: tuple[subprocess.Popen[str], str]) -> None:
    process, url = started
    beat = f"{url}/gradio_api/heartbeat/a"
    with httpx.stream("GET", beat, trust_env=False, timeout=30) as first:
        assert next(first.iter_lines()) == "data: ALIVE"
        # It waited out the whole of its thirty seconds, and then wrote a traceback for each open page.
        assert stop(process) < 15
    errors = process.communicate()[1]
    assert "Traceback" not in errors
    assert "ERROR" not in errors


async def hear(path: str, *, told: bool) -> list[Message]:
    """What an application that waits for its silent client hears at ``path`` within a moment."""
    silent = asyncio.Event()
    heard: list[Message] = []

    async def receive() -> Message:
        await silent.wait()
        return {"type": "http.request"}

    async def send(_message: Message) -> None:
        return

    async def wait_for_one(_scope: Scope, receive: Receive, _send: Send) -> None:
        heard.append(await receive())

    endings = Endings(wait_for_one)
    if told:
        endings.stop()
    with suppress(TimeoutError):
        await asyncio.wait_for(endings({"type": "http", "path": path}, receive, send), 0.1)
    return heard


@pytest.mark.parametrize(
    ("path", "told", "expected"),
    [
        ("/gradio_api/heartbeat/a", True, [{"type": "http.disconnect"}]),
        ("/gradio_api/heartbeat/a", False, []),
        ("/v1/chat/completions", True, []),
        ("/gradio_api/queue/data", True, []),
    ],
)
async def test_only_what_never_ends_is_ended(path: str, told: bool, expected: list[Message]) -> None:
    assert await hear(path, told=told) == expected
