"""The cases as a whole."""

from __future__ import annotations

from typing import Literal

from tocsin.web.answers.base import Answer

__all__ = ["Library"]


class CaseLine(Answer):
    """A case as the library lists it."""

    id: str
    """Its id."""
    year: int
    """Year in which it begins."""
    country: str
    """Where it was."""
    outcome: list[str]
    """How it ended: one, or several between which the record leaves open."""
    responses: list[str | list[str]]
    """What the ruler did, likewise."""
    people_out: bool | None
    """Whether people came out for anybody; null where the record leaves it open."""
    readings: int
    """How often it was coded."""
    differences: int | None
    """Fields in which two readings differed; null where there is one."""
    unresolved: int | None
    """Those among them that are open."""
    reviewed_by: str | None
    """Who has checked it; null as long as nobody has."""


class Agreement(Answer):
    """How far two readings agree in a field."""

    field: str
    """The field."""
    level: str
    """Its level of measurement."""
    pairs: int
    """Values that were coded twice."""
    alpha: float | None
    """Krippendorff's alpha: 1 full agreement, 0 no more than chance; null where there are too few values."""


class Library(Answer):
    """The cases as a whole, and how far their readings agree."""

    kind: Literal["library"]
    """What this is."""
    cases: list[CaseLine]
    """A line a case."""
    outcomes: dict[str, int]
    """Cases that ended so."""
    missing_outcomes: list[str]
    """Outcomes that no case had."""
    agreement: list[Agreement]
    """By field."""
