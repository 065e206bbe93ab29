"""`tocsin show NAME`: which entry of the catalogue a name means."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tocsin.catalogue import Catalogue, Entry, read_yaml
from tocsin.errors import InputError, Problem, UnknownName, nearest_name
from tocsin.mechanisms import every
from tocsin.report.page import Page

__all__ = ["LIBRARY", "SCHEDULE", "kind_of_file", "look_up", "look_up_schedule"]

SCHEDULE = "schedule"
LIBRARY = "library"
_FILES = ("theory", "case", "world", "mapping")
"""Kinds of files that are shown."""

Shown = tuple[dict[str, Any], Callable[[Page, Mapping[str, Any]], None]]
"""Plain data of an entry and the function that prints it."""


def look_up(name: str, catalogue: Catalogue) -> Shown:
    """Find what a name means: a theory, claim, case, world, mapping, mechanism, parameter, input or source, or a file.

    Raises
    ------
    UnknownName
        If nothing has the name; gives the nearest.
    InputError
        If its file has faults.
    """
    if name == LIBRARY:
        from tocsin.report.catalogue.library import library_data, print_library

        return library_data(catalogue), print_library
    theory, _, claim = name.partition("/")
    if claim and any(entry.id == theory for entry in catalogue.entries("theory")):
        return _claim(theory, claim, catalogue)
    if is_path(name):
        return _file(kind_of_file(name), name, catalogue)
    for kind in _FILES:
        if any(entry.id == name for entry in catalogue.entries(kind)):
            return _file(kind, name, catalogue)
    found = _declared(name, catalogue) or _settable(name, catalogue)
    if found is None:
        raise _unknown(name, catalogue)
    return found


def look_up_schedule(theory: str, catalogue: Catalogue) -> Shown:
    """Return the schedule of a theory; errors as in `look_up`."""
    from tocsin.mechanisms.vocabulary import vocabulary
    from tocsin.report.catalogue.theory import print_schedule, schedule_data
    from tocsin.theory.validation import load_theory

    sources = catalogue.sources(catalogue.find("theory", theory))
    return schedule_data(load_theory(theory, vocabulary(), catalogue), sources), print_schedule


def is_path(name: str) -> bool:
    """Whether a name is the path of a file, by the rule of the catalogue."""
    return "/" in name or os.sep in name or name.endswith((".yaml", ".yml"))


def kind_of_file(name: str) -> str:
    """Return ``theory``, ``case``, ``world`` or ``mapping``, as the file says.

    Raises
    ------
    InputError
        If it cannot be read or says none of them.
    """
    entry = Entry(Path(name).stem, "theory", Path(name).expanduser(), listed=False)
    document = read_yaml(entry.read(), entry.file)
    kind = document.data.get("kind")
    if kind in _FILES:
        return str(kind)
    message = "the file does not say what it is" if kind is None else f"no kind of file is called '{str(kind)[:60]}'"
    nearest = nearest_name(kind, _FILES) if isinstance(kind, str) else None
    line = document.line(("kind",)) if kind is not None else 1
    found = Problem(
        message, entry.file, line, "kind", "kind: theory, kind: case, kind: world or kind: mapping", nearest
    )
    raise InputError([found, *document.problems])


def _file(kind: str, name: str, catalogue: Catalogue) -> Shown:
    from tocsin.mechanisms.vocabulary import vocabulary
    from tocsin.theory.validation import load_case, load_theory

    sources = catalogue.sources(catalogue.find(kind, name))
    if kind == "case":
        from tocsin.report.catalogue.case import case_data, print_case

        case = load_case(name, vocabulary(), catalogue)
        return case_data(case, sources, name, catalogue.readings("case", name)), print_case
    if kind == "world":
        from tocsin.mechanisms.vocabulary import world_vocabulary
        from tocsin.report.catalogue.world import print_world, world_data
        from tocsin.theory.validation import load_world

        return world_data(load_world(name, world_vocabulary(), catalogue), sources, name), print_world
    if kind == "mapping":
        from tocsin.evidence.loading import load_mapping
        from tocsin.report.catalogue.mapping import mapping_data, print_mapping

        return mapping_data(load_mapping(name, catalogue), sources), print_mapping
    from tocsin.report.catalogue.theory import print_theory, theory_data

    return theory_data(load_theory(name, vocabulary(), catalogue), sources, name), print_theory


def _claim(theory: str, claim: str, catalogue: Catalogue) -> Shown:
    from tocsin.mechanisms.vocabulary import vocabulary
    from tocsin.report.catalogue.theory import claim_data, print_claim
    from tocsin.theory.validation import load_theory

    sources = catalogue.sources(catalogue.find("theory", theory))
    return claim_data(load_theory(theory, vocabulary(), catalogue), claim, sources), print_claim


def _declared(name: str, catalogue: Catalogue) -> Shown | None:
    from tocsin.report.catalogue import mechanism as shown
    from tocsin.report.catalogue.source import print_source, source_data

    sources = catalogue.sources()
    for mechanism in every():
        if name in (mechanism.name, mechanism.key):
            return shown.mechanism_data(mechanism, sources), shown.print_mechanism
        for quantity in mechanism.parameters:
            if quantity.name == name:
                return shown.parameter_data(mechanism, quantity, sources), shown.print_parameter
    return (source_data(name, sources, catalogue), print_source) if name in sources else None


def _settable(name: str, catalogue: Catalogue) -> Shown | None:
    from tocsin.report.catalogue import input as shown

    if intervention := shown.intervention_data(name):
        return intervention, shown.print_intervention
    found = shown.input_data(name, catalogue)
    return (found, shown.print_input) if found else None


def _unknown(name: str, catalogue: Catalogue) -> UnknownName:
    from tocsin.mechanisms.vocabulary import INTERVENTIONS, vocabulary

    entries = [entry.id for kind in _FILES for entry in catalogue.entries(kind)]
    mechanisms = [text for mechanism in every() for text in (mechanism.name, mechanism.key)]
    names = vocabulary()
    known = [*entries, *mechanisms, *names.parameters(), *names.case_inputs, *INTERVENTIONS]
    return UnknownName("entry of the catalogue", name, [*known, *catalogue.sources().keys()])
