"""Who an event is about: the kind of actor that its sentence names, and the actor's name."""

from __future__ import annotations

from functools import lru_cache

from tocsin.mechanisms.crisis.state import OUTCOMES, RESPONSES
from tocsin.theory.case import Case
from tocsin.theory.world import World

__all__ = ["ACTORS", "actor_kind", "actor_name"]

ACTORS = ("unit", "city", "response", "outcome", "country", "pair")
"""What the actor of an event can be, as the placeholder in its sentence says."""


def actor_kind(text: str) -> str | None:
    """Return which kind of actor the sentence of an event names; None where it names none."""
    return next((kind for kind in ACTORS if f"{{{kind}}}" in text), None)


def actor_name(kind: str | None, actor: int, case: Case | World) -> str | None:
    """Return the name of an actor: a unit or city of the case, a country or a pair of them of the world."""
    if kind is None or actor < 0:
        return None
    if isinstance(case, World):
        return _in_the_world(kind, actor, case)
    names = {
        "unit": tuple(unit.name for unit in case.before.units),
        "city": tuple(city.name for city in case.before.cities),
        "response": RESPONSES,
        "outcome": ("", *OUTCOMES),  # outcomes are counted from 1; 0 means that the crisis runs
    }[kind]
    return names[actor] if actor < len(names) else None


def _in_the_world(kind: str, actor: int, world: World) -> str | None:
    if kind == "country":
        return world.countries[actor].name
    if kind == "pair":
        return _pairs(world)[actor]
    return ("", *OUTCOMES)[actor] if kind == "outcome" else None


@lru_cache(maxsize=8)
def _pairs(world: World) -> tuple[str, ...]:
    names = [country.name for country in world.countries]
    return tuple(f"{names[pair.first]} and {names[pair.second]}" for pair in world.relevant_pairs())
