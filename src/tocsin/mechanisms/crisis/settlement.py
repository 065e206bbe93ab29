"""The offer: what it is worth, and whether it will be kept."""

from __future__ import annotations

from tocsin.mechanisms.crisis.state import (
    ACCEPTS,
    BARGAIN,
    RUNNING,
    SETTLEMENT,
    Crisis,
    Draws,
    Parameters,
    Setting,
    note,
)
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

OFFERED, ACCEPTED, WITHDRAWN, CONCEDED = range(4)

talks = parameter(
    "talks", "time from the ruler's choice to bargain until an offer is on the table", "h", 0, 100,
    Prior.uniform(2, 14),
    judgement="messengers, calls and drafts: hours to a night",
)  # fmt: skip
safety = parameter(
    "safety", "worth of sanctuary and amnesty to the challenger (victory 1, defeat 0)", "share", 0, 1,
    Prior.uniform(0.1, 0.5), judgement="life and freedom, less than half of what victory is worth",
)  # fmt: skip
generosity = parameter(
    "generosity", "share of what is in dispute that the ruler offers to concede", "share", 0, 1, Prior.uniform(0, 1),
    judgement="unknown: from nothing but safety to all that was asked",
)  # fmt: skip
retained = parameter(
    "retained", "probability that a ruler keeps such a promise with nobody to hold him to it", "share", 0, 1,
    Prior.uniform(0, 0.5), "fearon-1995", "svolik-2012",
    judgement="a challenger who disarms has nothing left to enforce it with: at most one in two",
)  # fmt: skip


def offer_value(safety: float, generosity: float, stake: float) -> float:
    """Worth of the terms if kept (victory 1, defeat 0): safety, and of the rest what is conceded of the dispute."""
    return safety + (1.0 - safety) * stake * generosity


def offer_credibility(retained: float, mediator: float) -> float:
    """Probability that the promise is kept: by the ruler's own will, or failing that by the mediator's guarantee."""
    return 1.0 - (1.0 - retained) * (1.0 - mediator)


def content_share(retained: float, mediator: float, stake: float, generosity: float) -> float:
    """Share of the aggrieved whom a concession contents: those who believe in it, times the share of it all conceded.

    The credibility is that of an offer: people who go home cannot enforce what was conceded either. Source of the
    commitment problem between a ruler and people who can rise only now: Acemoglu & Robinson (2006).
    """
    return offer_credibility(retained, mediator) * stake * generosity


def accepts(credibility: float, value: float, going_on: float, quitting: float) -> bool:
    """Whether credibility × value exceeds both going on and quitting without terms.

    Source: Fearon (1995): no credible offer, no settlement, whatever it is worth on paper.
    """
    return credibility * value > max(going_on, quitting)


@mechanism(
    "crisis.settlement", step=80, parameters=(talks, safety, generosity, retained),
    sources=("fearon-1995", "svolik-2012", "acemoglu-robinson-2006"),
    claims=(
        "world-crisis/K7", "bargain-within-the-state/B2", "bargain-within-the-state/B3",
        "bargain-within-the-state/B6", "structural-demographic/S4",
    ),
    events=(
        Event("offer-made", "An offer is on the table; the challenger gives it {value:.0%} to be kept."),
        Event("offer-accepted", "The challenger accepts, {value:.0f} km from the capital."),
        Event("offer-withdrawn", "The offer is off the table."),
        Event("concession", "The ruler concedes; {value:.0%} of the aggrieved are content."),
    ),
)  # fmt: skip
def settlement(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Put an offer on the table some hours after the ruler chose to bargain, and close when the challenger accepts it.

    The commitment problem is the credibility: a challenger who disarms cannot enforce the terms, so that without a
    mediator he believes them only as far as a ruler keeps promises unforced. In a rising there is nobody to sign: the
    ruler concedes by decree, once, and it stands whatever he does later. Of the aggrieved the share that believes it,
    of what is in dispute the share conceded, is content (`content_share`): no longer among those who may be out for
    themselves, and so on the way home at the pace of the street, which others may follow for want of company.
    """
    if now.course.outcome != RUNNING:
        return  # a revolution in this hour has overtaken it
    if case.challenger_present == 0.0:
        talked = now.ruler.response == BARGAIN and draw.tick - now.ruler.since >= p.settlement.talks
        if talked and now.course.offer_hour < 0:
            _concede(now, case, p, draw)
        return
    if now.challenger.answer == ACCEPTS:
        now.course.outcome = SETTLEMENT
        note(now, draw, ACCEPTED, -1, now.column.position)
        return
    bargains = now.ruler.response == BARGAIN
    if now.challenger.offer_hour >= 0 and not bargains:
        now.challenger.offer_hour = -1
        note(now, draw, WITHDRAWN)
    if bargains and now.challenger.offer_hour < 0 and draw.tick - now.ruler.since >= p.settlement.talks:
        mediator = case.mediator_present * case.mediator_credibility
        now.challenger.offer_hour = draw.tick
        now.challenger.offer_value = offer_value(p.settlement.safety, p.settlement.generosity, case.stake)
        now.challenger.offer_credibility = offer_credibility(p.settlement.retained, mediator)
        if now.course.offer_hour < 0:
            now.course.offer_hour = draw.tick
        now.course.news += 1
        note(now, draw, OFFERED, -1, now.challenger.offer_credibility)


def _concede(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    mediator = case.mediator_present * case.mediator_credibility
    content = content_share(p.settlement.retained, mediator, case.stake, p.settlement.generosity)
    for group in now.groups:
        group.grievance *= 1.0 - content
    for city in now.cities:  # who is ready to come out is weighed anew
        city.seen_ruler = -1.0
        city.seen_themselves = -1.0
    now.course.offer_hour = draw.tick
    now.course.news += 1
    note(now, draw, CONCEDED, -1, content)
