"""A request's number, a line in the log and the counts: never a question, a document or a key."""

from __future__ import annotations

import json
import logging
import re
import uuid
from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING, Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import Answer
from ui.tracing import Tracing

if TYPE_CHECKING:
    from opentelemetry.trace import Span

log = logging.getLogger("yuanwen.requests")

_GIVEN_ID = re.compile(r"[\w.-]{1,128}", re.ASCII)
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
# Seconds by stage of the request being served, for its line in the log.
_stages: ContextVar[dict[str, float] | None] = ContextVar("stages", default=None)


class Measures:
    """What one application has done since it started."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        own = self._registry
        self._requests = Counter("yuanwen_requests", "Requests answered.", ["method", "route", "status"], registry=own)
        self._seconds = Histogram(
            "yuanwen_request_seconds", "Seconds from request to last byte.", ["route"], buckets=_BUCKETS, registry=own
        )
        self._stages = Histogram(
            "yuanwen_stage_seconds", "Seconds by stage of an answer.", ["stage"], buckets=_BUCKETS, registry=own
        )
        self._answers = Counter("yuanwen_answers", "Answers given.", ["mode", "grounded"], registry=own)
        self.running = Gauge("yuanwen_answering", "Requests being worked on.", registry=own)
        self.waiting = Gauge("yuanwen_waiting", "Requests waiting for their turn.", registry=own)
        self._articles = Gauge("yuanwen_articles", "Articles in the index.", registry=own)
        self._passages = Gauge("yuanwen_passages", "Passages in the index.", registry=own)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Add one finished request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """Add one finished answer, however it was asked for."""
        self._answers.labels(answer.mode, str(answer.grounded).lower()).inc()
        for stage, spent in answer.timings.items():
            self._stages.labels(stage).observe(spent)
        serving = _stages.get()
        if serving is not None:
            serving.update(answer.timings)

    def exposition(self, articles: int, passages: int) -> bytes:
        """Everything in Prometheus' text form."""
        self._articles.set(articles)
        self._passages.set(passages)
        return generate_latest(self._registry)


class Observed:
    """Gives each request an id, which the answer's ``X-Request-Id`` repeats, and records how it went."""

    def __init__(self, app: ASGIApp, measures: Measures, tracing: Tracing) -> None:
        self._app = app
        self._measures = measures
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else f"req_{uuid.uuid4().hex}"
        started, status = perf_counter(), 500
        stages: dict[str, float] = {}
        before = _stages.set(stages)

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        with self._tracing.request(headers) as span:
            try:
                await self._app(scope, receive, send_with_id)
            finally:
                _stages.reset(before)
                # The route's pattern, not the path: an address may hold an article's name, and what a stranger types.
                route = getattr(scope.get("route"), "path", "") or "other"
                line = {"request": request_id, "method": _method(scope), "route": route, "status": status}
                self._record(line, perf_counter() - started, stages, span)

    def _record(self, line: dict[str, Any], seconds: float, stages: dict[str, float], span: Span | None) -> None:
        method, route, status = line["method"], line["route"], line["status"]
        self._measures.count(method, route, status, seconds)
        line |= {"seconds": round(seconds, 4), "stages": {k: round(v, 4) for k, v in stages.items()}}
        log.info("%s", json.dumps(line))
        if span is not None:
            span.update_name(f"{method} {route}")
            names = ("yuanwen.request_id", "http.request.method", "http.route", "http.response.status_code")
            span.set_attributes(dict(zip(names, (line["request"], method, route, status), strict=True)))


def _method(scope: Scope) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"
