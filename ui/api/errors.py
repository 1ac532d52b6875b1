"""Errors in OpenAI's form: a status and an object, never text in an answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from assistant.question import InvalidQuestionError
from index.errors import UnavailableError, YuanwenError

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from fastapi.responses import JSONResponse

log = logging.getLogger(__name__)

AWAY = "a server that the index is kept on cannot be reached: try again in a moment"
"""What is said of an ``UnavailableError``, whose own words name the server."""

# How pydantic names the members of a union in an error's place.
_KIND = re.compile(r"str|(constrained|function|lax|nullable)-.*|(list|dict)\[.*")


class HungUpError(Exception):
    """The client has gone: there is nobody to answer. 499 is nginx's word for it, read by the logs alone."""


class ApiError(Exception):
    """An error to answer with.

    Attributes:
        status: the HTTP status.
        param: the request's field at fault, or None.
        code: a word a program can test, or None.
        headers: to answer with.
    """

    def __init__(
        self,
        status: int,
        message: str,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.param = param
        self.code = code
        self.headers = dict(headers or {})


class ErrorDetail(BaseModel):
    """What went wrong, and where in the request."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorAnswer(BaseModel):
    """OpenAI's error object."""

    error: ErrorDetail


DESCRIBED: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorAnswer, "description": "The request cannot be answered as it is."},
    503: {"model": ErrorAnswer, "description": "Too much is waiting already; Retry-After says when to try again."},
}
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer: one object, or server-sent events where `stream` is true.",
        "content": {"application/json": {}, "text/event-stream": {}},
    }
}


def error_object(status: int, message: str, param: str | None = None, code: str | None = None) -> dict[str, object]:
    """OpenAI's error object."""
    kind = "requests" if status == 429 else "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of the API in OpenAI's form."""
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

    @app.exception_handler(ApiError)
    async def _api_error(_request: Request, error: ApiError) -> JSONResponse:
        return answer_error(error)

    @app.exception_handler(InvalidQuestionError)
    async def _invalid_question(request: Request, error: InvalidQuestionError) -> JSONResponse:
        param = {"/v1/search": "query", "/v1/responses": "input"}.get(request.url.path, "messages")
        return _response(400, str(error), param, "invalid_question")

    @app.exception_handler(HungUpError)
    async def _hung_up(_request: Request, _error: HungUpError) -> JSONResponse:
        return _response(499, "the client closed the request")

    @app.exception_handler(UnavailableError)
    async def _unavailable(_request: Request, error: UnavailableError) -> JSONResponse:
        log.error("%s", error)  # it names servers: for whoever runs this one, not for those who ask
        return answer_error(ApiError(503, AWAY, headers={"Retry-After": "5"}))

    @app.exception_handler(YuanwenError)
    async def _user_error(_request: Request, error: YuanwenError) -> JSONResponse:
        return _response(400, str(error))

    @app.exception_handler(RequestValidationError)
    async def _invalid_body(_request: Request, error: RequestValidationError) -> JSONResponse:
        problem = error.errors()[0]
        return answer_error(invalid_field({**problem, "loc": problem["loc"][1:]}))

    @app.exception_handler(HTTPException)
    async def _http_error(_request: Request, error: HTTPException) -> JSONResponse:
        return _response(error.status_code, str(error.detail))

    @app.exception_handler(Exception)
    async def _unexpected(_request: Request, error: Exception) -> JSONResponse:
        log.exception("unexpected error", exc_info=error)
        return _response(500, "an unexpected error; the server's log says more")


def invalid_field(problem: Mapping[str, Any]) -> ApiError:
    """One of pydantic's problems with a request, ``loc`` beginning in its body, in OpenAI's words where it has some."""
    where = _place(problem["loc"])
    if problem["type"] == "json_invalid":
        return ApiError(400, "the body is not JSON: send one JSON object", code="invalid_json")
    if problem["type"] == "surrogate":
        return ApiError(400, problem["msg"], code="invalid_value")
    if not where:
        return ApiError(400, "send one JSON object, with Content-Type: application/json", code="invalid_value")
    if problem["type"] == "extra_forbidden":
        return ApiError(400, f"Unrecognized request argument supplied: {where}", where, "unknown_parameter")
    return ApiError(400, f"{where}: {problem['msg']}", where, "invalid_value")


def _place(parts: Sequence[str | int]) -> str:
    """A field's path as OpenAI writes it, ``messages[0].content``, without the names of the kinds that were tried."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not _KIND.fullmatch(part):
            path += f".{part}" if path else part
    return path[:200]


def answer_error(error: ApiError) -> JSONResponse:
    """The answer that says so."""
    from fastapi.responses import JSONResponse

    content = error_object(error.status, str(error), error.param, error.code)
    return JSONResponse(content, error.status, error.headers)


def _response(status: int, message: str, param: str | None = None, code: str | None = None) -> JSONResponse:
    return answer_error(ApiError(status, message, param, code))
