"""What `tocsin show SOURCE` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tocsin.catalogue import KINDS, Catalogue, Sources, read_yaml
from tocsin.errors import InputError
from tocsin.mechanisms import every
from tocsin.report.page import Page
from tocsin.theory.entry import read_source_keys

__all__ = ["print_source", "source_data"]


def source_data(key: str, sources: Sources, catalogue: Catalogue) -> dict[str, Any]:
    """Return the full citation of a work, and what cites it."""
    citation = sources.source(key)
    cited_by = [f"{kind} {name}" for kind, name in _citing(key, catalogue)]
    return {"kind": "source", "key": key, "short": citation.short, "citation": citation.full, "cited_by": cited_by}


def _citing(key: str, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        for entry in catalogue.entries(kind):
            try:
                data = read_yaml(entry.read(), entry.file).data
            except InputError:
                continue  # `check` says what is wrong with it
            if key in _keys(data):
                yield kind, entry.id
    for mechanism in every():
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
