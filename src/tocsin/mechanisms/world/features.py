"""The finite features of a world: what a record can hold, fixed before any run.

A history has exactly one value of each; matching a record is exact, so that no tolerance is chosen afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tocsin.mechanisms.world.state import OUTCOMES

__all__ = ["COUNTRY_FEATURES", "WORLD_FEATURES", "WorldFeature", "bin_of", "features_in"]


@dataclass(frozen=True, slots=True)
class WorldFeature:
    """A feature, where it comes from, and its values.

    Attributes
    ----------
    column : str
        Field of `Course`, or of `Country` for a feature of a country.
    bins : tuple of str
        Its values.
    edges : tuple of float
        Upper edges of all bins but the last; a number equal to an edge belongs to the bin above.
    meaning : str
        What it says, in words.
    """

    column: str
    bins: tuple[str, ...]
    edges: tuple[float, ...]
    meaning: str


_YEARS = ("never", "year 1", "year 2", "year 3", "year 4", "year 5", "years 6-10", "later")
_YEAR_EDGES = (-0.5, 12, 24, 36, 48, 60, 120)  # months from the start; what has not happened is below 0
_FEW = ("0", "1", "2-3", "4-6", "7-9", "10 or more")
_FEW_EDGES = (1, 2, 4, 7, 10)
_MANY = ("under 5", "5-9", "10-19", "20-39", "40 or more")
_MANY_EDGES = (5, 10, 20, 40)


def _when(column: str, meaning: str) -> WorldFeature:
    return WorldFeature(column, _YEARS, _YEAR_EDGES, meaning)


def _few(column: str, meaning: str) -> WorldFeature:
    return WorldFeature(column, _FEW, _FEW_EDGES, meaning)


WORLD_FEATURES: dict[str, WorldFeature] = {
    "outcome": WorldFeature("outcome", OUTCOMES, (), "what it came to in the end"),
    "first_war": _when("first_war", "when the first war broke out"),
    "general_war": WorldFeature(
        "general_war_months", ("none", "1-12 months", "13-36 months", "37-60 months", "over 60 months"),
        (1, 13, 37, 61), "months in which major powers of opposed blocs were at war",
    ),
    "top_rung": WorldFeature(
        "top_rung", ("peace", "threat", "limited war", "war", "total war", "nuclear use"), (1, 2, 3, 4, 5),
        "highest rung that any war reached",
    ),
    "risings": WorldFeature("risings", _MANY, _MANY_EDGES, "risings of the people against a ruler"),
    "falls": _few("falls", "rulers whom risings brought down"),
    "conversions": _few("conversions", "risings that took power themselves"),
    "first_conversion": _when("first_conversion", "when a rising first took power"),
    "overthrows": _few("overthrows", "new orders that were overthrown"),
    "births": _few("births", "states that came to exist"),
    "completion": _when("completion", "when workers' orders came to hold the stated share of world output"),
}  # fmt: skip

COUNTRY_FEATURES: dict[str, WorldFeature] = {
    "first_war": _when("first_war", "when it first came into a war"),
    "left_war": _when("left_war", "when it first left a war that the others went on with, or was beaten"),
    "first_fall": _when("first_fall", "when a rising first brought its ruler down"),
    "converted": _when("converted", "when a rising first took power in it"),
    "overthrown": _when("overthrown", "when a new order in it was overthrown"),
    "born": _when("born", "when it came to exist"),
}


def features_in(countries: Iterable[str]) -> dict[str, WorldFeature]:
    """All features of a world of these countries by name; the column of a country's is its name (``russia.born``)."""
    own = {
        f"{country}.{name}": replace(feature, column=f"{country}.{feature.column}")
        for country in countries
        for name, feature in COUNTRY_FEATURES.items()
    }
    return {**WORLD_FEATURES, **own}


def bin_of(feature: WorldFeature, number: float) -> str:
    """Return the value of a feature for the number in its column."""
    return feature.bins[sum(number >= edge for edge in feature.edges)]
