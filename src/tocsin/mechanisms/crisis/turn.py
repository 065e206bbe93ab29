"""People whom somebody called out may turn on the regime itself."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import hazard_probability
from tocsin.mechanisms.crisis.state import REVOLUTION, Crisis, Draws, Parameters, Setting, note
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

TURNS = 0
DRAW_TURN = 0
HOURS_A_DAY = 24.0
DAYS = 90.0

rate = parameter(
    "rate", "daily hazard of a revolution if everybody were out, aggrieved and organised", "per day", 0, 100,
    Prior.log_uniform(0.1, 10),
    judgement="with 1 in 100 of the people such: from one in a thousand days to one in ten",
)  # fmt: skip
lasting = parameter(
    "lasting", "mean time that a mobilisation outlasts the crisis", "days", 1, 1000, Prior.log_uniform(20, 120),
    judgement="organisations armed or enlarged in a crisis stay so for weeks to months",
)  # fmt: skip
social = parameter(
    "social", "share of revolutions that change the social order and not the ruling group alone", "share", 0, 1,
    Prior.beta(1, 2), "beissinger-2022",
    judgement="social revolutions are the minority; how a country's order is coded is the theory's business",
)  # fmt: skip


def ready_share(now: Crisis) -> float:
    """Share of the cities' people who are out, aggrieved and organised.

    Those who are out for themselves are aggrieved, a share of them organised; of those who are out for the ruler the
    aggrieved are those who answered his call through their organisations. The rest of his have no quarrel with him.
    """
    ready = 0.0
    people = 0.0
    for group in now.groups:
        people += group.size
        ready += group.size * (group.out_answering + group.out_themselves * group.organised)
    return ready / max(people, 1.0)


def risk_after(hazard: float, lasting: float, days: float) -> float:
    """Probability of an event within `days` at a daily `hazard` that fades with mean life `lasting` (days).

    1 − exp(−∫ hazard e^(−t/lasting) dt); for lasting → ∞ the exponential waiting time's 1 − exp(−hazard × days).
    """
    return -math.expm1(hazard * lasting * math.expm1(-days / lasting))


@mechanism(
    "crisis.turn", step=60, parameters=(rate, lasting, social), sources=("beissinger-2022",),
    claims=("world-crisis/K9", "structural-demographic/S5"),
    events=(Event("people-turn", "The people who are out turn on the regime; it falls."),),
)  # fmt: skip
def turn(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let people who are out for the ruler or for themselves turn on the regime, and hand on the risk that they will.

    Hazard = rate × the share of people who are out, aggrieved and organised. What remains of it when the crisis ends
    fades with the mobilisation and gives the risk of revolution within 90 days.
    """
    hazard = p.turn.rate * ready_share(now)
    if draw.uniform(0, DRAW_TURN) < hazard_probability(hazard / HOURS_A_DAY):
        now.course.outcome = REVOLUTION
        note(now, draw, TURNS)
    now.course.risk_90 = risk_after(hazard, p.turn.lasting, DAYS)
    if now.course.outcome == REVOLUTION:
        now.course.risk_90 = 1.0
    now.course.risk_90_social = p.turn.social * now.course.risk_90
