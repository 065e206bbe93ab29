"""What there is to know of a theory and a case before anything runs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tocsin.web.answers.base import Answer
from tocsin.web.answers.quantities import Quantity
from tocsin.web.answers.theory import Theory

__all__ = ["ModelWhole"]


class City(Answer):
    """A city on the map."""

    id: str
    """Its id."""
    name: str
    """Its name."""
    latitude: float
    """Degrees north."""
    longitude: float
    """Degrees east."""
    distance: float
    """Kilometres by road to the capital, the middle of what is believed."""
    on_road: bool
    """Whether the column's road leads through it."""


class _Place(Answer):
    id: str
    """Its id."""
    title: str
    """One line on it."""
    summary: str
    """What it is, in a few sentences."""
    reviewed_by: str | None
    """Who has checked it against its sources; null as long as nobody has."""
    observed: dict[str, list[str | list[str]]]
    """What happened, by feature: the values that the record supports."""


class CrisisPlace(_Place):
    """A case."""

    clock: Literal["crisis"]
    """It is counted by the hour."""
    start: str
    """Day and hour at which it begins."""
    capital: str
    """Id of the city that is the capital."""
    cities: list[City]
    """Its cities."""


class CountryName(Answer):
    """A state of a world."""

    id: str
    """Its id."""
    name: str
    """Its name."""


class WorldPlace(_Place):
    """A world."""

    clock: Literal["world"]
    """It is counted by the month."""
    start: str
    """First month."""
    months: int
    """How many there are."""
    countries: list[CountryName]
    """Its states."""
    scored_by: int | None
    """Year by which a forecast can be scored, where there is no record yet; else null."""


class Parameter(Quantity):
    """A number that runs draw, with its prior as bars."""

    group: Literal["case", "theory"]
    """Whose it is."""
    main: bool
    """Whether it is among those that are shown first."""
    median: float
    """The middle of what is believed; of a choice, which of them, counted from 0."""
    low_end: Annotated[float, Field(alias="from")]
    """Left end of the bars: the 0.5 percentile."""
    high_end: Annotated[float, Field(alias="to")]
    """Right end of the bars: the 99.5 percentile."""
    logarithmic: bool
    """Whether the bars are equally wide in logarithms."""
    histogram: list[float]
    """Heights of the bars, the highest 1."""


class Lever(Answer):
    """Something that can be held fixed by hand."""

    name: str
    """Its name, under which a job's `settings` and `do` hold it."""
    meaning: str
    """What it is."""
    unit: str
    """Its unit."""
    low: float
    """The least that it can be."""
    high: float
    """The most that it can be."""
    choices: list[str]
    """What it can be where it is a word; else empty."""


class ModelWhole(Answer):
    """A theory on a case or a world."""

    case: Annotated[CrisisPlace | WorldPlace, Field(discriminator="clock")]
    """The case or the world."""
    theory: Theory
    """The theory with its claims."""
    parameters: list[Parameter]
    """Everything uncertain, with priors."""
    interventions: list[Lever]
    """What can be held fixed besides."""
