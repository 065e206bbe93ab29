"""Model: a theory and a case made ready to run on the crisis clock."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy
from numpy.typing import NDArray

from tocsin.mechanisms.crisis import state
from tocsin.simulate import layout
from tocsin.simulate.modelled import Modelled, Records, same_draws
from tocsin.theory.case import Case
from tocsin.theory.quantity import Quantity

__all__ = ["Model", "Sets"]


@dataclass(frozen=True)
class Sets:
    """What differs from one set of histories to the next: parameters and the state at hour 0, a row a set."""

    first: int
    values: NDArray[numpy.float64]  # (quantities, sets)
    parameters: Records
    settings: Records
    cities: Records
    groups: Records
    units: Records
    column: Records
    ruler: Records
    course: Records


@dataclass(frozen=True)
class Model(Modelled[Sets]):
    """A theory and a case of a crisis; see `Modelled`."""

    case: Case

    @property
    def clock(self) -> str:
        """Hours."""
        return "crisis"

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """All parameters of the crisis clock and inputs of the case, by name."""
        return {**self.parameters(), **self.case.inputs()}

    @cached_property
    def in_play(self) -> tuple[str, ...]:
        """Of these, the inputs of the case and the parameters of mechanisms that run."""
        running = {m.key for m, on in zip(self.mechanisms, self.on, strict=True) if on}
        if "base_rates" in running:
            # It ends a history before anything else happens.
            return tuple(name for name in self.uncertain if name.startswith("base_rates."))
        inputs = self.case.inputs()
        return tuple(name for name in self.uncertain if name in inputs or name.split(".", 1)[0] in running)

    def same_as(self, other: Model) -> bool:
        """Whether two models give the same histories for the same seed, whatever their files call themselves."""
        if self.interventions != other.interventions or self.quantities.keys() != other.quantities.keys():
            return False
        if not numpy.array_equal(self.on, other.on) or _places(self.case) != _places(other.case):
            return False
        pairs = ((quantity, other.quantities[name]) for name, quantity in self.quantities.items())
        return all(same_draws(mine, theirs) for mine, theirs in pairs)

    def lay_out(self, first: int, count: int, sampled: NDArray[numpy.float64], values: dict[str, NDArray[Any]]) -> Sets:
        """Lay out the state at hour 0 of `count` sets from the value of each quantity in each of them."""
        parameters = layout.parameters(self.mechanisms, count, values)
        cities = self._cities(count, values)
        column = layout.defaults(state.Column, count)
        column["strength"] = column["initial"] = values["column.strength"]
        column["morale"] = column["initial_morale"] = values["column.morale"]
        column["position"] = values["column.start"]
        course = layout.defaults(state.Course, count)
        course["nearest"] = column["position"]
        ruler = layout.defaults(state.Ruler, count)
        ruler["guard"] = values["ruler.guard"]
        groups, units = self._groups(count, values, cities), self._units(count, values)
        settings = self._settings(count, values)
        return Sets(first, sampled, parameters, settings, cities, groups, units, column, ruler, course)

    def _settings(self, count: int, values: dict[str, NDArray[Any]]) -> Records:
        settings = layout.defaults(state.Setting, count)
        settings["capital_population"] = values[f"cities.{self.case.before.capital}.population"]
        settings["organised_appeal"] = values["ruler.organised_appeal"]
        settings["stake"] = values["column.stake"]
        settings["city_spread"] = values["city_spread"]
        settings["mediator_present"] = values["mediator.present"]
        settings["mediator_credibility"] = values["mediator.credibility"]
        settings["hostile_power"] = values["foreign.hostile_power"]
        fixed = {"ruler.response": "response_fixed"}
        fixed |= {f"street.turnout_{cause}": f"turnout_fixed_{cause}" for cause in state.CAUSES}
        for name, value in self.interventions.items():
            settings[fixed[name]] = value
        return settings

    def _cities(self, count: int, values: dict[str, NDArray[Any]]) -> Records:
        before = self.case.before
        cities = layout.defaults(state.City, (count, len(before.cities)))
        for index, city in enumerate(before.cities):
            cities["population"][:, index] = values[f"cities.{city.id}.population"]
            cities["distance"][:, index] = values[f"cities.{city.id}.distance"]
            cities["on_road"][:, index] = city.on_road
            cities["groups_from"][:, index] = index * len(before.groups)
            cities["groups_to"][:, index] = (index + 1) * len(before.groups)
            cities["capital"][:, index] = city.id == before.capital
            # What lies behind the column at hour 0 is not on its way.
            behind = cities["distance"][:, index] > values["column.start"]
            cities["passed"][:, index] = behind
        return cities

    def _groups(self, count: int, values: dict[str, NDArray[Any]], cities: Records) -> Records:
        """Groups of a city; shares that together come out above 1 are scaled to 1, what is left of 1 stays at home."""
        before = self.case.before
        kinds = len(before.groups)
        groups = layout.defaults(state.Group, (count, len(before.cities) * kinds))

        def value(kind: str, city: str, name: str) -> NDArray[Any]:
            return values.get(f"groups.{kind}.in_cities.{city}.{name}", values[f"groups.{kind}.{name}"])

        for c, city in enumerate(before.cities):
            total = sum(value(group.id, city.id, "share") for group in before.groups)
            for g, group in enumerate(before.groups):
                index = c * kinds + g
                groups["city"][:, index] = c
                share = value(group.id, city.id, "share") / numpy.maximum(total, 1.0)
                groups["size"][:, index] = share * cities["population"][:, c]
                for name in ("grievance", "fear", "sympathy", "organised"):
                    groups[name][:, index] = value(group.id, city.id, name)
        return groups

    def _units(self, count: int, values: dict[str, NDArray[Any]]) -> Records:
        before = self.case.before
        places = {city.id: index for index, city in enumerate(before.cities)}
        units = layout.defaults(state.Unit, (count, len(before.units)))
        for index, unit in enumerate(before.units):
            units["city"][:, index] = places[unit.city]
            on_city_road = before.cities[places[unit.city]].on_road
            units["on_road"][:, index] = on_city_road if unit.on_road is None else unit.on_road
            for name in ("distance", "strength", "loyalty", "affinity"):
                units[name][:, index] = values[f"units.{unit.id}.{name}"]
            units["initial"][:, index] = units["strength"][:, index]
        return units


def _places(case: Case) -> tuple[object, ...]:
    """What a case says without quantities that the state at hour 0 is made from."""
    before = case.before
    cities = tuple((city.id, city.on_road) for city in before.cities)
    groups = tuple(group.id for group in before.groups)
    return before.capital, cities, groups, tuple((unit.id, unit.city, unit.on_road) for unit in before.units)
