"""The state of the world: what the mechanisms of the world clock read and write, month by month.

Each class is one kind of thing; each field says its unit and meaning. The same fields are Python attributes when a
history runs interpreted and columns of a NumPy record when it runs compiled, as on the crisis clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tocsin.mechanisms.crisis.state import Draws, Note, Parameters, note
from tocsin.mechanisms.world.course import NEVER, Course, Month

__all__ = [
    "BUREAUCRATIC",
    "CAPITALIST",
    "COMMANDER",
    "COMPLETION",
    "JUNTA",
    "LADDER",
    "NEVER",
    "NEW_ORDER_DEGENERATED",
    "NEW_ORDER_OVERTHROWN",
    "NEW_ORDER_STANDS",
    "NO_CRISIS",
    "NO_RISING",
    "NUCLEAR_USE",
    "ORDERS",
    "OUTCOMES",
    "PAIRS_TO_ONE",
    "RESTORED",
    "RISING",
    "RISINGS_BEATEN",
    "RULERS_FELL",
    "RUNG_NUCLEAR",
    "WORKERS",
    "Country",
    "Course",
    "Draws",
    "Month",
    "Note",
    "Pair",
    "Parameters",
    "Setting",
    "World",
    "Worlds",
    "note",
]

# Social orders, as the theory codes them. RESTORED: capitalist again after another order.
CAPITALIST, BUREAUCRATIC, WORKERS, JUNTA, RESTORED = range(5)
ORDERS = ("capitalist", "bureaucratic", "workers", "junta", "restored")
# Who starts a crisis inside a country. COMMANDER: part of the ruling group or an armed formation; RISING: the people.
NO_CRISIS, COMMANDER, RISING = range(3)
# Rungs of escalation of a war; the last is absorbing.
LADDER = ("peace", "threat", "limited war", "war", "total war", "nuclear use")
RUNG_NUCLEAR = 5
# What a history came to, in this order of precedence.
(
    NUCLEAR_USE,
    COMPLETION,
    NEW_ORDER_STANDS,
    NEW_ORDER_DEGENERATED,
    NEW_ORDER_OVERTHROWN,
    RULERS_FELL,
    RISINGS_BEATEN,
    NO_RISING,
) = range(1, 9)
OUTCOMES = (
    "nuclear_use",  # the top rung was reached
    "completion",  # workers' orders hold the stated share of world output
    "new_order_stands",  # a rising took power somewhere, and at the end what it made stands undegenerated somewhere
    "new_order_degenerated",  # ... at the end it stands only as a bureaucratic order
    "new_order_overthrown",  # ... at the end none of it stands
    "rulers_fell",  # risings brought down rulers and nowhere took power
    "risings_beaten",  # there were risings, and no ruler fell to one
    "no_rising",
)
PAIRS_TO_ONE = 4_000
"""Draws about a pair in one direction have the pair's number, in the other the number plus this, as their entity."""


@dataclass(slots=True)
class Setting:
    """What a world, and what is held fixed by hand, fix for the whole of a history."""

    first_year: float = 0.0  # year of month 0, which is a January
    months: float = 0.0  # length of the history
    completion_share: float = 0.5  # share of world output under workers' orders at which the revolution is complete
    downturn_world: float = -1.0  # depth of the downturn common to all, held by an intervention; -1: none
    downturn_own: float = -1.0  # depth of every country's own downturn, held by an intervention; -1: none
    war_fixed: float = -1.0  # 0: no war ever starts and none goes on; -1: none
    war_cost_fixed: float = -1.0  # cost of war to every country, held by an intervention; -1: none
    coexistence_fixed: float = -1.0  # coexistence policy of all, held by an intervention; -1: none
    seeded: float = -1.0  # organised share that every country starts with at least; -1: none
    experience_seeded: float = -1.0  # experience that every country's leadership starts with at least; -1: none
    experience_fixed: float = -1.0  # experience of every country's leadership, held by an intervention; -1: none
    support_fixed: float = -1.0  # support for new orders from abroad, held (0: isolated throughout); -1: none
    commander_outcome: float = -1.0  # outcome of every crisis that a commander starts, forced; -1: none
    rising_outcome: float = -1.0  # outcome of every rising, forced; -1: none
    mediator_fixed: float = -1.0  # whether a mediator can offer a refuge, in every crisis; -1: as it is


