"""``/mcp``: the same questions, passages and articles for programs that speak the Model Context Protocol."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from assistant import InvalidQuestionError
from assistant.question import check_question
from ui.api.errors import ApiError
from ui.api.wire import answer_fields, article_json, passage_json
from ui.desk import Desk

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

_INSTRUCTIONS = (
    "Answers from a collection of documents. Every sentence of an answer ends in markers [n]; citations[n-1] is the "
    "source sentence it rests on, at [start, end) in code points of the article's text."
)
_LONGEST = 50_000


def build_mcp(desk: Desk) -> MCPServer:
    """The server with its three tools."""
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError

    with _logging_as_it_was():
        server = MCPServer("yuanwen", title="Yuanwen 原文", instructions=_INSTRUCTIONS, version=version("yuanwen"))

    @server.tool()
    async def ask(question: str) -> dict[str, Any]:
        """Answer a question from the documents, each sentence with the source sentence it rests on, or refuse."""
        try:
            answer = await desk.ask(question)
        except InvalidQuestionError as error:
            raise ToolError(str(error)) from error
        fields = answer_fields(answer, "", {})
        return {"answer": answer.text, **{name: fields[name] for name in ("grounded", "citations", "yuanwen")}}

    @server.tool()
    async def search(query: str, top_k: Annotated[int, Field(ge=1, le=50)] = 5) -> dict[str, Any]:
        """Find the passages of the documents that fit a question, best first."""
        try:
            found = await run_in_threadpool(desk.index.search, check_question(query), top_k)
        except InvalidQuestionError as error:
            raise ToolError(str(error)) from error
        return {"passages": [passage_json(p, "") for p in found]}

    @server.tool()
    async def read_article(
        article_id: str, start: Annotated[int, Field(ge=0)] = 0, end: Annotated[int, Field(ge=0)] | None = None
    ) -> dict[str, Any]:
        """Read an article's text, whole or from start to end, at most 50,000 characters at a time."""
        article = await run_in_threadpool(desk.index.article, article_id)
        if article is None:
            raise ToolError(f"there is no article {article_id[:200]!r}: search names the articles")
        stop = min(len(article.text) if end is None else end, start + _LONGEST)
        return {**article_json(article, whole=False), "start": start, "end": stop, "text": article.text[start:stop]}

    return server


async def _post_only(request: Request) -> Response:
    message = f"Method not allowed: {request.method} /mcp"
    raise ApiError(405, message, code="method_not_allowed", headers={"Allow": "POST"})


@contextmanager
def _logging_as_it_was() -> Iterator[None]:
    """Making the server sets up logging for the whole process, which is not a library's to do."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def add_mcp(app: FastAPI, desk: Desk) -> AbstractAsyncContextManager[None]:
    """Serve the tools at ``/mcp``; they answer while the returned context is open."""
    from mcp.server.transport_security import TransportSecuritySettings

    server = build_mcp(desk)
    # Who may come is checked before this, for every path alike.
    checked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    inner = server.streamable_http_app(json_response=True, stateless_http=True, transport_security=checked)
    [route] = [r for r in inner.routes if isinstance(r, Route) and r.path == "/mcp"]
    # Nothing is ever said without being asked: the stream that GET would open had no end and no word in it.
    app.router.routes.append(Route("/mcp", route.endpoint, methods=["POST"]))
    app.add_route("/mcp", _post_only, ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    return running()
