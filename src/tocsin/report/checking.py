"""`tocsin check FILE`: a file of the user's own, held against the schema and the names that exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.catalogue import Catalogue
from tocsin.report.catalogue.quantities import review
from tocsin.report.catalogue.show import is_path, kind_of_file
from tocsin.report.page import Page

__all__ = ["PLACEHOLDER", "check_file", "print_check"]

PLACEHOLDER = "TODO"
"""What skeletons put where a number or a sentence is still to be found."""


def check_file(name: str, catalogue: Catalogue) -> dict[str, Any]:
    """Read a theory, case, world or mapping and return a summary of it.

    Parameters
    ----------
    name : str
        Path of the file.
    catalogue : Catalogue
        Where theories that it includes and works that it cites are looked up; works also beside the file.

    Raises
    ------
    InputError
        If the file has faults: all of them, with file, line and key.
    """
    from tocsin.mechanisms.vocabulary import vocabulary
    from tocsin.theory.validation import load_case, load_theory

    path = name if is_path(name) else f"./{name}"
    kind = kind_of_file(path)
    entry = catalogue.find(kind, path)
    lines = entry.read().decode("utf-8", errors="replace").splitlines()
    data: dict[str, Any] = {"file": entry.file, "kind": kind, "valid": True}
    data["placeholders"] = [number for number, line in enumerate(lines, 1) if PLACEHOLDER in line.split("#")[0]]
    if kind == "theory":
        theory = load_theory(path, vocabulary(), catalogue)
        data |= {"id": theory.id, "title": theory.title, "reviewed_by": theory.reviewed_by}
        data["mechanisms_on"] = sum(theory.mechanisms.values())
        data["parameters_stated"] = len(theory.stated)
        data["claims"] = len(theory.claims)
        data["claims_implemented"] = sum(claim.implemented for claim in theory.claims)
        data["next"] = f"tocsin run march-on-moscow-2023 --theory {path}"
        return data
    if kind == "mapping":
        return data | _mapping(path, catalogue)
    if kind == "world":
        return data | _world(path, catalogue)
    case = load_case(path, vocabulary(), catalogue)
    inputs = case.inputs().values()
    data |= {"id": case.id, "title": case.title, "reviewed_by": case.reviewed_by}
    data["cities"], data["groups"] = len(case.before.cities), len(case.before.groups)
    data["units"], data["inputs"] = len(case.before.units), len(inputs)
    data["uncertain"] = sum(not quantity.is_fixed for quantity in inputs)
    data["features_recorded"], data["facts"] = len(case.record), len(case.facts)
    data["next"] = f"tocsin run {path}"
    return data


def _world(path: str, catalogue: Catalogue) -> dict[str, Any]:
    from tocsin.mechanisms.vocabulary import world_vocabulary
    from tocsin.theory.validation import load_world

    world = load_world(path, world_vocabulary(), catalogue)
    inputs = world.inputs().values()
    return {
        "id": world.id,
        "title": world.title,
        "reviewed_by": world.reviewed_by,
        "months": world.months,
        "states": sum(country.exists for country in world.countries),
        "states_that_may_come": sum(not country.exists for country in world.countries),
        "pairs": len(world.relevant_pairs()),
        "wars": len(world.wars),
        "inputs": len(inputs),
        "uncertain": sum(not quantity.is_fixed for quantity in inputs),
        "features_recorded": len(world.record),
        "facts": len(world.facts),
        "next": f"tocsin show {path}",
    }


def _mapping(path: str, catalogue: Catalogue) -> dict[str, Any]:
    from tocsin.evidence.loading import load_mapping

    mapping = load_mapping(path, catalogue)
    option = "--events" if mapping.holds == "attempts" else "--join"
    return {
        "id": mapping.id,
        "title": mapping.title,
        "reviewed_by": mapping.reviewed_by,
        "holds": mapping.holds,
        "tables": len(mapping.tables),
        "covariates": ", ".join(sorted({r.covariate for form in mapping.tables for r in form.covariates})),
        "next": f"tocsin score {option} {path}=FILE",
    }


def print_check(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `check_file` returned."""
    page.heading(data["file"], f"{data['kind']} {data['id']}", "no faults", review(data["reviewed_by"]))
    page.paragraph(data["title"])
    said = ("file", "kind", "valid", "id", "title", "reviewed_by", "placeholders", "next")
    page.terms([(name.replace("_", " "), str(value)) for name, value in data.items() if name not in said])
    if data["placeholders"]:
        lines = ", ".join(str(number) for number in data["placeholders"][:8])
        more = ", …" if len(data["placeholders"]) > 8 else ""
        page.paragraph(f"{len(data['placeholders'])} lines still say {PLACEHOLDER}: lines {lines}{more}", 2)
    page.paragraph(f"Next: {data['next']}", 2)
