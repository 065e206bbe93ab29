"""Layout: the state's classes and the records that compiled code works on are the same thing twice."""

import dataclasses

import numpy
import pytest

from tocsin.mechanisms import declared
from tocsin.mechanisms.crisis import state
from tocsin.simulate import layout


@pytest.mark.parametrize("entity", [*layout.SINGLE.values(), *layout.MANY.values()])
def test_objects_become_records_and_records_objects(entity):
    rng = numpy.random.default_rng(7)
    values = {
        field.name: int(rng.integers(0, 9)) if str(field.type) == "int" else float(rng.normal())
        for field in dataclasses.fields(entity)
    }
    array = layout.defaults(entity, 2)
    layout.from_objects([entity(**values), entity()], array)
    assert layout.to_objects(array, entity) == [entity(**values), entity()]


def test_defaults_are_those_of_the_class():
    units = layout.defaults(state.Unit, (2, 3))
    assert units.shape == (2, 3)
    assert layout.to_objects(units.ravel(), state.Unit) == [state.Unit()] * 6


def test_every_parameter_and_memory_has_its_place():
    mechanisms = declared("crisis")
    parameters = layout.parameter_type(mechanisms)
    for mechanism in mechanisms:
        for quantity in mechanism.parameters:
            assert quantity.name.split(".", 1)[1] in (parameters[mechanism.key].names or ())
        for name in mechanism.memory:
            assert f"{mechanism.key}_{name}" in (layout.memory_type(mechanisms).names or ())


def test_a_nested_record_reads_as_attributes():
    record = numpy.zeros(1, numpy.dtype([("march", [("speed", "f8")]), ("hour", "i8")]))
    record["march"]["speed"] = 40.0
    told = layout.to_namespace(record[0])
    assert (told.march.speed, told.hour) == (40.0, 0)
