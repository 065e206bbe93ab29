"""One entry of the catalogue: which fields it has, `kind` says."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from tocsin.web.answers.base import Answer
from tocsin.web.answers.library import Library
from tocsin.web.answers.places import Case, World
from tocsin.web.answers.quantities import Quantity
from tocsin.web.answers.theory import Theory

__all__ = ["Entry"]


class Event(Answer):
    """A sentence of a replay."""

    name: str
    """What happened, as events are named."""
    text: str
    """The sentence, with places for names and numbers."""


class Mechanism(Answer):
    """A rule of the simulation."""

    kind: Literal["mechanism"]
    """What this is."""
    name: str
    """Its name."""
    clock: Literal["crisis", "world"]
    """Whether it runs by the hour of a crisis or the month of a world."""
    step: int
    """Its place in their order."""
    switchable: bool
    """Whether a theory can switch it off."""
    default_on: bool
    """Whether it runs where a theory says nothing."""
    description: str
    """What it does."""
    module: str
    """Where its code is."""
    variants: list[str]
    """Ways in which it can run; empty where there is one."""
    claims: list[str]
    """Claims that need it, each as its theory and its id."""
    memory: dict[str, str]
    """What it remembers from one hour or month to the next, with units."""
    parameters: list[Quantity]
    """Its parameters with their defaults."""
    events: list[Event]
    """What it says in a replay."""
    sources: dict[str, str]
    """Works cited in full, by key."""


class Parameter(Quantity):
    """A parameter of a mechanism, with its default."""

    kind: Literal["parameter"]
    """What this is."""
    mechanism: str
    """Whose it is."""
    citations: dict[str, str]
    """Works cited in full, by key."""


class Input(Answer):
    """An input of cases or worlds, and what it is in each."""

    kind: Literal["input"]
    """What this is."""
    name: str
    """Its name."""
    meaning: str
    """What it is."""
    unit: str
    """Its unit."""
    cases: dict[str, Quantity]
    """By case."""
    worlds: dict[str, Quantity]
    """By world."""


class Intervention(Answer):
    """Something that can be held fixed by hand."""

    kind: Literal["intervention"]
    """What this is."""
    name: str
    """Its name."""
    meaning: str
    """What it is."""
    expected: str
    """What it can be set to, in words."""


class Covariate(Answer):
    """What a table says of an attempt beforehand."""

    covariate: str
    """Its name."""
    meaning: str
    """What it is."""
    taken: str
    """Which row it is taken from, in words."""
    columns: list[str]
    """Columns that are read."""
    levels: dict[str, str]
    """By level, what makes it so."""
    note: str | None
    """What else is to be said of it."""


class Table(Answer):
    """One table that a mapping reads."""

    name: str
    """Its name."""
    columns: list[str]
    """Columns that are read."""
    outcome: dict[str, Any] | None
    """How the outcome is read, as the mapping's file writes it; null where the table has none."""
    covariates: list[Covariate]
    """What is read beside it."""


class Mapping(Answer):
    """How a table of events is read."""

    kind: Literal["mapping"]
    """What this is."""
    id: str
    """Its id."""
    title: str
    """One line on it."""
    summary: str
    """What it is, in a few sentences."""
    source: list[str]
    """Keys of the works that the table is."""
    citations: list[str]
    """The same in full."""
    reviewed_by: str | None
    """Who has checked it; null as long as nobody has."""
    obtain: str
    """Where the table is got."""
    holds: str
    """What it holds."""
    separators: list[str]
    """What may stand between its columns."""
    tables: list[Table]
    """What is read."""


class Source(Answer):
    """A work that is cited."""

    kind: Literal["source"]
    """What this is."""
    key: str
    """Its key."""
    short: str
    """Author and year."""
    citation: str
    """The work in full."""
    cited_by: list[str]
    """Kinds and names of what cites it."""


Entry = Annotated[
    Theory | Case | World | Mapping | Mechanism | Parameter | Input | Intervention | Source | Library,
    Field(discriminator="kind"),
]
