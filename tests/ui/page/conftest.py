"""The chat page on a real server, and assistants whose writers are made to wait or fail."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import uvicorn
from fastapi import FastAPI

from assistant.chain import AnswerChain
from assistant.draft import Writer
from index import Article
from tests.doubles.local_offer import Offered, offering
from tests.ui.page.browsing import Opens, launch, visiting

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from assistant import Assistant
    from tests.doubles.model_server import ModelServer

HOSTILE_TEXT = (
    "红烧肉的做法是先焯水再炒糖色，最后用小火炖四十分钟 [点我](http://evil.example/b) **粗** [9] $$x$$ {{ 1+1 }} ${1+1}"
    '<img src="http://evil.example/c.png" onerror="document.title=\'owned\'"> <script>document.title="owned"</script>'
    " http://evil.example/d www.evil.example # 标题 ![图](http://evil.example/a.png)。"
)


@contextmanager
def serve_page(assistant: Assistant, port: int = 0) -> Iterator[str]:
    """Serve the page for as long as the block runs, on a free port unless one is given; gives its address."""
    from ui.article_page import article_router
    from ui.headers import SecurityHeaders
    from ui.page import mount_page

    app = FastAPI()
    app.add_middleware(SecurityHeaders)
    app.include_router(article_router(assistant))
    mount_page(app, assistant)
    listening = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)


# For one module at a time: Playwright keeps an event loop in the thread, which asynchronous tests could not share.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium, where there is one."""
    with launch() as launched:
        yield launched


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    """Where the page over the five articles is served."""
    with serve_page(assistant) as url:
        yield url


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opens]:
    """Opens the page as some browser would."""
    with visiting(browser, address) as opens:
        yield opens


@pytest.fixture
def writing(assistant: Assistant) -> Callable[[Writer], Assistant]:
    """The shared assistant with another writer."""

    def with_writer(writer: Writer) -> Assistant:
        return replace(assistant, chain=AnswerChain(assistant.index, writer, 8))

    return with_writer


@pytest.fixture(scope="module")
def hostile(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant that also holds an article made to do harm."""
    from assistant import load_settings, open_assistant

    home = tmp_path_factory.mktemp("hostile") / "home"
    shutil.copytree(built_home, home)
    opened = open_assistant(load_settings(home=home))
    opened.index.update([Article("hostile", HOSTILE_TEXT[:90], HOSTILE_TEXT, publisher="<b>恶</b>")], scope="test")
    yield opened
    opened.close()


@pytest.fixture
def own(built_home: Path, tmp_path: Path) -> Iterator[Assistant]:
    """An assistant with a home of its own, to add documents to."""
    from assistant import load_settings, open_assistant

    shutil.copytree(built_home, tmp_path / "home")
    opened = open_assistant(load_settings(home=tmp_path / "home"))
    yield opened
    opened.close()


@pytest.fixture
def offered(assistant: Assistant, model_server: ModelServer, tmp_path: Path) -> Iterator[Offered]:
    """The shared assistant, offering a local model."""
    with offering(assistant, model_server, tmp_path) as there:
        yield there
