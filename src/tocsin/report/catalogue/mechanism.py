"""What `tocsin show MECHANISM` and `show PARAMETER` print."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from tocsin.catalogue import Sources
from tocsin.mechanisms import Mechanism
from tocsin.report.catalogue.quantities import print_parameters, quantity_data
from tocsin.report.page import Page
from tocsin.theory.quantity import Quantity

__all__ = ["mechanism_data", "parameter_data", "print_mechanism", "print_parameter"]


def mechanism_data(mechanism: Mechanism, sources: Sources) -> dict[str, Any]:
    """Return what a mechanism declares, its description, and the works that it and its parameters cite."""
    cited = [*mechanism.sources, *(key for q in mechanism.parameters for key in q.source.keys)]
    return {
        "kind": "mechanism",
        "name": mechanism.name,
        "clock": mechanism.clock,
        "step": mechanism.step,
        "switchable": mechanism.switchable,
        "default_on": mechanism.default_on,
        "description": inspect.cleandoc(mechanism.formula.__doc__ or ""),
        "module": mechanism.formula.__module__,
        "variants": mechanism.variants,
        "claims": mechanism.claims,
        "memory": mechanism.memory,
        "parameters": [quantity_data(quantity) for quantity in mechanism.parameters],
        "events": [{"name": event.name, "text": event.text} for event in mechanism.events],
        "sources": {key: sources.source(key).full for key in dict.fromkeys(cited)},
    }


def print_mechanism(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `mechanism_data` returned."""
    switch = "off by default" if not data["default_on"] else "on by default" if data["switchable"] else "always on"
    tick = "hour" if data["clock"] == "crisis" else "month"
    page.heading(data["name"], "mechanism", f"step {data['step']} of the {tick}", switch)
    page.space()
    for paragraph in data["description"].split("\n\n"):
        page.paragraph(" ".join(paragraph.split()))
    page.space()
    page.terms(
        [
            ("variants", ", ".join(data["variants"])),
            ("claims", ", ".join(data["claims"])),
            ("remembers", ", ".join(f"{name} ({unit})" for name, unit in data["memory"].items())),
            ("code", data["module"]),
        ]
    )
    if data["parameters"]:
        page.section("Parameters", "their defaults; a theory may state others")
        print_parameters(page, data["parameters"])
    if data["events"]:
        page.section("Events", "sentences of a replay")
        page.terms([(event["name"], event["text"]) for event in data["events"]])
    if data["sources"]:
        page.section("Sources")
        page.terms(data["sources"].items())


def parameter_data(mechanism: Mechanism, quantity: Quantity, sources: Sources) -> dict[str, Any]:
    """Return one declared parameter with the works that it cites."""
    cited = {key: sources.source(key).full for key in quantity.source.keys}
    return {"kind": "parameter", "mechanism": mechanism.name, **quantity_data(quantity), "citations": cited}


def print_parameter(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `parameter_data` returned."""
    page.heading(data["name"], f"parameter of {data['mechanism']}", "its default; a theory may state another")
    print_parameters(page, [data])
    if data["citations"]:
        page.section("Sources")
        page.terms(data["citations"].items())
