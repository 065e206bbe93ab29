"""NumPy port of challenger, ruler and ending: those who choose, and how it ends."""

from __future__ import annotations

from typing import Any

import numpy
from scipy.special import ndtr

from contenders import numpy_street
from contenders.numpy_histories import (
    ABANDONED,
    BARGAIN,
    CHALLENGER,
    COUP,
    FIGHTS,
    FLEE,
    JOINED,
    MOBILISE,
    REPRESS,
    RULER,
    RULER_FLEES,
    RUNNING,
    THEMSELVES,
    UNRESOLVED,
    WAITS,
    Histories,
)
from contenders.reduced import Floats, Integers

HALVINGS = 20
HOURS_AT_MOST = 336
TINY = 1e-300


def win_probability(attack: Floats, defence: Floats, decisiveness: Floats) -> Floats:
    """Ratio-form contest success function."""
    with numpy.errstate(divide="ignore", over="ignore"):
        odds = 1.0 / (1.0 + (numpy.maximum(defence, 0.0) / attack) ** decisiveness)
    return numpy.where(attack > 0.0, odds, 0.0)


def challenger(h: Histories, unit: Integers, at: Integers) -> Floats:
    """Update beliefs from the units that have just decided and from turnout; return whether he gives up."""
    if len(at):
        weight, stance = h.unit_nearness[unit, at], h.stance[unit, at]
        for name, does in (("joins", stance == JOINED), ("fights", stance == FIGHTS)):
            getattr(h, f"{name}_for")[:] += numpy.bincount(at, weight * does, minlength=len(h))
            getattr(h, f"{name}_against")[:] += numpy.bincount(at, weight * ~does, minlength=len(h))
    share = h.city[CHALLENGER] / numpy.maximum(h.city_said, TINY)
    numpy.minimum(share, 1.0, out=share)
    weight = h.reach_nearness * (h.city_said > 0.0)
    seen = weight.sum(axis=0)
    weight *= share
    out = weight.sum(axis=0)
    h.mass_for += h.challenger_attention * out
    h.mass_against += h.challenger_attention * (seen - out)

    every = slice(None)
    worth = _going_on(h, every, _winning_odds(h, every))
    h.hours_below = numpy.where(worth < h.quitting, h.hours_below + 1.0, 0.0)
    return h.hours_below >= h.challenger_patience


def _expect(h: Histories, at: Any, faith: Floats) -> None:
    confidence = h.challenger_confidence[at]
    for name in ("mass", "joins"):
        prior = getattr(h, f"challenger_{name}_prior")[at]
        expected = prior + faith * (1.0 - prior)
        getattr(h, f"{name}_for")[at] = confidence * expected
        getattr(h, f"{name}_against")[at] = confidence * (1.0 - expected)
    h.fights_for[at] = confidence * h.challenger_fights_prior[at]
    h.fights_against[at] = confidence * (1.0 - h.challenger_fights_prior[at])


def set_out(h: Histories) -> None:
    """What challengers expect at hour 0."""
    every = slice(None)
    _expect(h, every, numpy.zeros(len(h)))
    at = numpy.flatnonzero(_going_on(h, every, _winning_odds(h, every)) < h.quitting)
    low, high = numpy.zeros(len(at)), numpy.ones(len(at))
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        _expect(h, at, middle)
        enough = _going_on(h, at, _winning_odds(h, at)) >= h.quitting[at]
        high = numpy.where(enough, middle, high)
        low = numpy.where(enough, low, middle)
    _expect(h, at, high + h.challenger_optimism[at] * (1.0 - high))
    h.quitting[at] = numpy.minimum(h.quitting[at], _going_on(h, at, _winning_odds(h, at)))


def _going_on(h: Histories, at: Any, odds: Floats) -> Floats:
    terms = h.terms[at] * (h.position[at] > 0.0)
    return odds + (1.0 - odds) * h.challenger_hope[at] * terms - h.challenger_weariness[at]


def _winning_odds(h: Histories, at: Any) -> Floats:
    mass = h.mass_for[at] / (h.mass_for[at] + h.mass_against[at])
    joins = h.joins_for[at] / (h.joins_for[at] + h.joins_against[at])
    fights = h.fights_for[at] / (h.fights_for[at] + h.fights_against[at])
    capital = h.capital[:, 0].argmax()
    crowd = h.street_weight[at] * h.balance_crowd[at] * mass * h.city_said[capital, at] * h.population[capital, at]
    more = numpy.maximum(crowd - h.crowd_challenger[at], 0.0)
    attack = h.attack[at] + joins * h.undecided[at] + more
    defence = h.fighting[at] + h.guard[at] + h.crowd_ruler[at] + h.hold[at]
    defence = defence + fights * (1.0 - joins) * h.undecided[at]
    return win_probability(attack, defence, h.balance_decisiveness[at])


