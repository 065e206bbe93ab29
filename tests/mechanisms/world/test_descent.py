"""Descent: log φ from ruling group to ruling group is an AR(1)."""

from __future__ import annotations

import math
from typing import Any

import numpy
import pytest

from tocsin.mechanisms.world.descent import descent, policy_of_fear
from tocsin.mechanisms.world.state import BUREAUCRATIC, CAPITALIST, WORKERS, Country, Setting


def chain(stage: Any, inheritance: float, length: int = 6000, **fields: float) -> Any:
    """Log φ of that many ruling groups, each brought down by the next."""
    p = stage.parameters({"descent.inheritance": inheritance, "descent.spread": 0.8})
    now = stage.worlds([Country(**{"fell": 1, **fields})])
    logs = []
    for tick in range(length):
        descent(now, Setting(), p, stage.draw("descent", tick))
        logs.append(math.log(now.countries[0].fear))
    return numpy.array(logs)


@pytest.mark.parametrize("inheritance", [0.0, 0.3, 0.8])
def test_the_autocorrelation_is_the_inheritance(stage: Any, inheritance: float) -> None:
    logs = chain(stage, inheritance)
    for lag in (1, 2, 3):
        found = numpy.corrcoef(logs[:-lag], logs[lag:])[0, 1]
        # Bartlett: standard error of a lag's autocorrelation in an AR(1).
        r = inheritance
        variance = ((1 - r ** (2 * lag)) * (1 + r**2) / (1 - r**2) - 2 * lag * r ** (2 * lag)) / len(logs)
        assert abs(found - r**lag) < 4.0 * math.sqrt(variance)


@pytest.mark.parametrize("inheritance", [0.0, 0.5, 0.8])
def test_the_spread_among_ruling_groups_does_not_hang_on_it(stage: Any, inheritance: float) -> None:
    logs = chain(stage, inheritance)
    effective = len(logs) * (1 - inheritance) / (1 + inheritance)
    assert abs(logs.mean()) < 4.0 * 0.8 / math.sqrt(effective)
    assert abs(logs.std() - 0.8) < 4.0 * 0.8 / math.sqrt(effective)


def test_at_full_inheritance_all_of_it_comes_down(stage: Any) -> None:
    assert chain(stage, 1.0, 20, fear=3.0) == pytest.approx(math.log(3.0))


def test_where_a_rising_took_power_nothing_comes_down(stage: Any) -> None:
    """The new group's φ is the same whatever the old one's was."""
    p, found = stage.parameters({"descent.inheritance": 0.9}), []
    for fear in (0.1, 10.0):
        now = stage.worlds([Country(fear=fear, took_power=1, fell=1)])
        descent(now, Setting(), p, stage.draw("descent"))
        found.append(now.countries[0].fear)
    assert found[0] == found[1] != 1.0


@pytest.mark.parametrize(("fields", "changes"), [
    ({"fell": 1}, True), ({"degenerated": 7}, True), ({"restored": 7}, True), ({"overthrown": 7}, True),
    ({"took_power": 1}, True), ({}, False), ({"degenerated": 6, "restored": 5, "overthrown": 2}, False),
])  # fmt: skip
def test_fear_changes_with_the_ruling_group_only(stage: Any, fields: dict[str, int], changes: bool) -> None:
    now = stage.worlds([Country(fear=2.0, **fields)], notes=1)
    descent(now, Setting(), stage.parameters({"descent.inheritance": 0.5}), stage.draw("descent", 7))
    assert (now.countries[0].fear != 2.0) == changes
    assert now.course.events == int(changes)


def test_policy_follows_the_fear_in_a_bureaucratic_order_and_the_wing_elsewhere(stage: Any) -> None:
    p = stage.parameters({"degeneration.coexistence": 0.4, "descent.relaxation": 10.0})
    for order, fear, target in (
        (BUREAUCRATIC, 1.0, 0.4), (BUREAUCRATIC, 3.0, 0.6), (BUREAUCRATIC, 1 / 3, 0.2), (CAPITALIST, 3.0, 0.15),
        (WORKERS, 3.0, 0.15),
    ):  # fmt: skip
        country = Country(order=order, fear=fear, accommodation=0.15, coexistence=0.9)
        now = stage.worlds([country])
        for tick in range(25):
            descent(now, Setting(), p, stage.draw("descent", tick))
        assert country.coexistence == pytest.approx(target + (0.9 - target) * math.exp(-2.5))
    descent(now, Setting(coexistence_fixed=1.0), p, stage.draw("descent", 25))
    assert country.coexistence == 1.0


def test_policy_stays_a_share() -> None:
    assert policy_of_fear(0.0, 0.9) == 0.0
    assert policy_of_fear(1e9, 0.9) == 1.0
    assert policy_of_fear(1e9, 0.3) == pytest.approx(0.6)
