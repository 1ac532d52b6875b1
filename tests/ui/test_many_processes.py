"""Three real servers on one PostgreSQL and one Chroma, behind a proxy, while one is killed and one is added.

``pytest -m slow -s tests/ui/test_many_processes.py`` prints what it measured.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response

from tests.doubles import servers
from tests.ui.conftest import CLOSED, ROOT

pytestmark = pytest.mark.slow

ASKED = ["中国参数超百亿的大模型有几个？", "悟道2.0有多少参数？", "大模型面临哪些挑战？", "谁发布了文心一言？"]
SOON = 2.0  # seconds within which the others answer from what one has added


@dataclass
class Server:
    """A ``yuanwen serve`` with a home of its own."""

    home: Path
    environment: dict[str, str]
    port: int = field(default_factory=servers.free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        self.home.mkdir(exist_ok=True)
        with (self.home / "log").open("ab") as log:
            command = [sys.executable, "-c", CLOSED, "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self._environment(), stdout=log, stderr=log)
        return self

    def wait(self) -> None:
        assert self.process is not None
        servers.wait(lambda: self._get("/readyz") == 200, self.process, 180)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", CLOSED, *words]
        given = {"cwd": ROOT, "env": self._environment(), "timeout": 300}
        return subprocess.run(command, check=False, capture_output=True, text=True, **given)  # type: ignore[call-overload]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment, "YUANWEN_HOME": str(self.home), "PYTHONPATH": str(ROOT)}

    def _get(self, path: str) -> int:
        try:
            return httpx.get(self.url + path, timeout=5).status_code
        except httpx.TransportError:
            return 0


class Proxy:
    """Sends each request to the next server; one that does not answer is left out, and another asked."""

    def __init__(self, behind: list[Server]) -> None:
        self.behind = behind
        self._next = count()
        self._client = httpx.AsyncClient(timeout=60)
        self.passed_over = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        body = await request.body()
        headers = {"content-type": request.headers.get("content-type", "application/json")}
        for _ in range(2 * len(self.behind)):
            server = self.behind[next(self._next) % len(self.behind)]
            try:
                got = await self._client.request(
                    request.method, server.url + request.url.path, content=body, headers=headers
                )
            except httpx.TransportError:
                self.passed_over += 1
                continue
            if got.status_code != 503:
                await Response(got.content, got.status_code, media_type="application/json")(scope, receive, send)
                return
        await Response("nobody answers", 502)(scope, receive, send)


@contextmanager
def serving(app: Any) -> Iterator[str]:
    port = servers.free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables that name a real PostgreSQL and a real Chroma server."""
    with servers.postgres() as catalog, servers.chroma(tmp_path / "chroma") as chroma:
        yield {"YUANWEN_INDEX__CATALOG_URL": catalog, "YUANWEN_INDEX__CHROMA_URL": chroma}


def article(n: int) -> dict[str, Any]:
    text = f"海豚湾第{n}号天文台建成于{1900 + n}年，台长是欧阳木兰，主镜口径为{n + 0.5}米。此事由当地的报纸报道。"
    return {"id": f"dome-{n}", "title": f"海豚湾第{n}号天文台", "text": text}


def question(n: int) -> str:
    return f"海豚湾第{n}号天文台的主镜口径是多少米？"


def ask(url: str, text: str) -> dict[str, Any]:
    body = {"messages": [{"role": "user", "content": text}]}
    got = httpx.post(f"{url}/v1/chat/completions", json=body, timeout=60)
    got.raise_for_status()
    answer: dict[str, Any] = got.json()
    return answer


def cites(answer: dict[str, Any], n: int) -> bool:
    return any(c["article_id"] == f"dome-{n}" for c in answer["citations"])


def seconds_until_answered(server: Server, n: int, begun: float) -> float:
    """How long after ``begun`` a server answers from an article, asked again and again, up to far too long."""
    while time.monotonic() < begun + 10 * SOON:
        if cites(ask(server.url, question(n)), n):
            break
        time.sleep(0.02)
    return time.monotonic() - begun


