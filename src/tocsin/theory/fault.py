"""Fault: something wrong at a place of a file, before it is put into words with its line and nearest name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.catalogue.document import Document, Location
from tocsin.errors import InputError, Problem, nearest_name

__all__ = ["Fault", "problems_in", "unknown"]

MOST_PROBLEMS = 200
"""Nobody reads more, and looking for the nearest name takes its time."""

FEW = 12


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at `location`.

    Parameters
    ----------
    location : tuple
        Keys and indices from the top of the file (or of the entry that is being read).
    message : str
    expected : str, optional
    given : str, optional
        The name that nothing answers to.
    known : tuple of str
        The names that it could have been.
    """

    location: Location
    message: str
    expected: str | None = None
    given: str | None = None
    known: tuple[str, ...] = ()


def unknown(location: Location, kind: str, name: str, known: Iterable[str]) -> Fault:
    """Return the fault 'there is no such `kind`', with the valid names where they are few."""
    names = tuple(known)
    expected = f"one of {', '.join(names)}" if 0 < len(names) <= FEW else None
    return Fault(location, f"no {kind} is called '{name[:80]}'", expected, name, names)


def problems_in(document: Document, faults: Iterable[Fault]) -> InputError | None:
    """Return all problems of a file, sorted by line, as one error; None when there are none.

    What stands at a place that the reader has refused is left out: its value is not the author's.
    """
    open_faults = [fault for fault in dict.fromkeys(faults) if not _is_refused(document, fault.location)]
    problems = [*document.problems]
    for fault in sorted(open_faults, key=lambda fault: document.line(fault.location))[:MOST_PROBLEMS]:
        nearest = nearest_name(fault.given, fault.known) if fault.given else None
        problems.append(document.problem(fault.location, fault.message, fault.expected, nearest))
    problems.sort(key=lambda problem: problem.line or 0)
    if len(open_faults) > MOST_PROBLEMS:
        problems.append(Problem(f"and {len(open_faults) - MOST_PROBLEMS} more", document.file))
    return InputError(problems) if problems else None


def _is_refused(document: Document, location: Location) -> bool:
    return any(location[:length] in document.refused for length in range(1, len(location) + 1))
