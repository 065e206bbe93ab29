"""The shipped cases: all load, and what their records say in numbers fits what the features measure."""

from pathlib import Path

import pytest
from pybtex.database import parse_file

from tocsin.catalogue import Catalogue
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.theory.case import Case
from tocsin.theory.record import Fact, Observation
from tocsin.theory.validation import load_case

SHIPPED = Path(__file__).parents[2] / "src" / "tocsin" / "catalogue"
CATALOGUE = Catalogue((SHIPPED,))
NAMES = [entry.id for entry in CATALOGUE.entries("case")]
UNREAD = {
    key
    for file in CATALOGUE.sources().files
    for key, work in parse_file(str(file)).entries.items()
    if work.fields.get("annote", "").lower().startswith("not read")
}
"""Works that the bibliography names without anybody having read them."""


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


def without_a_work_read(lines: tuple[Observation | Fact, ...]) -> list[Observation | Fact]:
    return [line for line in lines if set(line.source) <= UNREAD]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_case_says_happened_rests_on_a_work_that_was_read(name: str) -> None:
    """A work that was not read may stand beside it, as the place to look further; alone it carries no fact."""
    case = load(name)
    assert without_a_work_read(case.record) == []
    assert without_a_work_read(case.facts) == []


def test_a_line_with_works_not_read_alone_is_found() -> None:
    unread, *_ = sorted(UNREAD)
    found = Observation(feature="outcome", observed=("coup",), source=unread)
    beside = Observation(feature="outcome", observed=("coup",), source=[unread, "bbc-2023-losses"])
    assert without_a_work_read((found, beside)) == [found]


@pytest.mark.parametrize("name", NAMES)
def test_a_record_that_nobody_came_out_says_how_it_is_known(name: str) -> None:
    """Silence alone is no count: a note tells of a number, of what the streets looked like, or who says it."""
    lowest = FEATURES["turnout_ruler"].bins[0]
    silent = [item for item in load(name).record if item.feature.startswith("turnout") and lowest in item.observed]
    assert [item.feature for item in silent if not item.note] == []


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
