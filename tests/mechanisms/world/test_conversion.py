"""Conversion: logistic regression on simulated data recovers the coefficients of both stages."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy
import pytest

from tocsin.mechanisms.crisis.state import ABANDONED, CIVIL_WAR, CRUSHED, REVOLUTION, SETTLEMENT, UNRESOLVED
from tocsin.mechanisms.world.aftermath import aftermath
from tocsin.mechanisms.world.chances import logistic
from tocsin.mechanisms.world.conversion import conversion, fall_score, power_score
from tocsin.mechanisms.world.state import (
    BUREAUCRATIC,
    CAPITALIST,
    COMMANDER,
    JUNTA,
    NEVER,
    RESTORED,
    RISING,
    WORKERS,
    Country,
    Setting,
    World,
)

POWER = {
    "conversion.power_base": -1.5,
    "conversion.organisation": 0.9,
    "conversion.experience": 3.0,
    "conversion.capacity": 2.0,
}
FALL = {
    "conversion.fall_base": -1.0,
    "conversion.fall_size": 0.8,
    "conversion.fall_capacity": 2.5,
    "conversion.fall_development": 1.2,
}
AT_ONCE = {"conversion.fading": 1.0}


def regression(columns: list[list[float]], happened: list[bool]) -> tuple[Any, Any]:
    """Coefficients of a logistic regression with an intercept, by Newton's method, and their standard errors."""
    x = numpy.column_stack([numpy.ones(len(happened)), *columns])
    y = numpy.array(happened, dtype=float)
    beta = numpy.zeros(x.shape[1])
    for _ in range(30):
        chance = 1.0 / (1.0 + numpy.exp(-x @ beta))
        information = x.T @ (x * (chance * (1.0 - chance))[:, None])
        beta = beta + numpy.linalg.solve(information, x.T @ (y - chance))
    return beta, numpy.sqrt(numpy.diag(numpy.linalg.inv(information)))


def recovered(beta: Any, errors: Any, truth: list[float]) -> None:
    assert numpy.all(errors < 0.5 * numpy.abs(truth)), "too few data to tell"
    assert numpy.all(numpy.abs(beta - truth) < 4.0 * errors), (beta, errors)


def test_the_coefficients_of_power_given_fall_are_recovered(stage: Any) -> None:
    # Many countries in the month after their rulers fell, all of dual power's chance in that one month.
    grid = itertools.product((0.005, 0.02, 0.08), (0.0, 0.4, 0.9), (0.2, 0.5, 0.8), (0.0, 0.5), range(90))
    countries = [
        Country(organised=o, experience=e, capacity=k, defected=d, dual_power=1.0) for o, e, k, d, _ in grid
    ]  # fmt: skip
    kept = [country.capacity * (1.0 - country.defected) - 0.5 for country in countries]
    known = [
        [math.log(country.organised / 0.02) for country in countries],
        [country.experience - 0.2 for country in countries],
        kept,
    ]
    conversion(
        stage.worlds(countries), Setting(), stage.parameters({**POWER, **AT_ONCE}), stage.draw("conversion", 1)
    )  # fmt: skip
    beta, errors = regression(known, [country.took_power == 1 for country in countries])
    recovered(beta, errors, [-1.5, 0.9, 3.0, -2.0])


def test_the_coefficients_of_a_late_fall_are_recovered(stage: Any) -> None:
    grid = itertools.product((0.001, 0.03, 0.3), (0.0, 0.05), (0.2, 0.8), (0.0, 0.6), (0.1, 0.5, 1.0), range(60))
    countries = [
        Country(crisis=RISING, outcome=UNRESOLVED, size=s, organised=o, capacity=k, defected=d, development=y)
        for s, o, k, d, y, _ in grid
    ]
    known = [
        [math.log((country.size + country.organised) / 0.05) for country in countries],
        [country.capacity * (1.0 - country.defected) - 0.5 for country in countries],
        [country.development - 0.5 for country in countries],
    ]
    conversion(stage.worlds(countries), Setting(), stage.parameters(FALL), stage.draw("conversion", 1))
    beta, errors = regression(known, [country.fell == 1 for country in countries])
    recovered(beta, errors, [-1.0, 0.8, -2.5, -1.2])


@pytest.mark.parametrize("fading", [0.05, 0.1, 0.3, 1.0])
def test_the_chance_of_power_is_the_same_however_long_dual_power_lasts(stage: Any, fading: float) -> None:
    p = stage.parameters({**POWER, "conversion.fading": fading, "growth.learning": 0.0})
    countries = [Country(organised=0.05, experience=0.5, capacity=0.4, dual_power=1.0) for _ in range(2500)]
    expected = logistic(power_score(countries[0], p))
    now, months = stage.worlds(countries), []
    for tick in range(200):
        if tick > 0:
            aftermath(now, Setting(), p, stage.draw("aftermath", tick))
        conversion(now, Setting(), p, stage.draw("conversion", tick))
        months += [tick] * (now.course.conversions - len(months))
        if all(country.dual_power == 0.0 for country in countries):
            break
    share = len(months) / len(countries)
    assert abs(share - expected) < 4.0 * math.sqrt(expected * (1.0 - expected) / len(countries))
    assert max(months) == 0 if fading == 1.0 else max(months) > 3