def ruler(h: Histories, tick: int, draw: numpy.random.Generator) -> None:
    """Choose by quantal response, first after some hours and anew on news."""
    h.armed += (h.response == MOBILISE) * (1.0 - h.armed) / h.ruler_arming_time
    h.flight += h.response == FLEE
    waits = h.response == WAITS
    again = (h.news > h.news_seen) & (tick - h.last_choice >= h.ruler_deliberation)
    at = numpy.flatnonzero((tick >= h.first_choice) & (waits | again))
    if len(at) == 0:
        return
    h.news_seen[at] = h.news[at]
    h.last_choice[at] = tick
    anew = waits[at] | (draw.random((4, len(at))) >= h.ruler_steadiness[at])
    h.temper[:, at] = numpy.where(anew, draw.gumbel(size=(4, len(at))), h.temper[:, at])
    best = REPRESS + (h.ruler_rationality[at] * _payoffs(h, at) + h.temper[:, at]).argmax(axis=0)
    before = h.response[at]
    changed = best != before
    numpy_street.call(h, at[changed & (best == MOBILISE)], 1.0)
    numpy_street.call(h, at[changed & (before == MOBILISE)], -1.0)
    h.flight[at] *= ~changed
    h.response[at] = best
    h.first_response[at] = numpy.where(before == WAITS, best, h.first_response[at])


def _payoffs(h: Histories, at: Integers) -> Floats:
    resisting = h.fights_for[at] / (h.fights_for[at] + h.fights_against[at])
    joining = h.joins_for[at] / (h.joins_for[at] + h.joins_against[at])
    attack = h.attack[at] + joining * h.undecided[at]
    firm = h.guard[at] + h.crowd_ruler[at] + h.hold[at] + h.fighting[at]
    hesitant = resisting * (1.0 - joining) * h.undecided[at]
    decisiveness = h.balance_decisiveness[at]
    by_force = win_probability(attack, firm + h.ruler_force_effect[at] * hesitant, decisiveness)
    by_delay = win_probability(attack, firm + hesitant, decisiveness) + h.ruler_delay_cost[at]
    by_delay = numpy.minimum(by_delay, 1.0)

    # What people say, city by city, against what a call to the organised would bring.
    share, organised = h.share[..., at], h.organised[..., at]
    organised_wrong = organised * h.grievance[..., at] * h.population[:, None, at]
    answering = share * (1.0 - h.said[..., at]) * organised * h.organised_appeal[at]
    people = (share * h.population[:, None, at]).sum(axis=(0, 1))
    people = numpy.maximum(people, 1.0)
    organised_wrong /= people
    ready = (answering * h.grievance[..., at] * h.population[:, None, at]).sum(axis=(0, 1)) / people
    out = h.out[RULER][..., at] + h.out[THEMSELVES][..., at]
    out_already = (out * organised_wrong).sum(axis=(0, 1))
    armed = numpy.maximum(-numpy.expm1(-h.position[at] / h.march_speed[at] / h.ruler_arming_time[at]), h.armed[at])
    capital = h.capital[:, 0].argmax()
    weight = h.balance_crowd[at] + h.balance_arms[at] * organised[capital] * armed
    more = numpy.maximum(answering[capital] - h.out[RULER, capital][:, at], 0.0)
    men = h.street_weight[at] * h.population[capital, at] * (more * weight).sum(axis=0)
    with_call = win_probability(attack, firm + hesitant + men, decisiveness)

    accepted = ndtr((h.terms[at] - by_delay) / h.ruler_reading_error[at])
    conceded = h.ruler_concession_cost[at] + h.ruler_conceding_cost[at] * h.conceded[at]
    lasting = h.turn_rate[at] * h.turn_lasting[at]
    fear = h.ruler_fear_ratio[at]
    risk = -fear * numpy.expm1(-lasting * out_already)
    risk_called = -fear * numpy.expm1(-lasting * (numpy.maximum(ready, out_already) + h.ruler_perceived_risk[at]))
    payoffs = numpy.empty((4, len(at)))
    payoffs[REPRESS - 1] = -by_force - h.ruler_force_cost[at] - risk
    payoffs[BARGAIN - 1] = -accepted * conceded - (1.0 - accepted) * by_delay - risk
    payoffs[MOBILISE - 1] = -with_call - h.ruler_arming_cost[at] - risk_called
    payoffs[FLEE - 1] = -h.ruler_flight_cost[at] - risk
    return payoffs


def ending(h: Histories, tick: int, quits: Floats) -> Integers:
    """Outcome of each history, 0 while it runs."""
    engaged = h.guard + h.crowd_ruler + h.fighting_in_capital
    holds = (h.position <= 0.0) & (h.attack > h.ending_superiority * engaged) & (h.attack > h.hold)
    h.capital_hours = (h.capital_hours + 1.0) * holds
    outcome = numpy.full(len(h), UNRESOLVED if tick >= HOURS_AT_MOST else RUNNING)
    outcome[h.capital_hours >= h.ending_consolidation] = COUP
    outcome[h.morale < h.ending_melted * h.morale_at_start] = ABANDONED
    outcome[quits] = ABANDONED
    outcome[h.flight >= h.ending_flight] = RULER_FLEES
    return outcome
