"""``HEAD`` wherever there is ``GET``: what watches a server often asks so, and FastAPI's routes do not take it."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streams that may never end.
_NOT = ("/gradio_api/", "/mcp")


class Heads:
    """Answers ``HEAD`` with the headers that ``GET`` would have."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"].startswith(_NOT):
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, send_without_body)
