"""Features as numbers: what many small batches of histories are matched by, straight from their courses.

The same values as `tocsin.evidence.features` gives in words for tables on disk; a test holds them equal.
"""

from __future__ import annotations

from typing import Any

import numpy
from numpy.typing import NDArray

from tocsin.evidence.features import SEPARATOR
from tocsin.mechanisms.crisis import state
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.theory.case import Case

FAILED = -1
"""Code of every feature of a history that failed: it matches nothing."""

Codes = NDArray[numpy.int64]


def feature_codes(courses: NDArray[numpy.void], names: tuple[str, ...]) -> Codes:
    """A row a history, a column a feature.

    Parameters
    ----------
    courses : records, (histories,)
        Courses as a chunk holds them.
    names : tuple of str
        Features.
    """
    codes = numpy.empty((len(courses), len(names)), numpy.int64)
    for column, name in enumerate(names):
        codes[:, column] = _column(courses, name)
    codes[courses["failed_hour"] >= 0] = FAILED
    return codes


def _column(courses: NDArray[numpy.void], name: str) -> Codes:
    feature = FEATURES[name]
    if name == "responses":
        sequence = numpy.zeros(len(courses), numpy.int64)
        for place in range(state.RESPONSES_KEPT):
            sequence += courses[f"response_{place + 1}"] * len(state.RESPONSES) ** place
        return sequence
    if not feature.edges:
        outcome: Codes = courses[feature.column] - 1
        return outcome
    values = courses[feature.column].astype(numpy.float64)
    result = numpy.zeros(len(courses), numpy.int64)
    for edge in feature.edges:
        result += values > 0 if edge == 0 else values >= edge
    return result


def code_of(name: str, value: Any) -> int:
    """The code of a value as a record holds it: a bin, or a sequence of them."""
    if name == "responses":
        items = (value,) if isinstance(value, str) else tuple(value)
        return sum(state.RESPONSES.index(item) * len(state.RESPONSES) ** place for place, item in enumerate(items))
    return FEATURES[name].bins.index(value)


def text_of(name: str, code: int) -> str:
    """The value in words, sequences joined with ' > '."""
    if name != "responses":
        return FEATURES[name].bins[code]
    items = []
    while code:
        code, item = divmod(code, len(state.RESPONSES))
        items.append(state.RESPONSES[item])
    return SEPARATOR.join(items)


def observed_codes(case: Case, name: str) -> tuple[int, ...]:
    """Codes of the values that the record supports; empty where it holds none."""
    return tuple(code_of(name, value) for value in case.observed(name))
