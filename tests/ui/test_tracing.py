"""Spans as an exporter gets them, from real requests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from assistant.stages import Stopwatch
from index import YuanwenError
from tests.ui.conftest import ROOT
from ui.tracing import Tracing, open_tracing, trace_to

if TYPE_CHECKING:
    from assistant import Assistant

pytest.importorskip("opentelemetry.sdk.trace", reason="opentelemetry-sdk is not installed")

QUESTION = "悟道2.0有多少参数？"
CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def spans() -> Iterator[tuple[Tracing, Any]]:
    """A tracing, and a function that gives the spans it has made so far."""
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    tracing = trace_to(exporter)

    def made() -> list[Any]:
        tracing.flush()
        return list(exporter.get_finished_spans())

    yield tracing, made
    tracing.close()


async def ask(assistant: Assistant, tracing: Tracing, question: str, **headers: str) -> httpx.Response:
    from ui.app import build_app

    transport = httpx.ASGITransport(build_app(assistant, page=False, tracing=tracing), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        body = {"messages": [{"role": "user", "content": question}]}
        return await client.post("/v1/chat/completions", json=body, headers=headers)


async def test_a_request_s_trace_has_its_answer_and_the_stages(
    assistant: Assistant, spans: tuple[Tracing, Any]
) -> None:
    tracing, made = spans
    response = await ask(assistant, tracing, f"想知道，{QUESTION}", traceparent=CALLER)
    named = {span.name: span for span in made()}
    assert set(named) == {"POST /v1/chat/completions", "answer", "condense", "retrieve", "write", "verify"}
    request, answer = named["POST /v1/chat/completions"], named["answer"]
    assert f"{request.context.trace_id:032x}" == CALLER.split("-")[1], "part of the caller's trace"
    assert f"{request.parent.span_id:016x}" == CALLER.split("-")[2]
    assert answer.parent.span_id == request.context.span_id
    for stage in ("condense", "retrieve", "write", "verify"):
        assert named[stage].parent.span_id == answer.context.span_id
        assert answer.start_time <= named[stage].start_time <= named[stage].end_time <= answer.end_time
    assert request.attributes["http.response.status_code"] == 200
    assert request.attributes["yuanwen.request_id"] == response.headers["x-request-id"]
    assert (answer.attributes["yuanwen.mode"], answer.attributes["yuanwen.grounded"]) == ("quote", True)
    assert request.resource.attributes["service.name"] == "yuanwen"


async def test_no_span_holds_what_was_asked_or_found(assistant: Assistant, spans: tuple[Tracing, Any]) -> None:
    tracing, made = spans
    response = await ask(assistant, tracing, QUESTION, authorization="Bearer secret-of-mine")
    kept = " ".join(span.to_json() for span in made())
    kept += kept.encode().decode("unicode_escape", "ignore")
    quote = response.json()["citations"][0]["quote"]
    for text in (QUESTION, quote, "1.75", "secret-of-mine"):
        assert text not in kept


async def test_a_refused_question_has_a_request_and_no_answer(assistant: Assistant, spans: tuple[Tracing, Any]) -> None:
    tracing, made = spans
    assert (await ask(assistant, tracing, "")).status_code == 400
    [request] = made()
    assert request.attributes["http.response.status_code"] == 400


def test_an_answer_that_failed_shows_how_far_it_came(spans: tuple[Tracing, Any]) -> None:
    tracing, made = spans
    watch = Stopwatch()
    with watch.during("condense"):
        pass
    tracing.begin().end(watch, None)
    named = {span.name: span for span in made()}
    assert set(named) == {"answer", "condense"}
    assert named["answer"].attributes["yuanwen.finished"] is False


def test_nothing_is_imported_for_nobody() -> None:
    code = "import sys, ui.tracing; t = ui.tracing.open_tracing(wanted=False); t.close(); "
    code += "assert not [m for m in sys.modules if m.startswith('opentelemetry')]"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    # None in sys.modules is how Python itself marks what cannot be imported.
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(YuanwenError, match=r"yuanwen\[otel\]"):
        open_tracing(wanted=True)
