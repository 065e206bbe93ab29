"""The units: in the limit of small noise the regime falls iff its strength θ is below θ* = b / (b + c).

Morris & Shin (1998, 2003); Angeletos, Hellwig & Pavan (2007).
"""

from __future__ import annotations

import math
import statistics
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from scipy import stats

from tocsin.mechanisms.crisis.state import (
    ASIDE,
    FIGHTS,
    JOINED,
    LOYAL,
    REPRESS,
    WAITS,
    Balance,
    Challenger,
    Ruler,
    Setting,
    Unit,
)
from tocsin.mechanisms.crisis.units import COMMON, OWN_ODDS, units
from tocsin.simulate.random import Draw

HISTORIES = 101
MEN = 100.0
NEVER_FIGHT = {"units.bloodshed": 1000.0, "units.common": 0.0}


class Remembered(Draw):
    """The same draws, each computed once."""

    __slots__ = ()

    @cache  # noqa: B019 - the test's own memory
    def once_normal(self, entity: int, index: int = 0) -> float:
        return super().once_normal(entity, index)


def regime_falls(stage: Any, theta: float, number: int, p: Any, history: int, resisting: float = 0.3) -> bool:
    """Let all units decide at once; the regime falls if more of their strength joins than θ says it takes."""
    undecided = number * MEN
    attack = resisting * undecided + 1000.0
    hold = attack + theta * undecided * (1.0 + resisting) - resisting * undecided
    now = stage.crisis(
        column=stage.column(0.0),
        units=[Unit(on_road=1, strength=MEN, initial=MEN) for _ in range(number)],
        balance=Balance(attack=attack, undecided=undecided, hold=hold),
        challenger=Challenger(fights_for=resisting, fights_against=1.0 - resisting),
    )
    units(now, Setting(), p, stage.draw("units", history=history, kind=Remembered))
    joined = sum(unit.strength for unit in now.units if unit.stance == JOINED)
    aside = sum(unit.strength for unit in now.units if unit.stance == ASIDE)
    assert joined + aside == undecided
    assert now.course.units_joined == joined / MEN
    # What is left resists with the share expected of it.
    return bool(attack + joined > hold + resisting * (undecided - joined))


def critical_strength(stage: Any, number: int, p: Any, history: int) -> float:
    """Strength below which the regime falls in this history (the more θ, the fewer join)."""
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if regime_falls(stage, middle, number, p, history) else (low, middle)
    return (low + high) / 2


@pytest.mark.parametrize("number", [8, 30, 100])
@pytest.mark.parametrize(("gain", "penalty"), [(1.0, 1.5), (1.0, 4.0), (1.0, 15.0), (3.0, 1.0)])
def test_the_regime_falls_with_probability_one_half_at_the_threshold(
    stage: Any, gain: float, penalty: float, number: int
) -> None:
    """Bar .005: four standard errors of the median over the histories are below .004, bisection adds .0001."""
    p = stage.parameters({**NEVER_FIGHT, "units.noise": 0.01, "units.gain": gain, "units.penalty": penalty})
    found = [critical_strength(stage, number, p, history) for history in range(HISTORIES)]
    error = 1.2533 * statistics.stdev(found) / math.sqrt(HISTORIES)
    assert 4 * error < 0.004
    threshold = gain / (gain + penalty)
    assert abs(statistics.median(found) - threshold) < 0.005
    # It falls in every history at θ* − .04 and in none at θ* + .04.
    assert threshold - 0.04 < min(found) <= max(found) < threshold + 0.04


@pytest.mark.parametrize("noise", [0.1, 0.02])
@pytest.mark.parametrize(("number", "penalty"), [(11, 2.0), (47, 5.0)])
def test_at_the_threshold_itself_the_number_that_join_is_binomial(
    stage: Any, number: int, penalty: float, noise: float
) -> None:
    """At θ* each joins with probability θ*, whatever the noise: the indifference that defines the threshold."""
    p = stage.parameters({**NEVER_FIGHT, "units.noise": noise, "units.gain": 1.0, "units.penalty": penalty})
    threshold = 1.0 / (1.0 + penalty)
    falls = sum(regime_falls(stage, threshold, number, p, history) for history in range(600))
    expected = stats.binom.sf(math.floor(number * threshold), number, threshold)
    assert stats.binomtest(falls, 600, expected).pvalue > 0.001


