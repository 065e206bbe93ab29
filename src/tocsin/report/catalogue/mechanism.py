"""What `tocsin show MECHANISM`, `show PARAMETER` and `show SOURCE` print."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from tocsin.catalogue import Catalogue, Sources, read_yaml
from tocsin.errors import InputError
from tocsin.mechanisms import Mechanism, declared
from tocsin.report.catalogue.quantities import print_parameters, quantity_data
from tocsin.report.page import Page
from tocsin.theory.entry import read_source_keys
from tocsin.theory.quantity import Quantity

__all__ = [
    "mechanism_data",
    "parameter_data",
    "print_mechanism",
    "print_parameter",
    "print_source",
    "source_data",
]


def mechanism_data(mechanism: Mechanism, sources: Sources) -> dict[str, Any]:
    """Return what a mechanism declares, its description, and the works that it and its parameters cite."""
    cited = [*mechanism.sources, *(key for q in mechanism.parameters for key in q.source.keys)]
    return {
        "kind": "mechanism",
        "name": mechanism.name,
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
    page.heading(data["name"], "mechanism", f"step {data['step']} of the hour", switch)
    page.console.print()
    for paragraph in data["description"].split("\n\n"):
        page.paragraph(" ".join(paragraph.split()))
    page.console.print()
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


def source_data(key: str, sources: Sources, catalogue: Catalogue) -> dict[str, Any]:
    """Return the full citation of a work, and what cites it."""
    citation = sources.source(key)
    cited_by = [f"{kind} {name}" for kind, name in _citing(key, catalogue)]
    return {"kind": "source", "key": key, "short": citation.short, "citation": citation.full, "cited_by": cited_by}


def _citing(key: str, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for kind in ("theory", "case"):
        for entry in catalogue.entries(kind):
            try:
                data = read_yaml(entry.read(), entry.file).data
            except InputError:
                continue  # `check` says what is wrong with it
            if key in _keys(data):
                yield kind, entry.id
    for mechanism in declared():
        if key in mechanism.sources or any(key in quantity.source.keys for quantity in mechanism.parameters):
            yield "mechanism", mechanism.name


def _keys(raw: object) -> Iterator[str]:
    if isinstance(raw, dict):
        for name, value in raw.items():
            if name == "source":
                yield from read_source_keys(value) or ()
            else:
                yield from _keys(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _keys(value)


def print_source(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `source_data` returned."""
    page.heading(data["key"], "source")
    page.paragraph(data["citation"], 2)
    if data["cited_by"]:
        page.section("Cited by")
        for name in data["cited_by"]:
            page.paragraph(name, 2)
