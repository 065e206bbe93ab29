"""The challenger: what he believes, and whether he goes on."""

from __future__ import annotations

from tocsin.mechanisms.crisis.formulas import expected_share, nearness, win_probability
from tocsin.mechanisms.crisis.settlement import accepts, offer_credibility, offer_value
from tocsin.mechanisms.crisis.state import (
    ACCEPTS,
    FIGHTS,
    GOES_ON,
    JOINED,
    LOYAL,
    QUITS,
    RUNNING,
    Crisis,
    Draws,
    Parameters,
    Setting,
    note,
)
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

GIVES_UP = 0

mass_prior = parameter(
    "mass_prior", "share of those who speak for him that he expects to come out, before he sees any", "share", 0, 1,
    Prior.uniform(0.05, 0.6), "kuran-1991", judgement="talk is cheaper than coming out; how far he knows it, unknown",
)  # fmt: skip
joins_prior = parameter(
    "joins_prior", "share of units that he expects to join", "share", 0.001, 0.999, Prior.uniform(0.1, 0.7),
    judgement="one who marches expects some, seldom all",
)  # fmt: skip
fights_prior = parameter(
    "fights_prior", "share of units that he and the ruler expect to fight", "share", 0.001, 0.999,
    Prior.uniform(0.2, 0.8), judgement="unknown before it is tried",
)  # fmt: skip
confidence = parameter(
    "confidence", "weight of these expectations, in observed units or cities", "cases", 0.1, 1000,
    Prior.log_uniform(1, 10), judgement="a few observations outweigh them",
)  # fmt: skip
attention = parameter(
    "attention", "weight of what an hour shows of one city's turnout, in cases", "cases", 0, 10,
    Prior.log_uniform(0.02, 0.5), judgement="successive hours tell much the same",
)  # fmt: skip
hope = parameter(
    "hope", "probability that he gives, on the road, to being offered terms before it comes to a fight", "share", 0, 1,
    Prior.uniform(0, 1), "fearon-1995", judgement="a march may be meant to win terms, or not at all: unknown",
)  # fmt: skip
optimism = parameter(
    "optimism", "where his faith lies between just enough to set out and full support, if his prior is short of it",
    "share", 0, 1, Prior.uniform(0, 1), judgement="that he set out says at least enough; no more is known",
)  # fmt: skip
weariness = parameter(
    "weariness", "cost of going on, apart from the odds (victory 1)", "share", 0, 1, Prior.uniform(0, 0.1),
    judgement="small beside victory and defeat",
)  # fmt: skip
quitting = parameter(
    "quitting", "worth of giving up without terms (victory 1, defeat in arms 0)", "share", 0, 1, Prior.uniform(0, 0.25),
    judgement="a mutineer who gives up may save his life, not much more",
)  # fmt: skip
patience = parameter(
    "patience", "hours for which going on must be worth less than giving up before he does", "h", 1, 200,
    Prior.uniform(3, 12), judgement="half a night to a day's march",
)  # fmt: skip


