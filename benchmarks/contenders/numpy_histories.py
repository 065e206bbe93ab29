"""A block of histories as NumPy arrays, the history axis last: names, shapes, expansion from sets, and compaction."""

from __future__ import annotations

from typing import Any

import numpy
from numpy.typing import NDArray

from contenders.reduced import Floats, Integers, Result, parameters_of
from tocsin.simulate.model import Sets

RULER, CHALLENGER, THEMSELVES = range(3)
WAITS, REPRESS, BARGAIN, MOBILISE, FLEE = range(5)
LOYAL, FIGHTS, ASIDE, JOINED = range(4)
RUNNING, ABANDONED, COUP, RULER_FLEES, UNRESOLVED = 0, 2, 4, 7, 8
BY_CITY = ("base", "pool")
"""Arrays with the history axis second, after the city."""


def _needed(name: str) -> bool:
    return name.split(".", 1)[0] not in ("base_rates", "combat", "intervention")


class Histories:
    """The state of n histories that still run. Every attribute is an array whose last axis is the history.

    Compaction takes the histories that have ended out of all of them. Group arrays have the shape (cities, kinds, n);
    `out` stacks people out for the ruler, the challenger and themselves, each as a share of the people of the group's
    city, so that a city is a plain sum of its groups. `said` is a share of the group.
    """

    def __init__(self, sets: Sets, rows: Integers, draw: numpy.random.Generator) -> None:
        n = len(rows)

        def field(records: str, name: str) -> Floats:
            return numpy.ascontiguousarray(numpy.moveaxis(getattr(sets, records)[name][rows], 0, -1), dtype=float)

        # All parameters in one table, so that swapping and compaction move them at once.
        self.parameters = numpy.stack([v for name, v in parameters_of(sets, rows).items() if _needed(name)])
        self.names = [name.replace(".", "_") for name in parameters_of(sets, rows[:1]) if _needed(name)]
        self._name_parameters()
        self.number = numpy.arange(n)
        self.ended = numpy.zeros(n, dtype=bool)
        self.organised_appeal = field("settings", "organised_appeal")
        self.hold = self.balance_hold * field("settings", "capital_population") / 1000.0
        mediator = field("settings", "mediator_present") * field("settings", "mediator_credibility")
        credibility = 1.0 - (1.0 - self.settlement_retained) * (1.0 - mediator)
        stake = field("settings", "stake")
        self.conceded = stake * self.settlement_generosity
        self.terms = credibility * (
            self.settlement_safety + (1.0 - self.settlement_safety) * stake * self.settlement_generosity
        )

        self.population = field("cities", "population")
        self.people = numpy.maximum(self.population.sum(axis=0), 1.0)
        self.city_distance = field("cities", "distance")
        self.capital = field("cities", "capital") == 1
        self.to_pass = (field("cities", "on_road") == 1) & (field("cities", "passed") == 0)
        cities = len(self.population)

        def group(name: str) -> Floats:
            values = field("groups", name)
            return values.reshape(cities, -1, n)

        self.city_spread = field("settings", "city_spread")
        self.grievance, self.fear = group("grievance"), group("fear")
        self.sympathy, self.organised = group("sympathy"), group("organised")
        self.share = group("size") / numpy.maximum(self.population, 1.0)[:, None, :]
        kinds = self.share.shape[1]
        self.out = numpy.zeros((3, cities, kinds, n))
        self.work = numpy.empty((3, cities, kinds, n))
        self.city = numpy.zeros((3, cities, n))
        self.said = numpy.zeros((cities, kinds, n))
        self.city_said = numpy.zeros((cities, n))
        self.organised_out = numpy.zeros((cities, n))
        self.settled = numpy.zeros(n, dtype=bool)
        self.response_heard = numpy.zeros(n, dtype=numpy.int64)
        self.turnout = numpy.zeros((3, n))

        self.unit_distance = field("units", "distance")
        self.unit_on_road = field("units", "on_road") == 1
        self.unit_strength = field("units", "strength")
        self.unit_loyalty, self.unit_affinity = field("units", "loyalty"), field("units", "affinity")
        self.unit_nearness = numpy.exp(-numpy.abs(self.unit_distance) / self.balance_reach)
        self.unit_weight = self.unit_strength * self.unit_nearness
        self.stance = numpy.full(self.unit_distance.shape, LOYAL, dtype=numpy.int8)
        self.loyal_left = numpy.full(n, len(self.stance))
        self.unit_changed = numpy.zeros(n, dtype=bool)
        self.any_joined, self.following = numpy.zeros(n, dtype=bool), numpy.zeros(n, dtype=bool)
        self.public_error = draw.standard_normal(n)

        self.position = field("column", "position")
        self.nearest = self.position.copy()
        self.strength = field("column", "strength")
        self.morale = field("column", "morale")
        self.morale_at_start = self.morale.copy()
        self.departure = -self.march_assembly * numpy.log(1.0 - draw.random(n))
        self.fuel = self.march_fuel.copy()
        self.refuelling = numpy.zeros(n)
        self.blocked = numpy.zeros(n, dtype=bool)
        self.moved = numpy.zeros(n, dtype=bool)
        self.contact_nearness = numpy.empty((cities, n))
        self.reach_nearness = numpy.empty((cities, n))

        self.joined, self.fighting = numpy.zeros(n), numpy.zeros(n)
        self.fighting_in_capital = numpy.zeros(n)
        self.undecided = self.unit_weight.sum(axis=0)
        self.crowd_ruler, self.crowd_challenger, self.attack = numpy.zeros(n), numpy.zeros(n), numpy.zeros(n)
        self.news = numpy.zeros(n, dtype=numpy.int64)

        for name in ("mass", "joins", "fights"):
            setattr(self, f"{name}_for", numpy.ones(n))
            setattr(self, f"{name}_against", numpy.ones(n))
        self.quitting = self.challenger_quitting.copy()
        self.hours_below = numpy.zeros(n)

        self.guard = field("ruler", "guard")
        self.response = numpy.zeros(n, dtype=numpy.int64)
        self.first_response = numpy.zeros(n, dtype=numpy.int64)
        self.armed, self.flight = numpy.zeros(n), numpy.zeros(n)
        self.first_choice = -self.ruler_reaction * numpy.log(1.0 - draw.random(n))
        self.last_choice = numpy.zeros(n)
        self.news_seen = numpy.zeros(n, dtype=numpy.int64)
        self.temper = numpy.zeros((4, n))
        self.capital_hours = numpy.zeros(n)

    def __len__(self) -> int:
        return len(self.number)

    def _name_parameters(self) -> None:
        for name, values in zip(self.names, self.parameters, strict=True):
            setattr(self, name, values)

    def _arrays(self) -> dict[str, NDArray[Any]]:
        kept = {*self.names, "names"}
        return {name: values for name, values in vars(self).items() if name not in kept}

    def keep(self, running: NDArray[numpy.bool_]) -> None:
        """Drop all histories but those marked."""
        for name, values in self._arrays().items():
            setattr(self, name, numpy.compress(running, values, axis=1 if name in BY_CITY else -1))
        self._name_parameters()

    def bring_forward(self, wanted: NDArray[numpy.bool_]) -> int:
        """Bring the marked histories to the front of all arrays by swapping; return how many they are.

        What only they need is then done in place on views of the first of them, without gathering.
        """
        count = int(numpy.count_nonzero(wanted))
        away = numpy.flatnonzero(~wanted[:count])
        if len(away):
            forward = count + numpy.flatnonzero(wanted[count:])
            old, new = numpy.concatenate([away, forward]), numpy.concatenate([forward, away])
            for name, values in self._arrays().items():
                if values.ndim == 1:
                    values[old] = values[new]
                elif name in BY_CITY:
                    values[:, old] = values[:, new]
                elif name != "work":
                    values[..., old] = values[..., new]
        return count

    def write(self, result: Result, rows: Integers, outcome: Integers, tick: int) -> None:
        """Write down those histories (rows of this block) that end in this hour."""
        at = self.number[rows]
        result.outcome[at] = outcome[rows]
        result.hours[at] = tick
        result.nearest[at] = self.nearest[rows]
        result.response[at] = self.first_response[rows]
        result.turnout[:, at] = self.turnout[:, rows]
