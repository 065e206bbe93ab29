"""A country's state into a crisis, and its outcome back: each rule as stated."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tocsin.mechanisms.crisis import state as crisis_state
from tocsin.mechanisms.crisis.state import (
    ASIDE,
    BARGAIN,
    BEATEN,
    CIVIL_WAR,
    COUP,
    CRUSHED,
    FIGHTS,
    FLEE,
    JOINED,
    LOYAL,
    REPRESS,
    REVOLUTION,
    RULER_FLEES,
    SETTLEMENT,
    UNRESOLVED,
)
from tocsin.mechanisms.world.nesting import prepare, take_over
from tocsin.mechanisms.world.state import COMMANDER, NEVER, RISING, Country, Pair, Setting

OUTCOMES = range(1, len(crisis_state.OUTCOMES) + 1)


def crisis(**course: float) -> Any:
    """A crisis as the engine hands it over: units of 1000, 2000 and 3000 men, two groups, a column of 100."""
    units = [crisis_state.Unit(strength=1000.0 * n, initial=1000.0 * n, loyalty=0.1 * n) for n in (1, 2, 3)]
    groups = [crisis_state.Group(grievance=0.9, fear=0.9, sympathy=0.3, organised=0.2, expressed=0.1) for _ in "ab"]
    setting = SimpleNamespace(
        hostile_power=0.5, mediator_present=0.5, mediator_credibility=0.4, fear_factor=9.0, challenger_present=9.0,
        spark=9.0,
    )  # fmt: skip
    return SimpleNamespace(
        column=crisis_state.Column(strength=100.0, initial=100.0, position=12.0),
        course=crisis_state.Course(**course),
        groups=groups,
        units=units,
        setting=setting,
    )


def prepared(stage: Any, country: Country, values: dict[str, float] | None = None, **more: Any) -> Any:
    countries = [Country(), country, *more.get("others", [])]
    now = stage.worlds(countries, more.get("pairs", []), crisis=crisis())
    prepare(now, Setting(), stage.parameters(values), stage.draw("crises"), 1)
    return now.crisis


@pytest.mark.parametrize("kind", [COMMANDER, RISING])
def test_what_is_known_of_the_country_takes_the_place_of_the_generic_crisis(stage: Any, kind: int) -> None:
    country = Country(
        grievance=0.4, organised=0.05, autocracy=0.6, capacity=0.5, cohesion=0.5, fear=2.5, crisis=kind
    )  # fmt: skip
    made = prepared(stage, country, {"crises.loyalty": 1.5})
    for group in made.groups:
        assert (group.grievance, group.organised, group.fear) == (0.4, 0.05, pytest.approx(0.3))
    assert [unit.loyalty for unit in made.units] == pytest.approx([0.1 * n - 1.5 * 0.2 for n in (1, 2, 3)])
    assert made.setting.fear_factor == 2.5
    assert (made.setting.hostile_power, made.setting.mediator_present) == (0.0, 0.0)
    assert (made.setting.mediator_credibility, made.column.position) == (0.4, 12.0)  # as they were drawn


def test_at_the_reference_cohesion_or_with_the_link_cut_loyalty_stays(stage: Any) -> None:
    for country, size in ((Country(cohesion=0.7), 1.5), (Country(cohesion=0.1), 0.0)):
        made = prepared(stage, country, {"crises.loyalty": size})
        assert [unit.loyalty for unit in made.units] == pytest.approx([0.1, 0.2, 0.3])


@pytest.mark.parametrize(("formation", "men"), [(0.0, 100.0), (0.01, 100.0), (0.25, 2000.0), (1.0, 54_000.0)])
def test_a_commander_s_column_is_the_formations_share_of_all_armed_men(
    stage: Any, formation: float, men: float
) -> None:
    made = prepared(stage, Country(formation=formation, crisis=COMMANDER))
    assert (made.column.strength, made.column.initial) == (pytest.approx(men), pytest.approx(men))
    assert (made.setting.challenger_present, made.setting.spark) == (1.0, 0.0)
    assert [(group.sympathy, group.expressed) for group in made.groups] == [(0.3, 0.1)] * 2


def test_a_rising_has_a_spark_and_no_challenger(stage: Any) -> None:
    made = prepared(stage, Country(formation=0.5, grievance=0.4, crisis=RISING), {"crises.spark": 0.05})
    assert (made.setting.challenger_present, made.setting.spark) == (0.0, pytest.approx(0.02))
    assert (made.column.strength, made.column.initial) == (0.0, 0.0)
    assert [(group.sympathy, group.expressed) for group in made.groups] == [(0.0, 0.0)] * 2


@pytest.mark.parametrize(("pair", "major", "near"), [
    (Pair(1, 2, contiguous=1, war=1), 0, 1.0),
    (Pair(1, 2, contiguous=0, war=1), 1, 1.0),
    (Pair(1, 2, contiguous=0, war=1), 0, 0.0),
    (Pair(1, 2, contiguous=1, war=0), 1, 0.0),
    (Pair(0, 2, contiguous=1, war=1), 1, 0.0),
])  # fmt: skip
def test_a_hostile_power_is_a_neighbour_or_a_major_power_at_war_with_it(
    stage: Any, pair: Pair, major: int, near: float
) -> None:
    made = prepared(stage, Country(crisis=COMMANDER), others=[Country(major=major)], pairs=[pair])
    assert made.setting.hostile_power == near


@pytest.mark.parametrize(("pair", "exists", "there"), [
    (Pair(1, 2, allied=1), 1, 1.0),
    (Pair(1, 2, allied=1), 0, 0.0),
    (Pair(1, 2, allied=1, war=1), 1, 0.0),
    (Pair(1, 2), 1, 0.0),
    (Pair(0, 2, allied=1), 1, 0.0),
])  # fmt: skip
def test_a_mediator_is_an_ally_at_peace_with_it(stage: Any, pair: Pair, exists: int, there: float) -> None:
    made = prepared(stage, Country(crisis=COMMANDER), others=[Country(exists=exists)], pairs=[pair])
    assert made.setting.mediator_present == there


def test_a_mediator_can_be_held_there_or_away(stage: Any) -> None:
    for held in (0.0, 1.0):
        now = stage.worlds([Country(), Country(crisis=COMMANDER)], crisis=crisis())
        prepare(now, Setting(mediator_fixed=held), stage.parameters(), stage.draw("crises"), 1)
        assert now.crisis.setting.mediator_present == held


def taken_over(
    stage: Any, kind: int, case: Setting | None = None, stances: tuple[int, ...] = (), **course: float
) -> Any:
    now = stage.worlds([Country(), Country(crisis=kind, size=0.5, defected=0.5)], crisis=crisis(**course))
    for unit, stance in zip(now.crisis.units, stances, strict=False):
        unit.stance = stance
    take_over(now, case or Setting(), stage.parameters(), stage.draw("crises", 7), 1)
    assert now.countries[0] == Country()
    return now


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("kind", [COMMANDER, RISING])
def test_the_outcome_and_whether_the_ruler_fell(stage: Any, kind: int, outcome: int) -> None:
    country = taken_over(stage, kind, outcome=outcome, turnout_themselves=0.03).countries[1]
    assert country.outcome == outcome
    assert country.fell == (outcome in (REVOLUTION, RULER_FLEES, COUP))
    by_people = kind == RISING or outcome == REVOLUTION
    assert (country.size, country.defected) == ((0.03, 0.0) if by_people else (0.5, 0.5))


@pytest.mark.parametrize("forced", OUTCOMES)
@pytest.mark.parametrize(("kind", "name", "other"), [
    (COMMANDER, "commander_outcome", "rising_outcome"), (RISING, "rising_outcome", "commander_outcome"),
])  # fmt: skip
def test_forced_outcomes_override_what_was_played(stage: Any, kind: int, name: str, other: str, forced: int) -> None:
    played = UNRESOLVED if forced != UNRESOLVED else CRUSHED
    country = taken_over(stage, kind, Setting(**{name: float(forced)}), outcome=played).countries[1]
    assert (country.outcome, country.fell) == (forced, int(forced in (REVOLUTION, RULER_FLEES, COUP)))
    assert taken_over(stage, kind, Setting(**{other: float(forced)}), outcome=played).countries[1].outcome == played


@pytest.mark.parametrize(("stances", "share"), [
    ((LOYAL, LOYAL, LOYAL), 0.0),
    ((FIGHTS, BEATEN, LOYAL), 0.0),
    ((ASIDE, FIGHTS, LOYAL), 1 / 6),
    ((ASIDE, JOINED, BEATEN), 3 / 6),
    ((JOINED, ASIDE, ASIDE), 1.0),
])  # fmt: skip
def test_defected_are_those_who_had_to_choose_and_did_not_fight(
    stage: Any, stances: tuple[int, ...], share: float
) -> None:
    """By their strength at hour 0, whatever is left of it."""
    now = taken_over(stage, RISING, stances=stances, outcome=CIVIL_WAR)
    assert now.countries[1].defected == pytest.approx(share)


@pytest.mark.parametrize(("kind", "response", "counts"), [
    (RISING, REPRESS, (1, 0)), (RISING, BARGAIN, (0, 1)), (RISING, FLEE, (0, 0)), (COMMANDER, REPRESS, (0, 0)),
])  # fmt: skip
def test_risings_met_with_force_or_concession_are_counted(
    stage: Any, kind: int, response: int, counts: tuple[int, int]
) -> None:
    now = taken_over(stage, kind, outcome=SETTLEMENT, response_1=response, intervention=1)
    assert (now.course.repressed, now.course.conceded, now.course.interventions) == (*counts, 1)


def test_a_failed_crisis_fails_the_history(stage: Any) -> None:
    assert taken_over(stage, RISING, outcome=CRUSHED).course.failed_month == NEVER
    assert taken_over(stage, RISING, failed_hour=3).course.failed_month == 7


def test_people_called_out_who_turn_on_the_ruler_are_the_rising(stage: Any) -> None:
    turnout = {"turnout_ruler": 0.06, "turnout_themselves": 0.02}
    assert taken_over(stage, COMMANDER, outcome=REVOLUTION, **turnout).countries[1].size == 0.06
    assert taken_over(stage, RISING, outcome=REVOLUTION, **turnout).countries[1].size == 0.02
