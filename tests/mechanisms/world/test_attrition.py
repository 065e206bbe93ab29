"""Attrition: Lanchester's square law, exponential waiting times for peace, and wars that end without any peace."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from scipy import stats

from tocsin.mechanisms.world.attrition import attrition, losses, peace_hazard
from tocsin.mechanisms.world.state import Country, Pair, Setting, World

ALONE = {"attrition.refill": 0.0, "attrition.peace": 0.0, "attrition.aid": 0.0, "attrition.quitting": 0.0}


def country(strength: float = 0.1, **values: Any) -> Country:
    return Country(**{"power": strength, "strength": strength, **values})


def play(stage: Any, now: Any, p: Any, months: int, history: int = 0, start: int = 0) -> Any:
    for tick in range(start, start + months):
        attrition(now, Setting(), p, stage.draw("attrition", tick, history))
        yield tick


@pytest.mark.parametrize("rate", [0.006, 0.025, 0.2])
@pytest.mark.parametrize("ratio", [1.0, 0.8, 0.4])
def test_between_two_the_difference_of_squares_is_constant(stage: Any, rate: float, ratio: float) -> None:
    now = stage.worlds([country(0.2), country(0.2 * ratio)], [Pair(0, 1, war=1, since=0)])
    p = stage.parameters({**ALONE, "attrition.rate": rate})
    constant = 0.2**2 * (1 - ratio**2)
    for _ in play(stage, now, p, math.ceil(0.4 / rate)):
        first, second = (c.strength for c in now.countries)
        assert first**2 - second**2 == pytest.approx(constant, abs=1e-12)
    assert second < 0.2 * ratio


def test_whoever_is_gone_does_no_more_harm(stage: Any) -> None:
    now = stage.worlds([country(0.2), country(0.02)], [Pair(0, 1, war=1, since=0)])
    for _ in play(stage, now, stage.parameters({**ALONE, "attrition.rate": 0.3}), 60):
        pass
    assert now.countries[1].strength == 0.0
    assert now.countries[0].strength == pytest.approx(math.sqrt(0.04 - 0.0004), rel=0.02)


def test_losses_follow_the_exact_solution_and_stay_in_bounds() -> None:
    assert losses(0.3, 0.2, 0.1) == pytest.approx(0.3 - (0.3 * math.cosh(0.1) - 0.2 * math.sinh(0.1)))
    assert losses(0.3, 0.0, 0.1) == 0.0
    assert losses(0.1, 5.0, 1.0) == 0.1


def test_against_two_enemies_fire_is_shared_by_their_strength(stage: Any) -> None:
    rate = 1e-4
    now = stage.worlds([country(0.4), country(0.2), country(0.1)], [Pair(0, 1, war=1), Pair(0, 2, war=1)])
    next(play(stage, now, stage.parameters({**ALONE, "attrition.rate": rate}), 1))
    lost = [c.power - c.strength for c in now.countries]
    assert lost == pytest.approx([rate * 0.3, rate * 0.4 * 2 / 3, rate * 0.4 / 3], rel=1e-3)
    assert [c.loss for c in now.countries] == pytest.approx(
        [share / c.power for share, c in zip(lost, now.countries, strict=True)]
    )


def test_who_is_at_peace_loses_nothing(stage: Any) -> None:
    now = stage.worlds([country(), country(), country()], [Pair(0, 1, war=1), Pair(1, 2)])
    for _ in play(stage, now, stage.parameters(ALONE), 12):
        pass
    assert (now.countries[2].strength, now.countries[2].loss) == (0.1, 0.0)


@pytest.mark.parametrize("capacity", [0.8, 0.2])
def test_reserves_are_drawn_by_capacity_until_there_are_none(stage: Any, capacity: float) -> None:
    """d(drawn) = a (1 − drawn / reserves) as long as there is room: drawn = reserves (1 − (1 − a / reserves)ⁿ)."""
    rate, refill, reserves = 0.05, 0.5, 0.4
    p = stage.parameters({**ALONE, "attrition.rate": rate, "attrition.refill": refill, "attrition.reserves": reserves})
    weak, strong = country(0.1, capacity=capacity), country(0.5)
    weak.strength = 0.05
    now = stage.worlds([weak, strong], [Pair(0, 1, war=1)])
    now.countries[1].strength = 0.05
    share = refill * rate * capacity / 0.8
    for tick in play(stage, now, p, 12):
        assert weak.drawn == pytest.approx(reserves * (1 - (1 - share / reserves) ** (tick + 1)))
    assert weak.drawn < reserves


def test_strength_never_passes_what_it_was_at_the_outset(stage: Any) -> None:
    p = stage.parameters({"attrition.refill": 5.0, "attrition.rate": 0.5, "attrition.peace": 0.0})
    now = stage.worlds([country(0.1), country(0.001)], [Pair(0, 1, war=1)])
    for _ in play(stage, now, p, 50):
        assert all(0.0 <= c.strength <= c.power for c in now.countries)


def test_at_peace_strength_and_reserves_come_back(stage: Any) -> None:
    p = stage.parameters({"attrition.refill": 0.5, "attrition.rate": 0.02})
    worn = country(0.1, drawn=0.05, aided=0.3)
    worn.strength = 0.09
    now = stage.worlds([worn])
    assert len(list(play(stage, now, p, 3))) == 3
    assert (worn.strength, worn.drawn, worn.aided) == (pytest.approx(0.093), pytest.approx(0.02), 0.0)
    assert len(list(play(stage, now, p, 60))) == 60
    assert (worn.strength, worn.drawn) == (pytest.approx(0.1), 0.0)


@pytest.mark.parametrize("values", [{"allied": 1}, {}])
def test_allies_at_peace_send_aid_up_to_a_cap(stage: Any, values: dict[str, int]) -> None:
    bloc = 0 if values else 3
    weak, strong, ally = country(0.01, bloc=bloc), country(0.1), country(0.4, bloc=bloc)
    now = stage.worlds([weak, strong, ally], [Pair(0, 1, war=1), Pair(0, 2, **values), Pair(1, 2)])
    weak.strength = 0.004
    p = stage.parameters({**ALONE, "attrition.rate": 0.0, "attrition.aid": 0.002, "attrition.aid_cap": 0.5})
    received = [weak.strength for _ in play(stage, now, p, 12)]
    assert received[:3] == pytest.approx([0.0048, 0.0056, 0.0064])
    assert received[-1] == pytest.approx(0.009)  # half of what it set out with
    assert (weak.aided, ally.strength) == (pytest.approx(0.5), 0.4)
    assert strong.aided == 0.0


def test_an_ally_who_fights_and_one_who_does_not_exist_send_none(stage: Any) -> None:
    countries = [country(0.01), country(0.1), country(0.4), country(0.4, exists=0)]
    countries[0].strength = 0.004
    pairs = [Pair(0, 1, war=1), Pair(0, 2, allied=1), Pair(1, 2, war=1), Pair(0, 3, allied=1)]
    now = stage.worlds(countries, pairs)
    next(play(stage, now, stage.parameters({**ALONE, "attrition.rate": 0.0, "attrition.aid": 0.01}), 1))
    assert countries[0].strength == 0.004
    assert countries[3] == country(0.4, exists=0)


def test_below_its_share_a_country_quits_all_its_wars(stage: Any) -> None:
    countries = [country(0.3, loss=0.0), country(0.3), country(0.3)]
    countries[0].strength = 0.1
    pairs = [Pair(0, 1, war=1, since=0), Pair(0, 2, war=1, since=0), Pair(1, 2, war=1, since=0)]
    now = stage.worlds(countries, pairs, notes=4)
    p = stage.parameters({**ALONE, "attrition.quitting": 0.35, "attrition.rate": 0.001})
    next(play(stage, now, p, 1, start=7))
    assert [pair.war for pair in pairs] == [0, 0, 1]
    assert (now.course.quits, now.course.settlements, now.world.wars) == (1, 0, 1)
    assert [c.quit_war for c in countries] == [1, 0, 0]
    assert [(c.beaten, c.left_war, c.fronts) for c in countries] == [(7, 7, 0), (-1, -1, 1), (-1, -1, 1)]
    assert [c.first_war for c in countries] == [7, 7, 7]  # it was under way before
    assert [(line.kind, line.actor) for line in now.notes[: now.course.events]] == [(0, 0)]


def test_the_month_of_peace_is_noted_once(stage: Any) -> None:
    countries = [country(first_war=0), country(first_war=0), country()]
    now = stage.worlds(countries, [Pair(0, 1, war=1, since=0)])
    p = stage.parameters({**ALONE, "attrition.peace": 10.0, "attrition.terms": 0.0})
    for _ in play(stage, now, p, 5, start=3):
        pass
    assert [c.left_war for c in countries] == [3, 3, -1]
    assert (now.course.settlements, now.pairs[0].months) == (1, 1)


@pytest.mark.parametrize(("fronts", "expected"), [((1, 1), 1.0), ((3, 2), 4**-1.5)])
def test_the_hazard_of_a_separate_peace_is_divided_by_the_fronts(
    stage: Any, fronts: tuple[int, int], expected: float
) -> None:
    p = stage.parameters({"attrition.peace": 0.1, "attrition.terms": 2.0, "attrition.fronts": 1.5})
    first, second = country(fronts=fronts[0]), country(fronts=fronts[1])
    assert peace_hazard(first, second, p) == pytest.approx(0.1 * expected)
    first.accommodation += 0.3
    assert peace_hazard(first, second, p) == pytest.approx(0.1 * expected * math.exp(0.6))
    cut = stage.parameters({"attrition.peace": 0.1, "attrition.terms": 0.0, "attrition.fronts": 1.5})
    assert peace_hazard(first, second, cut) == pytest.approx(0.1 * expected)


@pytest.mark.parametrize("hazard", [0.05, 0.4])
def test_months_to_peace_are_exponential(stage: Any, hazard: float) -> None:
    p, histories = stage.parameters({**ALONE, "attrition.peace": hazard, "attrition.rate": 0.0}), 500
    horizon = math.ceil(2.5 / hazard)
    waits = []
    for history in range(histories):
        now = stage.worlds([country(), country()], [Pair(0, 1, war=1, since=0)])
        waits.append(next((tick for tick in play(stage, now, p, horizon, history) if not now.pairs[0].war), horizon))
    cuts = [0, *(math.ceil(-math.log(1 - share) / hazard) for share in (0.2, 0.4, 0.6, 0.8)), horizon]
    counts = [sum(low <= wait < high for wait in waits) for low, high in pairwise(cuts)]
    counts.append(waits.count(horizon))
    left = [math.exp(-hazard * month) for month in cuts]
    expected = [histories * (a - b) for a, b in pairwise(left)] + [histories * left[-1]]
    assert stats.chisquare(counts, expected).pvalue > 0.001


@pytest.mark.parametrize("ratio", [1.0, 0.7, 0.3])
@pytest.mark.parametrize("aided", [0, 1])
def test_a_war_ends_even_if_nobody_makes_peace(stage: Any, ratio: float, aided: int) -> None:
    """At the slowest losses, the largest reserves, aid and will to hold out that the priors know."""
    slowest = {
        "attrition.peace": 0.0, "attrition.rate": 0.006, "attrition.refill": 0.9, "attrition.reserves": 3.0,
        "attrition.quitting": 0.25, "attrition.aid": 0.005, "attrition.aid_cap": 3.0,
    }  # fmt: skip
    countries = [country(0.1), country(0.1 * ratio), country(0.5)]
    now = stage.worlds(countries, [Pair(0, 1, war=1, since=0), Pair(1, 2, allied=aided)])
    p = stage.parameters(slowest)
    months = next((tick for tick in play(stage, now, p, 3000) if not now.world.wars), None)
    assert months is not None
    assert now.course.quits >= 1
    assert now.pairs[0].months == months + 1
    # The stronger side holds out, but for aid without which the weaker would have been done for sooner.
    if not aided and ratio < 1.0:
        assert [c.quit_war for c in countries] == [0, 1, 0]


def test_a_general_war_ends_by_quits(stage: Any) -> None:
    countries = [country(0.2, major=1), country(0.25, major=1), country(0.05)]
    pairs = [Pair(0, 1, opposed=1, war=1, since=0), Pair(1, 2, war=1, since=0, opposed=1)]
    now = stage.worlds(countries, pairs)
    p = stage.parameters({"attrition.peace": 0.0, "attrition.rate": 0.03})
    general = [now.world.general_war for _ in play(stage, now, p, 600)]
    assert 0 < sum(general) < 600
    assert general[-1] == now.world.wars == 0
    assert now.course.quits >= 1


def test_held_at_peace_there_is_no_war_to_go_on(stage: Any) -> None:
    now = stage.worlds([country(), country()], [Pair(0, 1, war=1, since=0)], world=World(wars=1))
    attrition(now, Setting(war_fixed=0.0), stage.parameters(), stage.draw("attrition"))
    assert (now.world.wars, now.pairs[0].months, now.course.settlements) == (0, 0, 0)
    assert [c.strength for c in now.countries] == [0.1, 0.1]


def test_a_state_that_does_not_exist_is_left_alone(stage: Any) -> None:
    dormant = country(0.1, exists=0)
    dormant.strength = 0.0
    now = stage.worlds([country(), dormant], [Pair(0, 1)])
    for _ in play(stage, now, stage.parameters(), 24):
        pass
    assert dormant.strength == 0.0


@pytest.mark.parametrize(("divided", "formation"), [(0.0, 0.5), (2.0, 0.0), (2.0, 0.25), (20.0, 0.9)])
def test_an_army_with_formations_outside_its_command_loses_more(stage: Any, divided: float, formation: float) -> None:
    now = stage.worlds([country(0.2, formation=formation), country(0.2)], [Pair(0, 1, war=1, since=0)])
    p = stage.parameters({**ALONE, "attrition.rate": 0.02, "attrition.divided": divided})
    next(play(stage, now, p, 1))
    whole = losses(0.2, 0.2, 0.02)
    assert 0.2 - now.countries[1].strength == pytest.approx(whole)
    assert 0.2 - now.countries[0].strength == pytest.approx(whole * (1.0 + divided * formation))


def test_no_army_loses_more_than_it_has(stage: Any) -> None:
    now = stage.worlds([country(0.01, formation=0.9), country(0.5)], [Pair(0, 1, war=1, since=0)])
    p = stage.parameters({**ALONE, "attrition.rate": 0.2, "attrition.divided": 20.0})
    next(play(stage, now, p, 1))
    assert now.countries[0].strength == 0.0
    assert now.countries[0].loss == 1.0
