"""A request's number, a line in the log and the counts: never a question, a document or a key."""

from __future__ import annotations

import json
import logging
import re
import uuid
from time import perf_counter

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("yuanwen.requests")

_GIVEN_ID = re.compile(r"[\w.-]{1,128}", re.ASCII)
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


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
        self.running = Gauge("yuanwen_answering", "Requests being worked on.", registry=own)
        self.waiting = Gauge("yuanwen_waiting", "Requests waiting for their turn.", registry=own)
        self._articles = Gauge("yuanwen_articles", "Articles in the index.", registry=own)
        self._passages = Gauge("yuanwen_passages", "Passages in the index.", registry=own)

    def count(self, method: str, route: str, status: int, seconds: float, timings: dict[str, float]) -> None:
        """Add one finished request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        for stage, spent in timings.items():
            self._stages.labels(stage).observe(spent)

    def exposition(self, articles: int, passages: int) -> bytes:
        """Everything in Prometheus' text form."""
        self._articles.set(articles)
        self._passages.set(passages)
        return generate_latest(self._registry)


class Observed:
    """Gives each request an id, which the answer's ``X-Request-Id`` repeats, and records how it went."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else f"req_{uuid.uuid4().hex}"
        state = scope.setdefault("state", {})
        state["timings"] = {}
        started, status = perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            self._record(scope, request_id, status, perf_counter() - started)

    def _record(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        # The route's pattern, not the path: an address may hold an article's name, and anything a stranger types.
        route = getattr(scope.get("route"), "path", "") or "other"
        timings: dict[str, float] = scope["state"]["timings"]
        self._measures.count(_method(scope), route, status, seconds, timings)
        line = {"request": request_id, "method": _method(scope), "route": route, "status": status}
        line |= {"seconds": round(seconds, 4), "stages": {k: round(v, 4) for k, v in timings.items()}}
        log.info("%s", json.dumps(line))


def _method(scope: Scope) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"
