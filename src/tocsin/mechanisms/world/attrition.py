"""Attrition: losses, what makes them good, who falls out of a war, and who makes peace."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import hazard_probability
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.state import NEVER, Country, Draws, Parameters, Setting, Worlds, note
from tocsin.mechanisms.world.wars import count_fronts, end_war, hold_peace, live, note_peace
from tocsin.theory.quantity import Prior

QUITS, PEACE = range(2)
DRAW_PEACE = 0
CAPACITY = 0.8
"""Capacity of the state at which its reserves come at the declared rate."""
WINGS = 0.2
"""Sum of both sides' wings that want terms at which the declared hazard of peace holds."""

rate = parameter(
    "rate", "strength of an enemy put out of action by one unit of one's own", "per month", 0, 1,
    Prior.log_uniform(0.006, 0.025), "lanchester-1916", "dupuy-1990",
    judgement="evenly matched powers lose 7 to 26 in a hundred a year of what they had, from a prototype adjusted with "
    "the record in view",
)  # fmt: skip
divided = parameter(
    "divided", "further losses of an army, over those of one that is whole, if all armed men were outside its command",
    "ratio", 0, 20, Prior.fixed(0), "pilster-boehmelt-2011",
    judgement="what rulers who set forces against forces pay for it in war is a claim of theories on such rulers",
)  # fmt: skip
refill = parameter(
    "refill", "strength raised a month from reserves untouched, over what an equal enemy destroys", "ratio", 0, 5,
    Prior.uniform(0.3, 0.9), "broadberry-harrison-2005",
    judgement="powers at war make good part of what they lose; from a prototype adjusted with the record in view",
)  # fmt: skip
reserves = parameter(
    "reserves", "strength that can be drawn from reserves in all, over what a country sets out with", "ratio", 0, 20,
    Prior.log_uniform(0.5, 3), "broadberry-harrison-2005",
    judgement="the great powers of 1914 called up two to four times their first armies before men ran out",
)  # fmt: skip
aid = parameter(
    "aid", "strength that an ally at peace sends to one at war, over its own", "per month", 0, 1,
    Prior.log_uniform(0.0003, 0.005),
    judgement="from a three hundredth to a seventeenth of an ally's effort in a year; that of Ukraine's in 2022-23 was "
    "a few percent of their own armed forces' yearly cost",
)  # fmt: skip
aid_cap = parameter(
    "aid_cap", "strength that can be received as aid in all, over what a country sets out with", "ratio", 0, 20,
    Prior.log_uniform(0.3, 3),
    judgement="arms need men to bear them; without a cap aid would make a war endless",
)  # fmt: skip
quitting = parameter(
    "quitting", "share of its strength at the outset below which a country quits its wars", "share", 0, 1,
    Prior.uniform(0.25, 0.5),
    judgement="armies dissolve before they are gone; from a prototype adjusted with the record in view",
)  # fmt: skip
peace = parameter(
    "peace", "hazard of peace between two who fight nobody else", "per month", 0, 10, Prior.log_uniform(0.05, 0.2),
    "bennett-stam-1996",
    judgement="a mean of five to twenty months, independent of how long the war has lasted; from a prototype adjusted "
    "with the record in view",
)  # fmt: skip
terms = parameter(
    "terms", "rise of the log hazard of peace if one ruling group wanted terms to a man", "log ratio", 0, 10,
    Prior.uniform(0, 2), judgement="from nothing to sevenfold; a prototype's 1 lies in the middle",
)  # fmt: skip
fronts = parameter(
    "fronts", "power of the number of wars of both sides that divides the hazard of a separate peace", "exponent",
    0, 5, Prior.uniform(1, 2), "leeds-2003",
    judgement="coalitions hold more often than not; a prototype's fell apart at once unless this was above 1",
)  # fmt: skip


def losses(strength: float, pressure: float, rate: float) -> float:
    """Strength lost in a month under the pressure of enemies who fire back as hard; never below 0 nor more than all.

    For two countries the exact solution of Lanchester's square law: X cosh r − Y sinh r is left of X. With more enemies
    it is right to the second order in the rate.
    """
    lost = pressure * math.sinh(rate) - strength * (math.cosh(rate) - 1.0)
    return min(max(lost, 0.0), strength)


def peace_hazard(first: Country, second: Country, p: Parameters) -> float:
    """Monthly hazard that two who fight make a separate peace."""
    wings = first.accommodation + second.accommodation
    wars = first.fronts + second.fronts - 1.0
    hazard: float = p.attrition.peace * math.exp(p.attrition.terms * (wings - WINGS))
    return hazard / math.pow(wars, p.attrition.fronts)


