"""The page's questions pass what the API's pass: one ration and one queue."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from gradio_client import Client

from assistant.chain import AnswerChain
from assistant.settings import ServerSettings
from tests.doubles.writers import PatientWriter
from tests.ui.conftest import served

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "悟道2.0有多少参数？"
BODY = {"messages": [{"role": "user", "content": QUESTION}]}
JOINING = {"data": [QUESTION], "fn_index": 0, "session_hash": "x"}

Serve = Callable[..., Any]


@pytest.fixture
def serve(assistant: Assistant) -> Serve:
    """Serves the page and the API with other settings and, unless told otherwise, a writer that never ends."""
    from ui.app import build_app

    @contextmanager
    def start(**server: Any) -> Iterator[str]:
        settings = assistant.settings.model_copy(update={"server": ServerSettings(**server)})
        chain = AnswerChain(assistant.index, PatientWriter(), 4)
        with served(build_app(replace(assistant, settings=settings, chain=chain))) as url:
            yield url

    return start


def post(url: str, path: str, body: dict[str, Any]) -> httpx.Response:
    return httpx.post(f"{url}{path}", json=body, trust_env=False, timeout=60)


def answering(url: str) -> int:
    """How many requests are being worked on."""
    lines = httpx.get(f"{url}/metrics", trust_env=False, timeout=60).text.splitlines()
    return int(float(next(line for line in lines if line.startswith("yuanwen_answering ")).split()[1]))


def wait_until_answering(url: str) -> None:
    pause = threading.Event()
    for _ in range(300):
        if answering(url):
            return
        pause.wait(0.1)
    raise AssertionError("no question was taken up")


@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/call/ask"])
def test_a_full_server_says_so_to_the_page(serve: Serve, path: str) -> None:
    streamed = {**BODY, "stream": True}
    with (
        serve(answers=1, queue=0) as url,
        httpx.stream("POST", f"{url}/v1/chat/completions", json=streamed, trust_env=False, timeout=60) as held,
    ):
        lines = held.iter_lines()  # kept: once it is gone, the connection is
        next(lines)
        refused = post(url, path, JOINING)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert refused.json()["error"]["code"] == "overloaded"


def test_a_question_of_the_page_holds_a_place_and_gives_it_back(serve: Serve) -> None:
    with serve(answers=1, queue=0) as url:
        page = Client(url, verbose=False)
        job = page.submit(QUESTION, api_name="/ask")
        wait_until_answering(url)
        refused = post(url, "/v1/chat/completions", BODY)
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        job.cancel()
        page.close()


def test_one_client_s_questions_under_way_are_counted_together(serve: Serve) -> None:
    with serve(each=1) as url:
        page = Client(url, verbose=False)
        job = page.submit(QUESTION, api_name="/ask")
        wait_until_answering(url)
        assert post(url, "/v1/chat/completions", BODY).status_code == 429
        assert post(url, "/gradio_api/call/ask", JOINING).status_code == 429
        job.cancel()
        page.close()


def test_the_page_s_requests_are_rationed_with_the_api_s(serve: Serve) -> None:
    with serve(read_only=True, rate=2) as url:
        assert post(url, "/v1/search", {"query": "北京"}).status_code == 200
        assert post(url, "/gradio_api/call/ask", {"data": [""]}).status_code == 200
        for path in ("/gradio_api/call/ask", "/gradio_api/queue/join", "/v1/search"):
            refused = post(url, path, JOINING)
            assert refused.status_code == 429, path
            assert refused.headers["retry-after"]
            assert refused.json()["error"]["code"] == "rate_limit_exceeded"
        for path in ("/gradio_api/run/ask", "/gradio_api/api/ask"):
            assert post(url, path, JOINING).status_code == 404, "there is no way around"
