"""What is answered where a request is refused: always the same shape, and documented."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from tocsin.errors import InputError, TocsinError, UnknownName
from tocsin.web.jobs import Full
from tocsin.web.worker import error_data

__all__ = ["REFUSALS", "answer_errors"]


class Fault(BaseModel):
    """What is wrong, in words and place by place."""

    kind: str
    message: str
    problems: list[dict[str, str | int | None]]
    exit_code: int | None = None
    retry_after: int | None = None


class Refusal(BaseModel):
    """Every answer that is none."""

    error: Fault


WHY = {
    400: "The input is wrong.", 401: "No token was shown.", 403: "Asked under a wrong name or from another site.",
    404: "There is nothing of that name.", 413: "The body is too large.", 422: "The request is malformed.",
    429: "Too much is waiting; Retry-After says how many seconds to wait.",
}  # fmt: skip
REFUSALS: dict[int | str, dict[str, Any]] = {status: {"model": Refusal, "description": why}
                                             for status, why in WHY.items()}  # fmt: skip


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

    @app.exception_handler(HTTPException)
    async def none_such(_: Request, error: HTTPException) -> JSONResponse:
        kind = "NotFound" if error.status_code == 404 else "Refused"
        what: dict[str, Any] = {"kind": kind, "message": str(error.detail).lower(), "problems": []}
        return JSONResponse({"error": what}, error.status_code, error.headers)
