"""Who an event is about: the kind of actor that its sentence names, and the actor's name."""

from __future__ import annotations

from tocsin.mechanisms.crisis.state import OUTCOMES, RESPONSES
from tocsin.theory.case import Case

__all__ = ["ACTORS", "actor_kind", "actor_name"]

ACTORS = ("unit", "city", "response", "outcome")
"""What the actor of an event can be, as the placeholder in its sentence says."""


def actor_kind(text: str) -> str | None:
    """Return which kind of actor the sentence of an event names; None where it names none."""
    return next((kind for kind in ACTORS if f"{{{kind}}}" in text), None)


def actor_name(kind: str | None, actor: int, case: Case) -> str | None:
    """Return the name of an actor: that of the case for a unit or city."""
    if kind is None or actor < 0:
        return None
    names = {
        "unit": tuple(unit.name for unit in case.before.units),
        "city": tuple(city.name for city in case.before.cities),
        "response": RESPONSES,
        "outcome": ("", *OUTCOMES),  # outcomes are counted from 1; 0 means that the crisis runs
    }[kind]
    return names[actor] if actor < len(names) else None