@mechanism(
    "war.attrition", step=40,
    parameters=(rate, divided, refill, reserves, aid, aid_cap, quitting, peace, terms, fronts),
    sources=("lanchester-1916", "bennett-stam-1996"),
    claims=("world-crisis/K3", "world-crisis/K11", "counterbalanced-army/C7", "bargain-within-the-state/B10"),
    events=(
        Event("quits-war", "{country} quits its wars with {value:.0%} of its strength left."),
        Event("peace-made", "Peace is made between {pair} after {value:.0f} months."),
    ),
)  # fmt: skip
def attrition(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let those at war wear each other down, until one has too little left or two make peace.

    Losses go by Lanchester's square law; whoever fights several directs his strength in proportion to theirs, and an
    army part of which stands outside its command may lose more. Losses
    are made good from reserves, by the state's capacity and more slowly the less of them is left, and by aid from
    allies at peace, up to a cap; both run out, so that every war ends even if nobody makes peace. Below the declared
    share of its strength at the outset a country quits all its wars. The hazard of a separate peace rises with the
    wings that want terms and falls with the number of wars that the two are in. At peace reserves come back as they
    went.
    """
    if hold_peace(now, case):
        count_fronts(now)
        return
    count_fronts(now)
    _count_months(now, draw.tick)
    for country in now.countries:
        country.loss = 0.0
        country.aid = 0.0
        if country.exists == 1 and country.fronts > 0 and country.strength > 0.0:
            lost = losses(country.strength, country.pressure, p.attrition.rate)
            lost = min(lost * (1.0 + p.attrition.divided * country.formation), country.strength)
            country.loss = lost / country.strength
            country.strength -= lost
    if now.world.wars > 0:
        _send_aid(now, p)
    for country in now.countries:
        if country.exists == 1:
            _make_good(country, p)
    ended = 0
    if now.world.wars > 0:
        ended = _quit(now, p, draw) + _settle(now, p, draw)
    if ended > 0:
        count_fronts(now)
        note_peace(now, draw.tick)


def _count_months(now: Worlds, month: int) -> None:
    for pair in now.pairs:
        pair.months += pair.war
    for country in now.countries:
        if country.fronts > 0 and country.first_war == NEVER:  # a war that was under way when the history began
            country.first_war = month


def _send_aid(now: Worlds, p: Parameters) -> None:
    for number, pair in enumerate(now.pairs):
        first = now.countries[pair.first]
        second = now.countries[pair.second]
        if live(now, number) and (pair.allied == 1 or (first.bloc > 0 and first.bloc == second.bloc)):
            if first.fronts > 0 and second.fronts == 0:
                first.aid += p.attrition.aid * second.strength
            elif second.fronts > 0 and first.fronts == 0:
                second.aid += p.attrition.aid * first.strength


def _make_good(country: Country, p: Parameters) -> None:
    room = max(country.power - country.strength, 0.0)
    raised = p.attrition.refill * p.attrition.rate * country.capacity / CAPACITY  # over what it sets out with
    if country.fronts == 0:
        country.strength += min(raised * country.power, room)
        country.drawn = max(country.drawn - raised, 0.0)
        country.aided = 0.0
    elif country.power > 0.0:
        left = 0.0
        if p.attrition.reserves > 0.0:
            left = max(1.0 - country.drawn / p.attrition.reserves, 0.0)
        own = min(raised * left * country.power, room)
        given = min(country.aid, max(p.attrition.aid_cap - country.aided, 0.0) * country.power, room - own)
        country.strength += own + given
        country.drawn += own / country.power
        country.aided += given / country.power


def _quit(now: Worlds, p: Parameters, draw: Draws) -> int:
    """End the wars of all who have too little left; how many of them there are."""
    beaten = 0
    for number, country in enumerate(now.countries):
        if country.fronts > 0 and country.strength < p.attrition.quitting * country.power:
            beaten += 1
            country.quit_war = 1
            country.beaten = draw.tick
            now.course.quits += 1
            note(now, draw, QUITS, number, country.strength / country.power)
    if beaten > 0:
        for number, pair in enumerate(now.pairs):
            if pair.war == 1:
                first = now.countries[pair.first]
                second = now.countries[pair.second]
                if first.beaten == draw.tick or second.beaten == draw.tick:
                    end_war(now, number)
    return beaten


def _settle(now: Worlds, p: Parameters, draw: Draws) -> int:
    """Let pairs make peace, by the wars that each was in at the start of the month; how many do."""
    made = 0
    for number, pair in enumerate(now.pairs):
        if pair.war == 1:
            hazard = peace_hazard(now.countries[pair.first], now.countries[pair.second], p)
            if draw.uniform(number, DRAW_PEACE) < hazard_probability(hazard):
                made += 1
                now.course.settlements += 1
                note(now, draw, PEACE, number, draw.tick - pair.since)
                end_war(now, number)
    return made
