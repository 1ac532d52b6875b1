"""What the port answers while the index is still being opened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event

import httpx
import pytest
from fastapi import FastAPI

from ui.front import Front


class Stage:
    """An application that is built when the test says so, in the life of a server."""

    def __init__(self, error: Exception | None = None) -> None:
        self.go, self.error = Event(), error
        self.told: list[str] = []
        self.front = Front(self.build, lambda: self.told.append("ready"), lambda: self.told.append("failed"))
        self.said: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self.heard: asyncio.Queue[str] = asyncio.Queue()

    def build(self, check: Callable[[], None]) -> FastAPI:
        while not self.go.wait(0.01):
            check()
        if self.error is not None:
            raise self.error

        @asynccontextmanager
        async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
            self.told.append("lives")
            yield
            self.told.append("ends")

        app = FastAPI(lifespan=lifespan)
        app.add_api_route("/readyz", lambda: {"status": "ready"})
        return app

    @asynccontextmanager
    async def server(self) -> AsyncIterator[httpx.AsyncClient]:
        """The front as a server runs it: from startup to shutdown."""

        async def send(message: dict[str, str]) -> None:
            self.heard.put_nowait(message["type"])

        life = asyncio.create_task(self.front({"type": "lifespan"}, self.said.get, send))  # type: ignore[arg-type]
        self.said.put_nowait({"type": "lifespan.startup"})
        assert await self.heard.get() == "lifespan.startup.complete"
        transport = httpx.ASGITransport(self.front)
        async with httpx.AsyncClient(transport=transport, base_url="http://front") as client:
            yield client
        self.said.put_nowait({"type": "lifespan.shutdown"})
        assert await self.heard.get() == "lifespan.shutdown.complete"
        await life

    async def settled(self, word: str) -> None:
        """Wait until ``word`` was told."""
        async with asyncio.timeout(60):
            while word not in self.told:  # noqa: ASYNC110 - told from a plain function
                await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("path", "status"), [("/readyz", 503), ("/healthz", 200), ("/", 503), ("/v1/articles", 503), ("/docs", 503)]
)
async def test_it_answers_before_the_index_is_open(path: str, status: int) -> None:
    async with Stage().server() as client:
        answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["cache-control"] == "no-store"


async def test_the_api_says_so_in_openai_s_form_and_the_page_loads_itself_again() -> None:
    async with Stage().server() as client:
        error = (await client.post("/v1/chat/completions", json={})).json()["error"]
        page = await client.get("/")
    assert error["type"] == "server_error"
    assert "being opened" in error["message"]
    assert 'http-equiv="refresh"' in page.text


async def test_the_application_takes_over_and_lives_as_long_as_the_server() -> None:
    stage = Stage()
    async with stage.server() as client:
        assert (await client.get("/readyz")).status_code == 503
        stage.go.set()
        await stage.settled("ready")
        assert (await client.get("/readyz")).json() == {"status": "ready"}
        assert stage.told == ["lives", "ready"]
    assert stage.told == ["lives", "ready", "ends"]


async def test_what_goes_wrong_is_kept_for_the_one_who_started_it() -> None:
    stage = Stage(ValueError("the index is in use"))
    async with stage.server() as client:
        stage.go.set()
        await stage.settled("failed")
        assert (await client.get("/readyz")).status_code == 503
    assert stage.front.failed is stage.error
    assert "ready" not in stage.told


async def test_a_server_that_stops_first_does_not_wait_for_the_index() -> None:
    stage = Stage()
    async with stage.server():
        pass  # the build never ends by itself: only its check can end it
    assert stage.front.failed is None
    assert stage.told == []
