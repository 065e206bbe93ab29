"""A foreign power steps in."""

from __future__ import annotations

from tocsin.mechanisms.crisis.formulas import hazard_probability
from tocsin.mechanisms.crisis.state import Crisis, Draws, Parameters, Setting, note
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

STEPS_IN = 0
DRAW_STEP = 0

rate = parameter(
    "rate", "daily hazard that a hostile power with forces near steps in while the capital is fought over", "per day",
    0, 10, Prior.log_uniform(0.001, 0.3),
    judgement="interventions within days of fighting in a capital are rare but known; under nuclear arms rarer still",
)  # fmt: skip


@mechanism(
    "crisis.intervention", step=70, parameters=(rate,), sources=("editorial-2023",), claims=("world-crisis/K5",),
    events=(Event("foreign-power", "A foreign power steps in."),),
)  # fmt: skip
def intervention(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let a hostile foreign power step in, at a constant hazard that exists only while the capital is fought over."""
    if now.course.intervention == 1 or now.course.fighting_now == 0 or case.hostile_power < 0.5:
        return
    if draw.uniform(0, DRAW_STEP) < hazard_probability(p.intervention.rate / 24.0):
        now.course.intervention = 1
        now.course.intervention_hour = draw.tick
        now.course.news += 1
        note(now, draw, STEPS_IN)
