"""How busy the server is, where a job stands, and what it came to."""

from __future__ import annotations

from typing import Any, Literal

from tocsin.web.answers.base import Answer
from tocsin.web.answers.faults import Fault

__all__ = ["Health", "JobState", "JobWhole", "NextHistory"]


class Health(Answer):
    """Whether the server is there, and how busy it is."""

    status: Literal["ok"]
    """Always ``ok``: a server that is not says nothing."""
    version: str
    """Version of Tocsin."""
    boot: str
    """Another one after each start of the server: jobs of an earlier start are gone."""
    running: int
    """Jobs that are being done."""
    waiting: int
    """Jobs that wait for a worker."""


class JobState(Answer):
    """Where a job stands."""

    id: str
    """What it is asked about by; the same request of the same client has the same."""
    verb: str
    """What was asked for."""
    request: dict[str, Any]
    """The request without the client, with what was left out filled in."""
    status: Literal["waiting", "running", "done", "failed", "cancelled"]
    """The last three are final."""
    done: int
    """Histories that are finished, as far as that is known."""
    total: int
    """Histories that there will be; 0 as long as that is not known."""
    seconds: float
    """Since it was asked for or begun, up to its end."""
    error: Fault | None
    """Why it failed; null unless it did."""


class JobWhole(JobState):
    """A job with what it came to."""

    result: dict[str, Any] | None
    """What the verb's `--json` prints, key by key in docs/reference/json.md; null until the job is done.

    That of a replay of a crisis has `path` beside it, a list by the hour of the column's position and strength, the
    response and people out by cause, and `units`, a list of ``{id, name, city, stances}``, the last a list of
    (hour, stance).
    """


class NextHistory(Answer):
    """A history that ended as asked."""

    history: int | None
    """Its number, for a replay; null where none ended so."""
