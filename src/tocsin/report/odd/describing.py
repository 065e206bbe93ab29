"""A model's description in the seven elements of ODD (Grimm et al. 2006, 2010, 2020), as data."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

from tocsin.building import build
from tocsin.catalogue import Catalogue, Sources
from tocsin.evidence.features import features_of
from tocsin.mechanisms import Mechanism
from tocsin.mechanisms.crisis.state import HOURS_AT_MOST
from tocsin.report.catalogue.case import case_data, observed_text
from tocsin.report.catalogue.quantities import quantity_data
from tocsin.report.catalogue.theory import theory_data
from tocsin.report.catalogue.world import world_data
from tocsin.report.odd.concepts import CONCEPTS, PURPOSE
from tocsin.report.odd.entities import ENTITIES, variables
from tocsin.report.odd.writing import odd_markdown
from tocsin.simulate.chunk import SET_SIZE, AnyModel
from tocsin.theory.quantity import Quantity
from tocsin.theory.world import World

__all__ = ["PROTOCOL", "describe", "odd_data"]

PROTOCOL = ("grimm-etal-2006", "grimm-etal-2010", "grimm-etal-2020")
"""What the form is from."""


def describe(case: str, *, theory: str = "world-crisis") -> str:
    """Describe the model of a theory and a case or a world in the form ODD, as Markdown.

    Parameters
    ----------
    case, theory : str
        Names in the catalogue, or paths of files.

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with a name or a file.
    """
    return odd_markdown(odd_data(case, theory))


def odd_data(case: str, theory: str) -> dict[str, Any]:
    """The seven elements as plain data; errors as in `describe`.

    A world's model holds that of the crises inside it: what belongs to a clock comes once for each, the world's first.
    """
    catalogue = Catalogue.default()
    model = build(case, theory)
    sources = catalogue.sources(catalogue.find("theory", theory))
    models: list[AnyModel] = [model, model.inner] if model.clock == "world" else [model]  # type: ignore[union-attr]
    clocks = [one.clock for one in models]
    told = theory_data(model.theory, sources, theory)
    kind = "world" if isinstance(model.case, World) else "case"
    of_case = catalogue.sources(catalogue.find(kind, case))
    about = world_data(model.case, of_case, case) if isinstance(model.case, World) else case_data(
        model.case, of_case, case, catalogue.readings("case", case)
    )  # fmt: skip
    return {
        "theory": told["name"],
        kind: about["name"],
        "clocks": clocks,
        "reviewed_by": {"theory": told["reviewed_by"], kind: about["reviewed_by"]},
        "readings": about["readings"],
        "purpose": {
            "text": PURPOSE,
            "theory": {key: told[key] for key in ("title", "summary")},
            kind: {key: about[key] for key in ("title", "summary")},
            "claims": [{key: claim[key] for key in ("id", "name", "claim", "status", "implication_in_words")}
                       for claim in told["claims"]],
            "patterns": _patterns(model),
        },
        "entities": [
            {"clock": clock, "entity": entity.__name__, "meaning": _first(entity),
             "count": _count(model, entity.__name__), "variables": variables(entity)}
            for clock in clocks
            for entity in ENTITIES[clock]
        ],
        "scales": _scales(model),
        "schedule": [
            {"clock": one.clock, "step": m.step, "mechanism": m.name, "on": bool(on), "does": _first(m.formula)}
            for one in models
            for m, on in zip(one.mechanisms, one.on, strict=True)
        ],
        "concepts": [
            {"clock": clock, "concept": name, "text": text}
            for clock in clocks
            for name, text in CONCEPTS[clock].items()
        ],
        "initialisation": {"parts": about["parts"], "inputs": about["inputs"], "set_size": SET_SIZE},
        "input_data": {"facts": len(about["facts"]), "sources": len(about["sources"])},
        "submodels": [
            _submodel(m, model.theory.parameters, told["claims"], bool(on))
            for one in models
            for m, on in zip(one.mechanisms, one.on, strict=True)
        ],
        "orders": [item for item in told["orders"] if kind == "world" and item["world"] == about["id"]],
        "sources": _cited(models, sources) | {key: sources.source(key).full for key in PROTOCOL},
    }  # fmt: skip


def _patterns(model: AnyModel) -> list[dict[str, Any]]:
    known = features_of(model.case)
    names = model.theory.predicts if model.clock == "crisis" else tuple(item.feature for item in model.case.record)
    return [
        {"feature": name, "meaning": known[name].meaning, "observed": observed_text(model.case.observed(name)) or None}
        for name in names
    ]


def _scales(model: AnyModel) -> dict[str, Any]:
    inner = {"tick": "hour", "ticks": HOURS_AT_MOST, "space": "cities and units by their distance from the capital, km"}
    if not isinstance(model.case, World):
        return {"crisis": inner}
    world = model.case
    space = f"{len(world.countries)} countries and {len(world.relevant_pairs())} pairs of them that can come to war"
    months = {"tick": "month", "ticks": world.months, "start": world.start, "space": space}
    return {"world": months, "crisis": inner}


def _count(model: AnyModel, entity: str) -> int | None:
    """How many there are of an entity in this case or world; None where there is one."""
    if isinstance(model.case, World):
        return {"Country": len(model.case.countries), "Pair": len(model.case.relevant_pairs())}.get(entity)
    before = model.case.before
    groups = len(before.groups) * len(before.cities)
    return {"City": len(before.cities), "Group": groups, "Unit": len(before.units)}.get(entity)


def _submodel(
    mechanism: Mechanism, stated: dict[str, Quantity] | Any, claims: Iterable[dict[str, Any]], on: bool
) -> dict[str, Any]:
    return {
        "clock": mechanism.clock,
        "mechanism": mechanism.name,
        "on": on,
        "description": inspect.cleandoc(mechanism.formula.__doc__ or ""),
        "module": mechanism.formula.__module__,
        "variants": list(mechanism.variants),
        "memory": mechanism.memory,
        "events": [event.text for event in mechanism.events],
        "claims": [claim["id"] for claim in claims if mechanism.name in claim["mechanisms"]],
        "parameters": [quantity_data(stated[q.name]) for q in mechanism.parameters],
        "sources": list(mechanism.sources),
    }


def _cited(models: list[AnyModel], sources: Sources) -> dict[str, str]:
    keys: dict[str, None] = {}
    for model in models:
        for mechanism, on in zip(model.mechanisms, model.on, strict=True):
            if on:
                own = (model.theory.parameters[q.name].source.keys for q in mechanism.parameters)
                keys |= dict.fromkeys([*mechanism.sources, *(key for found in own for key in found)])
    return {key: sources.source(key).full for key in sorted(keys)}


def _first(thing: Any) -> str:
    """The first paragraph of a docstring."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n", 1)[0].split())