@pytest.mark.parametrize("penalty", [1.0, 1.5, 4.0])
def test_what_all_see_alike_spreads_the_fall_about_the_same_threshold(stage: Any, penalty: float) -> None:
    """Many units fall at Φ((x + √ρ Z) / √(1 − ρ)) = θ, x = (θ* − θ) / σ + Φ⁻¹(θ*): the median is θ*, the spread √ρ σ.

    By σ Φ⁻¹(θ*) (1 − √(1 − ρ)), here below .001, the root at Z = 0 lies off θ*; bars as without a common error.
    """
    threshold, noise, share = 1.0 / (1.0 + penalty), 0.003, 0.4
    spreads = []
    for common in (0.0, share):
        values = {"units.noise": noise, "units.penalty": penalty, "units.common": common}
        p = stage.parameters({**NEVER_FIGHT, **values})
        found = [critical_strength(stage, 100, p, history) for history in range(HISTORIES)]
        spreads.append(statistics.stdev(found))
        assert abs(statistics.median(found) - threshold) < 0.005
        assert 4 * 1.2533 * spreads[-1] / math.sqrt(HISTORIES) < 0.004
    quantile = stats.norm.ppf(threshold)
    slope = 1.0 / noise + math.sqrt(1.0 - share) / stats.norm.pdf(quantile)
    assert spreads[1] > 2.0 * spreads[0]
    # Four standard errors of a standard deviation, and what remains of each unit's own error.
    assert spreads[1] == pytest.approx(math.sqrt(share) / slope, rel=4 / math.sqrt(2 * HISTORIES) + 0.05)


def test_less_noise_makes_the_fall_sharper(stage: Any) -> None:
    widths = []
    for noise in (0.2, 0.05, 0.0125):
        p = stage.parameters({**NEVER_FIGHT, "units.noise": noise, "units.penalty": 3.0})
        found = [critical_strength(stage, 20, p, history) for history in range(60)]
        widths.append(statistics.stdev(found))
    assert widths[0] > 1.5 * widths[1] > 1.5 * 1.5 * widths[2]


@pytest.mark.parametrize(("penalty", "decisiveness"), [(3.0, 1.0), (3.0, 2.0), (0.8, 1.0), (8.0, 1.4)])
def test_own_odds_ask_only_who_is_stronger(stage: Any, penalty: float, decisiveness: float) -> None:
    """Without thought of others all join below D / A = (b/c)^(1/γ) and none above, far from the game's threshold."""
    p = stage.parameters(
        {**NEVER_FIGHT, "units.noise": 1e-4, "units.penalty": penalty, "balance.decisiveness": decisiveness}
    )
    p.units.variant = OWN_ODDS
    number, resisting = 20, 0.3
    undecided = number * MEN
    attack = resisting * undecided + 1000.0
    switch = attack * (1.0 / penalty) ** (1.0 / decisiveness)  # defence at which a unit is indifferent
    theta = (switch - attack) / (undecided * (1.0 + resisting))
    found = [critical_strength(stage, number, p, history) for history in range(10)]
    if 0.0 < theta < 1.0:
        assert all(abs(value - theta) < 0.002 for value in found)
    else:
        assert max(found) < 0.002
    assert abs(found[0] - 1.0 / (1.0 + penalty)) > 0.1


def decide(
    stage: Any, p: Any, *, response: int = REPRESS, history: int = 0, theta: float = 0.5, tick: int = 0, **unit: Any
) -> int:
    now = stage.crisis(
        units=[Unit(distance=490.0, on_road=1, strength=MEN, **unit)],
        balance=Balance(attack=500.0, undecided=100.0, hold=500.0 + theta * 100.0),
        challenger=Challenger(fights_for=1e-12),
        ruler=Ruler(response=response),
    )
    units(now, Setting(), p, stage.draw("units", tick=tick, history=history))
    return int(now.units[0].stance)


@pytest.mark.parametrize("theta", [-0.2, 0.1, 0.2, 0.3, 1.2])
@pytest.mark.parametrize("affinity", [-1.0, 0.0, 0.7])
@pytest.mark.parametrize("loyalty", [-0.5, 0.0, 0.4, 1.5])
@pytest.mark.parametrize("response", [WAITS, REPRESS])
def test_a_unit_does_what_pays_most(stage: Any, theta: float, affinity: float, loyalty: float, response: int) -> None:
    values = {"units.gain": 1.0, "units.penalty": 4.0, "units.noise": 0.1, "units.reward": 0.8, "units.defeat": 0.6,
              "units.bloodshed": 0.3, "units.order": 0.25, "units.common": 0.4, "units.sight": 20.0}  # fmt: skip
    p = stage.parameters(values)
    for history in range(8):
        draw = stage.draw("units", history=history)
        error = math.sqrt(0.6) * draw.once_normal(0) + math.sqrt(0.4) * draw.once_normal(COMMON)
        odds = stats.norm.cdf((0.2 - theta - 0.1 * error) / 0.1)
        payoffs = {
            JOINED: odds - 4.0 * (1 - odds) + affinity,
            ASIDE: 0.0,
            FIGHTS: 0.8 * (1 - odds) - 0.6 * odds - 0.3 + loyalty + 0.25 * (response == REPRESS),
        }
        stance = decide(stage, p, response=response, history=history, theta=theta, affinity=affinity, loyalty=loyalty)
        assert stance == max(payoffs, key=lambda option: payoffs[option])


