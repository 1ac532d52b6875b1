"""A server for everybody: nothing can be added or removed, and nobody takes more than a fair share."""

from __future__ import annotations

import time
from collections import OrderedDict, deque

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

# What a reader sends that changes no document. Everything else that is not reading is refused, whatever is added later.
_ASKING = ("/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/v1/search", "/v1/feedback", "/gradio_api/")
_NOT_ASKING = ("/gradio_api/upload",)
# Of the page's own requests only this one starts work.
_COUNTED = ("/v1/", "/gradio_api/queue/join")
_READING = ("GET", "HEAD", "OPTIONS")
_MOST_READERS = 10_000


class PublicLimits:
    """Refuses what changes documents (403) and what comes too often from one address (429).

    The limit is a sliding log: at most ``per_minute`` questions in any 60 seconds. Behind a proxy the address is the
    one it forwards, as far as uvicorn trusts it.
    """

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self._app = app
        self._per_minute = per_minute
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http" or scope["method"] in _READING:
            await self._app(scope, receive, send)
        elif not _is_asking(scope["path"]):
            await _refusal(403, "this server is read-only: documents cannot be added or removed")(scope, receive, send)
        elif wait := self._wait(scope):
            why = f"more than {self._per_minute} requests in a minute: try again in {wait} seconds"
            await _refusal(429, why, {"Retry-After": str(wait)})(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _wait(self, scope: Scope) -> int:
        """Whole seconds until this address may ask again; 0 is now, and counts as asked."""
        if not scope["path"].startswith(_COUNTED):
            return 0
        address, now = (scope.get("client") or ("",))[0], time.monotonic()
        asked = self._asked.setdefault(address, deque())
        self._asked.move_to_end(address)
        if len(self._asked) > _MOST_READERS:
            self._asked.popitem(last=False)
        while asked and now - asked[0] >= 60:
            asked.popleft()
        if len(asked) >= self._per_minute:
            return max(1, round(60 - (now - asked[0])))
        asked.append(now)
        return 0


def _is_asking(path: str) -> bool:
    return path.startswith(_ASKING) and not path.startswith(_NOT_ASKING)


def _refusal(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    kind = "rate_limit_exceeded" if status == 429 else "permission_denied"
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": kind}
    return JSONResponse({"error": error}, status_code=status, headers=headers)
