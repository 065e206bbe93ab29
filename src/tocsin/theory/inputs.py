"""Inputs of a case: the country, its groups, its forces and its ruler as they were before hour 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from tocsin.theory.declaration import Declaration
from tocsin.theory.frozen import FrozenMapping
from tocsin.theory.quantity import Quantity
from tocsin.theory.schema import Declared, Degrees, Id, Part, Switch, Text

__all__ = ["City", "Column", "Foreign", "Group", "GroupInCity", "Inputs", "Mediator", "Ruler", "Unit", "common_inputs"]

PEOPLE, KILOMETRES = 5e7, 20_000.0
SOLDIERS = 1e7


class City(Part):
    """A city of the country; `distance` is measured from the capital, along the road or by road."""

    id: Id
    name: Text
    latitude: Annotated[Degrees, Field(ge=-90, le=90)]
    longitude: Annotated[Degrees, Field(ge=-180, le=180)]
    population: Annotated[Quantity, Declared("cities.{id}.population", "people who live there", "people", 1, PEOPLE)]
    distance: Annotated[
        Quantity, Declared("cities.{id}.distance", "distance from the capital by road", "km", 0, KILOMETRES)
    ]
    on_road: Switch
    note: Text | None = None


class GroupInCity(Part):
    """What differs from the country-wide values of a group in one city."""

    share: Annotated[Quantity, Declared("share", "share of the city's population", "share")] | None = None
    grievance: Annotated[Quantity, Declared("grievance", "grievance", "share")] | None = None
    fear: Annotated[Quantity, Declared("fear", "fear of coming out", "share")] | None = None
    sympathy: Annotated[Quantity, Declared("sympathy", "share that wants the challenger to win", "share")] | None = None
    organised: Annotated[Quantity, Declared("organised", "share in organisations of their own", "share")] | None = None


class Group(Part):
    """A social group; each quantity holds country-wide."""

    id: Id
    name: Text
    share: Annotated[Quantity, Declared("groups.{id}.share", "share of a city's population", "share")]
    grievance: Annotated[Quantity, Declared("groups.{id}.grievance", "grievance against the regime", "share")]
    fear: Annotated[Quantity, Declared("groups.{id}.fear", "fear of coming out", "share")]
    sympathy: Annotated[
        Quantity, Declared("groups.{id}.sympathy", "share of the group that wants the challenger to win", "share")
    ]
    organised: Annotated[
        Quantity,
        Declared("groups.{id}.organised", "share in organisations that can act apart from the state", "share"),
    ]
    in_cities: Annotated[Mapping[str, GroupInCity], AfterValidator(FrozenMapping)] = FrozenMapping()
    note: Text | None = None

    @field_validator("in_cities")
    @classmethod
    def _name_quantities(cls, cities: Mapping[str, GroupInCity], info: ValidationInfo) -> FrozenMapping[GroupInCity]:
        named = {}
        for city, part in cities.items():
            prefix = f"groups.{info.data.get('id', '?')}.in_cities.{city}"
            quantities = {name: value for name, value in part if isinstance(value, Quantity)}
            renamed = {name: replace(value, name=f"{prefix}.{name}") for name, value in quantities.items()}
            named[city] = part.model_copy(update=renamed)
        return FrozenMapping(named)


class Unit(Part):
    """An armed unit of the state."""

    id: Id
    name: Text
    city: Text
    distance: Annotated[
        Quantity, Declared("units.{id}.distance", "distance from the capital by road", "km", 0, KILOMETRES)
    ]
    strength: Annotated[Quantity, Declared("units.{id}.strength", "men", "people", 0, SOLDIERS)]
    loyalty: Annotated[
        Quantity, Declared("units.{id}.loyalty", "added utility of fighting for the ruler", "utility", -1, 1)
    ]
    affinity: Annotated[
        Quantity, Declared("units.{id}.affinity", "added utility of joining the challenger", "utility", -1, 1)
    ]
    on_road: Switch | None = None  # whether it stands on the column's road; by default, whether its city does
    note: Text | None = None


class Column(Part):
    """The challenger's force."""

    strength: Annotated[Quantity, Declared("column.strength", "men in the column", "people", 1, SOLDIERS)]
    morale: Annotated[Quantity, Declared("column.morale", "share of its strength that it brings to bear", "share")]
    start: Annotated[Quantity, Declared("column.start", "distance from the capital at hour 0", "km", 0, KILOMETRES)]
    stake: Annotated[Quantity, Declared("column.stake", "how much the challenger values what is in dispute", "share")]
    note: Text | None = None


class Ruler(Part):
    """The ruler's own means."""

    guard: Annotated[
        Quantity, Declared("ruler.guard", "men in the capital sure to fight for the ruler", "people", 0, SOLDIERS)
    ]
    organised_appeal: Annotated[
        Quantity, Declared("ruler.organised_appeal", "how far organised people would answer the ruler's call", "share")
    ]
    note: Text | None = None


class Mediator(Part):
    """Somebody with a sanctuary to offer."""

    present: Annotated[Quantity, Declared("mediator.present", "whether there is a mediator", "switch")]
    credibility: Annotated[Quantity, Declared("mediator.credibility", "how far his offer is believed", "share")]
    note: Text | None = None


class Foreign(Part):
    """Powers outside the country."""

    hostile_power: Annotated[
        Quantity,
        Declared("foreign.hostile_power", "whether a power with forces near gains by the ruler's fall", "switch"),
    ]
    note: Text | None = None


class Inputs(Part):
    """What was so before hour 0."""

    capital: Text
    cities: Annotated[tuple[City, ...], Field(min_length=1)]
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    city_spread: Annotated[
        Quantity, Declared("city_spread", "departure of a city from the country-wide value", "logit", 0, 5)
    ]
    column: Column
    units: tuple[Unit, ...]
    ruler: Ruler
    mediator: Mediator
    foreign: Foreign


def common_inputs() -> dict[str, Declaration]:
    """Return the inputs that every case has under the same name, so that a theory's claim can set them."""
    declared = {}
    for part in (Inputs, Column, Ruler, Mediator, Foreign):
        for field in part.model_fields.values():
            for item in field.metadata:
                if isinstance(item, Declared):
                    declared[item.declaration.name] = item.declaration
    return declared
