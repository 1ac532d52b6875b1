"""Before anything is read: whether this client may, whether it is its turn, and whether the body is not too large."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from assistant.settings import ServerSettings
from ui.api.bodies import bounded, whole
from ui.api.errors import ApiError, answer_error
from ui.api.keys import Key, Scope, find_key
from ui.api.limits import Limits

_OPEN = frozenset({"/healthz", "/readyz"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_DOCUMENTS = ("/v1/articles", "/page/")
# What holds a place for as long as it is answered. The page's own questions hold theirs where they are worked on:
# the request that sends one is answered at once.
_WORK = ("/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/v1/search", "/mcp", *_DOCUMENTS)
_SENDS_WORK = ("/gradio_api/queue/join", "/gradio_api/call/")
_COUNTED = ("/v1/", "/mcp", "/page/", *_SENDS_WORK)
# What a reader sends that changes no document. Everything else is refused when read-only, whatever is added later.
_ASKING = ("/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/v1/search", "/v1/feedback", "/mcp")
_PAGE = "/gradio_api/"
_UPLOAD = "/gradio_api/upload"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the name limits are counted under, and whether requests are rationed."""

    name: str
    limited: bool


class Guard:
    """Lets requests in by host, key, share, turn and size. Without keys everybody may do everything."""

    def __init__(
        self,
        app: ASGIApp,
        settings: ServerSettings,
        keys: Sequence[Key],
        limits: Limits,
        own_names_only: bool = False,
    ) -> None:
        self._app = app
        self._settings = settings
        self._keys = tuple(keys)
        self._limits = limits
        self._own_names_only = own_names_only

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Serve one request, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        async with AsyncExitStack() as held:
            try:
                receive = await self._admit(scope, receive, held)
            except ApiError as error:
                await answer_error(error)(scope, receive, send)
                return
            await self._app(scope, receive, send)

    async def _admit(self, scope: Connection, receive: Receive, held: AsyncExitStack) -> Receive:
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        self._check_host(headers)
        if path in _OPEN:
            return receive
        self._check_origin(method, headers)
        caller = self._caller(scope, headers)
        scope.setdefault("state", {})["client"] = caller.name
        limit = self._limit(path)
        _check_length(headers, limit)
        if method in _SAFE:
            return bounded(receive, limit)
        self._check_changes(path)
        if caller.limited and path.startswith(_COUNTED):
            self._limits.shares.spend(caller.name)
        return await self._wait(caller, path, receive, held)

    async def _wait(self, caller: Caller, path: str, receive: Receive, held: AsyncExitStack) -> Receive:
        """Wait for the request's turn, where it needs one."""
        if path.startswith(_SENDS_WORK):
            self._limits.queue.check()
        if path.startswith(_DOCUMENTS):
            await held.enter_async_context(self._limits.turn(caller.name))
            return bounded(receive, self._limit(path))
        # Read before the turn comes: whoever sends slowly keeps nobody waiting.
        with self._limits.shares.hold(caller.name):
            receive = await whole(receive, self._limit(path))
        if path.startswith(_WORK):
            await held.enter_async_context(self._limits.turn(caller.name))
        return receive

    def _check_host(self, headers: Headers) -> None:
        """A page elsewhere may have its own name point at this machine: such a request carries that name."""
        host = headers.get("host", "")
        if self._own_names_only and not is_loopback(_hostname(host)):
            message = f"the host {host[:100]!r} is none of this server's names: use 127.0.0.1 or localhost"
            raise ApiError(400, message, code="invalid_host")

    def _check_origin(self, method: str, headers: Headers) -> None:
        """A page of another site must not make its reader's browser add or remove documents here."""
        origin = headers.get("origin")
        if method in _SAFE or origin is None or origin in self._settings.cors:
            return
        if _netloc(origin) != headers.get("host", "").lower():
            raise ApiError(403, "requests from this origin are not allowed: list it in server.cors", code="origin")

    def _check_changes(self, path: str) -> None:
        if path.startswith(_UPLOAD):
            raise ApiError(403, "nothing is uploaded here: POST /v1/articles adds documents", code="permission_denied")
        if self._settings.read_only and not path.startswith((*_ASKING, _PAGE)):
            message = "this server is read-only: documents cannot be added or removed"
            raise ApiError(403, message, code="permission_denied")

    def _caller(self, scope: Connection, headers: Headers) -> Caller:
        address = scope["client"][0] if scope.get("client") else "local"
        if not self._keys:
            return Caller(address, self._settings.read_only or not is_loopback(address))
        secret = secret_of(headers.get("authorization", ""))
        key = find_key(self._keys, secret) if secret else None
        if key is None:
            self._limits.shares.spend(f"stranger {address}")
            said = "Incorrect API key provided" if secret else "You didn't provide an API key"
            message, asks = f"{said}: send it as Authorization: Bearer KEY", _how_to_ask(scope["path"])
            raise ApiError(401, message, code="invalid_api_key", headers={"WWW-Authenticate": asks})
        needed = needed_scope(scope["method"], scope["path"])
        if not key.opens(needed):
            raise ApiError(403, f"the key {key.name!r} does not have the scope {needed!r}", code="missing_scope")
        return Caller(f"key {key.name}", limited=True)

    def _limit(self, path: str) -> int:
        return self._settings.max_body // (1 if path.startswith(_DOCUMENTS) else 10)


def _check_length(headers: Headers, limit: int) -> None:
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length[:20]) > limit:
        raise ApiError(413, f"the body has {int(length[:20]):,} bytes, the limit is {limit:,}", code="too_large")


def _how_to_ask(path: str) -> str:
    """A browser asks its reader for the key when a page needs one; a program is told in its own terms."""
    return "Bearer" if path.startswith(("/v1/", "/mcp")) else 'Basic realm="yuanwen", charset="UTF-8"'


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return "no address at all"


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def needed_scope(method: str, path: str) -> Scope:
    """What a request needs: asking and reading is one thing, adding another, the rest is the keeper's."""
    if path == "/metrics" or method == "DELETE":
        return "admin"
    return "add" if path.startswith(_DOCUMENTS) and method not in _SAFE else "ask"


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
