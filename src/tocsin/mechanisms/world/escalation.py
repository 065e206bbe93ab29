"""Escalation: a ladder of six rungs, the last of which nobody leaves."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import hazard_probability
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.state import RUNG_NUCLEAR, Country, Draws, Parameters, Setting, Worlds, note
from tocsin.mechanisms.world.wars import LIMITED_WAR, live
from tocsin.theory.quantity import Prior

ESCALATES = 0
DRAW_STEP = 0
THREAT = 1
TOTAL_WAR = 4

up = parameter(
    "up", "hazard that a war goes up a rung", "per month", 0, 10, Prior.log_uniform(0.003, 0.06), "kahn-1965",
    judgement="from once in a year and a half to once in a generation of war: most wars stay limited, two became total",
)  # fmt: skip
down = parameter(
    "down", "hazard that a war goes down a rung", "per month", 0, 10, Prior.log_uniform(0.02, 0.2),
    judgement="from once in half a year to once in four years: most wars cool before they end",
)  # fmt: skip
deterrence = parameter(
    "deterrence", "fall of the log hazard of a step up between two states that both have nuclear arms", "log ratio",
    0, 20, Prior.uniform(0, 4), "asal-beardsley-2007", "tannenwald-2007",
    judgement="from no restraint to a fiftieth; two such wars at most are on record and neither went up",
)  # fmt: skip
restraint = parameter(
    "restraint", "hazard of the step to nuclear use over that of another step up", "ratio", 0, 1,
    Prior.log_uniform(0.001, 0.3), "tannenwald-2007",
    judgement="not once since 1945, in half a dozen wars of powers with nuclear arms: what it is no record tells",
)  # fmt: skip
threat = parameter(
    "threat", "hostility at which a pair at peace stands on the rung of threats", "share", 0, 1,
    Prior.uniform(0.5, 0.8), judgement="about the level at which the base hazard of war holds",
)  # fmt: skip


def climb(rung: int, first: Country, second: Country, p: Parameters) -> float:
    """Monthly hazard that a war on this rung goes up one; the last step takes nuclear arms on one side at least."""
    hazard: float = p.escalation.up * math.exp(-p.escalation.deterrence * first.nuclear * second.nuclear)
    if rung == TOTAL_WAR:
        hazard *= p.escalation.restraint
        if first.nuclear == 0 and second.nuclear == 0:
            hazard = 0.0
    return hazard


@mechanism(
    "war.escalation", step=50, parameters=(up, down, deterrence, restraint, threat),
    sources=("kahn-1965", "karlin-taylor-1975"), claims=("world-crisis/K18",),
    events=(
        Event("war-escalates", "The war between {pair} goes up to rung {value:.0f} of the ladder."),
    ),
)  # fmt: skip
def escalation(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Move every war up and down the ladder: limited war, war, total war, nuclear use.

    A birth–death chain: up at the declared hazard, less between two nuclear powers and less still to the last rung;
    down at its own, never below limited war, out of which only peace leads. The last rung is absorbing. A pair at
    peace stands on the rung of threats while hostility is high.
    """
    if now.world.nuclear == 1:
        return
    for number, pair in enumerate(now.pairs):
        if pair.war == 1:
            pair.rung = max(pair.rung, LIMITED_WAR)
            rise = climb(pair.rung, now.countries[pair.first], now.countries[pair.second], p)
            fall = p.escalation.down
            if pair.rung == LIMITED_WAR:
                fall = 0.0
            _step(now, draw, number, rise, fall)
            now.course.top_rung = max(now.course.top_rung, pair.rung)
        elif live(now, number) and pair.hostility >= p.escalation.threat:
            pair.rung = THREAT
        else:
            pair.rung = 0


def _step(now: Worlds, draw: Draws, number: int, rise: float, fall: float) -> None:
    """Go up or down a rung at the sum of two hazards, either in proportion to its own; at most one step a month."""
    pair = now.pairs[number]
    if rise + fall <= 0.0:
        return
    probability = hazard_probability(rise + fall)
    u = draw.uniform(number, DRAW_STEP)
    if u >= probability:
        return
    if u * (rise + fall) >= probability * rise:
        pair.rung -= 1
        return
    pair.rung += 1
    if pair.rung == RUNG_NUCLEAR:
        now.world.nuclear = 1
    note(now, draw, ESCALATES, number, float(pair.rung))
