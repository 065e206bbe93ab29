"""The one exception tree.

Every message says what is wrong, where (file, line, key), what was expected and the nearest valid name.
Each class carries the exit code that the command line ends with.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

__all__ = [
    "ClusterError",
    "FolderError",
    "InputError",
    "InvalidValue",
    "Problem",
    "StoreError",
    "TocsinError",
    "UnknownName",
    "nearest_name",
]


class TocsinError(Exception):
    """Root of all errors that Tocsin raises on purpose.

    Attributes
    ----------
    exit_code : int
        What the command line returns when this error ends it.
    """

    exit_code: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input file or an argument.

    Parameters
    ----------
    message : str
        What is wrong.
    file : str, optional
        The file (or the option, such as ``--set``) it stands in.
    line : int, optional
        Line in that file, counted from 1.
    key : str, optional
        Path of the key inside the file, such as ``inputs.units[3].loyalty``.
    expected : str, optional
        What would have been right.
    nearest : str, optional
        The valid name closest to the one that was given.
    """

    message: str
    file: str | None = None
    line: int | None = None
    key: str | None = None
    expected: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        place = self.file or ""
        if self.line is not None:
            place = f"{place}:{self.line}" if place else f"line {self.line}"
        text = ": ".join(part for part in (place, self.key, self.message) if part)
        if self.expected:
            text += f"; expected {self.expected}"
        if self.nearest:
            text += f"; did you mean '{self.nearest}'?"
        return text


class InputError(TocsinError):
    """An input cannot be used; holds all its problems at once.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    """

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if not self.problems:
            raise ValueError("an InputError needs at least one problem")
        super().__init__(self.problems)  # args repeat the parameters, so that the error survives pickling

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        if len(lines) == 1:
            return lines[0]
        return "\n".join([f"{len(lines)} problems", *(f"  {line}" for line in lines)])


class UnknownName(InputError):  # noqa: N818 - the name says that it is an error
    """A name that nothing answers to.

    Parameters
    ----------
    kind : str
        What was looked for, such as ``case`` or ``parameter``.
    name : str
        The name that was given.
    known : iterable of str
        All valid names; the nearest one becomes part of the message.
    file, line, key
        Where the name stands, as in `Problem`.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        known: Iterable[str],
        file: str | None = None,
        line: int | None = None,
        key: str | None = None,
    ) -> None:
        self.kind = kind
        self.name = name
        self.known: tuple[str, ...] = tuple(known)
        super().__init__([unknown_name_problem(kind, name, self.known, file, line, key)])
        self.args = (kind, name, self.known, file, line, key)


class InvalidValue(TocsinError, ValueError):  # noqa: N818
    """A number, prior or source that cannot be what it claims to be (also a `ValueError`)."""

    exit_code = 2


class StoreError(TocsinError):
    """A results folder cannot be read or written: a full disk, a damaged file."""


class ClusterError(TocsinError):
    """A cluster cannot be reached or used, or has lost its workers."""


class FolderError(StoreError):
    """The results folder that was asked for is not one that this run can use: another run's, foreign, unwritable."""

    exit_code = 2


_LISTED = 12
"""So many valid names are listed; of more the first, and only where none is near."""


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the valid name closest to `name`, or None when nothing is close."""
    candidates = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(name.casefold(), list(candidates), n=1, cutoff=0.5)
    return candidates[found[0]] if found else None


def unknown_name_problem(
    kind: str, name: str, known: Iterable[str], file: str | None = None, line: int | None = None, key: str | None = None
) -> Problem:
    """Return the problem 'there is no such `kind`', with the nearest name or the valid names, the first of many."""
    names = tuple(known)
    nearest = nearest_name(name, names)
    expected = "one of " + ", ".join(names[:_LISTED]) if names and (len(names) <= _LISTED or nearest is None) else None
    if expected and len(names) > _LISTED:
        expected += f" and {len(names) - _LISTED} more"
    return Problem(f"no {kind} is called '{name}'", file, line, key, expected, nearest)