def test_what_all_see_alike_makes_all_decide_alike(stage: Any) -> None:
    p = stage.parameters({**NEVER_FIGHT, "units.noise": 0.3, "units.penalty": 1.0, "units.sight": 100.0})
    joined = {}
    for p.units.common in (0.0, 1.0):
        joined[p.units.common] = []
        for history in range(100):
            now = stage.crisis(
                units=[Unit(distance=500.0, on_road=1, strength=MEN) for _ in range(10)],
                balance=Balance(attack=1.0, undecided=1000.0, hold=501.0),
                challenger=Challenger(fights_for=1e-12),
            )
            units(now, Setting(), p, stage.draw("units", history=history))
            joined[p.units.common].append(now.course.units_joined)
    assert set(joined[1.0]) == {0, 10}
    assert 30 < joined[1.0].count(10) < 70
    # Alone: binomial of 10 with probability ½ (variance 2.5).
    assert 1.5 < statistics.variance(joined[0.0]) < 3.9


def test_far_from_the_column_units_decide_some_hours_after_an_order(stage: Any) -> None:
    p = stage.parameters({**NEVER_FIGHT, "units.notice": 9.0})
    waits = []
    for history in range(1500):
        now = stage.crisis(units=[Unit(distance=10.0, on_road=0)], ruler=Ruler(response=REPRESS))
        for tick in range(400):
            units(now, Setting(), p, stage.draw("units", tick=tick, history=history))
            if now.units[0].stance != LOYAL:
                waits.append(tick)
                break
    assert len(waits) == 1500
    edges = [0, 2, 5, 9, 15, 25, 10_000]
    counts = [sum(low <= wait < high for wait in waits) for low, high in pairwise(edges)]
    shares = [math.exp(-low / 9) - math.exp(-high / 9) for low, high in pairwise(edges)]
    assert stats.chisquare(counts, [1500 * share for share in shares]).pvalue > 0.001


def test_without_an_order_and_out_of_sight_nobody_decides(stage: Any) -> None:
    p = stage.parameters({"units.sight": 20.0, "march.speed": 30.0})
    for on_road, distance in ((0, 500.0), (1, 400.0), (1, 560.0)):
        now = stage.crisis(units=[Unit(distance=distance, on_road=on_road, strength=MEN)])
        for tick in range(50):
            units(now, Setting(), p, stage.draw("units", tick=tick))
        assert now.units[0].stance == LOYAL


@pytest.mark.parametrize("sight", [2.0, 10.0, 40.0])
@pytest.mark.parametrize("speed", [20.0, 60.0, 110.0])
def test_no_column_passes_a_unit_on_its_road_unseen(stage: Any, speed: float, sight: float) -> None:
    """However fast it is: every unit decides before the column is past it, and one that fights stops it."""
    p = stage.parameters({"march.speed": speed, "march.assembly": 0.1, "march.fuel": 1e9, "units.sight": sight})
    places = [3.0, 55.0, 130.0, 208.0, 333.0, 401.0]
    for loyalty in (-1000.0, 1000.0):
        now = stage.crisis(units=[Unit(distance=place, on_road=1, strength=MEN, loyalty=loyalty) for place in places])
        for _ in stage.play(["march", "units"], now, Setting(), p, range(60)):
            passed = [unit for unit in now.units if unit.distance > now.column.position]
            assert all(unit.stance != LOYAL for unit in passed)
        assert now.column.position == (0.0 if loyalty < 0.0 else 401.0)


def test_in_a_rising_only_the_order_makes_units_decide_and_in_the_same_game(stage: Any) -> None:
    """Under the order, units choose between the ruler and the people as they would between him and a column."""
    p = stage.parameters({"units.notice": 0.5, "units.noise": 0.3})
    seen = set()
    for history in range(40):
        stances = []
        for response, present in ((REPRESS, 1.0), (REPRESS, 0.0), (WAITS, 0.0)):
            now = stage.crisis(
                column=stage.column(0.0),
                units=[Unit(on_road=1, strength=MEN, initial=MEN) for _ in range(5)],
                balance=Balance(attack=300.0, undecided=500.0, hold=600.0),
                ruler=Ruler(response=response),
            )
            for tick in range(30):
                draw = stage.draw("units", tick=tick, history=history)
                units(now, Setting(challenger_present=present), p, draw)
            stances.append([unit.stance for unit in now.units])
        march, rising, waiting = stances
        assert march == rising
        assert waiting == [LOYAL] * 5
        seen |= set(rising)
    assert {JOINED, FIGHTS} <= seen
