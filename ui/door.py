"""What the command line works on: the index here, or the server that holds it. Both speak the API's JSON."""

from __future__ import annotations

import asyncio
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import quote

from index.errors import YuanwenError
from index.store.lock import FolderInUseError
from ui.terminal import opening

if TYPE_CHECKING:
    import httpx
    from fastapi import FastAPI
    from pydantic import BaseModel

    from assistant import Assistant, Settings
    from index import Progress

Json = dict[str, Any]
_Request = TypeVar("_Request", bound="BaseModel")
_HERE = "http://yuanwen"  # what links are made with where no server has an address
_ALL = 10_000_000
_PAGE = 1_000  # the most the API gives at once
_OF_CONTENT = (400, 404, 413, 422)
_BUSY, _PATIENCE = (429, 503), 60  # tries after being told to wait


class RefusedError(YuanwenError):
    """The request was understood and refused for what it holds; another may well be taken."""


class Door(Protocol):
    """Somewhere requests of the API can be sent."""

    def send(self, method: str, path: str, body: Json | None = None) -> Json:
        """The answer's JSON.

        Raises:
            YuanwenError: the answer is an error; its message is the error's.
        """

    def ask(self, body: Json, *, counted: bool) -> Json:
        """The answer to a ``/v1/chat/completions`` request; its ``usage`` may be missing unless ``counted``."""

    def search(self, body: Json) -> Json:
        """The passages for a ``/v1/search`` request."""

    def articles(self) -> Json:
        """Every article, without its text."""

    def close(self) -> None:
        """Let go of whatever is held."""


class LocalDoor:
    """Answers in this process, with the API's own code and no socket.

    What is asked most does without HTTP altogether: its libraries took a third of the time of a command.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(self, body: Json, *, counted: bool) -> Json:
        """The answer to a request."""
        from ui.api.chat_request import ChatRequest
        from ui.api.exchange import Exchange

        request = _read(ChatRequest, body)
        question, history = request.conversation()
        exchange = Exchange(self._assistant, request, _HERE)
        return exchange.whole(asyncio.run(self._assistant.ask(question, history, exchange.where)), counted=counted)

    def search(self, body: Json) -> Json:
        """The passages for a request."""
        from ui.api.search import SearchRequest, passages_for

        return passages_for(self._assistant.index, _read(SearchRequest, body), _HERE)

    def articles(self) -> Json:
        """Every article, without its text."""
        from ui.api.wire import entries_json

        return entries_json(self._assistant.index, _ALL)

    def send(self, method: str, path: str, body: Json | None = None) -> Json:
        """The answer's JSON."""
        return asyncio.run(self._send(method, path, body))

    def close(self) -> None:
        """Close the assistant and give the folder back."""
        self._assistant.close()

    @cached_property
    def _app(self) -> FastAPI:
        from ui.app import build_app

        return build_app(self._assistant, page=False)

    async def _send(self, method: str, path: str, body: Json | None) -> Json:
        import httpx

        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=_HERE) as client:
            return _result(await client.request(method, path, json=body))


def _read(kind: type[_Request], body: Json) -> _Request:
    from pydantic import ValidationError

    from ui.api.errors import invalid_field

    try:
        return kind.model_validate(body)
    except ValidationError as error:
        raise RefusedError(str(invalid_field(dict(error.errors()[0])))) from error


class ServerDoor:
    """Sends everything to a running server."""

    def __init__(self, url: str, secret: str = "") -> None:
        import httpx

        headers = {"Authorization": f"Bearer {secret}"} if secret else {}

        # No proxy and no other settings of the environment: the server is on this machine. It may embed for long.
        timeout = httpx.Timeout(10, read=None)
        self._client = httpx.Client(base_url=url, headers=headers, timeout=timeout, trust_env=False)

    def send(self, method: str, path: str, body: Json | None = None) -> Json:
        """The answer's JSON; where the server says that it is busy, once it is not."""
        import httpx

        try:
            response = self._client.request(method, path, json=body)
            for _ in range(_PATIENCE):
                if response.status_code not in _BUSY or "retry-after" not in response.headers:
                    break
                time.sleep(float(response.headers["retry-after"]))
                response = self._client.request(method, path, json=body)
            return _result(response)
        except httpx.HTTPError as error:
            raise YuanwenError(
                f"the server at {self._client.base_url} does not answer ({error}): restart it"
            ) from error

    def ask(self, body: Json, *, counted: bool) -> Json:  # noqa: ARG002
        """The answer to a request; a server counts always."""
        return self.send("POST", "/v1/chat/completions", body)

    def search(self, body: Json) -> Json:
        """The passages for a request."""
        return self.send("POST", "/v1/search", body)

    def articles(self) -> Json:
        """Every article, without its text."""
        listed: Json = {"object": "list", "data": []}
        after, more = "", True
        while more:
            page = self.send("GET", f"/v1/articles?limit={_PAGE}&after={quote(after, safe='')}")
            listed["data"] += page["data"]
            after, more = page["last_id"], page["has_more"]
        return listed

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _result(response: httpx.Response) -> Json:
    data = response.json() if response.headers.get("content-type", "").startswith("application/json") else {}
    if response.is_error:
        message = data.get("error", {}).get("message") if isinstance(data, dict) else None
        kind = RefusedError if response.status_code in _OF_CONTENT else YuanwenError
        raise kind(message or f"the server answered {response.status_code}")
    return dict(data)


def open_door(settings: Settings, progress: Progress | None = None) -> Door:
    """The index here, or, where a server holds it, that server.

    Raises:
        YuanwenError: the index cannot be opened, or another process that serves nothing holds it.
    """
    try:
        with opening():
            from assistant import open_assistant

            return LocalDoor(open_assistant(settings, progress))
    except FolderInUseError as error:
        if not error.url:
            raise
        from ui.api.keys import local_secret

        return ServerDoor(error.url, local_secret(settings.home))
