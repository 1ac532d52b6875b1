"""The real server, its ways out closed."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from tests.ui.conftest import Program


def test_with_the_network_closed_it_answers_and_its_page_names_no_other_host(serving: Callable[..., str]) -> None:
    url = serving()
    body = {"messages": [{"role": "user", "content": "中国参数超百亿的大模型有几个？"}]}
    answer = httpx.post(f"{url}/v1/chat/completions", json=body, timeout=30, trust_env=False).json()
    assert "9个" in answer["choices"][0]["message"]["content"]
    assert answer["citations"][0]["article_id"] == "chinanews-2023-05-29"
    page = httpx.get(url, timeout=30, trust_env=False)
    assert page.status_code == 200
    for foreign in ("fonts.googleapis", "cdn.", "fonts.gstatic", "google-analytics", "iframe-resizer/"):
        assert foreign not in page.text


def test_it_listens_before_the_index_is_open(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = program.start("serve", "--port", str(port))
    seen: list[int] = []
    try:
        while 200 not in seen:
            assert process.poll() is None
            with suppress(httpx.HTTPError):
                seen.append(httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=60, trust_env=False).status_code)
            time.sleep(0.02)
    finally:
        process.terminate()
        process.wait(timeout=30)
    assert seen[0] == 503
    assert set(seen) == {503, 200}


def test_it_stops_cleanly_and_gives_the_folder_back(program: Program, serving: Callable[..., str]) -> None:
    process = program.start("serve", "--port", "0")
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "5 articles" in line
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) in (0, -signal.SIGTERM)
    assert not (program.home / "index" / "holder.json").exists()
    assert program.run("articles").returncode == 0


def test_the_address_is_said_once_connections_are_taken(program: Program) -> None:
    assert program.run("key", "me", "--scope", "ask").stdout.startswith("yw-")
    process = program.start("serve", "--port", "0")
    assert process.stdout is not None
    try:
        url = process.stdout.readline().split(", ")[1].split(" ")[0]
        # At once: the first request comes before anything but the line says that the server is up.
        asked = httpx.post(f"{url}/v1/search", json={"query": "北京"}, trust_env=False, timeout=30)
        assert asked.status_code == 401
        # The command line has no key of its own; the server left it one.
        found = program.run("search", "北京")
        assert found.returncode == 0, found.stderr
        assert "北京" in found.stdout
    finally:
        process.terminate()
        process.wait(timeout=30)
