"""From the state's classes to NumPy records: the memory that compiled mechanisms work on."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy
from numpy.typing import NDArray

from tocsin.mechanisms import Mechanism
from tocsin.mechanisms.crisis import state
from tocsin.mechanisms.world import state as world_state

SINGLE = {"column": state.Column, "challenger": state.Challenger, "ruler": state.Ruler, "balance": state.Balance,
          "course": state.Course}  # fmt: skip
MANY = {"cities": state.City, "groups": state.Group, "units": state.Unit, "notes": state.Note, "traces": state.Trace}
WORLD_SINGLE = {"world": world_state.World, "course": world_state.Course}
WORLD_MANY = {"countries": world_state.Country, "pairs": world_state.Pair, "notes": world_state.Note,
              "traces": world_state.Month}  # fmt: skip


CHECK_EVERY = 24
"""Ticks between two looks at whether all numbers of all units, groups and cities are finite; those that stand for the
whole crisis are looked at in every tick, and all of them at its end."""


def record_type(entity: type) -> numpy.dtype[Any]:
    """The record with the fields of a state class: 64-bit floats and integers."""
    kinds = {"float": "f8", "int": "i8"}
    return numpy.dtype([(field.name, kinds[str(field.type)]) for field in dataclasses.fields(entity)])


def defaults(entity: type, shape: int | tuple[int, ...]) -> NDArray[numpy.void]:
    """An array of records that hold the class's default values."""
    array = numpy.empty(shape, record_type(entity))
    for field in dataclasses.fields(entity):
        array[field.name] = field.default
    return array


def memory_type(mechanisms: tuple[Mechanism, ...]) -> numpy.dtype[Any]:
    """The record of the variables that single mechanisms keep for themselves."""
    names = [f"{mechanism.key}_{name}" for mechanism in mechanisms for name in mechanism.memory]
    return numpy.dtype([(name, "f8") for name in names or ["nothing"]])


def parameter_type(mechanisms: tuple[Mechanism, ...]) -> numpy.dtype[Any]:
    """The nested record `p`: one record a mechanism, one float a parameter."""
    groups = [(m.key, [(q.name.split(".", 1)[1], "f8") for q in m.parameters]) for m in mechanisms if m.parameters]
    return numpy.dtype(groups)


def parameters(
    mechanisms: tuple[Mechanism, ...], count: int, values: Mapping[str, NDArray[Any]]
) -> NDArray[numpy.void]:
    """`p` for so many sets, from the value of each parameter in each of them."""
    array = numpy.zeros(count, parameter_type(mechanisms))
    for mechanism in mechanisms:
        for quantity in mechanism.parameters:
            array[mechanism.key][quantity.name.split(".", 1)[1]] = values[quantity.name]
    return array


def failed(courses: NDArray[numpy.void]) -> NDArray[numpy.bool_]:
    """Which of these courses, of a crisis or a world, ended because a number was not finite."""
    name = "failed_hour" if "failed_hour" in (courses.dtype.names or ()) else "failed_month"
    result: NDArray[numpy.bool_] = courses[name] >= 0
    return result


def to_objects(array: NDArray[numpy.void], entity: type) -> list[Any]:
    """Records as objects of the state class, with Python numbers: what interpreted mechanisms work on."""
    return [entity(*record.item()) for record in array]


def to_namespace(record: Any) -> SimpleNamespace:
    """A nested record as plain objects with Python numbers."""
    fields: dict[str, Any] = {}
    for name in record.dtype.names:
        value = record[name]
        fields[name] = to_namespace(value) if isinstance(value, numpy.void) else value.item()
    return SimpleNamespace(**fields)


def from_objects(objects: list[Any], array: NDArray[numpy.void]) -> None:
    """Write objects back into an array of records of the same class."""
    names = array.dtype.names or ()
    for index, thing in enumerate(objects):
        array[index] = tuple(getattr(thing, name) for name in names)
