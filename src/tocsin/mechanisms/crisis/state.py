"""The state of one crisis: what its mechanisms read and write, hour by hour.

Each class is one kind of thing; each field says its unit and meaning. The same fields are Python attributes when a
history runs interpreted and columns of a NumPy record when it runs compiled, so a formula is written once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

Parameters = Any
"""Parameters as `p.<mechanism>.<name>`, floats; their declarations lie with the mechanisms."""

HOURS_AT_MOST = 336
"""Horizon of a crisis, hours (14 days): past it, what still goes on is `civil_war` or `unresolved`."""

# Stances of the column.
MARCHING, HALTED, GONE = range(3)
# Stances of a unit. LOYAL: under orders and not yet decided.
LOYAL, FIGHTS, ASIDE, JOINED, BEATEN = range(5)
# The challenger's answers.
GOES_ON, ACCEPTS, QUITS = range(3)
# The ruler's responses. WAITS: before the first decision.
WAITS, REPRESS, BARGAIN, MOBILISE, FLEE = range(5)
RESPONSES = ("waits", "repress", "bargain", "mobilise", "flee")
# How a crisis ends. RUNNING is no outcome.
RUNNING, SETTLEMENT, ABANDONED, CRUSHED, COUP, CIVIL_WAR, REVOLUTION, RULER_FLEES, UNRESOLVED = range(9)
OUTCOMES = ("settlement", "abandoned", "crushed", "coup", "civil_war", "revolution", "ruler_flees", "unresolved")
# Causes for which people come out.
CAUSES = ("ruler", "challenger", "themselves")
RESPONSES_KEPT = 6


class Draws(Protocol):
    """Random numbers of one mechanism in one tick; an entity's number and an index tell its draws apart."""

    tick: int
    mechanism: int

    def uniform(self, entity: int, index: int = 0) -> float:
        """Uniform in (0, 1), drawn anew each tick."""
        ...

    def normal(self, entity: int, index: int = 0) -> float:
        """Standard normal, drawn anew each tick."""
        ...

    def once(self, entity: int, index: int = 0) -> float:
        """Uniform in (0, 1), one draw for the whole history."""
        ...

    def once_normal(self, entity: int, index: int = 0) -> float:
        """Standard normal, one draw for the whole history."""
        ...


@dataclass(slots=True)
class Setting:
    """What a case fixes for the whole of a history."""

    capital_population: float = 0.0  # people
    organised_appeal: float = 0.0  # share of organised people who would answer the ruler's call
    stake: float = 0.0  # share of the challenger's worth that is in dispute
    city_spread: float = 0.0  # standard deviation of a city's departure from the country's value, logit scale
    mediator_present: float = 0.0  # 1 if a mediator can offer sanctuary
    mediator_credibility: float = 0.0  # probability that the mediator's guarantee holds
    hostile_power: float = 0.0  # 1 if a hostile foreign power has forces near
    challenger_present: float = 1.0  # 0: a rising; people come out by themselves, and there is no column
    fear_factor: float = 1.0  # this country's fear ratio, in units of the theory's
    spark: float = 0.0  # in a rising, share of every group out for themselves at hour 0
    response_fixed: float = -1.0  # response forced by an intervention; -1: none
    turnout_fixed_ruler: float = -1.0  # share out forced by an intervention; -1: none
    turnout_fixed_challenger: float = -1.0  # the same
    turnout_fixed_themselves: float = -1.0  # the same


@dataclass(slots=True)
class Column:
    """The challenger's column on its road."""

    position: float = 0.0  # km from the capital
    strength: float = 0.0  # men
    initial: float = 0.0  # men at hour 0
    morale: float = 1.0  # share of its men's full effort
    initial_morale: float = 1.0  # the same at hour 0
    killed: float = 0.0  # men out of action
    fuel: float = 0.0  # km that it can still go before it must refuel
    refuelling: float = 0.0  # hours of refuelling left
    engaged: int = -1  # number of the unit that blocks it; -1: none
    stance: int = MARCHING


