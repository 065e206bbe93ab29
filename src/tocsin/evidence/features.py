"""Features of histories, and whether they match a record. Exact by construction: a bin is a bin."""

from __future__ import annotations

import polars

from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.theory.case import Case

SEPARATOR = " > "


def columns_needed() -> list[str]:
    """Columns of the histories' table that the features are made from."""
    return sorted({feature.column if name != "responses" else name for name, feature in FEATURES.items()})


def feature_expression(name: str) -> polars.Expr:
    """The feature's value in each row of a histories' table, as text (sequences joined with ' > ')."""
    feature = FEATURES[name]
    if name in ("outcome", "responses"):
        return polars.col(name)
    column = polars.col(feature.column)
    value = polars.lit(feature.bins[-1])
    for edge, text in reversed(list(zip(feature.edges, feature.bins, strict=False))):
        inside = column <= 0 if edge == 0 else column < edge
        value = polars.when(inside).then(polars.lit(text)).otherwise(value)
    return value


def matches(case: Case, name: str) -> polars.Expr | None:
    """Whether a row agrees with the record in this feature; None where the record holds nothing on it."""
    observed = [value if isinstance(value, str) else SEPARATOR.join(value) for value in case.observed(name)]
    if not observed:
        return None
    return feature_expression(name).is_in(observed).fill_null(value=False)
