"""The challenger: Beta–Bernoulli beliefs, and with certain support the one-line cost–benefit rule."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy.integrate import quad

from tocsin.mechanisms.crisis.challenger import challenger, going_on, winning_odds
from tocsin.mechanisms.crisis.formulas import expected_share
from tocsin.mechanisms.crisis.state import (
    ACCEPTS,
    ASIDE,
    FIGHTS,
    GOES_ON,
    JOINED,
    LOYAL,
    QUITS,
    Balance,
    Challenger,
    City,
    Ruler,
    Setting,
    Unit,
)

# He does not hope for terms, nothing tires him, and he would sooner give up than see odds of a fifth for an hour.
SOBER = {"challenger.hope": 0.0, "challenger.weariness": 0.0, "challenger.quitting": 0.2, "challenger.patience": 1.0,
         "balance.decisiveness": 1.5, "balance.reach": 100.0, "street.weight": 1.0}  # fmt: skip


def posterior_mean(mean: float, weight: float, yes: float, no: float) -> float:
    """Bayes' rule by numbers: prior × likelihood, integrated; a case's likelihood to the power that it counts."""

    def density(x: float) -> float:
        return float(x ** (weight * mean - 1 + yes) * (1 - x) ** (weight * (1 - mean) - 1 + no))

    top, _ = quad(lambda x: x * density(x), 0, 1, epsabs=0, epsrel=1e-9)
    bottom, _ = quad(density, 0, 1, epsabs=0, epsrel=1e-9)
    return top / bottom


@pytest.mark.parametrize("distance", [0.0, 60.0, 300.0])
@pytest.mark.parametrize("stances", [[JOINED], [FIGHTS, FIGHTS], [JOINED, ASIDE, FIGHTS, ASIDE, LOYAL, JOINED]])
def test_beliefs_on_the_units_are_the_beta_bernoulli_posterior(stage: Any, stances: list[int], distance: float) -> None:
    values = {"challenger.joins_prior": 0.6, "challenger.fights_prior": 0.45, "challenger.confidence": 5.0}
    p = stage.parameters({**SOBER, **values})
    now = stage.crisis(units=[Unit(distance=distance) for _ in stances], balance=Balance(attack=1e6, undecided=1.0))
    for tick in stage.play(["setting_out", "challenger"], now, Setting(), p, range(12)):
        if tick < len(stances):  # one decides each hour; each is counted once, whenever he looks again
            now.units[tick].stance = stances[tick]
    weight = math.exp(-distance / 100.0)
    decided = [stance for stance in stances if stance != LOYAL]
    for name, stance, mean in (("joins", JOINED, 0.6), ("fights", FIGHTS, 0.45)):
        yes = weight * decided.count(stance)
        no = weight * (len(decided) - decided.count(stance))
        beliefs = getattr(now.challenger, f"{name}_for"), getattr(now.challenger, f"{name}_against")
        assert beliefs == pytest.approx((5.0 * mean + yes, 5.0 * (1 - mean) + no), rel=1e-12)
        assert expected_share(*beliefs) == pytest.approx(posterior_mean(mean, 5.0, yes, no), rel=1e-6)


def test_beliefs_on_the_masses_learn_from_every_hour_of_every_city(stage: Any) -> None:
    values = {"challenger.mass_prior": 0.5, "challenger.confidence": 4.0, "challenger.attention": 0.3}
    cities = [
        City(population=1e6, capital=1, expressed=0.4, out_challenger=0.1),
        City(
            population=1e5, distance=450.0, expressed=0.2, out_challenger=0.3
        ),  # more than ever said so: counts as all
        City(population=1e5, distance=400.0, expressed=0.0, out_challenger=0.0),  # nobody speaks for him: tells nothing
    ]
    now, p = stage.crisis(cities=cities, balance=Balance(attack=1e7)), stage.parameters({**SOBER, **values})
    for _ in stage.play(["setting_out", "challenger"], now, Setting(), p, range(7)):
        pass
    far, near = 7 * 0.3 * math.exp(-5.0), 7 * 0.3 * math.exp(-0.5)
    expected = (4.0 * 0.5 + 0.25 * far + near, 4.0 * 0.5 + 0.75 * far)
    assert (now.challenger.mass_for, now.challenger.mass_against) == pytest.approx(expected, rel=1e-12)


def certain(joins: float, fights: float) -> Challenger:
    """Beliefs that no observation moves."""
    big = 1e12
    return Challenger(
        joins_for=joins * big, joins_against=(1 - joins) * big, fights_for=fights * big,
        fights_against=(1 - fights) * big, mass_for=0.5 * big, mass_against=0.5 * big, quitting=0.2,
    )  # fmt: skip


@pytest.mark.parametrize("weariness", [0.0, 0.07])
@pytest.mark.parametrize("hold", [100.0, 900.0, 2000.0, 2500.0, 4000.0, 20000.0])
@pytest.mark.parametrize(("joins", "fights", "undecided"), [(0.0, 0.0, 0.0), (1.0, 0.0, 900.0), (0.25, 0.6, 4000.0)])
def test_with_certain_support_he_goes_on_iff_it_pays(
    stage: Any, joins: float, fights: float, undecided: float, hold: float, weariness: float
) -> None:
    """Gives up iff A^γ / (A^γ + D^γ) − weariness < quitting: one line."""
    p = stage.parameters({**SOBER, "challenger.weariness": weariness})
    now = stage.crisis(
        challenger=certain(joins, fights),
        balance=Balance(attack=1000.0, fighting=50.0, crowd_ruler=20.0, hold=hold, undecided=undecided),
        ruler=Ruler(guard=30.0),
    )
    challenger(now, Setting(), p, stage.draw("challenger", tick=1))
    attack, defence = 1000.0 + joins * undecided, 100.0 + hold + fights * (1.0 - joins) * undecided
    value = attack**1.5 / (attack**1.5 + defence**1.5) - weariness
    assert now.challenger.value == pytest.approx(value)
    assert abs(value - 0.2) > 0.001
    assert now.challenger.answer == (QUITS if value < 0.2 else GOES_ON)


def test_expected_crowds_count_in_the_capital_only_and_by_their_weight(stage: Any) -> None:
    cities = [City(population=1e6, capital=1, expressed=0.3), City(population=9e5, distance=50.0, expressed=0.9)]
    for weight in (0.0, 0.5, 1.0):
        p = stage.parameters({**SOBER, "street.weight": weight, "balance.crowd": 0.004})
        now = stage.crisis(cities=cities, challenger=certain(0.0, 0.0), balance=Balance(attack=100.0, hold=500.0))
        crowd = weight * 0.004 * 0.5 * 0.3 * 1e6
        assert winning_odds(now, p) == pytest.approx((100 + crowd) ** 1.5 / ((100 + crowd) ** 1.5 + 500**1.5))
        # People already out are in the attack and not counted twice.
        now.balance.crowd_challenger, now.balance.attack = 10.0 * weight, 100.0 + 10.0 * weight
        assert winning_odds(now, p) == pytest.approx((100 + crowd) ** 1.5 / ((100 + crowd) ** 1.5 + 500**1.5))


def test_patience_is_counted_in_hours_without_a_break(stage: Any) -> None:
    p = stage.parameters({**SOBER, "challenger.patience": 4.0})
    now = stage.crisis(challenger=certain(0.0, 0.0), balance=Balance(attack=1000.0, hold=9000.0))
    answers = []
    for tick in stage.play(["challenger"], now, Setting(), p, range(1, 11)):
        now.balance.hold = 100.0 if tick == 3 else 9000.0  # seen in the hour after: hour 4 gives new hope
        answers.append(now.challenger.answer)
    assert answers == [GOES_ON] * 7 + [QUITS] * 3


def test_he_takes_an_offer_that_pays_and_does_not_wait_for_one_that_does_not(stage: Any) -> None:
    for value, answer in ((0.3, QUITS), (0.5, ACCEPTS)):  # believed at a half; giving up is worth 0.2
        now = stage.crisis(challenger=certain(0.0, 0.0), balance=Balance(attack=1000.0, hold=1e6))
        now.challenger.offer_hour, now.challenger.offer_value, now.challenger.offer_credibility = 0, value, 0.5
        challenger(now, Setting(), stage.parameters(SOBER), stage.draw("challenger", tick=1))
        assert now.challenger.answer == answer


def test_an_offer_that_does_not_pay_holds_nobody_longer_than_his_patience(stage: Any) -> None:
    """Worth .15 beside giving up at .2 and odds of next to nothing: he goes when he would have gone without it."""
    p = stage.parameters({**SOBER, "challenger.patience": 5.0})
    for offer_hour in (-1, 0):
        now = stage.crisis(challenger=certain(0.0, 0.0), balance=Balance(attack=1000.0, hold=1e6))
        now.challenger.offer_hour, now.challenger.offer_value, now.challenger.offer_credibility = offer_hour, 0.3, 0.5
        answers = []
        for _ in stage.play(["challenger"], now, Setting(), p, range(1, 8)):
            answers.append(now.challenger.answer)
        assert answers == [GOES_ON] * 4 + [QUITS] * 3
        assert now.course.quitting == 0.2


def test_hope_of_terms_keeps_him_on_the_road_but_not_in_the_capital(stage: Any) -> None:
    values = {
        "challenger.hope": 0.5,
        "settlement.retained": 0.2,
        "settlement.safety": 0.4,
        "settlement.generosity": 0.5,
    }
    p, case = stage.parameters({**SOBER, **values}), Setting(stake=1.0, mediator_present=1.0, mediator_credibility=0.75)
    terms = (1 - 0.8 * 0.25) * (0.4 + 0.6 * 0.5)
    assert going_on(stage.crisis(), case, p, 0.1) == pytest.approx(0.1 + 0.9 * 0.5 * terms)
    assert going_on(stage.crisis(column=stage.column(0.0)), case, p, 0.1) == pytest.approx(0.1)
    offered = stage.crisis(challenger=Challenger(offer_hour=3))  # what he hoped for has come
    assert going_on(offered, case, p, 0.1) == pytest.approx(0.1)
