"""Births of states: exponential waiting times while a parent's hold is loose, and shares that still add up."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from scipy import stats

from tocsin.mechanisms.world.birth import birth, looseness
from tocsin.mechanisms.world.drive import drive
from tocsin.mechanisms.world.state import Country, Pair, Setting, World

VALUES = {"birth.rate": 10.0, "birth.window": 6.0, "birth.collapse": 0.2}


def parent(**values: Any) -> Country:
    return Country(**{"output": 0.2, "power": 0.1, "strength": 0.06, "capacity": 0.5, **values})


def part(share: float = 0.25, **values: Any) -> Country:
    return Country(**{"exists": 0, "parent": 0, "part": share, **values})


def play(stage: Any, now: Any, months: int, values: dict[str, float] | None = None, history: int = 0) -> None:
    p = stage.parameters({**VALUES, **(values or {})})
    for tick in range(months):
        birth(now, Setting(), p, stage.draw("birth", tick, history))


@pytest.mark.parametrize(("values", "expected"), [
    ({}, 0.0), ({"insecurity": 0.3}, 0.3), ({"fell": 1}, 1.0), ({"capacity": 0.19}, 1.0), ({"capacity": 0.2}, 0.0),
    ({"beaten": 5}, 1.0), ({"beaten": 4}, 0.0),
])  # fmt: skip
def test_how_loose_a_hold_is(stage: Any, values: dict[str, Any], expected: float) -> None:
    assert looseness(parent(**values), 10, stage.parameters(VALUES)) == expected


@pytest.mark.parametrize(("rate", "insecurity"), [(0.05, 1.0), (0.4, 0.5)])
def test_months_to_a_birth_are_exponential(stage: Any, rate: float, insecurity: float) -> None:
    p, histories = stage.parameters({**VALUES, "birth.rate": rate}), 500
    hazard = rate * insecurity
    horizon = math.ceil(1.5 / hazard)
    waits = []
    for history in range(histories):
        now = stage.worlds([parent(insecurity=insecurity), part()])
        for tick in range(horizon):
            birth(now, Setting(), p, stage.draw("birth", tick, history))
            if now.countries[1].exists:
                break
        waits.append(now.countries[1].born if now.countries[1].exists else horizon)
    cuts = [0, *(math.ceil(-math.log(1 - share) / hazard) for share in (0.2, 0.4, 0.6)), horizon]
    counts = [sum(low <= month < high for month in waits) for low, high in pairwise(cuts)] + [waits.count(horizon)]
    left = [math.exp(-hazard * month) for month in cuts]
    expected = [histories * (a - b) for a, b in pairwise(left)] + [histories * left[-1]]
    assert stats.chisquare(counts, expected).pvalue > 0.001


@pytest.mark.parametrize("values", [{}, {"exists": 0, "fell": 1}])
def test_nobody_breaks_away_from_a_firm_hold_or_from_no_state(stage: Any, values: dict[str, Any]) -> None:
    now = stage.worlds([parent(**values), part()])
    play(stage, now, 50)
    assert (now.countries[1].exists, now.course.births) == (0, 0)


def test_at_the_contrast_no_state_is_born(stage: Any) -> None:
    now = stage.worlds([parent(fell=1), part()])
    play(stage, now, 50, {"birth.rate": 0.0})
    assert now.course.births == 0


def test_a_state_that_has_no_parent_or_was_one_before_is_not_born(stage: Any) -> None:
    countries = [parent(fell=1), part(parent=-1), part(born=3)]
    now = stage.worlds(countries)
    play(stage, now, 50)
    assert [c.exists for c in countries] == [1, 0, 0]


def test_parts_take_their_shares_and_all_still_add_up(stage: Any) -> None:
    countries = [parent(insecurity=1.0), part(0.25), part(0.5), Country(output=0.3, power=0.4)]
    now = stage.worlds(countries, world=World(rest=0.5))
    play(stage, now, 20)
    assert (now.course.births, [c.exists for c in countries]) == (2, [1, 1, 1, 1])
    assert sum(c.output for c in countries) + now.world.rest == pytest.approx(1.0, abs=1e-14)
    assert [c.output for c in countries] == pytest.approx([0.05, 0.05, 0.1, 0.3])
    assert [c.power for c in countries] == pytest.approx([0.025, 0.025, 0.05, 0.4])
    assert [c.strength for c in countries[:3]] == pytest.approx([0.015, 0.015, 0.03])
    assert countries[0].whole == pytest.approx(0.25)


def test_a_parent_whose_parts_have_all_gone_ends_with_its_wars(stage: Any) -> None:
    countries = [parent(insecurity=1.0), part(0.3), part(0.3), part(0.4), Country(output=0.3, power=0.2, first_war=0)]
    pairs = [Pair(0, 4, war=1, since=0), Pair(1, 4)]
    now = stage.worlds(countries, pairs, notes=9)
    play(stage, now, 20)
    assert [c.exists for c in countries] == [0, 1, 1, 1, 1]
    assert [c.output for c in countries] == pytest.approx([0.0, 0.06, 0.06, 0.08, 0.3])
    assert (countries[0].output, countries[0].power, countries[0].strength) == (0.0, 0.0, 0.0)
    assert [pair.war for pair in pairs] == [0, 0]
    assert (now.world.wars, countries[4].fronts) == (0, 0)
    assert countries[4].left_war == max(c.born for c in countries)
    assert sorted(line.kind for line in now.notes[: now.course.events]) == [0, 0, 0, 1]


def test_a_new_state_starts_in_its_parent_s_conditions(stage: Any) -> None:
    economy = {"own_shock": -1.2, "profit": -1.0, "downturn": 0.2}
    countries = [parent(insecurity=1.0, capacity=0.3, war_cost=0.5, fronts=1, **economy), part()]
    now = stage.worlds(countries, notes=2)
    play(stage, now, 8)
    child = countries[1]
    assert (child.capacity, child.own_shock, child.profit, child.downturn) == (0.3, -1.2, -1.0, 0.2)
    assert (child.insecurity, child.war_cost, child.fronts) == (1.0, 0.0, 0)
    assert child.born == child.order_since >= 0
    assert (now.notes[0].kind, now.notes[0].actor, now.notes[0].value) == (0, 1, child.output)


def test_pairs_with_a_new_state_become_live(stage: Any) -> None:
    countries = [parent(fell=1, autocracy=1.0), part(autocracy=1.0), parent(autocracy=1.0)]
    now = stage.worlds(countries, [Pair(1, 2, hostility=0.6)])
    p = stage.parameters({**VALUES, "drive.base": 1.0})
    drive(now, Setting(), p, stage.draw("drive", 0))
    assert now.pairs[0].war == 0
    play(stage, now, 8)
    for tick in range(1, 12):
        drive(now, Setting(), p, stage.draw("drive", tick))
    assert now.pairs[0].war == 1