def test_without_experience_s_weight_experience_changes_nothing(stage: Any) -> None:
    """The contrast of K14: country by country the same ones take power."""
    took = []
    for experience in (0.0, 1.0):
        countries = [Country(organised=0.03, experience=experience, dual_power=1.0) for _ in range(800)]
        p = stage.parameters({**POWER, **AT_ONCE, "conversion.experience": 0.0})
        conversion(stage.worlds(countries), Setting(), p, stage.draw("conversion"))
        took.append([country.took_power for country in countries])
    assert took[0] == took[1]
    assert 0 < sum(took[0]) < 800


@pytest.mark.parametrize(("name", "one", "other"), [
    ("organisation", {"organised": 0.001}, {"organised": 0.2}),
    ("capacity", {"capacity": 0.1}, {"capacity": 0.9}),
    ("capacity", {"defected": 0.0}, {"defected": 1.0}),
])  # fmt: skip
def test_the_other_links_to_power_can_be_cut(
    stage: Any, name: str, one: dict[str, float], other: dict[str, float]
) -> None:
    linked, cut = stage.parameters(POWER), stage.parameters({**POWER, f"conversion.{name}": 0.0})
    assert power_score(Country(**one), linked) != power_score(Country(**other), linked)
    assert power_score(Country(**one), cut) == power_score(Country(**other), cut)


@pytest.mark.parametrize(("name", "one", "other"), [
    ("fall_size", {"size": 0.001}, {"size": 0.2}),
    ("fall_capacity", {"capacity": 0.1}, {"capacity": 0.9}),
    ("fall_development", {"development": 0.1}, {"development": 0.9}),
])  # fmt: skip
def test_the_links_to_a_fall_can_be_cut(stage: Any, name: str, one: dict[str, float], other: dict[str, float]) -> None:
    linked, cut = stage.parameters(FALL), stage.parameters({**FALL, f"conversion.{name}": 0.0})
    assert fall_score(Country(**one), linked) != fall_score(Country(**other), linked)
    assert fall_score(Country(**one), cut) == fall_score(Country(**other), cut)


@pytest.mark.parametrize(("crisis", "outcome", "can"), [
    (RISING, UNRESOLVED, True), (RISING, CIVIL_WAR, True), (RISING, CRUSHED, False), (RISING, SETTLEMENT, False),
    (RISING, ABANDONED, False), (RISING, REVOLUTION, False), (COMMANDER, UNRESOLVED, False),
    (COMMANDER, CIVIL_WAR, False),
])  # fmt: skip
def test_only_a_rising_that_the_crisis_clock_left_undecided_is_decided_here(
    stage: Any, crisis: int, outcome: int, can: bool
) -> None:
    """With a fall certain where one is possible."""
    country = Country(crisis=crisis, outcome=outcome, conversion_fixed=0.0)
    now = stage.worlds([country], notes=2)
    conversion(now, Setting(), stage.parameters({"conversion.fall_base": 20.0}), stage.draw("conversion", 3))
    assert (country.fell, country.falls, now.course.falls, country.dual_power) == (can, can, can, can)
    assert country.first_fall == (3 if can else NEVER)


@pytest.mark.parametrize(("before", "political"), [
    (CAPITALIST, 0), (JUNTA, 0), (RESTORED, 0), (BUREAUCRATIC, 1),
])  # fmt: skip
def test_it_is_political_against_a_bureaucratic_order_and_social_against_others(
    stage: Any, before: int, political: int
) -> None:
    country = Country(order=before, dual_power=0.4, degeneration=0.7, conversion_fixed=1.0)
    now = stage.worlds([country], notes=1)
    conversion(now, Setting(), stage.parameters(), stage.draw("conversion", 5))
    assert (country.order, country.order_since, country.degeneration, country.dual_power) == (WORKERS, 5, 0.0, 0.0)
    assert (country.political, country.social) == (political, 1 - political)
    assert (now.course.political, now.course.social, now.course.conversions) == (political, 1 - political, 1)
    assert (country.took_power, country.converted, country.last_success, now.course.first_conversion) == (1, 5, 5, 5)


def test_conversion_can_be_held_by_hand(stage: Any) -> None:
    certain, never = {"conversion.power_base": 20.0}, {"conversion.power_base": -20.0}
    for fixed, values, dual, expected in (
        (0.0, certain, 1.0, 0), (1.0, never, 1.0, 1), (1.0, never, 0.0, 0), (-1.0, certain, 1.0, 1),
    ):  # fmt: skip
        country = Country(dual_power=dual, conversion_fixed=fixed)
        p = stage.parameters({**values, **AT_ONCE})
        conversion(stage.worlds([country]), Setting(), p, stage.draw("conversion"))
        assert country.took_power == expected


def test_nothing_of_it_happens_after_nuclear_use(stage: Any) -> None:
    country = Country(dual_power=1.0, conversion_fixed=1.0, crisis=RISING, outcome=UNRESOLVED)
    now = stage.worlds([country], world=World(nuclear=1))
    conversion(now, Setting(), stage.parameters({"conversion.fall_base": 20.0}), stage.draw("conversion"))
    assert (country.fell, country.took_power) == (0, 0)
