"""What an implication can ask of a history of a world: whether something happened in it, and how often."""

from __future__ import annotations

from tocsin.mechanisms.world.state import OUTCOMES

__all__ = ["EVENTS", "HAPPENINGS", "MEASURES"]

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
}
"""Events, and the column of a history that is above 0 where they happened."""

MEASURES: tuple[str, ...] = (
    "onsets", "joinings", "war_months", "general_war_months", "settlements", "quits", "quits_by_revolution",
    "attempts", "coups", "conflicts", "risings", "risings_inspired", "falls", "conversions", "political", "social",
    "degenerations", "overthrows", "restorations", "births", "repressed", "conceded", "interventions", "top_rung",
    "workers_most", "downturn_months", "first_degeneration",
)  # fmt: skip
"""Columns of a history whose mean an implication can ask for."""

EVENTS: tuple[str, ...] = (*OUTCOMES, *HAPPENINGS, *MEASURES)
