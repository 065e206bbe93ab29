"""What the page needs to know of a theory and a case before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy

from tocsin.building import build, interventions_in
from tocsin.catalogue import Catalogue
from tocsin.report.catalogue.quantities import quantity_data
from tocsin.report.catalogue.theory import theory_data
from tocsin.simulate.chunk import AnyModel
from tocsin.theory.quantity import Quantity
from tocsin.theory.world import World

__all__ = ["model_data"]

POINTS = 40
"""Bars of a prior's histogram."""
_MANY = ("cities.", "groups.", "units.", "countries.", "hostility.")
_DRAWS = (numpy.arange(2000) + 0.5) / 2000


@lru_cache(maxsize=64)
def model_data(case: str, theory: str) -> dict[str, Any]:
    """Parameters with their priors, what can be held fixed, claims, and what a map needs; files are read once.

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with a name.
    """
    model, catalogue = build(case, theory), Catalogue.default()
    sources = catalogue.sources(catalogue.find("theory", theory))
    return {
        "case": _place(model),
        "theory": theory_data(model.theory, sources, theory),
        "parameters": [_parameter(model, model.quantities[name]) for name in model.in_play],
        "interventions": [
            {
                "name": name,
                "meaning": one.meaning,
                "unit": one.unit,
                "low": one.low,
                "high": one.high,
                "choices": list(one.choices or ()),
            }
            for name, one in interventions_in(model.case).items()
        ],
    }


def _place(model: AnyModel) -> dict[str, Any]:
    case = model.case
    common = {
        "id": case.id,
        "title": case.title,
        "summary": " ".join(case.summary.split()),
        "clock": model.clock,
        "reviewed_by": case.reviewed_by,
        "observed": {item.feature: item.observed for item in case.record},
    }
    if isinstance(case, World):
        countries = [{"id": one.id, "name": one.name} for one in case.countries]
        return {**common, "start": case.start, "months": case.months, "countries": countries,
                "scored_by": case.scored_by}  # fmt: skip
    before = case.before
    cities = [
        {
            "id": city.id,
            "name": city.name,
            "latitude": city.latitude,
            "longitude": city.longitude,
            "distance": float(city.distance.median()),
            "on_road": city.on_road,
        }
        for city in before.cities
    ]
    return {**common, "start": case.start.isoformat(), "capital": before.capital, "cities": cities}


def _parameter(model: AnyModel, quantity: Quantity) -> dict[str, Any]:
    main = quantity.name in model.theory.stated or not quantity.name.startswith(_MANY)
    of_case = quantity.name in model.case.inputs()
    return {
        **quantity_data(quantity),
        "group": "case" if of_case else "theory",
        "main": main and (of_case or quantity.name in set(_claimed(model))),
        "median": float(quantity.median()),
        **_histogram(quantity),
    }


def _claimed(model: AnyModel) -> Iterator[str]:
    yield from model.theory.stated
    for claim in model.theory.claims:
        yield from claim.contrast


def _histogram(quantity: Quantity) -> Mapping[str, Any]:
    """The prior as bars between its 0.5 and 99.5 percentile, on a logarithmic scale where it spans decades."""
    drawn = quantity.draw(_DRAWS)
    low, high = (float(drawn[int(place * len(drawn))]) for place in (0.005, 0.995))
    logarithmic = low > 0 and high / low > 30
    edges = numpy.geomspace(low, high, POINTS + 1) if logarithmic else numpy.linspace(low, high, POINTS + 1)
    counts, _ = numpy.histogram(drawn, edges) if high > low else (numpy.zeros(POINTS), edges)
    most = max(float(counts.max()), 1.0)
    return {
        "from": low,
        "to": high,
        "logarithmic": bool(logarithmic),
        "histogram": [round(float(count) / most, 3) for count in counts],
    }
