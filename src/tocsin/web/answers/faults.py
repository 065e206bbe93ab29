"""What is wrong where there is no answer, or a job failed."""

from __future__ import annotations

from tocsin.web.answers.base import Answer

__all__ = ["Fault", "Refusal"]


class Problem(Answer):
    """One thing that is wrong."""

    message: str
    """What is wrong."""
    file: str | None
    """The file in which it stands, or the option."""
    line: int | None
    """Line in the file, counted from 1."""
    key: str | None
    """The field or parameter in which it stands."""
    expected: str | None
    """What would have been right."""
    nearest: str | None
    """The valid name closest to the one that was given."""


class Fault(Answer):
    """What is wrong, in words and place by place."""

    kind: str
    """Name of the kind of fault, such as ``UnknownName``; for programs."""
    message: str
    """What is wrong, for people."""
    problems: list[Problem]
    """Place by place, where there are such."""
    exit_code: int | None = None
    """What the command line would end with, where it knows the fault."""
    retry_after: int | None = None
    """Seconds to wait, where it is worth asking again."""


class Refusal(Answer):
    """Every answer that is none."""

    error: Fault
    """What is wrong."""
