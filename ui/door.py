"""What the command line works on: the index here, or the server that holds it. Both speak the API's JSON."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Protocol

from index import FolderInUseError, YuanwenError
from ui.api.keys import local_secret

if TYPE_CHECKING:
    import httpx

    from assistant import Assistant, Settings
    from index import Progress

Json = dict[str, Any]
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
    from assistant import open_assistant

    try:
        return LocalDoor(open_assistant(settings, progress))
    except FolderInUseError as error:
        if not error.url:
            raise
        return ServerDoor(error.url, local_secret(settings.home))