@mechanism(
    "crisis.challenger", step=90,
    parameters=(mass_prior, joins_prior, fights_prior, confidence, attention, hope, optimism, weariness, quitting,
                patience),
    sources=("fearon-1995", "kuran-1991"),
    claims=(
        "world-crisis/K6", "bargain-within-the-state/B1", "bargain-within-the-state/B2",
        "bargain-within-the-state/B5", "hidden-preferences/H3",
    ),
    events=(Event("gives-up", "The challenger gives up; he sees odds of {value:.0%}."),),
    memory={"hours_below": "h", "position": "km"},
)  # fmt: skip
def challenger(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Update his beliefs on the masses and the units from what he sees; go on, accept the offer, or give up.

    Beta beliefs, a case for each unit that decides (weighed by its nearness to the capital) and, hour by hour, for
    each city in sight. Fighting on is worth V = odds of winning − weariness; he accepts an offer worth more than V and
    more than quitting. On the road, until he has an offer, he may hope for one, worth h = hope × credibility × value:
    he quits once V + (1 − odds) h has been below quitting for some hours. What he expects at hour 0 is the business of
    `crisis.setting_out`. In a rising there is nobody to decide; what units do is learnt by the ruler and by those units
    that have not decided, who hold the same beliefs.
    """
    if now.course.outcome != RUNNING:
        return  # it was decided earlier in this hour
    for unit in now.units:
        if unit.counted == 0 and unit.stance != LOYAL:
            unit.counted = 1
            weight = nearness(unit.distance, p.balance.reach)
            if unit.stance == JOINED:
                now.challenger.joins_for += weight
            else:
                now.challenger.joins_against += weight
            if unit.stance == FIGHTS:
                now.challenger.fights_for += weight
            else:
                now.challenger.fights_against += weight
    if case.challenger_present == 0.0:
        return
    if draw.tick == 0 or now.memory.challenger_position != now.column.position:
        now.memory.challenger_position = now.column.position
        for city in now.cities:
            city.sight = nearness(city.distance - now.column.position, p.balance.reach)
    coming = 0.0
    staying = 0.0
    for city in now.cities:
        if city.expressed > 0.0:
            share = min(city.out_challenger / city.expressed, 1.0)
            coming += city.sight * share
            staying += city.sight * (1.0 - share)
    now.challenger.mass_for += p.challenger.attention * coming
    now.challenger.mass_against += p.challenger.attention * staying

    odds = winning_odds(now, p)
    now.course.win_probability = odds
    now.challenger.value = odds - p.challenger.weariness
    now.course.quitting = now.challenger.quitting
    now.challenger.answer = GOES_ON
    if now.challenger.offer_hour >= 0 and accepts(
        now.challenger.offer_credibility, now.challenger.offer_value, now.challenger.value, now.challenger.quitting
    ):
        now.challenger.answer = ACCEPTS
    if now.challenger.answer == GOES_ON:
        if going_on(now, case, p, odds) < now.challenger.quitting:
            now.memory.challenger_hours_below += 1.0
        else:
            now.memory.challenger_hours_below = 0.0
        if now.memory.challenger_hours_below >= p.challenger.patience:
            now.challenger.answer = QUITS
            note(now, draw, GIVES_UP, -1, now.course.win_probability)


def going_on(now: Crisis, case: Setting, p: Parameters, odds: float) -> float:
    """Value of going on without an offer in hand: winning, or failing that, while on the road, the hope of terms."""
    terms = 0.0
    if now.column.position > 0.0 and now.challenger.offer_hour < 0:
        mediator = case.mediator_present * case.mediator_credibility
        terms = offer_credibility(p.settlement.retained, mediator) * offer_value(
            p.settlement.safety, p.settlement.generosity, case.stake
        )
    value: float = odds + (1.0 - odds) * p.challenger.hope * terms - p.challenger.weariness
    return value


def winning_odds(now: Crisis, p: Parameters) -> float:
    """Odds of taking the capital with the support that he expects."""
    mass = expected_share(now.challenger.mass_for, now.challenger.mass_against)
    joins = expected_share(now.challenger.joins_for, now.challenger.joins_against)
    fights = expected_share(now.challenger.fights_for, now.challenger.fights_against)
    expected_crowd = 0.0
    for city in now.cities:
        if city.capital == 1:
            expected_crowd += p.street.weight * p.balance.crowd * mass * city.expressed * city.population
    more_crowd = max(expected_crowd - now.balance.crowd_challenger, 0.0)
    attack = now.balance.attack + joins * now.balance.undecided + more_crowd
    # A unit cannot both join and fight: those who fight are a share of those who do not join.
    defence = (
        now.balance.fighting + now.ruler.guard + now.balance.crowd_ruler + now.balance.hold
        + fights * (1.0 - joins) * now.balance.undecided
    )  # fmt: skip
    return win_probability(attack, defence, p.balance.decisiveness)
