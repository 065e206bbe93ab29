"""What can be held fixed by hand in a world, besides parameters and inputs."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.mechanisms.crisis.state import OUTCOMES
from tocsin.mechanisms.world.state import ORDERS
from tocsin.theory.declaration import Declaration

__all__ = ["COUNTRY_INTERVENTIONS", "INTERVENTIONS", "Intervention"]


@dataclass(frozen=True, slots=True)
class Intervention:
    """A thing to hold fixed.

    Attributes
    ----------
    declaration : Declaration
        Its name, meaning and values.
    held : str
        Field of `Setting`, or of `Country`, that holds the value.
    """

    declaration: Declaration
    held: str


def _level(name: str, held: str, meaning: str, high: float = 1.0, unit: str = "share") -> Intervention:
    return Intervention(Declaration(name, meaning, unit, 0, high), held)


def _choice(name: str, held: str, meaning: str, choices: tuple[str, ...]) -> Intervention:
    return Intervention(Declaration.choice(name, meaning, choices), held)


_ENDS = ("running", *OUTCOMES)  # counted as on the crisis clock

_ALL = (
    _level("economy.world_downturn", "downturn_world", "depth of the downturn common to all, throughout", 2,
           "standard deviations"),
    _level("economy.own_downturn", "downturn_own", "depth of every country's own downturn, throughout", 2,
           "standard deviations"),
    _choice("war.onsets", "war_fixed", "whether there can be war at all", ("none",)),
    _level("war.cost", "war_cost_fixed", "cost of war that presses on every country, throughout"),
    _level("war.coexistence", "coexistence_fixed", "policy of coexistence of all countries, throughout"),
    _level("organisation.seeded", "seeded", "organised share that every country has at least at the start"),
    _level("organisation.experience_seeded", "experience_seeded",
           "experience that every country's leadership has at least at the start"),
    _level("organisation.experience", "experience_fixed", "experience of every country's leadership, throughout"),
    _level("revolution.support", "support_fixed", "support that new orders have from abroad, throughout"),
    _choice("commander.outcome", "commander_outcome", "how every crisis ends that a commander starts", _ENDS),
    _choice("rising.outcome", "rising_outcome", "how every rising ends", _ENDS),
    _level("mediator.present", "mediator_fixed", "whether a mediator can offer a refuge, in every crisis", 1, "switch"),
)  # fmt: skip

INTERVENTIONS: dict[str, Intervention] = {one.declaration.name: one for one in _ALL}
"""By name. Those of the crisis clock (``ruler.response``) hold in every crisis of a world."""

COUNTRY_INTERVENTIONS: dict[str, Intervention] = {
    "revolution": _choice(
        "revolution", "conversion_fixed", "whether a rising that has brought the ruler down takes power",
        ("failure", "success"),
    ),
    "order": _choice("order", "order", "social order at the start, whatever the theory takes it for", ORDERS),
}  # fmt: skip
"""By what comes after the country's name: ``germany.revolution``."""
