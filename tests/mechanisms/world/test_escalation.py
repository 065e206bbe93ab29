"""The ladder: absorption of a birth–death chain, in probability and time."""

from __future__ import annotations

import math
from typing import Any

import numpy
import pytest

from tocsin.mechanisms.world.attrition import attrition
from tocsin.mechanisms.world.escalation import climb, escalation
from tocsin.mechanisms.world.state import RUNG_NUCLEAR, Country, Pair, Setting, World

PLAIN = {"escalation.up": 0.3, "escalation.down": 0.2, "escalation.deterrence": 0.0, "escalation.restraint": 0.5}


def war(stage: Any, rung: int = 2, nuclear: tuple[int, int] = (1, 1), **values: Any) -> Any:
    countries = [Country(power=0.1, strength=0.1, nuclear=arms) for arms in nuclear]
    return stage.worlds(countries, [Pair(0, 1, war=1, rung=rung, since=0, **values)], notes=40)


def chain(rises: list[float], fall: float) -> numpy.ndarray:
    """Monthly transitions among the rungs 2, 3, 4, 5 at these hazards up; down at `fall` from 3 and 4."""
    moves = numpy.eye(4)
    for rung, rise in enumerate(rises):
        falls = fall if rung > 0 else 0.0
        leaves = -math.expm1(-(rise + falls))
        moves[rung, rung] = 1 - leaves
        moves[rung, rung + 1] = leaves * rise / (rise + falls)
        if rung > 0:
            moves[rung, rung - 1] = leaves * falls / (rise + falls)
    return moves


@pytest.mark.parametrize("start", [2, 3, 4])
def test_absorption_by_a_month_is_that_of_the_chain(stage: Any, start: int) -> None:
    p, months, histories = stage.parameters(PLAIN), 12, 700
    expected = numpy.linalg.matrix_power(chain([0.3, 0.3, 0.15], 0.2), months)[start - 2]
    ends = []
    for history in range(histories):
        now = war(stage, start)
        for tick in range(months):
            escalation(now, Setting(), p, stage.draw("escalation", tick, history))
        ends.append(now.pairs[0].rung)
    for rung in (2, 3, 4, 5):
        share, sought = ends.count(rung) / histories, expected[rung - 2]
        assert abs(share - sought) < 4 * math.sqrt(sought * (1 - sought) / histories)


@pytest.mark.parametrize("peace", [0.05, 0.2])
def test_nuclear_use_before_peace_has_the_absorption_probability(stage: Any, peace: float) -> None:
    """With peace at a constant hazard: (I − T)⁻¹ times the step to the last rung, peace coming first in a month."""
    values = {"attrition.peace": peace, "attrition.terms": 0.0, "attrition.rate": 0.0, "attrition.quitting": 0.0}
    p, histories = stage.parameters({**PLAIN, **values}), 700
    lives = math.exp(-peace)
    moves = chain([0.3, 0.3, 0.15], 0.2) * lives
    absorbed = numpy.linalg.solve(numpy.eye(3) - moves[:3, :3], moves[:3, 3])[0]
    used = 0
    for history in range(histories):
        now = war(stage)
        for tick in range(2000):
            attrition(now, Setting(), p, stage.draw("attrition", tick, history))
            escalation(now, Setting(), p, stage.draw("escalation", tick, history))
            if now.world.nuclear or not now.pairs[0].war:
                break
        used += now.world.nuclear
    assert abs(used / histories - absorbed) < 4 * math.sqrt(absorbed * (1 - absorbed) / histories)


def test_mean_time_to_the_top_is_that_of_the_chain(stage: Any) -> None:
    p, histories = stage.parameters(PLAIN), 400
    inner = chain([0.3, 0.3, 0.15], 0.2)[:3, :3]
    fundamental = numpy.linalg.inv(numpy.eye(3) - inner)
    mean = fundamental.sum(axis=1)
    variance = (2 * fundamental - numpy.eye(3)) @ mean - mean**2
    times = []
    for history in range(histories):
        now = war(stage)
        for tick in range(2000):
            escalation(now, Setting(), p, stage.draw("escalation", tick, history))
            if now.world.nuclear:
                times.append(tick + 1)
                break
    assert len(times) == histories
    assert abs(numpy.mean(times) - mean[0]) < 4 * math.sqrt(variance[0] / histories)


def test_the_hazard_of_a_step_up(stage: Any) -> None:
    p = stage.parameters({**PLAIN, "escalation.deterrence": 2.0})
    armed, unarmed = Country(nuclear=1), Country()
    assert climb(2, unarmed, unarmed, p) == climb(3, armed, unarmed, p) == 0.3
    assert climb(3, armed, armed, p) == pytest.approx(0.3 * math.exp(-2))
    assert climb(4, armed, unarmed, p) == climb(4, unarmed, armed, p) == pytest.approx(0.15)
    assert climb(4, armed, armed, p) == pytest.approx(0.15 * math.exp(-2))
    assert climb(4, unarmed, unarmed, p) == 0.0


@pytest.mark.parametrize("values", [{"escalation.up": 0.0}, {"escalation.restraint": 0.0}])
def test_the_contrasts_keep_wars_from_the_top(stage: Any, values: dict[str, float]) -> None:
    p = stage.parameters({**PLAIN, **values})
    for history in range(50):
        now = war(stage)
        for tick in range(100):
            escalation(now, Setting(), p, stage.draw("escalation", tick, history))
        assert (now.world.nuclear, now.pairs[0].rung < 5) == (0, True)


def test_without_nuclear_arms_there_is_no_nuclear_use(stage: Any) -> None:
    now, p = war(stage, nuclear=(0, 0)), stage.parameters({**PLAIN, "escalation.up": 5.0, "escalation.restraint": 1.0})
    for tick in range(200):
        escalation(now, Setting(), p, stage.draw("escalation", tick))
    assert (now.pairs[0].rung, now.course.top_rung, now.world.nuclear) == (4, 4, 0) or now.pairs[0].rung == 3


def test_the_last_rung_is_absorbing_and_written_down(stage: Any) -> None:
    now, p = war(stage), stage.parameters({**PLAIN, "escalation.up": 3.0, "escalation.restraint": 1.0})
    month = None
    for tick in range(200):
        escalation(now, Setting(), p, stage.draw("escalation", tick))
        if now.world.nuclear and month is None:
            month = tick
    assert month is not None
    assert (now.pairs[0].rung, now.course.top_rung) == (RUNG_NUCLEAR, RUNG_NUCLEAR)
    last = now.notes[now.course.events - 1]
    assert (last.kind, last.actor, last.hour, last.value) == (0, 0, month, 5.0)


def test_after_nuclear_use_nothing_moves(stage: Any) -> None:
    now = war(stage, rung=3)
    now.world = World(nuclear=1)
    for tick in range(50):
        escalation(now, Setting(), stage.parameters({**PLAIN, "escalation.up": 5.0}), stage.draw("escalation", tick))
    assert now.pairs[0].rung == 3


def test_a_pair_at_peace_stands_at_threats_while_hostility_is_high(stage: Any) -> None:
    countries = [Country(), Country(), Country(exists=0)]
    pairs = [Pair(0, 1, hostility=0.7), Pair(0, 1, hostility=0.3, rung=1), Pair(0, 2, hostility=0.9)]
    now = stage.worlds(countries, pairs)
    escalation(now, Setting(), stage.parameters({"escalation.threat": 0.6}), stage.draw("escalation"))
    assert [pair.rung for pair in pairs] == [1, 0, 0]
