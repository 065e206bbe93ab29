"""What `tocsin show NAME` prints of an input of cases and of what can be held fixed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError
from tocsin.mechanisms.vocabulary import INTERVENTIONS, vocabulary
from tocsin.report.catalogue.quantities import quantity_data, quantity_line
from tocsin.report.page import Page
from tocsin.theory.validation import load_case

__all__ = ["input_data", "intervention_data", "print_input", "print_intervention"]


def input_data(name: str, catalogue: Catalogue) -> dict[str, Any] | None:
    """Return the values of an input in all cases that have it; None where none has."""
    found: dict[str, dict[str, Any]] = {}
    for entry in catalogue.entries("case"):
        try:
            inputs = load_case(entry.id, vocabulary(), catalogue).inputs()
        except InputError:
            continue  # `check` says what is wrong with it
        if name in inputs:
            found[entry.id] = quantity_data(inputs[name])
    if not found:
        return None
    first = next(iter(found.values()))
    return {"kind": "input", "name": name, "meaning": first["meaning"], "unit": first["unit"], "cases": found}


def print_input(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `input_data` returned."""
    page.heading(data["name"], "input of cases", data["unit"])
    page.paragraph(data["meaning"])
    page.space()
    page.terms([(case, quantity_line(quantity)) for case, quantity in data["cases"].items()])


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
