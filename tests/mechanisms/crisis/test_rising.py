"""A rising without a challenger: what sets it off, what the ruler weighs, and how whole risings end."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import softmax
from scipy.stats import chisquare, norm

from tocsin.mechanisms import declared
from tocsin.mechanisms.crisis.rising import payoffs_in_a_rising, share_of_arms, share_out
from tocsin.mechanisms.crisis.ruler import ruler
from tocsin.mechanisms.crisis.state import (
    ABANDONED,
    ASIDE,
    BARGAIN,
    COUP,
    CRUSHED,
    FIGHTS,
    FLEE,
    HOURS_AT_MOST,
    JOINED,
    LOYAL,
    MOBILISE,
    REPRESS,
    REVOLUTION,
    SETTLEMENT,
    Balance,
    Challenger,
    City,
    Group,
    Ruler,
    Setting,
    Unit,
)
from tocsin.mechanisms.crisis.street import NOTICED, STANDSTILL

ALL = [mechanism.key for mechanism in declared("crisis") if mechanism.key != "base_rates"]
# Thresholds with mean .25 and deviation .1 among the aggrieved, who are all: stable at .8 % and near 1, tips at .144.
PLAIN = {"street.threshold": 0.25, "street.spread": 0.1, "street.fear_raises": 0.0, "street.organisation_lowers": 0.0,
         "street.call_lowers": 0.0, "street.grievance_lowers": 0.0, "street.near": 1.0}  # fmt: skip


def excess(r: float, pool: float = 1.0, mean: float = 0.25, deviation: float = 0.1) -> float:
    return float(pool * norm.cdf((r - mean) / deviation) - r)


def one_city(grievance: float = 1.0, organised: float = 0.3, **values: float) -> tuple[list[City], list[Group]]:
    return [City(population=1e6, capital=1, on_road=1)], [
        Group(size=1e6, grievance=grievance, organised=organised, sympathy=0.4, **values)
    ]


def rise(stage: Any, spark: float, values: dict[str, float], *, units: list[Unit] | None = None, history: int = 0,
         keys: list[str] | None = None, guard: float = 0.0, **case: float) -> Any:  # fmt: skip
    cities, groups = one_city()
    now = stage.crisis(cities=cities, groups=groups, units=units or [], ruler=Ruler(guard=guard), notes=400)
    setting = Setting(challenger_present=0.0, spark=spark, capital_population=1e6, **case)
    for _ in stage.play(keys or ALL, now, setting, stage.parameters({**PLAIN, **values}), range(HOURS_AT_MOST + 1),
                        history=history):  # fmt: skip
        pass
    return now


def army(stance: int = LOYAL, loyalty: float = 0.0, affinity: float = 0.0) -> list[Unit]:
    return [
        Unit(distance=5.0, strength=1000.0, initial=1000.0, stance=stance, loyalty=loyalty, affinity=affinity)
        for _ in range(4)
    ]


@pytest.mark.parametrize("pace", [0.05, 0.3, 1.0])
@pytest.mark.parametrize("spark", [0.0005, 0.1, 0.14, 0.15, 0.5, 1.0])
def test_the_street_settles_at_granovetters_fixed_point_from_the_spark(stage: Any, spark: float, pace: float) -> None:
    """r ← F(r) climbs or falls monotonely from where the spark puts it to the next fixed point on its way."""
    now = rise(stage, spark, {"street.pace": pace}, keys=["balance", "street"])
    tipping = brentq(excess, 0.1, 0.25, xtol=1e-14)
    assert 0.14 < tipping < 0.15
    root = brentq(excess, 0.0, 0.1, xtol=1e-14) if spark < tipping else brentq(excess, 0.5, 1.0, xtol=1e-14)
    slope = norm.pdf((root - 0.25) / 0.1) / 0.1
    error = 2 * (STANDSTILL / pace + NOTICED * slope) / (1 - slope)
    assert now.cities[0].out_themselves == pytest.approx(root, abs=error)
    assert now.course.turnout_themselves == pytest.approx(max(spark, root), abs=error)
    assert now.cities[0].out_challenger == 0.0


@pytest.mark.parametrize(("change", "tips"), [
    ({}, False), ({"spark": 0.2}, True), ({"street.threshold": 0.15}, True),
    ({"spark": 0.2, "street.threshold": 0.3}, False),
])  # fmt: skip
def test_a_larger_spark_or_a_lower_threshold_tips(stage: Any, change: dict[str, float], tips: bool) -> None:
    values = dict(change)
    now = rise(stage, values.pop("spark", 0.1), values, keys=["balance", "street"])
    assert (now.cities[0].out_themselves > 0.9) == tips
    assert (now.cities[0].out_themselves < 0.05) != tips


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0.02, 1.0), st.floats(0.05, 0.4), st.floats(0.05, 0.4), st.integers(0, 10**6))
def test_more_of_a_spark_never_brings_out_fewer(
    stage: Any, pace: float, one: float, other: float, history: int
) -> None:
    found = [
        rise(stage, spark, {"street.pace": pace}, keys=["balance", "street"], history=history)
        for spark in sorted((one, other))
    ]
    assert found[0].cities[0].out_themselves <= found[1].cities[0].out_themselves + 1e-4


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.fixed_dictionaries({
    "street.threshold": st.floats(0.0, 2.0), "street.spread": st.floats(0.01, 1.0),
    "turn.rate": st.floats(0.0, 100.0), "ending.melted": st.floats(0.01, 0.9),
    "balance.hold": st.floats(0.01, 30.0), "ruler.reaction": st.floats(0.1, 100.0),
}), st.integers(0, 10**6), st.floats(0.0, 1e4))  # fmt: skip
def test_without_a_spark_nothing_happens(stage: Any, values: dict[str, float], history: int, guard: float) -> None:
    now = rise(stage, 0.0, values, units=army(), guard=guard, history=history)
    assert (now.course.outcome, now.course.hours) == (ABANDONED, 0)
    assert now.course.turnout_themselves == now.course.win_probability == now.course.risk_90 == 0.0
    assert now.course.news == now.course.responses == now.course.units_joined == 0
    assert all(unit.stance == LOYAL for unit in now.units)


def test_a_spark_that_nobody_takes_up_fades_at_the_pace_of_the_street(stage: Any) -> None:
    """With a ruler who does nothing, out = spark × (1 − pace)^t until it has fallen to the share `melted`."""
    values = {"street.threshold": 2.0, "street.pace": 0.1, "ending.melted": 0.3, "turn.rate": 0.0}
    now = rise(stage, 0.02, values, units=army(), guard=500.0, keys=[key for key in ALL if key != "ruler"])
    assert (now.course.outcome, now.course.hours) == (ABANDONED, math.ceil(math.log(0.3) / math.log(0.9)))
    assert now.course.turnout_themselves == pytest.approx(0.02)


ORDERED = {"units.notice": 0.5, "combat.assault": 0.0, "combat.yielding": 0.0, "balance.crowd": 0.002,
           "balance.hold": 1.0,
           "combat.defence_effect": 0.05, "combat.column_effect": 0.0005, "combat.breaking": 0.6, "ending.melted": 0.25,
           "ending.consolidation": 12.0, "ending.superiority": 3.0, "turn.rate": 0.0,
           "street.pace": 0.2}  # fmt: skip


@pytest.mark.parametrize("history", range(4))
def test_an_order_to_loyal_units_crushes_and_to_disloyal_ones_makes_a_revolution(stage: Any, history: int) -> None:
    """The same spark, the same people, the same order: who is asked to carry it out decides."""
    order = float(REPRESS)
    loyal = rise(
        stage, 0.3, ORDERED, units=army(loyalty=20.0), guard=200.0, response_fixed=order, history=history
    ).course
    assert (loyal.outcome, loyal.units_fought) == (CRUSHED, 4)
    refusing = rise(
        stage, 0.3, ORDERED, units=army(loyalty=-20.0, affinity=-20.0), response_fixed=order, history=history
    ).course
    assert (refusing.outcome, refusing.units_aside) == (REVOLUTION, 4)
    over = rise(
        stage, 0.3, ORDERED, units=army(affinity=20.0), guard=200.0, response_fixed=order, history=history
    ).course
    assert (over.outcome, over.units_joined) == (REVOLUTION, 4)
    assert over.risk_90 == refusing.risk_90 == 1.0
    # Consolidation is counted in hours in which no unit is left that might obey.
    assert refusing.hours >= 12


def test_units_that_no_order_reaches_keep_the_people_from_power(stage: Any) -> None:
    """A million out are worth 2,000 men: enough to hold the capital, not against 4,000 who may yet obey."""
    waiting = rise(stage, 0.3, ORDERED, units=army(), response_fixed=float(BARGAIN), stake=0.0).course
    assert waiting.units_joined + waiting.units_fought + waiting.units_aside == 0
    assert waiting.outcome not in (REVOLUTION, COUP)
    gone = rise(stage, 0.3, ORDERED, units=army(stance=ASIDE), response_fixed=float(BARGAIN), stake=0.0).course
    assert gone.outcome == REVOLUTION


@pytest.mark.parametrize(("conceded", "outcome"), [(1.0, SETTLEMENT), (0.0, None)])
def test_people_go_home_after_a_concession_that_they_believe(stage: Any, conceded: float, outcome: int | None) -> None:
    values = {**ORDERED, "settlement.generosity": conceded, "settlement.retained": 1.0, "settlement.talks": 5.0}
    now = rise(stage, 0.3, values, units=army(), response_fixed=float(BARGAIN), stake=0.9)
    assert now.groups[0].grievance == pytest.approx(1.0 - 0.9 * conceded)
    assert now.course.offer_hour == 5
    if outcome is None:
        assert now.course.outcome not in (SETTLEMENT, ABANDONED, CRUSHED)
        assert share_out(now) > 0.9
    else:
        assert now.course.outcome == outcome


def test_arms_are_those_of_the_capitals_units_that_have_joined(stage: Any) -> None:
    units = [
        Unit(distance=5.0, strength=600.0, initial=1000.0, stance=JOINED),
        Unit(distance=30.0, strength=900.0, initial=1000.0, stance=FIGHTS),
        Unit(distance=31.0, strength=5000.0, initial=5000.0, stance=JOINED),
    ]
    p = stage.parameters({"balance.inside": 30.0})
    assert share_of_arms(stage.crisis(units=units), p) == pytest.approx(0.3)
    assert share_of_arms(stage.crisis(), p) == 0.0


VALUES = {
    "ruler.fear_ratio": 1.5, "ruler.rationality": 4.0, "ruler.steadiness": 0.5, "ruler.force_cost": 0.15,
    "ruler.force_effect": 1.3, "ruler.concession_cost": 0.2, "ruler.delay_cost": 0.05, "ruler.flight_cost": 0.7,
    "ruler.reading_error": 0.3, "ruler.conceding_cost": 0.25, "turn.rate": 0.4, "turn.lasting": 30.0,
    "balance.decisiveness": 1.3, "settlement.retained": 0.2, "settlement.generosity": 0.6,
}  # fmt: skip
CASE = Setting(challenger_present=0.0, stake=0.5, mediator_present=1.0, mediator_credibility=0.4, organised_appeal=0.9)


def before_the_ruler(stage: Any, offer_hour: int = -1) -> Any:
    cities, groups = one_city(grievance=0.5, organised=0.2, out_themselves=0.1)
    now = stage.crisis(
        cities=cities, groups=groups, ruler=Ruler(guard=500.0),
        balance=Balance(attack=900.0, fighting=400.0, undecided=2500.0, hold=300.0, crowd_ruler=50.0),
        challenger=Challenger(joins_for=1.0, joins_against=3.0, fights_for=2.0, fights_against=2.0),
    )  # fmt: skip
    now.course.offer_hour = offer_hour
    return now


def expected_payoffs(values: dict[str, float], factor: float = 1.0, conceded: bool = False) -> list[float]:
    """Written out from the design."""
    v = {name.split(".")[1]: value for name, value in values.items()}

    def odds(defence: float) -> float:
        attack = 900.0 + 0.25 * 2500.0
        return attack ** v["decisiveness"] / (attack ** v["decisiveness"] + defence ** v["decisiveness"])

    firm, units = 500.0 + 300.0 + 400.0 + 50.0, 0.5 * 0.75 * 2500.0
    late = min(odds(firm + units) + v["delay_cost"], 1.0)
    content = (1 - (1 - v["retained"]) * (1 - 0.4)) * 0.5 * v["generosity"] * (not conceded)
    home = norm.cdf((content - late) / v["reading_error"])
    turned = 1 - math.exp(-v["rate"] * v["lasting"] * 0.1 * 0.2)
    phi = v["fear_ratio"] * factor
    conceding = v["conceding_cost"] * v["generosity"] * 0.5 * (not conceded)
    return [
        -phi * odds(firm + v["force_effect"] * units) - v["force_cost"],
        -phi * (conceding + (1 - home) * (1 - (1 - late) * (1 - turned))) - v["concession_cost"],
        -phi * v["flight_cost"],
    ]


@pytest.mark.parametrize("conceded", [False, True])
@pytest.mark.parametrize("factor", [0.3, 1.0, 4.0])
@pytest.mark.parametrize("changes", [
    {}, {"ruler.fear_ratio": 7.0}, {"ruler.delay_cost": 1.0}, {"ruler.conceding_cost": 2.0}, {"turn.rate": 50.0},
])  # fmt: skip
def test_payoffs_are_those_of_the_design(stage: Any, changes: dict[str, float], factor: float, conceded: bool) -> None:
    values = {**VALUES, **changes}
    case = Setting(challenger_present=0.0, fear_factor=factor, stake=0.5, mediator_present=1.0,
                   mediator_credibility=0.4)  # fmt: skip
    now = before_the_ruler(stage, 3 if conceded else -1)
    assert payoffs_in_a_rising(now, case, stage.parameters(values)) == pytest.approx(
        expected_payoffs(values, factor, conceded)
    )


def choices(stage: Any, values: dict[str, float], histories: int = 1500) -> Counter[int]:
    p = stage.parameters(values)
    found: Counter[int] = Counter()
    for history in range(histories):
        now = before_the_ruler(stage)
        ruler(now, CASE, p, stage.draw("ruler", tick=1, history=history))
        found[now.ruler.response] += 1
    return found


@pytest.mark.parametrize("rationality", [0.0, 3.0, 10.0])
def test_choice_shares_are_the_softmax_over_force_concession_and_flight(stage: Any, rationality: float) -> None:
    values = {**VALUES, "ruler.rationality": rationality}
    found = choices(stage, values)
    assert found[MOBILISE] == 0
    shares = softmax(rationality * numpy.array(expected_payoffs(values)))
    counts = [found[option] for option in (REPRESS, BARGAIN, FLEE)]
    assert chisquare(counts, [sum(counts) * share for share in shares]).pvalue > 0.001


def test_the_more_he_fears_revolution_the_more_he_uses_force(stage: Any) -> None:
    """Where force is the surest way to stay in office, its share rises with φ from what its price allows to one."""
    sure = {**VALUES, "ruler.force_effect": 3.0, "ruler.force_cost": 0.25, "ruler.concession_cost": 0.05}
    found = [
        choices(stage, {**sure, "ruler.fear_ratio": phi}, 1000)[REPRESS] / 1000 for phi in (0.1, 0.5, 1.0, 3.0, 10.0)
    ]
    assert all(less < more for less, more in pairwise(found))
    assert found[-1] > 0.99


@pytest.mark.parametrize("key", ["march", "combat", "challenger"])
def test_what_only_a_challenger_does_does_not_happen(stage: Any, key: str) -> None:
    now = stage.crisis(units=army(stance=FIGHTS), ruler=Ruler(guard=100.0), column=stage.column(50.0), notes=9)
    now.units[0].stance = JOINED
    now.units[0].distance = 90.0
    for _ in stage.play([key], now, Setting(challenger_present=0.0), stage.parameters(), range(60)):
        pass
    assert (now.column.position, now.column.strength, now.units[0].distance) == (50.0, 1000.0, 90.0)
    assert (now.challenger.answer, now.course.events, now.ruler.guard) == (0, 0, 100.0)


def test_ruler_and_units_learn_of_units_without_a_challenger(stage: Any) -> None:
    values = {"challenger.confidence": 4.0, "challenger.joins_prior": 0.25, "challenger.fights_prior": 0.5}
    units = [Unit(stance=JOINED), Unit(stance=FIGHTS), Unit(stance=FIGHTS), Unit(stance=LOYAL)]
    now = stage.crisis(units=units)
    for _ in stage.play(["setting_out", "challenger"], now, Setting(challenger_present=0.0), stage.parameters(values),
                        range(3)):  # fmt: skip
        pass
    beliefs = now.challenger
    assert (beliefs.joins_for, beliefs.joins_against) == (1.0 + 1.0, 3.0 + 2.0)
    assert (beliefs.fights_for, beliefs.fights_against) == (2.0 + 2.0, 2.0 + 1.0)
