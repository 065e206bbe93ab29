"""What `tocsin show NAME` prints of an input of cases or worlds and of what can be held fixed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, UnknownName
from tocsin.mechanisms.vocabulary import INTERVENTIONS, vocabulary, world_vocabulary
from tocsin.report.catalogue.quantities import quantity_data, quantity_line
from tocsin.report.page import Page
from tocsin.theory.validation import load_case, load_world

__all__ = ["input_data", "intervention_data", "print_input", "print_intervention"]


def input_data(name: str, catalogue: Catalogue) -> dict[str, Any] | None:
    """Return the values of an input in all cases or worlds that have it; None where none has.

    In a world a country's quantity answers to its short name too (``germany.experience``).
    """
    found: dict[str, dict[str, Any]] = {}
    for entry in catalogue.entries("case"):
        try:
            inputs = load_case(entry.id, vocabulary(), catalogue).inputs()
        except InputError:
            continue  # `check` says what is wrong with it
        if name in inputs:
            found[entry.id] = quantity_data(inputs[name])
    worlds = _in_worlds(name, catalogue)
    first = next(iter((*found.values(), *worlds.values())), None)
    if first is None:
        return None
    where = {"cases": found, "worlds": worlds}
    return {"kind": "input", "name": name, "meaning": first["meaning"], "unit": first["unit"], **where}


def _in_worlds(name: str, catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    found = {}
    for entry in catalogue.entries("world"):
        try:
            world = load_world(entry.id, world_vocabulary(), catalogue)
            found[entry.id] = quantity_data(world.inputs()[world.full_name(name)])
        except (InputError, UnknownName):
            continue  # it has no such input, or `check` says what is wrong with it
    return found


def print_input(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `input_data` returned."""
    of = " and ".join(kind for kind in ("cases", "worlds") if data[kind])
    page.heading(data["name"], f"input of {of}", data["unit"])
    page.paragraph(data["meaning"])
    page.space()
    for kind in ("cases", "worlds"):
        page.terms([(entry, quantity_line(quantity)) for entry, quantity in data[kind].items()])


def intervention_data(name: str) -> dict[str, Any] | None:
    """Return what can be held fixed under a name; None where nothing can."""
    if name not in INTERVENTIONS:
        return None
    found = INTERVENTIONS[name]
    return {"kind": "intervention", "name": name, "meaning": found.meaning, "expected": found.expected()}


def print_intervention(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `intervention_data` returned."""
    page.heading(data["name"], "intervention")
    page.paragraph(f"{data['meaning']}: {data['expected']}")
    page.paragraph(f"tocsin run CASE --set {data['name']}=VALUE", 2)
