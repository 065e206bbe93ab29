"""A job by its id, for every route that takes one."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI
from fastapi import Path as PathOf

from tocsin.errors import UnknownName
from tocsin.web.jobs import Job, Jobs

__all__ = ["Key", "found", "jobs"]

Key = Annotated[str, PathOf(max_length=64, description="Id of a job, as the answer to its request has it.")]


def jobs(app: FastAPI) -> Jobs:
    """The app's jobs."""
    board: Jobs = app.state.jobs
    return board


def found(app: FastAPI, key: str) -> Job:
    """A job by its id; whoever asks for it is there.

    Raises
    ------
    UnknownName
        If there is none: never was, or long over.
    """
    job = jobs(app).jobs.get(key)
    if job is None:
        raise UnknownName("job", key, (), "job")
    jobs(app).here(job.client)
    return job
