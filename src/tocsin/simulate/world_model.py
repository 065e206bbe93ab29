"""WorldModel: a theory and a world made ready to run on the world clock, with the crisis that it plays inside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy
from numpy.typing import NDArray

from tocsin.mechanisms.vocabulary import INTERVENTIONS as CRISIS_INTERVENTIONS
from tocsin.mechanisms.world import state
from tocsin.mechanisms.world.interventions import COUNTRY_INTERVENTIONS, INTERVENTIONS
from tocsin.simulate import layout
from tocsin.simulate.model import Model, Sets
from tocsin.simulate.modelled import Modelled, Records, same_draws
from tocsin.theory.case import Case
from tocsin.theory.quantity import Quantity
from tocsin.theory.world import World
from tocsin.theory.world_inputs import RUNGS, month_number

__all__ = ["OCCASIONS", "WorldModel", "WorldSets"]

OCCASIONS = 4096
"""Crises that those of all histories are taken from: with so many a share of them is known to less than a point."""
_OCCASIONS: dict[tuple[str, int], Sets] = {}
_KEPT = 8
"""Models whose occasions stay in memory, 8 MB each."""

_AS_IN_THE_FILE = ("development", "autocracy", "capacity", "grievance", "organised", "experience", "cohesion",
                   "accommodation", "formation", "coexistence")  # fmt: skip


@dataclass(frozen=True)
class WorldSets:
    """What differs from one set of histories to the next, a row a set."""

    first: int
    values: NDArray[numpy.float64]  # (quantities, sets)
    parameters: Records
    crisis_parameters: Records  # those of the crises inside
    settings: Records
    countries: Records
    pairs: Records
    world: Records


@dataclass(frozen=True)
class WorldModel(Modelled[WorldSets]):
    """A theory and a world; see `Modelled`.

    Parameters
    ----------
    generic : Case
        The crisis that stands for any; a country's own is made from it and the country's state.
    """

    case: World
    generic: Case = field(kw_only=True)

    @property
    def clock(self) -> str:
        """Months."""
        return "world"

    @cached_property
    def inner(self) -> Model:
        """The crisis that stands for any under the same theory."""
        inside = {name: value for name, value in self.interventions.items() if name in CRISIS_INTERVENTIONS}
        return Model(self.theory, self.generic, inside)

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """Parameters of both clocks and inputs of the world; inputs of the crises inside are drawn for each of them."""
        return {**self.parameters(), **self.case.inputs(), **self.inner.parameters()}

    def occasions(self, seed: int) -> Sets:
        """Crises that those of all histories are taken from: draws from the priors of the crisis that stands for any.

        What varies from one crisis to the next (men, distances, loyalties) is drawn anew for each crisis, while what
        nobody knows (parameters) is the same in all crises of a set. They are the same in all histories with the seed.
        """
        # Parameters of the theory are drawn beside and used by nobody: what the crises are does not depend on them.
        key = (f"{self.generic.digest()} {sorted(self.inner.interventions.items())}", seed)
        found = _OCCASIONS.get(key)
        if found is None:
            while len(_OCCASIONS) >= _KEPT:
                _OCCASIONS.pop(next(iter(_OCCASIONS)), None)
            found = _OCCASIONS[key] = self.inner.sets(0, OCCASIONS, seed)
        return found

    @cached_property
    def in_play(self) -> tuple[str, ...]:
        """Names of the uncertain quantities but for parameters of mechanisms that do not run."""
        running = {m.key for m, on in zip(self.mechanisms, self.on, strict=True) if on}
        inputs, inside = self.case.inputs(), set(self.inner.in_play)
        return tuple(n for n in self.uncertain if n in inputs or n in inside or n.split(".", 1)[0] in running)

    def digest(self) -> str:
        """A hash of all that decides the results but the seed, the histories and the code."""
        return hashlib.sha256(f"{super().digest()} {self.generic.digest()}".encode()).hexdigest()

    def same_as(self, other: WorldModel) -> bool:
        """Whether two models give the same histories for the same seed, whatever their files call themselves."""
        if self.interventions != other.interventions or self.quantities.keys() != other.quantities.keys():
            return False
        pairs = ((quantity, other.quantities[name]) for name, quantity in self.quantities.items())
        if not all(same_draws(*pair) for pair in pairs):
            return False
        mine, theirs = ((list(m.on), list(m.inner.on), _relations(m.case), _orders(m)) for m in (self, other))
        return mine == theirs

    def lay_out(
        self, first: int, count: int, sampled: NDArray[numpy.float64], values: dict[str, NDArray[Any]]
    ) -> WorldSets:
        """Lay out the state before the first month of `count` sets from the value of each quantity in each of them."""
        parameters = layout.parameters(self.mechanisms, count, values)
        countries, rest = self._countries(count, values)
        world = layout.defaults(state.World, count)
        world["rest"] = rest
        inside = layout.parameters(self.inner.mechanisms, count, values)
        settings, pairs = self._settings(count, values), self._pairs(count, values)
        return WorldSets(first, sampled, parameters, inside, settings, countries, pairs, world)

    def _settings(self, count: int, values: dict[str, NDArray[Any]]) -> Records:
        settings = layout.defaults(state.Setting, count)
        settings["first_year"] = self.case.first_year
        settings["months"] = self.case.months
        settings["completion_share"] = values["completion_share"]
        for name, value in self.interventions.items():
            if name in INTERVENTIONS:
                settings[INTERVENTIONS[name].held] = value
        return settings

    def _countries(self, count: int, values: dict[str, NDArray[Any]]) -> tuple[Records, NDArray[Any]]:
        """Countries, and the share of output outside them; what exists and the rest are scaled to make up 1."""
        ids = [country.id for country in self.case.countries]
        blocs = [bloc.id for bloc in self.case.blocs]
        existing = [country.id for country in self.case.countries if country.exists]
        total = values["rest"] + sum(values[f"countries.{name}.output"] for name in existing)
        countries = layout.defaults(state.Country, (count, len(ids)))
        for index, (country, order) in enumerate(zip(self.case.countries, _orders(self), strict=True)):
            prefix = f"countries.{country.id}."
            countries["exists"][:, index] = country.exists
            countries["parent"][:, index] = -1 if country.parent is None else ids.index(country.parent)
            countries["major"][:, index] = country.major
            countries["nuclear"][:, index] = country.nuclear
            countries["bloc"][:, index] = 0 if country.bloc is None else 1 + blocs.index(country.bloc)
            countries["order"][:, index] = order
            for name in _AS_IN_THE_FILE:
                countries[name][:, index] = values[f"{prefix}{name}"]
            for name in ("capacity", "grievance"):
                countries[f"{name}_normal"][:, index] = values[f"{prefix}{name}"]
            output, power = values[f"{prefix}output"], values[f"{prefix}power"]
            if country.parent is not None:  # until it comes to exist it is a part of its parent, which holds it
                countries["part"][:, index] = output / values[f"countries.{country.parent}.output"]
                output, power = numpy.zeros(count), numpy.zeros(count)
            countries["output"][:, index] = output / total
            countries["power"][:, index] = power
            countries["strength"][:, index] = power * values.get(f"{prefix}strength", 1.0)
            countries["war_cost"][:, index] = values.get(f"{prefix}war_cost", 0.0)
            for name, intervention in COUNTRY_INTERVENTIONS.items():
                if (value := self.interventions.get(f"{country.id}.{name}")) is not None:
                    countries[intervention.held][:, index] = value
        return countries, values["rest"] / total

    def _pairs(self, count: int, values: dict[str, NDArray[Any]]) -> Records:
        relevant = self.case.relevant_pairs()
        start = month_number(self.case.start)
        pairs = layout.defaults(state.Pair, (count, len(relevant)))
        for index, pair in enumerate(relevant):
            for name in ("first", "second", "contiguous", "rivals", "allied", "opposed"):
                pairs[name][:, index] = getattr(pair, name)
            for name in ("hostility", "hostility_normal"):
                pairs[name][:, index] = values[pair.hostility]
            if pair.war is not None:
                pairs["war"][:, index] = 1
                pairs["attacker"][:, index] = self.case.number(pair.war.attacker)
                pairs["since"][:, index] = month_number(pair.war.since) - start
                pairs["rung"][:, index] = 1 + RUNGS.index(pair.war.rung)
        return pairs


def _orders(model: WorldModel) -> list[int]:
    """The social order of each country, as the theory codes it; capitalist where it says nothing."""
    found = [model.theory.order(model.case.id, country.id) for country in model.case.countries]
    return [state.ORDERS.index(order) if order else state.CAPITALIST for order in found]


def _relations(world: World) -> tuple[object, ...]:
    """What a world says without quantities that its first state is made from."""
    countries = tuple((c.id, c.exists, c.parent, c.major, c.nuclear, c.bloc) for c in world.countries)
    wars = tuple((war.attacker, war.defender, war.since, war.rung) for war in world.wars)
    return world.start, world.months, countries, wars, world.relevant_pairs()
