"""Before anything is read: whether this client may, whether it is its turn, and whether the body is not too large."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Connection

from assistant.settings import ServerSettings
from ui.api.errors import ApiError, error_object
from ui.api.keys import Key, Scope, find_key
from ui.api.limits import Queue, Shares, TooManyError
from ui.api.observed import Measures

_OPEN = frozenset({"/healthz", "/readyz"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_WORK = ("/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/v1/search", "/v1/articles", "/mcp")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the name limits are counted under, and whether they are."""

    name: str
    limited: bool


class Guard:
    """Lets requests in by key, share, turn and size. Without keys everybody may do everything."""

    def __init__(self, app: ASGIApp, settings: ServerSettings, keys: Sequence[Key], measures: Measures) -> None:
        self._app = app
        self._keys = tuple(keys)
        self._origins = frozenset(settings.cors)
        self._max_body = settings.max_body
        self._queue = Queue(settings.answers, settings.queue, measures)
        self._shares = Shares(settings.rate, settings.each)

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Serve one request, or say why not."""
        if scope["type"] != "http" or scope["path"] in _OPEN:
            await self._app(scope, receive, send)
            return
        async with AsyncExitStack() as held:
            try:
                await self._admit(scope, held)
            except (ApiError, TooManyError) as error:
                await _refusal(error, scope)(scope, receive, send)
                return
            await self._app(scope, _bounded(receive, self._limit(scope["path"])), send)

    async def _admit(self, scope: Connection, held: AsyncExitStack) -> None:
        headers = Headers(scope=scope)
        self._check_origin(scope["method"], headers)
        caller = self._caller(scope, headers)
        self._check_length(scope["path"], headers)
        if scope["method"] in _SAFE or not scope["path"].startswith(_WORK):
            return
        if caller.limited:
            self._shares.spend(caller.name)
        held.enter_context(self._shares.hold(caller.name))
        await held.enter_async_context(self._queue.turn())

    def _check_origin(self, method: str, headers: Headers) -> None:
        """A page of another site must not make its reader's browser add or remove documents here."""
        origin = headers.get("origin")
        if method in _SAFE or origin is None or origin in self._origins:
            return
        if urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
            raise ApiError(403, "requests from this origin are not allowed: list it in server.cors", code="origin")

    def _caller(self, scope: Connection, headers: Headers) -> Caller:
        address = scope["client"][0] if scope.get("client") else "local"
        if not self._keys:
            return Caller(address, not is_loopback(address))
        secret = secret_of(headers.get("authorization", ""))
        key = find_key(self._keys, secret) if secret else None
        if key is None:
            self._shares.spend(f"stranger {address}")
            said = "Incorrect API key provided" if secret else "You didn't provide an API key"
            raise ApiError(401, f"{said}: send it as Authorization: Bearer KEY", code="invalid_api_key")
        needed = needed_scope(scope["method"], scope["path"])
        if not key.opens(needed):
            raise ApiError(403, f"the key {key.name!r} does not have the scope {needed!r}", code="missing_scope")
        return Caller(f"key {key.name}", limited=True)

    def _limit(self, path: str) -> int:
        documents = path.startswith("/v1/articles") or not path.startswith(_WORK)
        return self._max_body if documents else self._max_body // 10

    def _check_length(self, path: str, headers: Headers) -> None:
        length, limit = headers.get("content-length", "0"), self._limit(path)
        if length.isdecimal() and int(length[:20]) > limit:
            raise ApiError(413, f"the body has {int(length[:20]):,} bytes, the limit is {limit:,}", code="too_large")


def needed_scope(method: str, path: str) -> Scope:
    """What a request needs: asking and reading is one thing, adding another, the rest is the keeper's."""
    if path == "/metrics" or method == "DELETE":
        return "admin"
    return "add" if path.startswith(("/v1/articles", "/page/")) and method not in _SAFE else "ask"


def secret_of(authorization: str) -> str:
    """The key of a Bearer header, or the password of a Basic one: what a browser sends once it has asked for it."""
    kind, _, value = authorization.partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, UnicodeError, ValueError):
        return ""


def is_loopback(host: str) -> bool:
    """Whether only this machine can be at the address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _bounded(receive: Receive, limit: int) -> Receive:
    """The body's parts, until they are more than ``limit`` bytes: a chunked body does not say its length before."""
    taken = 0

    async def receive_bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, f"the body is larger than {limit:,} bytes")
        return message

    return receive_bounded


def _refusal(error: ApiError | TooManyError, scope: Connection) -> JSONResponse:
    if isinstance(error, TooManyError):
        kind = "rate_limit_exceeded" if error.status == 429 else "overloaded"
        content = error_object(error.status, str(error), code=kind)
        return JSONResponse(content, error.status, {"Retry-After": str(error.retry_after)})
    headers = {}
    if error.status == 401:
        # A browser asks its reader for the key when a page needs one; a program is told in its own terms.
        asks = not scope["path"].startswith(("/v1/", "/mcp"))
        headers["WWW-Authenticate"] = 'Basic realm="yuanwen", charset="UTF-8"' if asks else "Bearer"
    return JSONResponse(error_object(error.status, str(error), error.param, error.code), error.status, headers)
