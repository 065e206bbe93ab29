"""The shipped worlds: all load, hold what a world needs, and say the same in their records and their chronologies."""

from pathlib import Path

import pytest

from tocsin.catalogue import Catalogue
from tocsin.mechanisms.vocabulary import vocabulary, world_vocabulary
from tocsin.mechanisms.world.features import COUNTRY_FEATURES, WORLD_FEATURES, bin_of
from tocsin.mechanisms.world.state import LADDER, ORDERS, RUNG_NUCLEAR
from tocsin.theory.validation import load_theory, load_world
from tocsin.theory.world import World
from tocsin.theory.world_inputs import RUNGS, month_number

SHIPPED = Path(__file__).parents[2] / "src" / "tocsin" / "catalogue"
CATALOGUE = Catalogue((SHIPPED,))
NAMES = [entry.id for entry in CATALOGUE.entries("world")]
THEORIES = [entry.id for entry in CATALOGUE.entries("theory")]


def load(name: str) -> World:
    return load_world(name, world_vocabulary(), CATALOGUE)


def test_two_worlds_are_shipped() -> None:
    assert NAMES == ["world-1914", "world-2023"]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_world_has_what_a_world_needs(name: str) -> None:
    world = load(name)
    assert world.id == name
    assert not world.reviewed_by  # until a person signs
    codes = [country.codes.cow for country in world.countries]
    assert len(codes) == len(set(codes))
    assert all(country.name_then for country in world.countries)
    assert all(observation.source for observation in world.record)
    assert all(fact.source for fact in world.facts)
    assert [fact.when for fact in world.facts] == sorted(fact.when for fact in world.facts)
    for quantity in world.inputs().values():
        assert quantity.is_fixed or quantity.source.judgement, f"{quantity.name}: a prior says why"


@pytest.mark.parametrize("name", NAMES)
def test_output_shares_make_the_whole(name: str) -> None:
    world = load(name)
    existing = [country.output.median() for country in world.countries if country.exists]
    assert sum(existing) + world.rest.median() == pytest.approx(1, abs=1e-9)
    assert max(country.development.median() for country in world.countries) == 1
    assert sum(country.power.median() for country in world.countries if country.exists) < 1


@pytest.mark.parametrize(("name", "months", "last", "states"), [
    ("world-1914", 204, "1930-12", 15),
    ("world-2023", 240, "2042-12", 30),
])  # fmt: skip
def test_the_horizon_and_the_states(name: str, months: int, last: str, states: int) -> None:
    world = load(name)
    assert (world.months, world.month(world.months - 1)) == (months, last)
    assert sum(country.exists for country in world.countries) == states


def test_what_stands_under_way_in_each() -> None:
    old, new = load("world-1914"), load("world-2023")
    assert old.wars == ()
    assert [(war.attacker, war.defender, war.since) for war in new.wars] == [("russia", "ukraine", "2022-02")]
    assert not any(country.nuclear for country in old.countries)
    assert sum(country.nuclear for country in new.countries) == 9
    assert {c.id: c.parent for c in old.countries if not c.exists} == {
        "hungary": "austria-hungary", "czechoslovakia": "austria-hungary", "poland": "russia", "finland": "russia",
    }  # fmt: skip
    assert new.record == ()
    assert new.scored_by == 2043


@pytest.mark.parametrize("name", NAMES)
def test_relevant_pairs_are_few_and_of_two(name: str) -> None:
    world = load(name)
    pairs = world.relevant_pairs()
    assert len(pairs) < 250
    assert all(pair.first < pair.second for pair in pairs)
    assert len({(pair.first, pair.second) for pair in pairs}) == len(pairs)
    assert not any(pair.allied and pair.opposed for pair in pairs)
    inputs = world.inputs()
    assert all(pair.hostility in inputs for pair in pairs)
    majors = [number for number, country in enumerate(world.countries) if country.major]
    for major in majors:
        with_it = {pair.first + pair.second - major for pair in pairs if major in (pair.first, pair.second)}
        assert with_it == set(range(len(world.countries))) - {major}


@pytest.mark.parametrize(
    ("feature", "day"),
    [
        ("first_war", "1914-07-28"),
        ("first_conversion", "1917-11-07"),
        ("russia.first_fall", "1917-03-15"),
        ("russia.converted", "1917-11-07"),
        ("russia.left_war", "1917-12-15"),
        ("russia.left_war", "1918-03-03"),
        ("bulgaria.left_war", "1918-09-29"),
        ("ottoman-empire.left_war", "1918-10-30"),
        ("austria-hungary.left_war", "1918-11-03"),
        ("austria-hungary.first_fall", "1918-11-12"),
        ("germany.left_war", "1918-11-11"),
        ("germany.first_fall", "1918-11-09"),
        ("romania.left_war", "1917-12-09"),
        ("finland.born", "1917-12-06"),
        ("finland.converted", "1918-01-27"),
        ("czechoslovakia.born", "1918-10-28"),
        ("poland.born", "1918-11-11"),
        ("hungary.born", "1918-11-16"),
        ("hungary.converted", "1919-03-21"),
        ("hungary.overthrown", "1919-08-01"),
    ],
)
def test_the_record_of_1914_has_the_dates_of_the_chronology(feature: str, day: str) -> None:
    world = load("world-1914")
    found = COUNTRY_FEATURES[feature.partition(".")[2]] if "." in feature else WORLD_FEATURES[feature]
    number = month_number(day[:7]) - month_number(world.start)
    assert bin_of(found, number) in world.observed(feature)


def test_the_general_war_of_the_record_lasted_as_long_as_its_dates() -> None:
    months = month_number("1918-11") - month_number("1914-08") + 1
    assert load("world-1914").observed("general_war") == (bin_of(WORLD_FEATURES["general_war"], months),)


def test_a_world_can_start_with_wars_on_the_rungs_of_the_ladder() -> None:
    assert LADDER[1:RUNG_NUCLEAR] == RUNGS


@pytest.mark.parametrize("name", THEORIES)
def test_orders_name_countries_of_shipped_worlds(name: str) -> None:
    """Loading a shipped theory takes this on trust."""
    theory = load_theory(name, vocabulary(), CATALOGUE)
    for world, codings in theory.orders.items():
        assert set(codings) <= {country.id for country in load(world).countries}
        assert {coding.order for coding in codings.values()} <= set(ORDERS)


def test_who_codes_whom_as_what() -> None:
    argument = load_theory("world-crisis", vocabulary(), CATALOGUE)
    assert {country: coding.order for country, coding in argument.orders["world-2023"].items()} == {
        "russia": "bureaucratic", "china": "bureaucratic",
    }  # fmt: skip
    assert "world-1914" not in argument.orders
    for rival in set(THEORIES) - {"world-crisis"}:
        assert load_theory(rival, vocabulary(), CATALOGUE).order("world-2023", "china") is None
