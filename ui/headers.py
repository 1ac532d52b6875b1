"""Headers that keep a page to itself: no foreign script, image or frame."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The chat page's framework builds its scripts and styles inline; the article pages need neither.
_CHAT = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "frame-ancestors 'self'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
_ARTICLE = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'"
)


class SecurityHeaders:
    """Adds the headers to every response, without holding streams back. Pages of ``embed`` may frame ours."""

    def __init__(self, app: ASGIApp, embed: Sequence[str] = ()) -> None:
        self._app = app
        ancestors = " ".join(["frame-ancestors 'self'", *embed])
        self._chat = _CHAT.replace("frame-ancestors 'self'", ancestors)
        self._article = _ARTICLE.replace("frame-ancestors 'self'", ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = self._article if scope["path"].startswith("/articles/") else self._chat

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
            await send(message)

        await self._app(scope, receive, send_with_headers)
