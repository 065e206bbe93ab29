"""Reading: what a history of a clock holds for those who count it: outcomes, features, events and measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy
from numpy.typing import NDArray

from tocsin.evidence.features import columns_needed
from tocsin.mechanisms.crisis import state as crisis_state
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.mechanisms.vocabulary import MEASURES
from tocsin.mechanisms.world import events as world_events
from tocsin.mechanisms.world import state as world_state
from tocsin.mechanisms.world.features import features_in
from tocsin.simulate.chunk import AnyModel
from tocsin.simulate.world_model import WorldModel
from tocsin.theory.claim import Implication
from tocsin.theory.world import World

__all__ = ["COUNT", "CRISIS", "HOURS", "LEVEL", "SHARE", "Reading", "compared_on", "predicted", "reading_of",
           "unit_of"]  # fmt: skip

Numbers = NDArray[numpy.float64]

SHARE, HOURS, COUNT, LEVEL = "share", "h", "a history", "level"
"""What a number is counted in: a share of histories (or a risk), hours, how many a history, a level of its own."""
_LEVELS = ("top_rung", "workers_most", "first_degeneration", "hostility_rise")
_DATES = ("converted", "beaten")
"""Columns of countries that hold a month: it happened where there is one, be it the first."""


@dataclass(frozen=True)
class Reading:
    """What a history of one clock holds.

    Attributes
    ----------
    clock : str
        ``crisis`` or ``world``.
    outcomes, features : tuple of str
        Features in the order in which they are coded.
    happenings : mapping from name to str
        Events that are no outcomes, and the columns that are above 0 where they happened; of a month, not below 0.
    measures : mapping from name to str
        What has a mean, and its column.
    counted : tuple of str
        Measures that a comparison shows beside the outcomes.
    columns : tuple of str
        Columns that features are made from.
    """

    clock: str
    outcomes: tuple[str, ...]
    features: tuple[str, ...]
    happenings: Mapping[str, str] = field(repr=False)
    measures: Mapping[str, str] = field(repr=False)
    counted: tuple[str, ...] = field(repr=False)
    columns: tuple[str, ...] = field(repr=False)

    @property
    def measured(self) -> tuple[str, ...]:
        """Columns that happenings and measures are read from, each once."""
        return tuple(dict.fromkeys([*self.happenings.values(), *self.measures.values()]))

    def happened(self, event: str, columns: Mapping[str, Numbers]) -> NDArray[numpy.bool_]:
        """In which histories an event that is no outcome happened, from the columns of `measured`."""
        column = self.happenings[event]
        values = columns[column]
        return values >= 0 if column.rpartition(".")[2] in _DATES else values > 0

    def knows(self, event: str) -> bool:
        """Whether a history says anything of an event or a measure."""
        return event in self.outcomes or event in self.happenings or event in self.measures


def unit_of(what: Implication, reading: Reading) -> str:
    """What the number that an implication asks for is counted in."""
    measured = [name for name in what.event if name in reading.measures]
    if reading.clock == "crisis":
        return HOURS if "hours" in measured else SHARE
    if what.per:
        return LEVEL
    if not measured:
        return SHARE
    return LEVEL if all(name in _LEVELS for name in measured) else COUNT


CRISIS = Reading(
    clock="crisis",
    outcomes=crisis_state.OUTCOMES,
    features=tuple(FEATURES),
    happenings={"fighting_in_capital": "fighting_hours", "intervention": "intervention"},
    measures={name: name for name in MEASURES},
    counted=("risk_90",),
    columns=tuple(columns_needed()),
)
"""What a crisis holds, whatever the case."""

_OF_CRISES = {
    **{name: name for name in (*crisis_state.OUTCOMES, "fighting_in_capital", "risk_90", "risk_90_social")},
    "intervention": "interventions",
}
"""Events of the crisis clock: in a world they are counted over the crises that commanders start in it."""
COUNTED = ("onsets", "war_months", "attempts", "coups", "risings", "falls", "conversions", "political", "social",
           "degenerations", "overthrows", "restorations", "quits", "quits_by_revolution", "births", "top_rung",
           "workers_most")  # fmt: skip
"""What a comparison of worlds shows the means of."""


@cache
def _world(countries: tuple[str, ...]) -> Reading:
    known = features_in(countries)
    happenings, measures = world_events.COUNTRY_HAPPENINGS, world_events.COUNTRY_MEASURES
    of_countries = {f"{one}.{name}": f"{one}.{column}" for one in countries for name, column in happenings.items()}
    return Reading(
        clock="world",
        outcomes=world_state.OUTCOMES,
        features=tuple(known),
        happenings={**world_events.HAPPENINGS, **of_countries},
        measures={
            **_OF_CRISES,
            **{name: name for name in world_events.MEASURES},
            **{f"{country}.{name}": f"{country}.{name}" for country in countries for name in measures},
        },
        counted=COUNTED,
        columns=tuple(sorted({feature.column for feature in known.values()})),
    )


def reading_of(model: AnyModel) -> Reading:
    """What a history of a model holds."""
    world = model.case
    if not isinstance(world, World):
        return CRISIS
    return _world(tuple(country.id for country in world.countries))


def predicted(model: AnyModel) -> tuple[str, ...]:
    """Features that a theory says something of: in a crisis those that it names, in a world all."""
    return reading_of(model).features if isinstance(model, WorldModel) else model.theory.predicts


def compared_on(model: AnyModel) -> tuple[str, ...]:
    """Of these, the features that the record holds."""
    return tuple(name for name in predicted(model) if model.case.observed(name))
