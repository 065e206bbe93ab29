"""Two readings of a case: what counts as a disagreement, and Krippendorff's published coefficient."""

from __future__ import annotations

import math

import numpy
import pytest

from tocsin.catalogue import Catalogue
from tocsin.evidence.agreement import Reading, agreement, coefficient, differences, reading_of, unresolved
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.theory.case import Case
from tocsin.theory.record import Resolution
from tocsin.theory.validation import load_case, parse_case

CATALOGUE = Catalogue()
READ_TWICE = [e.id for e in CATALOGUE.entries("case") if CATALOGUE.second_reading(e.id)]


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("kornilov-1917", vocabulary(), CATALOGUE).model_copy(update={"resolved": ()})


def recoded(case: Case, feature: str, *observed: str) -> Case:
    record = tuple(
        item.model_copy(update={"observed": observed}) if item.feature == feature else item for item in case.record
    )
    return case.model_copy(update={"record": record})


def alpha_of(pairs: list[tuple[Reading, Reading]], field: str) -> float:
    return next(item.alpha for item in agreement(pairs) if item.field == field)


def test_a_reading_agrees_with_itself(case: Case) -> None:
    assert differences(case, case) == ()


def test_a_feature_with_another_set_of_values_is_a_difference(case: Case) -> None:
    (found,) = differences(case, recoded(case, "outcome", "crushed"))
    assert (found.field, found.first, found.second) == ("record.outcome", "abandoned | crushed", "crushed")
    (found,) = differences(case, recoded(case, "duration"))
    assert found.second == "left open"


def test_inputs_differ_where_their_ranges_have_nothing_in_common(case: Case) -> None:
    low, high = case.inputs()["column.strength"].draw(numpy.array([0.05, 0.95]))
    assert differences(case, case.override("column.strength", (low + high) / 2)) == ()
    (found,) = differences(case, case.override("column.strength", high * 1.5))
    assert found.field == "column.strength"
    assert [d.field for d in differences(case, case.override("mediator.present", 1.0))] == ["mediator.present"]


def test_numbers_that_differ_in_their_last_digits_are_the_same(case: Case) -> None:
    capital = f"cities.{case.before.capital}.population"
    known = case.override(capital, 2_000_000.0)
    assert differences(known, case.override(capital, 1_900_000.0)) == ()
    assert [d.field for d in differences(known, case.override(capital, 1_500_000.0))] == [capital]


def test_what_the_file_speaks_of_is_resolved(case: Case) -> None:
    other = recoded(case, "outcome", "crushed")
    assert [item.field for item in unresolved(case, other)] == ["record.outcome"]
    spoken = case.model_copy(update={"resolved": (Resolution(field="record.outcome", note="both stand"),)})
    assert unresolved(spoken, other) == ()


def test_alpha_is_the_published_one() -> None:
    """Krippendorff's example of two observers, ten units and a binary value: α = .095."""
    first, second = "0100000010", "1110010000"
    pairs: list[tuple[Reading, Reading]] = [
        ({"record.outcome": a}, {"record.outcome": b}) for a, b in zip(first, second, strict=True)
    ]
    assert alpha_of(pairs, "record.outcome") == pytest.approx(0.095, abs=5e-4)
    # A unit that one reader left open tells nothing.
    assert alpha_of([*pairs, ({"record.outcome": "1"}, {"record.outcome": None})], "record.outcome") == pytest.approx(
        0.095, abs=5e-4
    )


def test_alpha_of_intervals_is_the_published_one() -> None:
    """Four observers, twelve units, values missing: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability."""
    rows = ["1 2 3 3 2 1 4 1 2 - - -", "1 2 3 3 2 2 4 1 2 5 - 3", "- 3 3 3 2 3 4 2 2 5 1 -", "1 2 3 3 2 4 4 1 2 5 1 -"]
    table = numpy.array([[math.nan if value == "-" else float(value) for value in row.split()] for row in rows])
    assert coefficient(table, "interval") == pytest.approx(0.849, abs=5e-4)
    assert coefficient(table, "nominal") == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_numbers_falls_with_the_distance_and_pools_units() -> None:
    near = [({"units.a.loyalty": x}, {"units.a.loyalty": x + 0.1}) for x in (0.0, 1.0, 2.0)]
    far = [({"units.b.loyalty": x}, {"units.b.loyalty": 2.0 - x}) for x in (0.0, 1.0, 2.0)]
    assert alpha_of(near, "units.loyalty") > 0.9
    assert alpha_of(far, "units.loyalty") < 0
    assert alpha_of([*near, *far], "units.loyalty") < 0.9
    assert math.isnan(alpha_of([({"city_spread": 1.0}, {"city_spread": 1.0})] * 3, "city_spread"))


def test_the_coefficient_takes_what_was_said_before_it_was_settled(case: Case) -> None:
    settled = recoded(case, "outcome", "crushed").model_copy(
        update={"resolved": (Resolution(field="record.outcome", first="abandoned | crushed", note="why"),)}
    )
    assert reading_of(settled)["record.outcome"] == "crushed"
    assert reading_of(settled, before_resolution=True)["record.outcome"] == "abandoned | crushed"
    assert reading_of(settled, before_resolution=True) == reading_of(case)
    moved = case.override("column.strength", 9000.0).model_copy(
        update={"resolved": (Resolution(field="column.strength", first="5000 (as counted)", note="why"),)}
    )
    assert reading_of(moved)["column.strength"] == pytest.approx(math.log(9001))
    assert reading_of(moved, before_resolution=True)["column.strength"] == pytest.approx(math.log(5001))


@pytest.mark.parametrize("name", READ_TWICE)
def test_every_disagreement_of_a_shipped_case_is_settled_in_its_file(name: str) -> None:
    second = CATALOGUE.second_reading(name)
    assert second is not None
    first = load_case(name, vocabulary(), CATALOGUE)
    other = parse_case(second.read(), second.file, vocabulary(), CATALOGUE.sources().keys())
    assert other.id == first.id
    assert [item.field for item in unresolved(first, other)] == []
    # A settlement of something on which the readings agree, and that changed nothing, is a leftover.
    differing = {item.field for item in differences(first, other)}
    assert [item.field for item in first.resolved if item.field not in differing and item.first is None] == []