@dataclass(slots=True)
class World:
    """What all countries share."""

    shock: float = 0.0  # the part of profit rates common to all, standard deviations
    profit: float = 0.0  # profit rate of the world, weighted by output, standard deviations
    downturn: float = 0.0  # depth of the world's downturn, standard deviations below the line
    rest: float = 0.0  # share of world output outside the countries listed
    wars: int = 0  # pairs at war
    general_war: int = 0  # 1 while major powers of opposed blocs are at war
    workers: float = 0.0  # share of world output under workers' orders
    complete: int = 0  # 1 once the revolution is complete; absorbing
    nuclear: int = 0  # 1 once the top rung was reached; absorbing


@dataclass(slots=True)
class Country:
    """A state, or one that may yet come to exist."""

    # What it is
    exists: int = 1  # 1 while it is a state
    parent: int = -1  # number of the state that it may break away from; -1: none
    part: float = 0.0  # share of its parent's output and power at the start that it takes with it if it comes to exist
    whole: float = 1.0  # share of its own output and power at the start that no state born from it has taken
    major: int = 0  # 1 for a major power
    nuclear: int = 0  # 1 if it has nuclear arms
    bloc: int = 0  # alliance that it belongs to; 0: none
    order: int = CAPITALIST
    ally_of_new: int = 0  # 1 if a war against it is one against an order that is not capitalist (kept up to date)
    output: float = 0.0  # share of world output
    development: float = 0.0  # output a head, as a share of the leading country's
    autocracy: float = 0.5  # from full democracy (0) to full autocracy (1)
    power: float = 0.0  # share of the world's military capability before any loss
    # Economy
    own_shock: float = 0.0  # its own part of the profit rate, standard deviations
    profit: float = 0.0  # profit rate, standard deviations
    downturn: float = 0.0  # depth of its downturn, standard deviations below the line (0: none)
    # War
    strength: float = 0.0  # what is left of its military capability
    loss: float = 0.0  # share of its strength lost this month
    fronts: int = 0  # wars that it is in
    effort: float = 0.0  # share of its strength at war
    enemies: float = 0.0  # strength of all that it is at war with
    pressure: float = 0.0  # strength that they direct at it
    foes: int = 0  # alliances that it is at war with, a bit each
    foes_before: int = 0  # the same a month ago
    calls: int = 0  # alliances that it has come to be at war with since, and that call on their members against it
    readiness: float = 1.0  # factor of its own on the hazard that it starts a war
    drawn: float = 0.0  # strength drawn from its reserves in its present wars, as a share of its power
    aid: float = 0.0  # strength that allies at peace send it this month
    aided: float = 0.0  # strength so received in its present wars, as a share of its power
    beaten: int = NEVER  # month in which it last left a war beaten
    war_cost: float = 0.0  # 0 to 1
    # State and society
    capacity: float = 0.8  # κ: what the state can still do, 0 to 1
    capacity_normal: float = 0.8  # κ₀
    insecurity: float = 0.0  # how unsettled a new ruler's hold is, 0 to 1; fades
    grievance: float = 0.25  # G: share of workers who hold the rule a wrong done to them
    grievance_normal: float = 0.25  # G₀
    organised: float = 0.02  # O: share organised and ready to take power, not the membership of parties
    experience: float = 0.1  # E: experience of its leadership, 0 to 1
    mass_opposition: float = 0.0  # how far organised opposition stays a government's hand in war, 0 to 1
    # Long-run pressure, where a theory has it
    elites: float = 1.0  # contenders for elite positions a head, relative to the start
    debt: float = 1.0  # the state's debt over output, relative to the start
    stress: float = 0.0  # logarithm of the political stress index, relative to the start
    # Ruling group
    cohesion: float = 0.8  # H, 0 to 1
    accommodation: float = 0.1  # A: share of it that wants terms with the foreign powers
    fear: float = 1.0  # φ of its rulers relative to the theory's fear ratio
    fear_start: float = 1.0  # φ at the start, relative
    strife: float = 0.0  # excitement of conflicts within the ruling group (Hawkes), a month
    conflicts: int = 0  # purges, arrests and splits so far
    formation: float = 0.0  # share of its armed men in formations outside the chain of command
    coexistence: float = 0.0  # its policy of coexistence with the other bloc, 0 to 1
    # Revolution
    inspiration: float = 0.0  # added monthly hazard of a rising from successes elsewhere
    dual_power: float = 0.0  # the rising's own power beside the state after a fall, 0 to 1; fades
    size: float = 0.0  # share of the people out in the last rising
    defected: float = 0.0  # share of the armed units that did not fight for the ruler in it
    support: float = 0.0  # help from other successes, weighted by their economy
    degeneration: float = 0.0  # D, 0 to 1
    order_since: int = 0  # month of the present order
    # This month's crisis
    crisis: int = NO_CRISIS  # asked for by a mechanism this month
    outcome: int = 0  # how it ended, as on the crisis clock; 0: none this month
    fell: int = 0  # 1 if the ruler fell this month
    took_power: int = 0  # 1 if a rising took power this month
    quit_war: int = 0  # 1 if it left a war this month
    # Held by an intervention
    conversion_fixed: float = -1.0  # 0: no rising takes power here, 1: the first that can does; -1: none
    # What became of it: months are NEVER until then
    risings: int = 0
    falls: int = 0  # rulers brought down by risings
    attempts: int = 0  # coup attempts and mutinies
    coups: int = 0  # rulers brought down by them
    war_months: int = 0
    first_war: int = NEVER
    first_rising: int = NEVER
    first_fall: int = NEVER
    first_coup: int = NEVER
    left_war: int = NEVER  # month in which it was first at peace again after a war
    converted: int = NEVER  # first time that a rising took power
    last_success: int = NEVER  # last time that one did
    last_fall: int = NEVER  # last time that a rising brought the ruler down
    last_attempt: int = NEVER  # last time that a commander rebelled
    stood: int = NEVER  # ten years after it was converted: 1 if the workers' order stands undegenerated, else 0
    political: int = 0  # times that it took power and kept the social order
    social: int = 0  # times that it changed the social order
    degenerated: int = NEVER
    restored: int = NEVER
    overthrown: int = NEVER
    born: int = NEVER


@dataclass(slots=True)
class Pair:
    """Two countries that can come to war: neighbours, rivals, or one of them a major power."""

    first: int = 0  # number of a country; smaller than the other's
    second: int = 0
    contiguous: int = 0  # 1 if they share a border or a strait
    rivals: int = 0  # 1 if they were strategic rivals at the start
    allied: int = 0  # 1 if they belong to one alliance
    opposed: int = 0  # 1 if they belong to opposed blocs
    hostility: float = 0.0  # h, 0 to 1
    hostility_normal: float = 0.0  # h₀
    war: int = 0  # 1 while they are at war
    attacker: int = -1  # who started or joined it
    since: int = NEVER  # month of the present war's start
    rung: int = 0  # of the ladder
    months: int = 0  # months at war so far


@dataclass(slots=True)
class Worlds:
    """The state of the world in one history; `memory` holds what single mechanisms keep for themselves.

    `crisis` is the crisis clock's state, on which a crisis inside one country is played.
    """

    world: World
    course: Course
    memory: Any
    countries: list[Country]
    pairs: list[Pair]
    notes: list[Note]
    traces: list[Month]
    crisis: Any
