"""A rising without a challenger: what is different where people come out by themselves and no column marches."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import expected_share, normal_share, win_probability
from tocsin.mechanisms.crisis.settlement import content_share
from tocsin.mechanisms.crisis.state import JOINED, Crisis, Parameters, Setting
from tocsin.mechanisms.crisis.turn import ready_share


def begin(now: Crisis) -> None:
    """Take away what only a challenger has: the column, and people who want him to win."""
    now.column.strength = 0.0
    now.column.initial = 0.0
    now.column.position = 0.0
    now.course.nearest = 0.0
    for group in now.groups:
        group.sympathy = 0.0


def set_off(now: Crisis, case: Setting) -> float:
    """Bring the spark's share of every group out for themselves; return how many people the cities have.

    In the hour of the spark nobody else has come out yet: without a spark there is no rising.
    """
    share = case.spark
    if case.turnout_fixed_themselves >= 0.0:
        share = case.turnout_fixed_themselves
    people = 0.0
    for city in now.cities:
        out = 0.0
        for index in range(city.groups_from, city.groups_to):
            now.groups[index].out_themselves = share
            out += now.groups[index].size * share
        city.out_themselves = out / max(city.population, 1.0)
        people += city.population
    return people


def share_of_arms(now: Crisis, p: Parameters) -> float:
    """Share of the arms of the capital's units that is in the hands of units there that have joined the people."""
    joined = 0.0
    men = 0.0
    for unit in now.units:
        if unit.distance <= p.balance.inside:
            men += unit.initial
            if unit.stance == JOINED:
                joined += unit.strength
    return joined / max(men, 1.0)


def share_out(now: Crisis) -> float:
    """Share of the cities' people out for themselves."""
    out = 0.0
    people = 0.0
    for city in now.cities:
        out += city.out_themselves * city.population
        people += city.population
    return out / max(people, 1.0)


def payoffs_in_a_rising(now: Crisis, case: Setting, p: Parameters) -> tuple[float, float, float]:
    """Expected payoffs of force, concession and flight (loss of office to a coup −1).

    There is no coup to lose office to: all that is lost is lost to a revolution and weighs φ, and so does what he
    concedes and what flight gives up. Only the price of giving an order to fire, and the face lost by talking, do not
    grow with φ. The more he fears revolution, the less these two count and the more he does what is likeliest to keep
    him in office, which is force wherever units will follow the order. Force may fail; talks leave people where they
    are, to win, or to turn on the regime (`crisis.turn`), unless they go home.
    """
    resisting = expected_share(now.challenger.fights_for, now.challenger.fights_against)
    joining = expected_share(now.challenger.joins_for, now.challenger.joins_against)
    attack = now.balance.attack + joining * now.balance.undecided
    firm = now.ruler.guard + now.balance.crowd_ruler + now.balance.hold + now.balance.fighting
    units = resisting * (1.0 - joining) * now.balance.undecided
    lost_by_force = win_probability(attack, firm + p.ruler.force_effect * units, p.balance.decisiveness)
    lost_by_delay = min(win_probability(attack, firm + units, p.balance.decisiveness) + p.ruler.delay_cost, 1.0)
    turning = -math.expm1(-p.turn.rate * p.turn.lasting * ready_share(now))

    # As with a challenger, he expects those to go home to whom the concession is worth more than their odds.
    mediator = case.mediator_present * case.mediator_credibility
    content = content_share(p.settlement.retained, mediator, case.stake, p.settlement.generosity)
    conceding = p.ruler.conceding_cost * p.settlement.generosity * case.stake
    if now.course.offer_hour >= 0:  # what was conceded stands, and those still out are not content with it
        content = 0.0
        conceding = 0.0
    at_home = normal_share((content - lost_by_delay) / p.ruler.reading_error)
    lost_by_talks = (1.0 - at_home) * (1.0 - (1.0 - lost_by_delay) * (1.0 - turning))

    fear = p.ruler.fear_ratio * case.fear_factor
    return (
        -fear * lost_by_force - p.ruler.force_cost,
        -fear * (conceding + lost_by_talks) - p.ruler.concession_cost,
        -fear * p.ruler.flight_cost,
    )
