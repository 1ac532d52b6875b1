"""Errors in OpenAI's form: a status and an object, never text in an answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from assistant.question import InvalidQuestionError
from index.errors import YuanwenError

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from fastapi.responses import JSONResponse

log = logging.getLogger(__name__)


class HungUpError(Exception):
    """The client has gone: there is nobody to answer. 499 is nginx's word for it, read by the logs alone."""


class ApiError(Exception):
    """An error to answer with.

    Attributes:
        status: the HTTP status.
        param: the request's field at fault, or None.
        code: a word a program can test, or None.
    """

    def __init__(self, status: int, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.param = param
        self.code = code


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
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def invalid_field(problem: Mapping[str, Any]) -> ApiError:
    """One of pydantic's problems with a request's body as the API says it; ``loc`` begins at the body's field."""
    where = ".".join(str(part) for part in problem["loc"]) or "body"
    if problem["type"] == "extra_forbidden":
        return ApiError(400, f"Unrecognized request argument supplied: {where}", where, "unknown_parameter")
    return ApiError(400, f"{where}: {problem['msg']}", where, "invalid_value")


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of the API in OpenAI's form."""
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

    @app.exception_handler(ApiError)
    async def _api_error(_request: Request, error: ApiError) -> JSONResponse:
        return _response(error.status, str(error), error.param, error.code)

    @app.exception_handler(InvalidQuestionError)
    async def _invalid_question(_request: Request, error: InvalidQuestionError) -> JSONResponse:
        return _response(400, str(error), "messages", "invalid_question")

    @app.exception_handler(HungUpError)
    async def _hung_up(_request: Request, _error: HungUpError) -> JSONResponse:
        return _response(499, "the client closed the request")

    @app.exception_handler(YuanwenError)
    async def _user_error(_request: Request, error: YuanwenError) -> JSONResponse:
        return _response(400, str(error))

    @app.exception_handler(RequestValidationError)
    async def _invalid_body(_request: Request, error: RequestValidationError) -> JSONResponse:
        problem = error.errors()[0]
        found = invalid_field({**problem, "loc": problem["loc"][1:]})
        return _response(found.status, str(found), found.param, found.code)

    @app.exception_handler(HTTPException)
    async def _http_error(_request: Request, error: HTTPException) -> JSONResponse:
        return _response(error.status_code, str(error.detail))

    @app.exception_handler(Exception)
    async def _unexpected(_request: Request, error: Exception) -> JSONResponse:
        log.exception("unexpected error", exc_info=error)
        return _response(500, "an unexpected error; the server's log says more")


def _response(status: int, message: str, param: str | None = None, code: str | None = None) -> JSONResponse:
    from fastapi.responses import JSONResponse

    return JSONResponse(error_object(status, message, param, code), status_code=status)
