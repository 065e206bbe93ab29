"""Features as numbers: what many small batches of histories are matched by, straight from their courses.

The same values as `tocsin.evidence.features` gives in words for tables on disk; a test holds them equal.
"""

from __future__ import annotations

from typing import Any

import numpy
import polars
from numpy.typing import NDArray

from tocsin.evidence.features import NEVER, SEPARATOR, features_of
from tocsin.mechanisms.crisis import state
from tocsin.mechanisms.crisis.features import FEATURES, CrisisFeature
from tocsin.mechanisms.world.features import WorldFeature
from tocsin.simulate.layout import failed
from tocsin.theory.case import Case
from tocsin.theory.world import World

FAILED = -1
"""Code of every feature of a history that failed: it matches nothing."""

Codes = NDArray[numpy.int64]


def feature_codes(courses: NDArray[numpy.void], names: tuple[str, ...], case: Case | World | None = None) -> Codes:
    """A row a history, a column a feature.

    Parameters
    ----------
    courses : records, (histories,)
        Courses as a chunk holds them.
    names : tuple of str
        Features.
    case : Case or World, optional
        Whose histories they are; any crisis's by default.
    """
    known = FEATURES if case is None else features_of(case)
    codes = numpy.empty((len(courses), len(names)), numpy.int64)
    for column, name in enumerate(names):
        codes[:, column] = _column(courses, name, known[name])
    codes[failed(courses)] = FAILED
    return codes


def _column(courses: NDArray[numpy.void], name: str, feature: CrisisFeature | WorldFeature) -> Codes:
    if name == "responses":
        sequence = numpy.zeros(len(courses), numpy.int64)
        for place in range(state.RESPONSES_KEPT):
            sequence += courses[f"response_{place + 1}"] * len(state.RESPONSES) ** place
        return sequence
    if not feature.edges:
        outcome: Codes = courses[feature.column] - 1
        return outcome
    return _binned(courses[feature.column].astype(numpy.float64), feature.edges)


def _binned(values: NDArray[numpy.float64], edges: tuple[float, ...]) -> Codes:
    result = numpy.zeros(len(values), numpy.int64)
    for edge in edges:
        result += values > 0 if edge == 0 else values >= edge
    return result


def table_codes(table: polars.DataFrame, names: tuple[str, ...], case: Case | World | None = None) -> Codes:
    """The same as `feature_codes` from a histories' table: a row a history, a column a feature.

    Parameters
    ----------
    table : DataFrame
        With `status` and the columns of ``columns_needed``.
    names : tuple of str
        Features.
    case : Case or World, optional
        As in `feature_codes`.
    """
    registry = FEATURES if case is None else features_of(case)
    codes = numpy.empty((len(table), len(names)), numpy.int64)
    for column, name in enumerate(names):
        feature = registry[name]
        if name == "responses":
            known = {text: code_of(name, text.split(SEPARATOR)) for text in table[name].unique().drop_nulls() if text}
            codes[:, column] = _translated(table[name], known, 0)
        elif not feature.edges:
            known = {text: code for code, text in enumerate(feature.bins)}
            codes[:, column] = _translated(table[feature.column], known, FAILED)
        else:
            numbers = table[feature.column].fill_null(NEVER).cast(polars.Float64)
            codes[:, column] = _binned(numbers.to_numpy(), feature.edges)
    codes[(table["status"] != "ok").to_numpy()] = FAILED
    return codes


def _translated(values: polars.Series, known: dict[str, int], otherwise: int) -> Codes:
    translated = values.replace_strict(known, default=otherwise, return_dtype=polars.Int64) if known else None
    if translated is None:
        return numpy.full(len(values), otherwise, numpy.int64)
    result: Codes = translated.fill_null(otherwise).to_numpy()
    return result


def code_of(name: str, value: Any, case: Case | World | None = None) -> int:
    """The code of a value as a record holds it: a bin, or a sequence of them."""
    if name == "responses":
        items = (value,) if isinstance(value, str) else tuple(value)
        return sum(state.RESPONSES.index(item) * len(state.RESPONSES) ** place for place, item in enumerate(items))
    return (FEATURES if case is None else features_of(case))[name].bins.index(value)


def text_of(name: str, code: int, case: Case | World | None = None) -> str:
    """The value in words, sequences joined with ' > '."""
    if name != "responses":
        return (FEATURES if case is None else features_of(case))[name].bins[code]
    items = []
    while code:
        code, item = divmod(code, len(state.RESPONSES))
        items.append(state.RESPONSES[item])
    return SEPARATOR.join(items)


def observed_codes(case: Case | World, name: str) -> tuple[int, ...]:
    """Codes of the values that the record supports; empty where it holds none."""
    return tuple(code_of(name, value, case) for value in case.observed(name))
