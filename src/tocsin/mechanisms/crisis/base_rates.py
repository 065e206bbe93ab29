"""No mechanism at all: outcomes at their historical shares."""

from __future__ import annotations

from tocsin.mechanisms.crisis.state import (
    ABANDONED,
    CIVIL_WAR,
    COUP,
    CRUSHED,
    REVOLUTION,
    RULER_FLEES,
    SETTLEMENT,
    UNRESOLVED,
    Crisis,
    Draws,
    Parameters,
    Setting,
)
from tocsin.mechanisms.declaration import mechanism, parameter
from tocsin.theory.quantity import Prior, Quantity

DRAW_OUTCOME = 0


def _odds(outcome: str) -> Quantity:
    return parameter(
        outcome, f"odds of the outcome '{outcome}', relative to the other seven", "cases", 0, 1e6,
        Prior.uniform(0, 1), judgement="placeholder for no knowledge; a theory that uses it states its own counts",
    )  # fmt: skip


@mechanism(
    "crisis.base_rates", step=5, default_on=False,
    claims=("base-rates/R1", "base-rates/R2", "base-rates/R3", "base-rates/R4", "base-rates/R5"),
    parameters=tuple(_odds(outcome) for outcome in (
        "settlement", "abandoned", "crushed", "coup", "civil_war", "revolution", "ruler_flees", "unresolved")),
)  # fmt: skip
def base_rates(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Draw the outcome at once, in proportion to the odds given.

    Gamma-distributed odds of one rate make Dirichlet shares.
    """
    odds = p.base_rates
    total = (
        odds.settlement + odds.abandoned + odds.crushed + odds.coup
        + odds.civil_war + odds.revolution + odds.ruler_flees + odds.unresolved
    )  # fmt: skip
    left = draw.once(0, DRAW_OUTCOME) * total
    outcome = UNRESOLVED
    left -= odds.settlement
    if left < 0.0:
        outcome = SETTLEMENT
    elif left < odds.abandoned:
        outcome = ABANDONED
    elif left < odds.abandoned + odds.crushed:
        outcome = CRUSHED
    elif left < odds.abandoned + odds.crushed + odds.coup:
        outcome = COUP
    elif left < odds.abandoned + odds.crushed + odds.coup + odds.civil_war:
        outcome = CIVIL_WAR
    elif left < odds.abandoned + odds.crushed + odds.coup + odds.civil_war + odds.revolution:
        outcome = REVOLUTION
    elif left < odds.abandoned + odds.crushed + odds.coup + odds.civil_war + odds.revolution + odds.ruler_flees:
        outcome = RULER_FLEES
    now.course.outcome = outcome
