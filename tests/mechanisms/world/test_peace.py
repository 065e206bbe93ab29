"""Leaving a war: exponential waiting times, the hazard ratio of a revolution, and who may leave what."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from scipy import stats

from tocsin.mechanisms.world.peace import mobilised, peace
from tocsin.mechanisms.world.state import COMMANDER, NEVER, RISING, WORKERS, Country, Pair, Setting

AFTER = {"order": WORKERS, "last_success": 12}


def at_war(stage: Any, since: int = 3, **fields: float) -> Any:
    """The first country, with these fields, at war with the second."""
    pair = Pair(0, 1, war=1, attacker=1, since=since, rung=3)
    return stage.worlds([Country(**fields), Country()], [pair], notes=4)


def months_to_peace(stage: Any, values: dict[str, float], histories: int, **fields: float) -> list[int]:
    p, waits = stage.parameters(values), []
    for history in range(histories):
        now = at_war(stage, **fields)
        for tick in range(5000):
            peace(now, Setting(), p, stage.draw("peace", tick, history))
            if now.pairs[0].war == 0:
                waits.append(tick)
                break
    return waits


@pytest.mark.parametrize(("values", "fields", "hazard"), [
    ({"peace.revolution_leaves": 0.2, "peace.mobilisation_ends": 0.0}, AFTER, 0.2),
    ({"peace.revolution_leaves": 0.0, "peace.mobilisation_ends": 0.4}, {"dual_power": 0.5}, 0.2),
    ({"peace.revolution_leaves": 0.2, "peace.mobilisation_ends": 0.4}, {**AFTER, "dual_power": 0.5}, 0.4),
])  # fmt: skip
def test_waiting_times_are_exponential(
    stage: Any, values: dict[str, float], fields: dict[str, float], hazard: float
) -> None:
    """Also where both causes add up: their hazards do."""
    histories = 700
    waits = months_to_peace(stage, values, histories, **fields)
    edges = [0, *(math.ceil(-math.log(1 - share) / hazard) for share in (0.15, 0.5, 0.8)), 5000]
    counts = [sum(low <= wait < high for wait in waits) for low, high in pairwise(edges)]
    expected = [histories * (math.exp(-hazard * low) - math.exp(-hazard * high)) for low, high in pairwise(edges)]
    assert stats.chisquare(counts, expected).pvalue > 0.001


def test_the_hazard_ratio_of_a_revolution(stage: Any) -> None:
    """Both at the same mobilisation: (mobilisation + revolution) / mobilisation, and 1 at the contrast."""
    values = {"peace.revolution_leaves": 0.15, "peace.mobilisation_ends": 0.1}
    histories = 700

    def rate(values: dict[str, float], **fields: float) -> float:
        waits = months_to_peace(stage, values, histories, dual_power=0.5, **fields)
        return math.log1p(1.0 / (sum(waits) / histories))

    ratio = rate(values, **AFTER) / rate(values)
    assert abs(math.log(ratio / 4.0)) < 4.0 * math.sqrt(2.0 / histories)
    cut = {**values, "peace.revolution_leaves": 0.0}
    assert rate(cut, **AFTER) == rate(cut)


def test_it_leaves_the_wars_that_it_found_and_not_those_forced_on_it_later(stage: Any) -> None:
    p = stage.parameters({"peace.revolution_leaves": 10.0, "peace.mobilisation_ends": 0.0})
    for since, leaves in ((NEVER, True), (3, True), (12, True), (13, False)):
        now = at_war(stage, since=since, **AFTER)
        peace(now, Setting(), p, stage.draw("peace", 20))
        assert (now.pairs[0].war == 0) == leaves
    now = at_war(stage)  # no success at all
    peace(now, Setting(), p, stage.draw("peace", 20))
    assert now.pairs[0].war == 1


def test_a_country_leaves_all_its_wars_at_once_and_is_counted_once(stage: Any) -> None:
    p = stage.parameters({"peace.revolution_leaves": 0.3, "peace.mobilisation_ends": 0.0})
    left = 0
    for history in range(60):
        countries = [Country(), Country(**AFTER), Country(), Country()]
        pairs = [Pair(0, 1, war=1, since=1), Pair(1, 2, war=1, since=2), Pair(1, 3), Pair(2, 3, war=1, since=2)]
        now = stage.worlds(countries, pairs, notes=4)
        peace(now, Setting(), p, stage.draw("peace", 20, history))
        assert (pairs[0].war, pairs[1].war) in ((0, 0), (1, 1))
        assert pairs[3].war == 1
        if pairs[0].war == 0:
            left += 1
            assert (now.course.quits, now.course.quits_by_revolution, now.course.events) == (1, 1, 1)
            assert [country.quit_war for country in countries] == [0, 1, 0, 0]
            assert (pairs[0].rung, pairs[0].attacker, pairs[0].since) == (0, -1, NEVER)
    assert 0 < left < 60


def test_either_side_can_leave_and_a_mobilised_one_is_no_revolution(stage: Any) -> None:
    p = stage.parameters({"peace.mobilisation_ends": 10.0})
    for leaver in (0, 1):
        countries = [Country(), Country()]
        countries[leaver].dual_power = 1.0
        now = stage.worlds(countries, [Pair(0, 1, war=1, since=0)])
        peace(now, Setting(), p, stage.draw("peace", 2))
        assert [country.quit_war for country in countries] == [int(leaver == 0), int(leaver == 1)]
        assert (now.course.quits, now.course.quits_by_revolution) == (1, 0)


def test_people_are_on_the_move_in_dual_power_and_in_this_month_s_rising() -> None:
    assert mobilised(Country(size=0.3)) == 0.0  # of an earlier rising
    assert mobilised(Country(size=0.3, crisis=COMMANDER)) == 0.0
    assert mobilised(Country(size=0.3, crisis=RISING)) == 0.3
    assert mobilised(Country(size=0.3, crisis=RISING, dual_power=0.6)) == 0.6


def test_with_both_links_cut_nobody_leaves(stage: Any) -> None:
    p = stage.parameters({"peace.revolution_leaves": 0.0, "peace.mobilisation_ends": 0.0})
    now = at_war(stage, dual_power=1.0, size=1.0, crisis=RISING, **AFTER)
    for tick in range(20, 300):
        peace(now, Setting(), p, stage.draw("peace", tick))
    assert now.pairs[0].war == 1
