"""A client that hangs up while its answer is written, on a real server and a real socket."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from assistant.chain import AnswerChain
from tests.doubles.writers import PatientWriter
from tests.ui.conftest import served

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "悟道2.0有多少参数？"
CHAT = {"messages": [{"role": "user", "content": QUESTION}]}
PATHS = {"/v1/chat/completions": CHAT, "/v1/responses": {"input": QUESTION}}


@pytest.fixture(scope="module")
def patient(assistant: Assistant) -> Iterator[tuple[str, PatientWriter]]:
    """A server whose answers never end by themselves, and their writer."""
    from ui.app import build_app

    writer = PatientWriter()
    with served(build_app(replace(assistant, chain=AnswerChain(assistant.index, writer, 4)), page=False)) as url:
        yield url, writer


def send(url: str, path: str, body: dict[str, object]) -> socket.socket:
    """A connection over which the request has gone out."""
    host, port = str(urlsplit(url).hostname), int(urlsplit(url).port or 0)
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
    opened = socket.create_connection((host, port), timeout=60)
    opened.sendall(f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data)
    return opened


def seconds_until(writer: PatientWriter, started: int, stopped: int) -> float:
    """How long it takes until so many answers were begun and so many stopped; fails after a minute."""
    begun = time.monotonic()
    while (writer.started, len(writer.stopped)) != (started, stopped):
        assert time.monotonic() - begun < 60, "the work went on"
        time.sleep(0.01)
    return time.monotonic() - begun


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("streamed", [True, False])
def test_a_client_that_hangs_up_stops_the_work(
    patient: tuple[str, PatientWriter], path: str, streamed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    url, writer = patient
    started, stopped = writer.started, len(writer.stopped)
    with caplog.at_level(logging.WARNING):
        opened = send(url, path, {**PATHS[path], "stream": streamed})
        if streamed:
            assert b"data: " in opened.recv(65_536)
        seconds_until(writer, started + 1, stopped)
        opened.close()
        seconds = seconds_until(writer, started + 1, stopped + 1)
    # A second is the promise; the rest is for a machine that has other work.
    assert seconds < 5
    assert not caplog.records, "leaving is nobody's error"
