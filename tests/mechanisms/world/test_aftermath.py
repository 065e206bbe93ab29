"""What a crisis leaves behind: rulers, orders, counts, conflicts, experience."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tocsin.mechanisms.crisis.state import (
    ABANDONED,
    CIVIL_WAR,
    COUP,
    CRUSHED,
    REVOLUTION,
    RULER_FLEES,
    SETTLEMENT,
    UNRESOLVED,
)
from tocsin.mechanisms.world.aftermath import FALLS, HOLDS, TAKES_POWER, aftermath
from tocsin.mechanisms.world.state import (
    BUREAUCRATIC,
    CAPITALIST,
    COMMANDER,
    JUNTA,
    NEVER,
    NO_CRISIS,
    RESTORED,
    RISING,
    WORKERS,
    Country,
    Setting,
)

HELD = (SETTLEMENT, ABANDONED, CRUSHED, CIVIL_WAR, UNRESOLVED)
STILL = {"aftermath.shock": 0.0, "fission.kick": 0.0, "growth.learning": 0.0, "aftermath.junta": 1200.0}


def after(stage: Any, country: Country, values: dict[str, float] | None = None, tick: int = 9) -> Any:
    now, p = stage.worlds([country], notes=3), stage.parameters({**STILL, **(values or {})})
    aftermath(now, Setting(), p, stage.draw("aftermath", tick))
    return now


def counts(country: Country) -> tuple[int, ...]:
    return country.attempts, country.coups, country.risings, country.falls


@pytest.mark.parametrize(("kind", "outcome", "expected"), [
    *[(COMMANDER, outcome, (1, 0, 0, 0)) for outcome in HELD],
    *[(RISING, outcome, (0, 0, 1, 0)) for outcome in HELD],
    (COMMANDER, COUP, (1, 1, 0, 0)),
    (COMMANDER, RULER_FLEES, (1, 1, 0, 0)),
    (COMMANDER, REVOLUTION, (1, 0, 1, 1)),
    (RISING, REVOLUTION, (0, 0, 1, 1)),
    (RISING, RULER_FLEES, (0, 0, 1, 1)),
])  # fmt: skip
def test_each_outcome_is_counted_once_and_changes_the_ruler_or_not(
    stage: Any, kind: int, outcome: int, expected: tuple[int, ...]
) -> None:
    country = Country(crisis=kind, outcome=outcome, dual_power=0.0)
    now = after(stage, country)
    assert counts(country) == expected
    assert (now.course.attempts, now.course.coups, now.course.risings, now.course.falls) == expected
    down = outcome in (COUP, REVOLUTION, RULER_FLEES)
    assert (country.fell, country.insecurity) == (int(down), float(down))
    assert country.dual_power == expected[3]  # only people leave dual power behind
    firsts = (country.first_coup, country.first_rising, country.first_fall)
    assert firsts == tuple(9 if expected[n] else NEVER for n in (1, 2, 3))
    assert country.order == (JUNTA if expected[1] else CAPITALIST)
    # Told: who fell by whom, or that he held; what is still undecided is not told here.
    told = [line.kind for line in now.notes[: now.course.events]]
    undecided = outcome in (CIVIL_WAR, UNRESOLVED)
    assert told == ([TAKES_POWER] if expected[1] else [FALLS] if expected[3] else [] if undecided else [HOLDS])


def test_without_a_crisis_only_time_passes(stage: Any) -> None:
    country = Country(insecurity=0.8, dual_power=0.5, formation=0.2)
    now = after(stage, country, {"aftermath.settling": 20.0, "conversion.fading": 0.1})
    assert country.insecurity == pytest.approx(0.8 * math.exp(-0.05))
    assert country.dual_power == pytest.approx(0.45)
    assert (counts(country), country.formation, country.crisis) == ((0, 0, 0, 0), 0.2, NO_CRISIS)
    assert now.course.events == 0


def test_dual_power_that_is_all_but_gone_is_gone(stage: Any) -> None:
    country = Country(dual_power=1.0)
    for tick in range(80):
        after(stage, country, {"conversion.fading": 0.1}, tick)
        assert country.dual_power == (pytest.approx(0.9 ** (tick + 1)) if tick < 65 else 0.0)


@pytest.mark.parametrize(("before", "later"), [
    (CAPITALIST, JUNTA), (RESTORED, JUNTA), (JUNTA, JUNTA), (WORKERS, JUNTA), (BUREAUCRATIC, BUREAUCRATIC),
])  # fmt: skip
def test_a_coup_makes_a_junta_but_in_a_bureaucratic_order(stage: Any, before: int, later: int) -> None:
    country = Country(crisis=COMMANDER, outcome=COUP, order=before, dual_power=0.7)
    now = after(stage, country)
    assert (country.order, country.dual_power) == (later, 0.0)
    assert country.order_since == (0 if before == BUREAUCRATIC else 9)
    assert (country.overthrown, now.course.overthrows) == ((9, 1) if before == WORKERS else (NEVER, 0))


def test_a_rising_ends_a_junta_and_leaves_a_workers_order_one_power(stage: Any) -> None:
    for before, later, dual in ((JUNTA, CAPITALIST, 1.0), (BUREAUCRATIC, BUREAUCRATIC, 1.0), (WORKERS, WORKERS, 0.0)):
        country = Country(crisis=RISING, outcome=REVOLUTION, order=before)
        after(stage, country)
        assert (country.order, country.dual_power) == (later, dual)


def test_a_junta_hands_over_after_the_mean_time_stated(stage: Any) -> None:
    hazard, histories, waits = 1.0 / 10.0, 400, []
    for history in range(histories):
        country = Country(order=JUNTA)
        now, p = stage.worlds([country]), stage.parameters({"aftermath.junta": 10.0})
        for tick in range(2000):
            aftermath(now, Setting(), p, stage.draw("aftermath", tick, history))
            if country.order == CAPITALIST:
                waits.append(tick)
                break
    mean = math.exp(-hazard) / -math.expm1(-hazard)  # of a geometric number of whole months
    assert abs(sum(waits) / histories - mean) < 4.0 * mean / math.sqrt(histories)


@pytest.mark.parametrize("kind", [COMMANDER, RISING])
def test_the_kick_sets_off_conflicts_and_can_be_cut(stage: Any, kind: int) -> None:
    """What it adds to strife sums to the kick over the months to come."""
    values = {"fission.kick": 0.9, "fission.decay": 0.3}
    struck = Country(crisis=kind, outcome=CRUSHED, strife=0.05)
    after(stage, struck, values)
    added = struck.strife - 0.05
    assert sum(added * math.exp(-0.3 * month) for month in range(400)) == pytest.approx(0.9)
    spared = Country(crisis=kind, outcome=CRUSHED, strife=0.05)
    after(stage, spared, {**values, "fission.kick": 0.0})
    assert spared.strife == 0.05


def test_a_crisis_costs_cohesion_a_rising_teaches_and_a_commander_s_men_are_taken_in(stage: Any) -> None:
    values = {"aftermath.shock": 0.2, "growth.learning": 0.25, "aftermath.outside": 0.3}
    for kind, experience, formation in ((COMMANDER, 0.2, 0.03), (RISING, 0.4, 0.1)):
        country = Country(crisis=kind, outcome=CRUSHED, cohesion=0.5, experience=0.2, formation=0.1)
        after(stage, country, values)
        assert country.cohesion == pytest.approx(0.4)
        assert country.experience == pytest.approx(experience)
        assert country.formation == pytest.approx(formation)


def test_what_is_held_is_not_learnt(stage: Any) -> None:
    p = stage.parameters({**STILL, "growth.learning": 0.5})
    for held, expected in ((-1.0, 0.6), (0.2, 0.2)):
        country = Country(crisis=RISING, outcome=CRUSHED, experience=0.2)
        aftermath(stage.worlds([country]), Setting(experience_fixed=held), p, stage.draw("aftermath", 9))
        assert country.experience == pytest.approx(expected)


def test_attempts_in_countries_at_war_are_counted_apart(stage: Any) -> None:
    for fronts, kind, expected in ((0, COMMANDER, 0), (2, COMMANDER, 1), (2, RISING, 0)):
        now = after(stage, Country(crisis=kind, outcome=CRUSHED, fronts=fronts))
        assert now.course.attempts_at_war == expected


def test_the_month_of_the_last_fall_is_kept(stage: Any) -> None:
    country = Country(crisis=RISING, outcome=REVOLUTION)
    after(stage, country, tick=9)
    country.crisis = RISING
    after(stage, country, tick=14)
    assert (country.first_fall, country.last_fall) == (9, 14)
    assert after(stage, Country(crisis=COMMANDER, outcome=COUP)).countries[0].last_fall == NEVER
