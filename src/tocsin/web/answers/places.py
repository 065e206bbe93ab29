"""Cases and worlds as the catalogue has them."""

from __future__ import annotations

from typing import Literal

from tocsin.web.answers.base import Answer
from tocsin.web.answers.quantities import Fact, Observation, Quantity

__all__ = ["Case", "World"]


class Part(Answer):
    """A part of the inputs."""

    prefix: str
    """How the names of its inputs begin."""
    title: str
    """What it is."""
    note: str | None
    """What is to be said of it."""


class Resolved(Answer):
    """A difference between two readings, and how it was settled."""

    field: str
    """The field in which they differed."""
    first: str | None
    """What the first reader had, where the file says something else now."""
    note: str
    """Why the file says what it says now."""


class _Place(Answer):
    id: str
    """Its id."""
    name: str
    """The name that it was asked for by."""
    title: str
    """One line on it."""
    summary: str
    """What it is, in a few sentences."""
    reviewed_by: str | None
    """Who has checked it against its sources; null as long as nobody has."""
    readings: int
    """How often it was coded from the sources, each time without sight of the other."""
    parts: list[Part]
    """Parts of the inputs, in their order."""
    inputs: list[Quantity]
    """What was known before."""
    record: list[Observation]
    """What happened: no input, only held against what comes out."""
    facts: list[Fact]
    """Chronology."""
    unknown: list[str]
    """What the sources leave open."""
    sources: dict[str, str]
    """Works cited in full, by key."""


class Case(_Place):
    """A crisis."""

    kind: Literal["case"]
    """What this is."""
    country: str
    """Where it was."""
    start: str
    """Day and hour at which it begins."""
    resolved: list[Resolved]
    """Where two readings differed."""
    capital: str
    """Id of the city that is the capital."""


class Codes(Answer):
    """What a country is called in tables."""

    cow: int
    """Number in the Correlates of War."""
    iso: str | None
    """Three letters of ISO 3166."""


class Country(Answer):
    """A state, or one that may yet break away from another."""

    id: str
    """Its id."""
    name: str
    """Its name today."""
    name_then: str
    """Its name in the first month."""
    codes: Codes
    """What it is called in tables."""
    exists: bool
    """Whether it is a state in the first month."""
    parent: str | None
    """The state that it may break away from."""
    major: bool
    """Whether it is a major power."""
    nuclear: bool
    """Whether it has nuclear arms."""
    bloc: str | None
    """The bloc that it belongs to."""
    output: float | None
    """Share of world output; null where it is uncertain, as below."""
    development: float | None
    """Level of development."""
    autocracy: float | None
    """How autocratic it is."""
    power: float | None
    """Share of the world's military capability."""


class Bloc(Answer):
    """States that stand together."""

    id: str
    """Its id."""
    name: str
    """Its name."""
    opposed: list[str]
    """Blocs against which it stands."""
    sources: list[str]
    """Keys of the works that say so."""
    note: str | None
    """What else is to be said of it."""


class PairList(Answer):
    """Pairs of states with the source from which they are taken."""

    pairs: list[list[str]]
    """Ids of two states each."""
    sources: list[str]
    """Keys of the works that say so."""
    judgement: str | None
    """Why these, where no work says."""
    note: str | None
    """What else is to be said of them."""


class Pair(Answer):
    """Two states between which something can happen."""

    first: str
    """Id of the one."""
    second: str
    """Id of the other."""
    contiguous: bool
    """Whether they are neighbours."""
    rivals: bool
    """Whether they are rivals."""
    allied: bool
    """Whether they are allied."""
    opposed: bool
    """Whether their blocs stand against each other."""
    hostility: str
    """Name of the input that says how hostile they are."""
    at_war: bool
    """Whether they are at war in the first month."""


class War(Answer):
    """A war that is going on in the first month."""

    attacker: str
    """Id of the state that attacked."""
    defender: str
    """Id of the state that was attacked."""
    since: str
    """Month in which it began."""
    rung: str
    """How far it has gone."""
    sources: list[str]
    """Keys of the works that say so."""
    note: str | None
    """What else is to be said of it."""


class World(_Place):
    """States over decades."""

    kind: Literal["world"]
    """What this is."""
    start: str
    """First month."""
    end: str
    """Last month."""
    months: int
    """How many there are."""
    scored_by: int | None
    """Year by which a forecast can be scored, where there is no record yet; else null."""
    countries: list[Country]
    """Its states."""
    ranks: dict[str, list[str]]
    """Keys of the works that say which states are major powers or have nuclear arms."""
    blocs: list[Bloc]
    """States that stand together."""
    lists: dict[str, list[PairList]]
    """Pairs by what they are: ``contiguous``, ``rivals``, ``allied``."""
    pairs: list[Pair]
    """All pairs between which something can happen."""
    wars: list[War]
    """Wars that are going on in the first month."""
