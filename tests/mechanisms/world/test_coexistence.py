"""Hostility: the fixed point of a linear differential equation and the exponential way there."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tocsin.mechanisms.world.coexistence import coexistence
from tocsin.mechanisms.world.state import BUREAUCRATIC, Country, Pair, Setting

VALUES = {
    "coexistence.recession_raises": 0.15,
    "coexistence.policy_lowers": 0.3,
    "coexistence.relaxation": 18.0,
}


def world(stage: Any, opposed: int = 1, start: float = 0.2, **second: Any) -> Any:
    countries = [Country(downturn=0.4, coexistence=0.2), Country(**{"downturn": 1.2, "coexistence": 0.6, **second})]
    return stage.worlds(countries, [Pair(0, 1, opposed=opposed, hostility=start, hostility_normal=0.5)])


def play(
    stage: Any, now: Any, months: int, values: dict[str, float] | None = None, case: Setting | None = None
) -> float:
    p = stage.parameters({**VALUES, **(values or {})})
    for tick in range(months):
        coexistence(now, case or Setting(), p, stage.draw("coexistence", tick))
    return float(now.pairs[0].hostility)


FIXED_POINT = 0.5 + 0.15 * 1.2 - 0.3 * 0.4


@pytest.mark.parametrize("start", [0.0, 0.2, 1.0])
def test_it_settles_at_the_fixed_point(stage: Any, start: float) -> None:
    assert play(stage, world(stage, start=start), 600) == pytest.approx(FIXED_POINT, abs=1e-12)


@pytest.mark.parametrize("months", [1, 18, 50])
def test_the_way_there_is_exponential(stage: Any, months: int) -> None:
    left = (0.2 - FIXED_POINT) * math.exp(-months / 18)
    assert play(stage, world(stage), months) == pytest.approx(FIXED_POINT + left)


def test_policy_counts_only_across_a_divide(stage: Any) -> None:
    assert play(stage, world(stage, opposed=0), 600) == pytest.approx(0.5 + 0.15 * 1.2)
    assert play(stage, world(stage, opposed=0, order=BUREAUCRATIC), 600) == pytest.approx(FIXED_POINT)


def test_an_intervention_holds_the_policy_of_all(stage: Any) -> None:
    assert play(stage, world(stage), 600, case=Setting(coexistence_fixed=1.0)) == pytest.approx(0.5 + 0.18 - 0.3)
    assert play(stage, world(stage), 600, case=Setting(coexistence_fixed=0.0)) == pytest.approx(0.5 + 0.18)
    assert play(stage, world(stage, opposed=0), 600, case=Setting(coexistence_fixed=1.0)) == pytest.approx(0.68)


def test_whether_the_crisis_outweighs_the_policy_turns_at_the_ratio_of_the_two(stage: Any) -> None:
    """Under the policy at its maximum hostility rises above normal iff the downturn is deeper than .3 / .15."""
    for downturn, rises in ((1.9, False), (2.1, True)):
        now = world(stage, downturn=downturn)
        assert (play(stage, now, 600, case=Setting(coexistence_fixed=1.0)) > 0.5) == rises


@pytest.mark.parametrize(("name", "expected"), [("recession_raises", 0.5 - 0.12), ("policy_lowers", 0.5 + 0.18)])
def test_the_contrasts_cut_their_link(stage: Any, name: str, expected: float) -> None:
    assert play(stage, world(stage), 600, {f"coexistence.{name}": 0.0}) == pytest.approx(expected)


def test_hostility_stays_within_its_scale(stage: Any) -> None:
    assert play(stage, world(stage), 600, {"coexistence.recession_raises": 1.0}) == pytest.approx(1.0)
    assert play(stage, world(stage, downturn=0.0), 600, {"coexistence.policy_lowers": 1.0}) > 0.0
    now = world(stage, downturn=0.0)
    now.pairs[0].hostility_normal = 0.1
    now.countries[0].downturn = 0.0
    assert play(stage, now, 600, {"coexistence.policy_lowers": 1.0}) == pytest.approx(0.0, abs=1e-12)


def test_a_pair_with_a_state_that_does_not_exist_is_left_alone(stage: Any) -> None:
    assert play(stage, world(stage, exists=0), 50) == 0.2