@dataclass(slots=True)
class Challenger:
    """What the challenger believes and has on the table."""

    mass_for: float = 1.0  # Beta belief on the share of sympathisers who will come out: pseudo-count of those who do
    mass_against: float = 1.0  # ... of those who do not
    joins_for: float = 1.0  # Beta belief on the share of units that will join
    joins_against: float = 1.0  # ... that will not
    fights_for: float = 1.0  # Beta belief on the share of units that will fight
    fights_against: float = 1.0  # ... that will not
    value: float = 1.0  # value of going on (victory 1, defeat 0)
    quitting: float = 0.0  # what giving up without terms is worth to him
    offer_hour: int = -1  # hour of the offer on the table; -1: none
    offer_value: float = 0.0  # its worth if kept (victory 1, defeat 0)
    offer_credibility: float = 0.0  # probability that it is kept, as he sees it
    answer: int = GOES_ON


@dataclass(slots=True)
class Ruler:
    """The ruler's response and what he has set going."""

    response: int = WAITS
    since: int = 0  # hour of the present response
    guard: float = 0.0  # men in the capital sure to fight for him
    armed: float = 0.0  # share of the mobilised who have arms
    flight: float = 0.0  # hours in flight


@dataclass(slots=True)
class Balance:
    """Strengths that bear on the capital this hour, in men."""

    attack: float = 0.0  # column × morale + joined + crowd for the challenger
    joined: float = 0.0
    fighting: float = 0.0  # units that fight, weighed by distance
    undecided: float = 0.0  # units not yet decided, weighed by distance
    crowd_ruler: float = 0.0  # people out for the ruler in the capital, in men
    crowd_challenger: float = 0.0  # the same for the challenger
    crowd_themselves: float = 0.0  # the same for themselves; in a rising, else 0
    armed: float = 0.0  # share of them who have arms; in a rising, else 0
    hold: float = 0.0  # men needed to hold the capital


@dataclass(slots=True)
class City:
    """A city on the road or near it."""

    population: float = 0.0  # people
    distance: float = 0.0  # km from the capital
    on_road: int = 0
    capital: int = 0
    groups_from: int = 0  # its groups lie together: number of the first
    groups_to: int = 0  # ... and of the first of the next city
    passed: int = 0  # 1 once the column has been there
    contact: float = 0.0  # weight of its people among those who meet the column, by the column's distance
    sight: float = 0.0  # weight of what it shows the challenger, by the column's distance
    out_ruler: float = 0.0  # share of the population out for the ruler
    out_challenger: float = 0.0  # ... for the challenger
    out_themselves: float = 0.0  # ... for themselves
    seen_ruler: float = -1.0  # company for the ruler that its people last held against their thresholds; -1: none
    seen_challenger: float = -1.0
    seen_themselves: float = -1.0
    expressed: float = 0.0  # share of the population who say that they want the challenger to win
    heard: float = -1.0  # that share when its people last held it against their thresholds for speaking; -1: never
    organised_out: float = 0.0  # organised people out against the column
    attack_at_start: float = 0.0  # men's worth of its risen people when forces began to clear its streets; 0: no fight
    defence_at_start: float = 0.0  # men of those forces then
    cleared_hour: int = -1  # last hour in which forces and risen people fought here; -1: never


@dataclass(slots=True)
class Group:
    """A social group in a city."""

    city: int = 0  # number of its city
    size: float = 0.0  # people
    grievance: float = 0.0  # share of them who hold the ruler's rule a wrong done to them
    fear: float = 0.0  # fear of coming out, 0 to 1
    sympathy: float = 0.0  # share who want the challenger to win
    organised: float = 0.0  # share in organisations that can act apart from the state
    expressed: float = 0.0  # share who say that they want the challenger to win
    ready_to_speak: float = 0.0  # share ready to say it, in the company that they hear
    ready_ruler: float = 0.0  # share ready to come out for the ruler, in the company they see
    ready_challenger: float = 0.0
    ready_themselves: float = 0.0
    ready_answering: float = 0.0  # of those ready for the ruler, the aggrieved who answer his call
    out_ruler: float = 0.0  # share out for the ruler
    out_answering: float = 0.0  # of them, the aggrieved who answered his call
    out_challenger: float = 0.0  # share out for the challenger
    out_themselves: float = 0.0  # share out for themselves


