"""The catalogue's lists."""

from __future__ import annotations

from tocsin.web.answers.base import Answer

__all__ = ["Listing"]


class Header(Answer):
    """An entry as it is listed."""

    id: str
    """Name of the entry."""
    title: str
    """One line on it."""
    summary: str
    """What it is, in a few sentences."""
    reviewed_by: str | None
    """Who has checked it against its sources; null as long as nobody has."""
    readings: int
    """How often it was coded from the sources, each time without sight of the other."""
    problem: str | None = None
    """Why its file cannot be read; left out where it can."""


class MechanismLine(Answer):
    """A mechanism as it is listed."""

    name: str
    """Its name."""
    step: int
    """Its place in the order in which mechanisms run within an hour or a month."""
    title: str
    """The first sentence of its description."""
    switchable: bool
    """Whether a theory can switch it off."""
    default_on: bool
    """Whether it runs where a theory says nothing."""


class SourceLine(Answer):
    """A work that is cited."""

    key: str
    """Its key, which `/api/entries/{name}` takes."""
    citation: str | None = None
    """The work in short; left out where all of the catalogue is listed."""


class Listing(Answer):
    """All of the catalogue."""

    theories: list[Header]
    """Theories: explicit claims with parameters, which can be run."""
    cases: list[Header]
    """Cases: crises with what was known before and what happened."""
    worlds: list[Header]
    """Worlds: states over decades."""
    mappings: list[Header]
    """Mappings: how a table of events is read."""
    mechanisms: list[MechanismLine]
    """Mechanisms, in the order in which they run."""
    sources: list[SourceLine]
    """Works that are cited."""
