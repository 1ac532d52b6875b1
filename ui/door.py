"""What the command line works on: the index here, or the server that holds it. Both speak the API's JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import quote

from index.errors import YuanwenError
from index.store.lock import FolderInUseError
from ui.terminal import opening

if TYPE_CHECKING:
    import httpx
    from pydantic import BaseModel

    from assistant import Assistant, Settings
    from index import Article, Progress

Json = dict[str, Any]
_Request = TypeVar("_Request", bound="BaseModel")
_HERE = "http://yuanwen"  # what links are made with where no server has an address
_ALL = 10_000_000
_PAGE = 1_000  # the most the API gives at once
_BATCH = 64  # articles a request: well under what the API takes


class Door(Protocol):
    """Somewhere requests of the API can be sent."""

    def ask(self, body: Json, *, counted: bool) -> Json:
        """The answer to a ``/v1/chat/completions`` request; its ``usage`` may be missing unless ``counted``.

        Raises:
            YuanwenError: the answer is an error; its message is the error's. So with the others.
        """

    def search(self, body: Json) -> Json:
        """The passages for a ``/v1/search`` request."""

    def articles(self) -> Json:
        """Every article, without its text."""

    def add(self, articles: Iterable[Article], scope: str, progress: Progress | None) -> Json:
        """Add articles, taken one by one."""

    def remove(self, ids: Sequence[str]) -> Json:
        """Take articles out: the ids removed, and for the others why not."""

    def close(self) -> None:
        """Let go of whatever is held."""


class LocalDoor:
    """Answers in this process, with the API's own requests and answers but nothing of HTTP, which is slow to import."""

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

    def add(self, articles: Iterable[Article], scope: str, progress: Progress | None) -> Json:
        """Add articles."""
        return asdict(self._assistant.index.update(articles, scope, progress=progress))

    def remove(self, ids: Sequence[str]) -> Json:
        """Take articles out."""
        return asdict(self._assistant.index.remove(ids))

    def close(self) -> None:
        """Close the assistant and give the folder back."""
        self._assistant.close()


def _read(kind: type[_Request], body: Json) -> _Request:
    from pydantic import ValidationError

    from ui.api.errors import invalid_field

    try:
        return kind.model_validate(body)
    except ValidationError as error:
        raise YuanwenError(str(invalid_field(dict(error.errors()[0])))) from error


class ServerDoor:
    """Sends everything to a running server."""

    def __init__(self, url: str, secret: str = "") -> None:
        import httpx

        headers = {"Authorization": f"Bearer {secret}"} if secret else {}

        # No proxy and no other settings of the environment: the server is on this machine.
        self._client = httpx.Client(base_url=url, headers=headers, timeout=600, trust_env=False)

    def ask(self, body: Json, *, counted: bool) -> Json:  # noqa: ARG002
        """The answer to a request; a server counts always."""
        return self._send("POST", "/v1/chat/completions", body)

    def search(self, body: Json) -> Json:
        """The passages for a request."""
        return self._send("POST", "/v1/search", body)

    def articles(self) -> Json:
        """Every article, without its text."""
        listed: Json = {"object": "list", "data": []}
        after, more = "", True
        while more:
            page = self._send("GET", f"/v1/articles?limit={_PAGE}&after={quote(after, safe='')}")
            listed["data"] += page["data"]
            more = page["has_more"] and bool(page["data"])
            after = page["last_id"]
        return listed

    def _send(self, method: str, path: str, body: Json | None = None) -> Json:
        import httpx

        try:
            return _result(self._client.request(method, path, json=body))
        except httpx.HTTPError as error:
            raise YuanwenError(
                f"the server at {self._client.base_url} does not answer ({error}): restart it"
            ) from error

    def add(self, articles: Iterable[Article], scope: str, progress: Progress | None) -> Json:  # noqa: ARG002
        """Add articles in batches; the server embeds them, so there is no progress to follow."""
        report: Json = {"added": [], "changed": [], "unchanged": [], "skipped": {}, "near_duplicates": {}}
        taken = iter(articles)
        while batch := list(islice(taken, _BATCH)):
            body = {"articles": [asdict(a) for a in batch], "scope": scope}
            done = self._send("POST", "/v1/articles", body)
            for kind, found in report.items():
                found.update(done[kind]) if isinstance(found, dict) else found.extend(done[kind])
        return report

    def remove(self, ids: Sequence[str]) -> Json:
        """Take articles out."""
        report: Json = {"removed": [], "skipped": {}}
        for article_id in dict.fromkeys(ids):
            try:
                self._send("DELETE", f"/v1/articles/{quote(article_id, safe='')}")
                report["removed"].append(article_id)
            except YuanwenError as error:
                report["skipped"][article_id] = str(error)
        return report

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _result(response: httpx.Response) -> Json:
    data = response.json() if response.headers.get("content-type", "").startswith("application/json") else {}
    if response.is_error:
        message = data.get("error", {}).get("message") if isinstance(data, dict) else None
        raise YuanwenError(message or f"the server answered {response.status_code}")
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
