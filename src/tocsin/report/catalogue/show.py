"""`tocsin show NAME`: which entry of the catalogue a name means."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tocsin.catalogue import Catalogue, Entry, read_yaml
from tocsin.errors import InputError, Problem, UnknownName, nearest_name
from tocsin.mechanisms import declared
from tocsin.report.page import Page

__all__ = ["SCHEDULE", "kind_of_file", "look_up", "look_up_schedule"]

SCHEDULE = "schedule"

Shown = tuple[dict[str, Any], Callable[[Page, Mapping[str, Any]], None]]
"""Plain data of an entry and the function that prints it."""


def look_up(name: str, catalogue: Catalogue) -> Shown:
    """Find what a name means: a theory, case, mechanism, parameter or source, or a file.

    Raises
    ------
    UnknownName
        If nothing has the name; gives the nearest.
    InputError
        If its file has faults.
    """
    if is_path(name):
        return _file(kind_of_file(name), name, catalogue)
    for kind in ("theory", "case"):
        if any(entry.id == name for entry in catalogue.entries(kind)):
            return _file(kind, name, catalogue)
    return _declared(name, catalogue)


def look_up_schedule(theory: str, catalogue: Catalogue) -> Shown:
    """Return the schedule of a theory; errors as in `look_up`."""
    from tocsin.mechanisms.vocabulary import vocabulary
    from tocsin.report.catalogue.theory import print_schedule, schedule_data
    from tocsin.theory.validation import load_theory

    return schedule_data(load_theory(theory, vocabulary(), catalogue)), print_schedule


def is_path(name: str) -> bool:
    """Whether a name is the path of a file, by the rule of the catalogue."""
    return "/" in name or os.sep in name or name.endswith((".yaml", ".yml"))


def kind_of_file(name: str) -> str:
    """Return ``theory`` or ``case``, as the file says.

    Raises
    ------
    InputError
        If it cannot be read or says neither.
    """
    entry = Entry(Path(name).stem, "theory", Path(name).expanduser(), listed=False)
    document = read_yaml(entry.read(), entry.file)
    kind = document.data.get("kind")
    if kind in ("theory", "case"):
        return str(kind)
    message = "the file does not say what it is" if kind is None else f"no kind of file is called '{str(kind)[:60]}'"
    nearest = nearest_name(kind, ("theory", "case")) if isinstance(kind, str) else None
    line = document.line(("kind",)) if kind is not None else 1
    raise InputError([Problem(message, entry.file, line, "kind", "kind: theory or kind: case", nearest)])


def _file(kind: str, name: str, catalogue: Catalogue) -> Shown:
    from tocsin.mechanisms.vocabulary import vocabulary
    from tocsin.theory.validation import load_case, load_theory

    sources = catalogue.sources(catalogue.find(kind, name))
    if kind == "case":
        from tocsin.report.catalogue.case import case_data, print_case

        return case_data(load_case(name, vocabulary(), catalogue), sources), print_case
    from tocsin.report.catalogue.theory import print_theory, theory_data

    return theory_data(load_theory(name, vocabulary(), catalogue), sources), print_theory


def _declared(name: str, catalogue: Catalogue) -> Shown:
    from tocsin.report.catalogue import mechanism as shown

    sources = catalogue.sources()
    for mechanism in declared():
        if name in (mechanism.name, mechanism.key):
            return shown.mechanism_data(mechanism, sources), shown.print_mechanism
        for quantity in mechanism.parameters:
            if quantity.name == name:
                return shown.parameter_data(mechanism, quantity, sources), shown.print_parameter
    if name in sources:
        return shown.source_data(name, sources, catalogue), shown.print_source
    entries = [entry.id for kind in ("theory", "case") for entry in catalogue.entries(kind)]
    parameters = [quantity.name for mechanism in declared() for quantity in mechanism.parameters]
    known = [*entries, *(m.name for m in declared()), *(m.key for m in declared()), *parameters, *sources.keys()]
    raise UnknownName("theory, case, mechanism, parameter or source", name, known)
