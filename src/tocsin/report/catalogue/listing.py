"""What `tocsin list` prints. It reads headers and declarations only, so that it is there at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tocsin.catalogue import KINDS, Catalogue
from tocsin.errors import InputError, Problem, UnknownName
from tocsin.mechanisms import Mechanism, every
from tocsin.report.catalogue.quantities import review
from tocsin.report.page import Page

__all__ = ["PARTS", "listing_data", "part_named", "print_listing"]

PARTS = ("theories", "cases", "worlds", "mappings", "mechanisms", "sources")
"""What can be listed alone."""


def part_named(words: Sequence[str]) -> str | None:
    """Return the part of the catalogue that the words of a command line name, or None for all of it.

    Raises
    ------
    UnknownName
        If there is no such part.
    InputError
        If there is more than one word.
    """
    if len(words) > 1:
        raise InputError([Problem(f"'{words[1]}' is one word too many", "list", expected="one part of the catalogue")])
    if words and words[0] not in PARTS:
        raise UnknownName("part of the catalogue", words[0], PARTS, "list")
    return words[0] if words else None


def listing_data(catalogue: Catalogue, part: str | None = None) -> dict[str, Any]:
    """Return the entries of the catalogue.

    Parameters
    ----------
    catalogue : Catalogue
    part : str, optional
        One of `PARTS`; all of them by default. Citations of the sources are made out only when they are asked for.
    """
    data: dict[str, Any] = {}
    for kind, folder in KINDS.items():
        entries = [_header(catalogue, kind, number) for number in range(len(catalogue.entries(kind)))]
        if entries or folder in PARTS:
            data[folder] = entries
    data["mechanisms"] = [_mechanism(mechanism) for mechanism in every()]
    sources = catalogue.sources()
    data["sources"] = [
        {"key": key, "citation": sources.source(key).short} if part == "sources" else {"key": key}
        for key in sources.keys()  # noqa: SIM118 - a method, not a dictionary
    ]
    return {part: data[part]} if part else data


def _header(catalogue: Catalogue, kind: str, number: int) -> dict[str, Any]:
    header = catalogue.entries(kind)[number].header()
    data = {"id": header.id, "title": header.title, "summary": header.summary, "reviewed_by": header.reviewed_by,
            "readings": catalogue.readings(kind, header.id)}  # fmt: skip
    return {**data, "problem": header.problem} if header.problem else data


def _mechanism(mechanism: Mechanism) -> dict[str, Any]:
    return {
        "name": mechanism.name,
        "step": mechanism.step,
        "title": _first_sentence(mechanism.summary),
        "switchable": mechanism.switchable,
        "default_on": mechanism.default_on,
    }


def _first_sentence(text: str) -> str:
    return text.split(". ", 1)[0].rstrip(".")


def print_listing(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `listing_data` returned."""
    for folder in KINDS.values():
        if folder in data:
            page.section(folder.capitalize())
            rows = [
                (item["id"], f"cannot be read: {item['problem']}" if "problem" in item else item["title"],
                 review(item["reviewed_by"], item["readings"]))
                for item in data[folder]
            ]  # fmt: skip
            page.table(("name", "title", "review"), rows)
    if "mechanisms" in data:
        page.section("Mechanisms", "in the order in which they run within an hour")
        page.table(
            ("name", "title", "switch"), [(item["name"], item["title"], _switch(item)) for item in data["mechanisms"]]
        )
    if "sources" in data:
        _print_sources(page, data["sources"])


def _switch(item: Mapping[str, Any]) -> str:
    if not item["switchable"]:
        return "always on"
    return "on" if item["default_on"] else "off by default"


def _print_sources(page: Page, sources: list[dict[str, str]]) -> None:
    page.section("Sources", f"{len(sources)} works cited")
    if sources and "citation" in sources[0]:
        page.table(("key", "work"), [(item["key"], item["citation"]) for item in sources])
    else:
        page.paragraph("their keys: tocsin list sources · one in full: tocsin show KEY", 2)
    page.space()
