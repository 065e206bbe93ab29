"""What an implication can ask of a history of a world: whether something happened in it, and how often."""

from __future__ import annotations

from tocsin.mechanisms.world.state import OUTCOMES

__all__ = ["COUNTRY_EVENTS", "COUNTRY_HAPPENINGS", "COUNTRY_MEASURES", "EVENTS", "HAPPENINGS", "MEASURES"]

HAPPENINGS: dict[str, str] = {
    "any_war": "onsets",
    "any_rising": "risings",
    "any_fall": "falls",
    "any_coup": "coups",
    "any_conversion": "conversions",
    "any_degeneration": "degenerations",
    "any_restoration": "restorations",
    "any_overthrow": "overthrows",
    "any_quit_by_revolution": "quits_by_revolution",
    "first_stands": "first_stands",
    "first_judged": "first_judged",
    "hostility_rises": "hostility_rise",
}
"""Events, and the column of a history that is above 0 where they happened."""

MEASURES: tuple[str, ...] = (
    "onsets", "onsets_against_new", "joinings", "war_months", "general_war_months", "settlements", "quits",
    "quits_by_revolution", "attempts", "attempts_at_war", "attempts_again", "coups", "conflicts", "risings",
    "risings_inspired", "falls", "conversions", "political", "social", "degenerations", "overthrows", "restorations",
    "births", "repressed", "conceded", "interventions", "top_rung", "workers_most", "downturn_months",
    "first_degeneration", "hostility_rise", "months_at_war", "country_months",
)  # fmt: skip
"""Columns of a history whose mean an implication can ask for."""

EVENTS: tuple[str, ...] = (*OUTCOMES, *HAPPENINGS, *MEASURES)

COUNTRY_HAPPENINGS: dict[str, str] = {
    "takes_power": "converted",
    "stands": "stood",
    "beaten_in_war": "beaten",
}
"""What can happen in a country, as ``russia.stands``, and its column, which is above 0 where it did."""

COUNTRY_MEASURES: tuple[str, ...] = ("war_months", "attempts", "coups", "risings", "falls", "political", "social")
"""Columns of a country whose mean an implication can ask for, as ``russia.war_months``."""

COUNTRY_EVENTS: tuple[str, ...] = (*COUNTRY_HAPPENINGS, *COUNTRY_MEASURES)
