"""People turning on the regime: a constant hazard gives exponential waiting times, and the risk left its integral."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from scipy import stats
from scipy.integrate import quad

from tocsin.mechanisms.crisis.state import REVOLUTION, RUNNING, City, Group, Setting
from tocsin.mechanisms.crisis.turn import ready_share, risk_after, turn

# Out, aggrieved and organised: of half the people the .1 who answered the ruler's call and .5 of the .2 out for
# themselves; of the other half the .02 who answered. The rest of those out for the ruler have no quarrel with him.
GROUPS = [
    {
        "size": 5e5,
        "out_ruler": 0.3,
        "out_answering": 0.1,
        "out_themselves": 0.2,
        "out_challenger": 0.4,
        "organised": 0.5,
    },
    {"size": 5e5, "out_ruler": 0.1, "out_answering": 0.02, "out_challenger": 0.9, "organised": 0.25},
]
READY = 0.5 * (0.1 + 0.2 * 0.5) + 0.5 * 0.02


def crisis(stage: Any, **changes: Any) -> Any:
    groups = [Group(**{**values, **changes}) for values in GROUPS]
    return stage.crisis(cities=[City(population=1e6)], groups=groups, notes=2)


def test_the_hazard_is_that_of_people_out_aggrieved_and_organised(stage: Any) -> None:
    assert ready_share(crisis(stage)) == pytest.approx(READY)
    for nothing in ({"organised": 0.0, "out_answering": 0.0}, {"out_answering": 0.0, "out_themselves": 0.0}):
        assert ready_share(crisis(stage, **nothing)) == 0.0


@pytest.mark.parametrize("rate", [8.0, 60.0])
def test_waiting_times_are_exponential(stage: Any, rate: float) -> None:
    """Chi-square over the hours waited against e^(−hazard t) at the ends of the hours."""
    p, histories = stage.parameters({"turn.rate": rate}), 1500
    hazard = rate * READY / 24.0
    waits = []
    for history in range(histories):
        now = crisis(stage)
        for tick in range(10_000):
            turn(now, Setting(), p, stage.draw("turn", tick=tick, history=history))
            if now.course.outcome == REVOLUTION:
                waits.append(tick)
                break
    assert len(waits) == histories
    edges = [0, *(math.ceil(-math.log(1 - share) / hazard) for share in (0.15, 0.3, 0.45, 0.6, 0.75, 0.9)), 10_000]
    counts = [sum(low <= wait < high for wait in waits) for low, high in pairwise(edges)]
    expected = [histories * (math.exp(-hazard * low) - math.exp(-hazard * high)) for low, high in pairwise(edges)]
    assert stats.chisquare(counts, expected).pvalue > 0.001


def test_without_hazard_nobody_turns(stage: Any) -> None:
    p = stage.parameters({"turn.rate": 100.0})
    for history in range(2000):
        now = crisis(stage, organised=0.0, out_answering=0.0)
        turn(now, Setting(), p, stage.draw("turn", history=history))
        assert (now.course.outcome, now.course.risk_90) == (RUNNING, 0.0)


@pytest.mark.parametrize("lasting", [3.0, 20.0, 120.0, 1e7])
@pytest.mark.parametrize("hazard", [0.0, 1e-4, 0.02, 3.0])
def test_the_risk_left_is_the_integral_of_the_fading_hazard(hazard: float, lasting: float) -> None:
    for days in (1.0, 90.0, 400.0):
        integral, _ = quad(lambda t: hazard * math.exp(-t / lasting), 0.0, days, epsabs=1e-13)
        assert risk_after(hazard, lasting, days) == pytest.approx(1.0 - math.exp(-integral), rel=1e-6, abs=1e-12)


def test_a_hazard_that_lasts_gives_the_exponential_waiting_time() -> None:
    assert risk_after(0.01, 1e12, 90.0) == pytest.approx(1.0 - math.exp(-0.9), rel=1e-4)


def test_the_risk_is_handed_on_with_its_social_part(stage: Any) -> None:
    p = stage.parameters({"turn.rate": 0.3, "turn.lasting": 40.0, "turn.social": 0.25})
    now = crisis(stage)
    turn(now, Setting(), p, stage.draw("turn"))
    assert now.course.outcome == RUNNING
    integral, _ = quad(lambda t: 0.3 * READY * math.exp(-t / 40.0), 0.0, 90.0)
    assert now.course.risk_90 == pytest.approx(1.0 - math.exp(-integral))
    assert now.course.risk_90_social == pytest.approx(0.25 * now.course.risk_90)


def test_after_a_revolution_the_risk_is_certainty(stage: Any) -> None:
    p = stage.parameters({"turn.rate": 1e5, "turn.social": 0.25})
    now = crisis(stage)
    turn(now, Setting(), p, stage.draw("turn"))
    assert (now.course.outcome, now.course.risk_90, now.course.risk_90_social) == (REVOLUTION, 1.0, 0.25)
    assert now.course.events == 1
