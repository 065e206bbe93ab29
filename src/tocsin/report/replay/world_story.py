"""Story of a world: one history month by month, as data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars
from numpy.typing import NDArray

from tocsin.mechanisms.world.course import NEVER
from tocsin.mechanisms.world.state import ORDERS
from tocsin.report.replay.sentences import sentence
from tocsin.report.replay.told import Told, told_data
from tocsin.simulate.chunk import Chunk
from tocsin.simulate.world_model import WorldModel
from tocsin.simulate.world_tables import DATES
from tocsin.theory.world import World

__all__ = ["CountryEnd", "WorldMoment", "WorldStory", "YearEnd", "world_data", "world_story"]

_TRACED = ("wars", "profit", "downturn", "war_cost", "grievance", "organised", "workers", "attempts", "risings",
           "conversions")  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorldMoment:
    """One event: number of the month from 0, the month (``1917-03``), who, and the sentence."""

    month: int
    date: str
    mechanism: str
    event: str
    actor: str | None
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The world at the end of a year.

    Attributes
    ----------
    wars : int
        Pairs of countries at war.
    profit, downturn : float
        World profit rate, and depth of the world's downturn, in standard deviations.
    war_cost, grievance, organised : float
        Means over countries, weighted by output.
    workers : float
        Share of world output under workers' orders.
    attempts, risings, conversions : int
        Coup attempts and mutinies, risings, and risings that took power, so far.
    """

    year: int
    wars: int
    profit: float
    downturn: float
    war_cost: float
    grievance: float
    organised: float
    workers: float
    attempts: int
    risings: int
    conversions: int


@dataclass(frozen=True, slots=True)
class CountryEnd:
    """What became of a country.

    Attributes
    ----------
    order : str
        Its social order at the end.
    dates : dict of str to str
        Month of what happened in it for the first time; without what did not happen.
    """

    country: str
    name: str
    exists: bool
    order: str
    attempts: int
    coups: int
    risings: int
    falls: int
    war_months: int
    dates: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class WorldStory(Told):
    """One history of a world; see `Told` for the rest.

    Attributes
    ----------
    start, end : str
        First and last month.
    moments : tuple of WorldMoment
    years : tuple of YearEnd
    countries : tuple of CountryEnd
        In the order of the world's file.
    """

    start: str
    end: str
    moments: tuple[WorldMoment, ...]
    years: tuple[YearEnd, ...]
    countries: tuple[CountryEnd, ...]


def world_story(model: WorldModel, chunk: Chunk, events: polars.DataFrame, told: Told) -> WorldStory:
    """Make the story of the one history of a chunk from what is told of it already and its events."""
    assert chunk.lives is not None
    world = model.case
    failed = int(chunk.courses["failed_month"][0])
    played = world.months if failed == NEVER else failed
    return WorldStory(
        **{name: getattr(told, name) for name in Told.__dataclass_fields__},
        start=world.start,
        end=world.month(world.months - 1),
        moments=tuple(_moments(model, events)),
        years=tuple(_year(world, chunk.traces[0], month) for month in _ends_of_years(played)),
        countries=tuple(_countries(world, chunk.lives[0])),
    )


def _moments(model: WorldModel, events: polars.DataFrame) -> list[WorldMoment]:
    texts = {(m.name, event.name): event.text for m in model.mechanisms for event in m.events}
    world = model.case
    return [
        WorldMoment(month, world.month(month), mechanism, event, name, value,
                    sentence(texts[mechanism, event], actor, value, world))
        for _, month, mechanism, event, actor, name, value in events.rows()
    ]  # fmt: skip


def _ends_of_years(months: int) -> list[int]:
    """Return the last month of each year, and the last month of all."""
    return sorted({*range(11, months, 12), *([months - 1] if months else [])})


def _year(world: World, trace: NDArray[Any], month: int) -> YearEnd:
    return YearEnd(world.first_year + month // 12, **{name: trace[name][month].item() for name in _TRACED})


def _countries(world: World, lives: NDArray[Any]) -> list[CountryEnd]:
    found = []
    for country, life in zip(world.countries, lives, strict=True):
        dates = {date: world.month(int(life[date])) for date in DATES if life[date] != NEVER}
        counts = {name: int(life[name]) for name in ("attempts", "coups", "risings", "falls", "war_months")}
        found.append(
            CountryEnd(
                country=country.id, name=country.name, exists=bool(life["exists"]), order=ORDERS[int(life["order"])],
                dates=dates, **counts,
            )
        )  # fmt: skip
    return found


def world_data(story: WorldStory) -> dict[str, Any]:
    """Return the story of a world as plain data."""
    data = told_data(story)
    data["world"] = data.pop("case")
    for name in ("moments", "years", "countries"):
        data[name] = [asdict(item) for item in getattr(story, name)]
    return data
