"""What `/openapi.json` says of the whole: what it is for, in which order to ask, and whether a token is needed."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

__all__ = ["ABOUT", "AFTER", "CASES", "ENTRIES", "TAGS", "asks_for_token"]

ABOUT = """Political arguments put to the test: theories, cases, runs, and what follows from each claim.

Look around in the catalogue, ask for a job with `POST /api/jobs`, follow it at `/api/jobs/{key}` or on `/api/events`,
and take tables, figures and the report of a run away. Whatever is refused is refused in one shape, `Refusal`."""
TAGS = [
    {"name": "server", "description": "The server itself."},
    {"name": "catalogue", "description": "What there is before anything runs."},
    {"name": "jobs", "description": "Asking for something, and following it."},
    {"name": "downloads", "description": "What can be taken away of a run that is done."},
]
_KEY = {"key": "$response.body#/id"}
AFTER: dict[str, Any] = {
    "job": {"operationId": "job", "parameters": _KEY, "description": "How it goes on, and what came of it."},
    "cancel": {"operationId": "cancel", "parameters": _KEY, "description": "Stop it."},
    "table": {"operationId": "table", "parameters": _KEY, "description": "A table of it, once it is done."},
    "figure": {"operationId": "figure", "parameters": _KEY, "description": "A figure of it, once it is done."},
    "report": {"operationId": "report", "parameters": _KEY, "description": "Its report, once it is done."},
    "another": {"operationId": "another", "parameters": {"job": "$response.body#/id"},
                "description": "A history of it, once it is done."},
}  # fmt: skip
"""What can be asked with the id of a job."""
CASES = {kind: {"value": name} for kind, name in {"case": "march-on-moscow-2023", "world": "world-1914"}.items()}
ENTRIES = {
    kind: {"value": name}
    for kind, name in {
        "theory": "world-crisis",
        "case": "march-on-moscow-2023",
        "parameter": "ruler.fear_ratio",
    }.items()
}


def asks_for_token(app: FastAPI) -> None:
    """Have the description say that all but `/api/health` asks for a token."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        schema = plain()
        schema["security"] = [{"token": []}]
        schema["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer",
                      "description": "The token that the server printed. A browser has it as a cookie once the printed "
                      "link was opened."},
        }  # fmt: skip
        schema["paths"]["/api/health"]["get"]["security"] = []
        return schema

    app.openapi = openapi  # type: ignore[method-assign]
