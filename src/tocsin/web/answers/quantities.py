"""Numbers with their priors and sources, and what the record says."""

from __future__ import annotations

from tocsin.web.answers.base import Answer

__all__ = ["Fact", "Observation", "Quantity"]


class Quantity(Answer):
    """A number of a theory, a case or a world."""

    name: str
    """Its name, under which a job's `settings` hold it."""
    meaning: str
    """What it is."""
    unit: str
    """Its unit; ``choice`` where it is one of `choices`."""
    prior: str
    """What is believed of it, as the catalogue writes it."""
    low: float
    """The least that it can be."""
    high: float
    """The most that it can be."""
    choices: list[str]
    """What it can be where it is a word; else empty."""
    value: float | str | None
    """Its value where it is certain; else null."""
    sources: list[str]
    """Keys of the works that it is taken from."""
    judgement: str | None
    """Why it was chosen so, where no work says."""
    note: str | None
    """What else is to be said of it."""


class Observation(Answer):
    """What happened, of one feature."""

    feature: str
    """What was looked at, such as ``outcome``."""
    observed: list[str | list[str]]
    """The values that the record supports: one, or several between which it leaves open; sequences are lists."""
    sources: list[str]
    """Keys of the works that say so."""
    note: str | None
    """What else is to be said of it."""


class Fact(Answer):
    """A line of the chronology."""

    when: str
    """Day, and hour where it is known."""
    what: str
    """What happened."""
    sources: list[str]
    """Keys of the works that say so."""
