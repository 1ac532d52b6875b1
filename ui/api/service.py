"""Whether the server lives and is ready, what it has done, and its manual: for whoever runs it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.routing import compile_path

from assistant import Assistant
from ui.api.errors import ApiError
from ui.api.observed import Measures

_SWAGGER = "/static/swagger"


def service_router(assistant: Assistant, measures: Measures) -> APIRouter:
    """The routes, bound to an assistant and what is measured."""
    router = APIRouter(tags=["service"])

    @router.get("/healthz")
    def healthz() -> dict[str, Any]:
        """Whether the server answers, and how much it knows."""
        articles, passages = assistant.index.counts()
        return {"status": "ok", "articles": articles, "passages": passages}

    @router.get("/readyz", responses={503: {"description": "There is nothing to answer from."}})
    def readyz() -> JSONResponse:
        """Whether questions can be answered: there is at least one passage."""
        _, passages = assistant.index.counts()
        return JSONResponse({"status": "ready" if passages else "empty"}, 200 if passages else 503)

    @router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    def metrics() -> Response:
        """Counts and times in Prometheus' text form."""
        articles, passages = assistant.index.counts()
        return Response(measures.exposition(articles, passages), media_type=measures.media_type)

    return router


def refuse_unknown(app: FastAPI) -> None:
    """Answer what no route takes in OpenAI's form; the page, which is mounted over everything, would not."""
    described = app.openapi()["paths"]
    known = [(compile_path(path)[0], [m.upper() for m in methods]) for path, methods in described.items()]

    async def unknown(request: Request) -> JSONResponse:
        asked = f"{request.method} {request.url.path}"
        allowed = [method for pattern, methods in known if pattern.fullmatch(request.url.path) for method in methods]
        if allowed:
            headers = {"Allow": ", ".join(["HEAD", *allowed] if "GET" in allowed else allowed)}
            raise ApiError(405, f"Method not allowed: {asked}", code="method_not_allowed", headers=headers)
        raise ApiError(404, f"Unknown request URL: {asked}. /docs lists them", code="unknown_url")

    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
    own = [path for path in described if not path.startswith("/v1/")]
    for path in ("/v1", "/v1/{path:path}", *own):
        app.add_route(path, unknown, methods, include_in_schema=False)


def add_manual(app: FastAPI) -> None:
    """``/docs``: the API's description in Swagger UI, from files installed with the program."""
    found = importlib.util.find_spec("fastapi_offline")
    assert found is not None and found.origin is not None  # noqa: S101 - a dependency of ours
    app.mount(_SWAGGER, StaticFiles(directory=Path(found.origin).parent / "static"), name="swagger")

    @app.get("/docs", include_in_schema=False)
    def manual() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=app.openapi_url or "/openapi.json",
            title=app.title,
            swagger_js_url=f"{_SWAGGER}/swagger-ui-bundle.js",
            swagger_css_url=f"{_SWAGGER}/swagger-ui.css",
            swagger_favicon_url=f"{_SWAGGER}/favicon.png",
        )
