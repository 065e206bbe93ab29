"""Setting out: a challenger expects what made it worth his while, and the units hear of it before they decide."""

from __future__ import annotations

from typing import Any

import pytest
from scipy.optimize import brentq

from tocsin.mechanisms.crisis.formulas import expected_share
from tocsin.mechanisms.crisis.setting_out import setting_out
from tocsin.mechanisms.crisis.state import FIGHTS, LOYAL, Balance, Setting, Unit
from tocsin.simulate.random import Draw

SOBER = {"challenger.hope": 0.0, "challenger.weariness": 0.0, "challenger.quitting": 0.2,
         "balance.decisiveness": 1.5, "balance.reach": 100.0, "street.weight": 1.0}  # fmt: skip


def odds_at(faith: float, hold: float) -> float:
    joins, fights, undecided = 0.2 + faith * 0.8, 0.5, 3000.0
    attack, defence = 1000.0 + joins * undecided, hold + fights * (1 - joins) * undecided
    return attack**1.5 / (attack**1.5 + defence**1.5)


class Undrawn(Draw):
    """No draws: whoever draws one fails. His faith is a parameter."""

    __slots__ = ()
    uniform = once = once_normal = None  # type: ignore[assignment]


SETS_OUT = {"challenger.joins_prior": 0.2, "challenger.fights_prior": 0.5, "challenger.mass_prior": 0.1,
            "challenger.confidence": 3.0}  # fmt: skip


@pytest.mark.parametrize("hold", [100.0, 2000.0, 6000.0, 9000.0, 30000.0])
def test_that_he_has_set_out_says_what_he_expects(stage: Any, hold: float) -> None:
    """Faith is 0 where the prior was enough, else from the root of going on = quitting to 1, and 1 without a root."""
    for optimism in (step / 24 for step in range(25)):
        p = stage.parameters({**SOBER, **SETS_OUT, "challenger.optimism": optimism})
        now = stage.crisis(balance=Balance(attack=1000.0, hold=hold, undecided=3000.0))
        setting_out(now, Setting(), p, Undrawn(*stage.draw("setting_out")))
        least = 0.0
        if odds_at(1.0, hold) < 0.2:
            least = 1.0
        elif odds_at(0.0, hold) < 0.2:
            least = brentq(lambda faith: odds_at(faith, hold) - 0.2, 0.0, 1.0)
        faith = least + optimism * (1.0 - least) if least > 0.0 else 0.0
        joins = expected_share(now.challenger.joins_for, now.challenger.joins_against)
        mass = expected_share(now.challenger.mass_for, now.challenger.mass_against)
        assert joins == pytest.approx(0.2 + faith * 0.8, abs=2e-6)
        assert mass == pytest.approx(0.1 + faith * 0.9, abs=2e-6)
        assert now.challenger.quitting == pytest.approx(min(0.2, odds_at(faith, hold)), abs=2e-6)


@pytest.mark.parametrize("expected", [0.05, 0.95])
def test_units_that_decide_in_the_first_hour_expect_what_the_challenger_does(stage: Any, expected: float) -> None:
    """θ = (fights − A) / (W (1 + fights)) lies on either side of θ*: with few expected to fight it pays to join."""
    values = {**SOBER, "challenger.fights_prior": expected, "units.penalty": 1.0, "units.gain": 1.0,
              "units.noise": 1e-3, "units.common": 0.0, "units.bloodshed": 0.0, "units.reward": 0.5,
              "units.defeat": 0.0}  # fmt: skip
    p = stage.parameters(values)
    unit = Unit(distance=500.0, on_road=1, strength=1000.0)
    # θ* is a half; needed = (resisting × 1000 + 200 − 0) / (1000 (1 + resisting)) = .24 at .05 and .59 at .95.
    now = stage.crisis(units=[unit], balance=Balance(attack=0.0, undecided=1000.0, hold=200.0))
    for _ in stage.play(["setting_out", "units"], now, Setting(), p, range(1)):
        pass
    assert unit.stance != LOYAL
    assert (unit.stance == FIGHTS) == (expected == 0.95)
