"""Document: plain data with the line of every key, and what had to be refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.errors import Problem

__all__ = ["Document", "Location", "Plain", "key_text"]

Plain = None | bool | int | float | str | list[Any] | dict[str, Any]

Location = tuple[str | int, ...]
"""Keys and indices from the top of a file to a place in it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file as plain data.

    Parameters
    ----------
    file : str
        Name for messages.
    data : dict
        Dictionaries, lists, text, numbers, booleans and None.
    lines : mapping from location to int
        The line, counted from 1, of every key and list item; a location is a tuple of keys and indices.
    problems : tuple of Problem
        What had to be refused; its place in `data` holds None.
    refused : frozenset of location
        The places of those problems.
    """

    file: str
    data: dict[str, Any]
    lines: Mapping[Location, int]
    problems: tuple[Problem, ...] = ()
    refused: frozenset[Location] = frozenset()

    def line(self, location: Location) -> int:
        """Return the line of `location`, or of the nearest place around it when it is not in the file."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def problem(
        self, location: Location, message: str, expected: str | None = None, nearest: str | None = None
    ) -> Problem:
        """Return a problem at `location` of this file."""
        return Problem(message, self.file, self.line(location), key_text(location) or None, expected, nearest)


def key_text(location: Location) -> str:
    """Write a location as people read it: ``inputs.units[3].loyalty``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