@dataclass(slots=True)
class Unit:
    """A formation of the army or the security forces."""

    city: int = 0  # number of its city
    distance: float = 0.0  # km from the capital
    on_road: int = 0
    strength: float = 0.0  # men
    initial: float = 0.0  # men at hour 0
    loyalty: float = 0.0  # utility added to fighting for the ruler
    affinity: float = 0.0  # utility added to joining the challenger
    nearness: float = 0.0  # weight of its bearing on the capital, from where it stood at hour 0
    stance: int = LOYAL
    counted: int = 0  # 1 once the challenger has learnt of its decision


@dataclass(slots=True)
class Course:
    """The course of the history: one row of the results."""

    outcome: int = RUNNING
    hours: int = 0  # h, length of the crisis
    nearest: float = 0.0  # km, the column's nearest distance from the capital
    arrival: int = -1  # hour of arrival in the capital; -1: never
    capital_hours: int = 0  # h, unopposed in the capital
    response_1: int = WAITS
    response_2: int = WAITS
    response_3: int = WAITS
    response_4: int = WAITS
    response_5: int = WAITS
    response_6: int = WAITS
    response_1_hour: int = -1
    response_2_hour: int = -1
    response_3_hour: int = -1
    response_4_hour: int = -1
    response_5_hour: int = -1
    response_6_hour: int = -1
    responses: int = 0  # number of responses taken, more than six are counted but not kept
    turnout_ruler: float = 0.0  # largest share of the cities' people out for the ruler
    turnout_challenger: float = 0.0  # ... for the challenger
    turnout_themselves: float = 0.0  # ... for themselves
    units_joined: int = 0
    units_fought: int = 0
    units_aside: int = 0
    killed: float = 0.0  # men of the column out of action
    quitting: float = 0.0  # what giving up was worth to the challenger (victory 1), after what setting out says of it
    offer_hour: int = -1  # hour of the first offer; -1: none
    fighting_hours: int = 0  # h of fighting in the capital
    fighting_now: int = 0  # 1 while there is fighting in the capital
    intervention: int = 0
    intervention_hour: int = -1
    win_probability: float = 0.0  # the challenger's odds of taking the capital at the end, as he sees them
    risk_90: float = 0.0  # risk of revolution within 90 days of the end
    risk_90_social: float = 0.0  # the part of it that would change the social order
    news: int = 0  # number of visible events so far
    events: int = 0  # number of events noted
    failed_hour: int = -1  # hour at which the state stopped being finite; -1: never


@dataclass(slots=True)
class Note:
    """One line of the event log."""

    hour: int = 0
    mechanism: int = 0
    kind: int = 0
    actor: int = -1
    value: float = 0.0


@dataclass(slots=True)
class Trace:
    """One hour of a path that is kept whole."""

    position: float = 0.0  # km
    strength: float = 0.0  # men
    morale: float = 0.0
    attack: float = 0.0  # men
    defence: float = 0.0  # men
    response: int = 0
    value: float = 0.0  # the challenger's value of going on
    out_ruler: float = 0.0  # share of the cities' people
    out_challenger: float = 0.0
    out_themselves: float = 0.0


@dataclass(slots=True)
class Crisis:
    """The state of one crisis in one history; `memory` holds what single mechanisms keep for themselves."""

    column: Column
    challenger: Challenger
    ruler: Ruler
    balance: Balance
    course: Course
    memory: Any
    cities: list[City]
    groups: list[Group]
    units: list[Unit]
    notes: list[Note]
    traces: list[Trace]


def note(now: Any, draw: Draws, kind: int, actor: int = -1, value: float = 0.0) -> None:
    """Write a line into the event log of a history (of either clock) whose log is kept; count it in any case."""
    number = now.course.events
    if number < len(now.notes):
        line = now.notes[number]
        line.hour = draw.tick
        line.mechanism = draw.mechanism
        line.kind = kind
        line.actor = actor
        line.value = value
    now.course.events = number + 1
