"""What the command line works on: the index here, or the server that holds it. Both speak the API's JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from index import Article, FolderInUseError, YuanwenError
from ui.api.keys import local_secret

if TYPE_CHECKING:
    import httpx

    from assistant import Assistant, Settings
    from index import Progress

Json = dict[str, Any]
_BATCH = 64  # articles a request: well under what the API takes


class Door(Protocol):
    """Somewhere requests of the API can be sent."""

    def send(self, method: str, path: str, body: Json | None = None) -> Json:
        """The answer's JSON.

        Raises:
            YuanwenError: the answer is an error; its message is the error's.
        """

    def add(self, articles: Iterable[Article], scope: str, progress: Progress | None) -> Json:
        """Add articles, taken one by one."""

    def remove(self, ids: Sequence[str]) -> Json:
        """Take articles out: the ids removed, and for the others why not."""

    def close(self) -> None:
        """Let go of whatever is held."""


class LocalDoor:
    """Answers in this process, with the API's own code and no socket."""

    def __init__(self, assistant: Assistant) -> None:
        from ui.app import build_app

        self._assistant = assistant
        self._app = build_app(assistant, page=False)

    def send(self, method: str, path: str, body: Json | None = None) -> Json:
        """The answer's JSON."""
        return asyncio.run(self._send(method, path, body))

    def add(self, articles: Iterable[Article], scope: str, progress: Progress | None) -> Json:
        """Add articles."""
        return asdict(self._assistant.index.update(articles, scope, progress=progress))

    def remove(self, ids: Sequence[str]) -> Json:
        """Take articles out."""
        return asdict(self._assistant.index.remove(ids))

    def close(self) -> None:
        """Close the assistant and give the folder back."""
        self._assistant.close()

    async def _send(self, method: str, path: str, body: Json | None) -> Json:
        import httpx

        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://yuanwen") as client:
            return _result(await client.request(method, path, json=body))


class ServerDoor:
    """Sends everything to a running server."""

    def __init__(self, url: str, secret: str = "") -> None:
        import httpx

        headers = {"Authorization": f"Bearer {secret}"} if secret else {}

        # No proxy and no other settings of the environment: the server is on this machine.
        self._client = httpx.Client(base_url=url, headers=headers, timeout=600, trust_env=False)

    def send(self, method: str, path: str, body: Json | None = None) -> Json:
        """The answer's JSON."""
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
            done = self.send("POST", "/v1/articles", body)
            for kind, found in report.items():
                found.update(done[kind]) if isinstance(found, dict) else found.extend(done[kind])
        return report

    def remove(self, ids: Sequence[str]) -> Json:
        """Take articles out."""
        report: Json = {"removed": [], "skipped": {}}
        for article_id in dict.fromkeys(ids):
            try:
                self.send("DELETE", f"/v1/articles/{quote(article_id, safe='')}")
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
    from assistant import open_assistant

    try:
        return LocalDoor(open_assistant(settings, progress))
    except FolderInUseError as error:
        if not error.url:
            raise
        return ServerDoor(error.url, local_secret(settings.home))
