"""The course of a world's history: one row of the results, and one line of a path that is kept whole."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NEVER", "Course", "Month"]

NEVER = -1
"""Month of what has not happened."""


@dataclass(slots=True)
class Course:
    """The course of the history: one row of the results. Months count from 0; NEVER for what has not happened."""

    outcome: int = 0  # see OUTCOMES, counted from 1; 0 until the last month
    months: int = 0  # length of the history
    onsets: int = 0  # wars started, as against joined
    onsets_against_new: int = 0  # of these, those against an order that is not capitalist
    joinings: int = 0
    first_war: int = NEVER
    war_months: int = 0  # pairs × months
    general_war_months: int = 0
    settlements: int = 0  # wars ended by a peace
    quits: int = 0  # countries that left a war
    quits_by_revolution: int = 0
    attempts: int = 0  # coup attempts and mutinies
    attempts_at_war: int = 0  # of these, those in a country at war
    attempts_again: int = 0  # of these, those within a year of another in the country
    coups: int = 0
    conflicts: int = 0  # within ruling groups
    risings: int = 0
    risings_inspired: int = 0  # of these, those that successes elsewhere set off
    risings_defected: int = (
        0  # of all, those in which a tenth of the armed strength or more did not fight for the ruler
    )
    falls: int = 0
    falls_defected: int = 0  # of these, those brought down by such risings
    conversions: int = 0  # risings that took power
    political: int = 0
    social: int = 0
    first_conversion: int = NEVER
    degenerations: int = 0
    overthrows: int = 0  # of new orders
    restorations: int = 0
    births: int = 0
    repressed: int = 0  # risings met with force first
    conceded: int = 0  # risings met with concessions first
    unanswered: int = 0  # risings that faded before the ruler had answered
    interventions: int = 0  # foreign powers that stepped in during a crisis
    settlement: int = 0  # commanders' crises that ended so, as all to ruler_flees and unresolved
    abandoned: int = 0
    crushed: int = 0
    coup: int = 0
    civil_war: int = 0
    revolution: int = 0
    ruler_flees: int = 0
    unresolved: int = 0
    fighting_in_capital: int = 0  # commanders' crises in which the capital was fought over
    risk_90: float = 0.0  # risk of revolution within 90 days that commanders' crises left behind, added up
    risk_90_social: float = 0.0  # the part of it that would change the social order
    first_judged: int = 0  # 1 once ten years have passed since a rising first took power
    first_stands: int = NEVER  # ten years after a rising first took power: 1 if that order stands undegenerated, else 0
    first_degeneration: float = 0.0  # its degeneration then (1 if it has been overthrown)
    top_rung: int = 0  # highest rung that any war reached
    nuclear: int = NEVER
    completion: int = NEVER
    workers_most: float = 0.0  # largest share of world output under workers' orders
    downturn_months: int = 0  # months of a world downturn
    hostility_rise: float = 0.0  # mean over months, and over pairs across a divide, of hostility above its normal level
    months_at_war: int = 0  # countries at war × months
    country_months: int = 0  # existing countries × months: what rates are divided by
    events: int = 0  # number of events noted
    failed_month: int = NEVER  # month at which the state stopped being finite


@dataclass(slots=True)
class Month:
    """One month of a path that is kept whole."""

    profit: float = 0.0
    downturn: float = 0.0
    wars: int = 0
    war_cost: float = 0.0  # mean over countries, weighted by output
    hostility: float = 0.0  # mean over pairs
    grievance: float = 0.0  # mean over countries, weighted by output
    organised: float = 0.0  # the same
    cohesion: float = 0.0  # the same
    risings: int = 0  # so far
    conversions: int = 0  # so far
    attempts: int = 0  # so far
    workers: float = 0.0  # share of world output
    top_rung: int = 0
