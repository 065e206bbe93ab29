"""Setting out: what the challenger, and the ruler of him, expects before anything is seen."""

from __future__ import annotations

from tocsin.mechanisms.crisis.challenger import going_on, winning_odds
from tocsin.mechanisms.crisis.state import Crisis, Draws, Parameters, Setting
from tocsin.mechanisms.declaration import mechanism

HALVINGS = 20


@mechanism("crisis.setting_out", step=45, switchable=False)
def setting_out(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Form the expectations of hour 0: those of a challenger who thought it worth while to set out.

    Where his prior expectations would not have made it so, he expects more support, anything from just enough to all
    (`challenger.optimism`); where even full support would not have, quitting was worth no more to him than setting
    out. Units and the ruler share what he expects of fighting, and learn of it before any of them decides. In a rising
    nobody has set out who must have thought it worth while: ruler and units begin with the prior expectations.
    """
    if draw.tick > 0:
        return
    expect(now, p, 0.0)
    if case.challenger_present == 0.0:
        return
    now.challenger.quitting = p.challenger.quitting
    if going_on(now, case, p, winning_odds(now, p)) >= p.challenger.quitting:
        return
    low = 0.0
    high = 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        expect(now, p, middle)
        if going_on(now, case, p, winning_odds(now, p)) >= p.challenger.quitting:
            high = middle
        else:
            low = middle
    expect(now, p, high + p.challenger.optimism * (1.0 - high))
    now.challenger.quitting = min(p.challenger.quitting, going_on(now, case, p, winning_odds(now, p)))


def expect(now: Crisis, p: Parameters, faith: float) -> None:
    """Set his beliefs; `faith` moves the support that he expects from the prior mean (0) to all (1)."""
    confidence = p.challenger.confidence
    mass = p.challenger.mass_prior + faith * (1.0 - p.challenger.mass_prior)
    joins = p.challenger.joins_prior + faith * (1.0 - p.challenger.joins_prior)
    now.challenger.mass_for = confidence * mass
    now.challenger.mass_against = confidence * (1.0 - mass)
    now.challenger.joins_for = confidence * joins
    now.challenger.joins_against = confidence * (1.0 - joins)
    now.challenger.fights_for = confidence * p.challenger.fights_prior
    now.challenger.fights_against = confidence * (1.0 - p.challenger.fights_prior)
