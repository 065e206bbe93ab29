"""The shipped cases: all load, and what their records say in numbers fits what the features measure."""

from pathlib import Path

import pytest

from tocsin.catalogue import Catalogue
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.theory.case import Case
from tocsin.theory.validation import load_case

SHIPPED = Path(__file__).parents[2] / "src" / "tocsin" / "catalogue"
CATALOGUE = Catalogue((SHIPPED,))
NAMES = [entry.id for entry in CATALOGUE.entries("case")]


def load(name: str) -> Case:
    return load_case(name, vocabulary(), CATALOGUE)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_case_has_what_a_case_needs(name: str) -> None:
    case = load(name)
    assert case.id == name
    assert not case.reviewed_by  # until a person signs
    assert len(case.before.cities) >= 8
    assert len(case.before.units) >= 12
    assert len(case.before.groups) == 4
    assert case.observed("outcome")
    assert all(observation.source for observation in case.record)
    assert all(fact.source for fact in case.facts)


def people(case: Case) -> float:
    """People of all the cities: what turnout is a share of."""
    inputs = case.inputs()
    return sum(inputs[f"cities.{city.id}.population"].median() for city in case.before.cities)


def bin_of(feature: str, value: float) -> str:
    found = FEATURES[feature]
    return found.bins[sum(value >= edge for edge in found.edges)]


@pytest.mark.parametrize(
    ("name", "feature", "counted"),
    [
        # Those enrolled in the workers' militia, least and most, and a great part of the workers
        ("kornilov-1917", "turnout_ruler", [25_000, 40_000, 350_000]),
        ("kornilov-1917", "turnout_challenger", [2_000]),
        # At the building alone; there and at Leningrad's rally
        ("moscow-august-1991", "turnout_ruler", [20_000, 100_000, 300_000]),
        # Onlookers by the agency's count, and ten times a thousandth of Rostov
        ("march-on-moscow-2023", "turnout_challenger", [50, 11_000]),
    ],
)
def test_turnout_is_recorded_as_a_share_of_all_the_cities(name: str, feature: str, counted: list[int]) -> None:
    """As `crisis.street` counts it: of the people of every city listed, not of the capital's."""
    case = load(name)
    for number in counted:
        assert bin_of(feature, number / people(case)) in case.observed(feature), number