class Load:
    """Readers who ask through the proxy one question after another."""

    def __init__(self, url: str, readers: int = 2) -> None:
        self._url, self._end, self._lock = url, Event(), Lock()
        self.times: list[float] = []
        self.failed: list[str] = []
        self._threads = [Thread(target=self._read, args=(n,)) for n in range(readers)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(90)

    def _read(self, seed: int) -> None:
        draw = random.Random(seed)
        while not self._end.is_set():
            begun = time.monotonic()
            try:
                answer = ask(self._url, f"{draw.choice(ASKED)}{'？' * draw.randint(0, 3)}")
                problem = "" if answer["grounded"] else "no answer"
            except httpx.HTTPError as error:
                problem = str(error)
            with self._lock:
                self.times.append(time.monotonic() - begun)
                self.failed += [problem] if problem else []
            time.sleep(0.1)


def add(server: Server, n: int, others: list[Server]) -> list[float]:
    """Add an article to one; the seconds after which each of the others answers from it."""
    got = httpx.post(f"{server.url}/v1/articles", json={"articles": [article(n)]}, timeout=60)
    got.raise_for_status()
    assert got.json()["added"] == [f"dome-{n}"]
    begun = time.monotonic()
    with ThreadPoolExecutor(len(others)) as pool:
        return list(pool.map(lambda s: seconds_until_answered(s, n, begun), others))


def write_until_killed(server: Server, numbers: range, acknowledged: list[int]) -> None:
    """Add articles one after another until the server is gone; what it acknowledged is entered."""
    for n in numbers:
        try:
            got = httpx.post(f"{server.url}/v1/articles", json={"articles": [article(n)]}, timeout=60)
        except httpx.TransportError:
            return
        acknowledged += [n] if got.is_success else []


def test_three_servers_answer_alike_while_one_dies_and_one_comes(tmp_path: Path, stores: dict[str, str]) -> None:
    with ExitStack() as stack:
        first = [Server(tmp_path / f"home-{n}", stores) for n in range(3)]
        late = Server(tmp_path / "home-late", stores)
        for server in [*first, late]:
            stack.callback(server.end)
        begun = time.monotonic()
        for server in first:  # all at once, on an empty database
            server.start()
        for server in first:
            server.wait()
        started = time.monotonic() - begun
        proxy = Proxy(list(first))
        url = stack.enter_context(serving(proxy))
        added, waited, acknowledged = [], [], []
        with Load(url) as load:
            for n in range(1, 7):
                waited += add(first[n % 3], n, [s for s in first if s is not first[n % 3]])
                added.append(n)
            victim = first[2]
            writer = Thread(target=write_until_killed, args=(victim, range(100, 200), acknowledged))
            writer.start()
            while len(acknowledged) < 3:
                time.sleep(0.05)
            assert victim.process is not None
            victim.process.kill()
            killed = time.monotonic()
            writer.join(60)
            proxy.behind = first[:2]
            waited += add(first[0], 50, [first[1]])  # the dead one's lock is free
            unlocked = time.monotonic() - killed
            late.start().wait()
            joined = time.monotonic() - killed
            proxy.behind = [*first[:2], late]
            waited += add(late, 51, first[:2])
            waited += add(first[1], 52, [late, first[0]])
            added += [50, 51, 52]
        _cut_every_connection(stores)
        for server in (*first[:2], late):
            for n in [*added, acknowledged[0], acknowledged[-1]]:
                assert cites(ask(server.url, question(n)), n), f"{server.home.name} does not answer from dome-{n}"
        listed = {frozenset(_ids(s)) for s in (*first[:2], late)}
        assert len(listed) == 1, "the servers list other articles"
        assert {f"dome-{n}" for n in [*added, *acknowledged]} <= next(iter(listed)), "something acknowledged is lost"
    figures = {
        "seconds until three servers were ready on an empty database": round(started, 1),
        "questions": len(load.times),
        "failed": len(load.failed),
        "median question, s": round(statistics.median(load.times), 3),
        "slowest question, s": round(max(load.times), 2),
        "requests sent elsewhere when one was killed": proxy.passed_over,
        "seconds until the others answered: median": round(statistics.median(waited), 2),
        "longest": round(max(waited), 2),
        "acknowledged by the one that was killed": len(acknowledged),
        "seconds from the kill to the next addition's answer": round(unlocked, 1),
        "seconds until the added server was ready": round(joined, 1),
    }
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    assert load.failed == [], load.failed[:3]
    assert len(load.times) > 50
    assert max(waited) < SOON
    for server in [*first, late]:  # the killed one's home too: what it had half done is mended
        checked = server.command("verify")
        assert (checked.returncode, checked.stdout) == (0, "all consistent\n"), checked.stderr[-2_000:]


def _ids(server: Server) -> list[str]:
    listed: dict[str, Any] = httpx.get(f"{server.url}/v1/articles", params={"limit": 100}, timeout=60).json()
    return [entry["id"] for entry in listed["data"]]


def _cut_every_connection(stores: dict[str, str]) -> None:
    """What a PostgreSQL that was started again does to those who were connected."""
    import psycopg

    with psycopg.connect(stores["YUANWEN_INDEX__CATALOG_URL"], autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'yuanwen'")


def test_a_store_that_goes_away_is_503_and_comes_back(tmp_path: Path) -> None:
    port = servers.free_port()
    with ExitStack() as stack:
        environment = {"YUANWEN_INDEX__CHROMA_URL": f"http://127.0.0.1:{port}"}
        server = Server(tmp_path / "home", environment)
        stack.callback(server.end)
        with servers.chroma(tmp_path / "chroma", port):
            server.start().wait()
            assert ask(server.url, ASKED[1])["grounded"]
        got = httpx.post(f"{server.url}/v1/search", json={"query": ASKED[0]}, timeout=60)
        assert got.status_code == 503 and got.headers["Retry-After"]
        assert str(port) not in got.text  # whoever asks need not know where the vectors are
        with servers.chroma(tmp_path / "chroma", port):
            assert ask(server.url, ASKED[0])["grounded"]
        assert f"the Chroma server http://127.0.0.1:{port} cannot be used" in (server.home / "log").read_text("utf-8")
