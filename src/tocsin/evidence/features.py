"""Features of histories, and whether they match a record. Exact by construction: a bin is a bin."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import polars

from tocsin.mechanisms.crisis.features import FEATURES, CrisisFeature
from tocsin.mechanisms.world.features import WorldFeature, features_in
from tocsin.theory.case import Case
from tocsin.theory.world import World

SEPARATOR = " > "
NEVER = -1
"""Month, in the binning of a feature, of what has not happened; tables leave it empty."""


def features_of(case: Case | World) -> Mapping[str, CrisisFeature] | Mapping[str, WorldFeature]:
    """All features of histories of a case or a world, by name."""
    return _of_world(tuple(country.id for country in case.countries)) if isinstance(case, World) else FEATURES


@cache
def _of_world(countries: tuple[str, ...]) -> Mapping[str, WorldFeature]:
    return MappingProxyType(features_in(countries))


def columns_needed(case: Case | World | None = None) -> list[str]:
    """Columns of the histories' table that the features (of a crisis by default) are made from."""
    known = FEATURES if case is None else features_of(case)
    return sorted({feature.column if name != "responses" else name for name, feature in known.items()})


def feature_expression(name: str, case: Case | World | None = None) -> polars.Expr:
    """The feature's value in each row of a histories' table, as text (sequences joined with ' > ')."""
    feature = (FEATURES if case is None else features_of(case))[name]
    if name in ("outcome", "responses"):
        return polars.col(name)
    column = polars.col(feature.column)
    if isinstance(feature, WorldFeature):
        column = column.fill_null(NEVER)
    value = polars.lit(feature.bins[-1])
    for edge, text in reversed(list(zip(feature.edges, feature.bins, strict=False))):
        inside = column <= 0 if edge == 0 else column < edge
        value = polars.when(inside).then(polars.lit(text)).otherwise(value)
    return value


def observed_texts(case: Case | World, name: str) -> tuple[str, ...]:
    """Values that the record supports, as text (sequences joined with ' > '); empty where it holds none."""
    return tuple(value if isinstance(value, str) else SEPARATOR.join(value) for value in case.observed(name))


def matches(case: Case | World, name: str) -> polars.Expr | None:
    """Whether a row agrees with the record in this feature; None where the record holds nothing on it."""
    observed = observed_texts(case, name)
    if not observed:
        return None
    return feature_expression(name, case).is_in(observed).fill_null(value=False)
