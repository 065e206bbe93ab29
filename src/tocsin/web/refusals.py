"""What is answered where a request is refused: always the same shape, and documented."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from tocsin.errors import InputError, TocsinError, UnknownName
from tocsin.web.answers.faults import Refusal
from tocsin.web.jobs import Full
from tocsin.web.worker import error_data

__all__ = ["ALWAYS", "NotARun", "answer_errors", "refusals"]

WHY = {
    400: "The input is wrong.", 401: "No token was shown, and this server asks for one.",
    403: "Asked under a wrong name or from another site.", 404: "There is nothing of that name.",
    409: "The job is no run that is done: there is nothing to take away yet, or nothing of this kind.",
    413: "The body is too large.", 422: "The request is malformed: `problems` says where.",
    429: "Too much is going on already.", 500: "Something went wrong here, such as a disk that is full.",
}  # fmt: skip
HEADERS = {
    401: {"WWW-Authenticate": "What is to be shown."},
    429: {"Retry-After": "Seconds after which to ask again."},
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Refusals as the schema describes them, by status."""
    return {status: _refusal(status) for status in statuses}


def _refusal(status: int) -> dict[str, Any]:
    types = {"Retry-After": "integer", "WWW-Authenticate": "string"}
    headers = {
        name: {"description": what, "required": True, "schema": {"type": types[name]}}
        for name, what in HEADERS.get(status, {}).items()
    }
    return {"model": Refusal, "description": WHY[status], **({"headers": headers} if headers else {})}


ALWAYS = refusals(401, 403, 413, 500)
"""What any request can be answered with."""


class NotARun(Exception):  # noqa: N818 - the name says it
    """A job that has nothing to take away: not done, or no run."""


def answer_errors(app: FastAPI) -> None:
    """Have the app answer every error in that shape."""

    @app.exception_handler(TocsinError)
    async def refused(_: Request, error: TocsinError) -> JSONResponse:
        status = 404 if isinstance(error, UnknownName) else 400 if isinstance(error, InputError) else 500
        return JSONResponse({"error": error_data(error)}, status)

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        # Not the default: it repeats the input, and a number that is none cannot be written as JSON.
        problems = [
            {"message": item["msg"], "file": None, "line": None, "key": ".".join(str(part) for part in item["loc"][1:]),
             "expected": None, "nearest": None}
            for item in error.errors()
        ]  # fmt: skip
        what = {"kind": "MalformedRequest", "message": "the request is not as it should be", "problems": problems}
        return JSONResponse({"error": what}, 422)

    @app.exception_handler(Full)
    async def full(_: Request, error: Full) -> JSONResponse:
        what = {"kind": "Busy", "message": str(error), "problems": [], "retry_after": error.retry_after}
        return JSONResponse({"error": what}, 429, {"Retry-After": str(error.retry_after)})

    @app.exception_handler(NotARun)
    async def nothing_yet(_: Request, error: NotARun) -> JSONResponse:
        return JSONResponse({"error": {"kind": "NotARun", "message": str(error), "problems": []}}, 409)

    @app.exception_handler(HTTPException)
    async def none_such(request: Request, error: HTTPException) -> JSONResponse:
        kind = "NotFound" if error.status_code == 404 else "Refused"
        what: dict[str, Any] = {"kind": kind, "message": str(error.detail).lower(), "problems": []}
        headers = {"Allow": _allowed(app, request)} if error.status_code == 405 else error.headers
        return JSONResponse({"error": what}, error.status_code, headers)

    @app.exception_handler(Exception)
    async def broken(_: Request, error: Exception) -> JSONResponse:
        # Whoever asked learns no more than that; the server's own log has the rest.
        what = {"kind": "Broken", "message": "something went wrong here", "problems": []}
        return JSONResponse({"error": what}, 500)


def _allowed(app: FastAPI, request: Request) -> str:
    """All methods of a path, not only those of the first route that has it."""
    matching = [route for route in app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return ", ".join(sorted({method for route in matching for method in getattr(route, "methods", None) or ()}))
