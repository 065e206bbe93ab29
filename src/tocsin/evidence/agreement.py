"""Agreement: two readings of a case, each made without sight of the other, compared field by field."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy
from numpy.typing import NDArray

from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.theory.case import Case
from tocsin.theory.quantity import Quantity
from tocsin.theory.record import Observed

__all__ = [
    "TENTATIVE",
    "Agreement",
    "Difference",
    "Reading",
    "agreement",
    "coefficient",
    "differences",
    "reading_of",
    "unresolved",
]

RECORD = "record."
TENTATIVE = 0.667
"""Least α for which Krippendorff (2019) allows even tentative conclusions; 0.8 is his usual demand."""
TAIL = 0.05
"""A quantity is compared by the range that its prior leaves between this and its complement."""
NEAR = 0.1
"""Known numbers that differ by no more than this part of the larger are the same number read from another table."""
NEAR_KM = 5.0
"""Distances are read off maps, to about so many km."""
_LOG_UNITS = ("people", "km")

Reading = Mapping[str, str | float | None]
"""One reading as it enters the coefficient: field to value, None where the reader left it open."""

OPEN = "left open"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which two readings disagree, with what each says."""

    field: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's α of one field over the cases that both readers coded.

    Attributes
    ----------
    field : str
        A feature of the record, or a kind of input (``units.strength`` stands for that of all units).
    level : str
        ``nominal`` for features and switches, ``interval`` for numbers (of their logarithm where they are people or
        km, of their log odds where they are shares).
    pairs : int
        Values that both readers gave.
    alpha : float
        1: full agreement; 0: no more than chance; not a number where there is too little to tell, or no variation.
    """

    field: str
    level: str
    pairs: int
    alpha: float


def differences(first: Case, second: Case) -> tuple[Difference, ...]:
    """Return the fields on which two readings of a case disagree.

    Features of the record disagree where the sets of values differ. Inputs disagree where both readers give numbers and
    the ranges that they leave open (5-95%) have nothing in common.
    """
    found = [
        Difference(f"{RECORD}{name}", _said(first.observed(name)), _said(second.observed(name)))
        for name in FEATURES
        if set(first.observed(name)) != set(second.observed(name))
    ]
    theirs = second.inputs()
    for name, quantity in first.inputs().items():
        if name in theirs and not _overlap(quantity, theirs[name]):
            found.append(Difference(name, quantity.text(), theirs[name].text()))
    return tuple(found)


def unresolved(first: Case, second: Case) -> tuple[Difference, ...]:
    """Return the disagreements that the case's file does not speak of."""
    spoken = {item.field for item in first.resolved}
    return tuple(item for item in differences(first, second) if item.field not in spoken)


def reading_of(case: Case, before_resolution: bool = False) -> Reading:
    """Return the values of one reading, field by field.

    Parameters
    ----------
    case : Case
    before_resolution : bool
        Put back what the first reading said where a resolution changed it.
    """
    record = {f"{RECORD}{name}": _said(case.observed(name)) for name in FEATURES}
    if before_resolution:
        record |= {item.field: item.first for item in case.resolved if item.first and item.field in record}
    said: dict[str, str | float | None] = {field: None if text == OPEN else text for field, text in record.items()}
    inputs = case.inputs()
    said |= {name: _on_scale(quantity.unit, quantity.median()) for name, quantity in inputs.items()}
    if before_resolution:
        changed = {item.field: item.first for item in case.resolved if item.first and item.field in inputs}
        said |= {name: _on_scale(inputs[name].unit, float(first.split()[0])) for name, first in changed.items()}
    return said


def agreement(pairs: Iterable[tuple[Reading, Reading]]) -> tuple[Agreement, ...]:
    """Return α by field over the readings of all cases (Krippendorff 2019).

    Parameters
    ----------
    pairs : iterable of (first, second)
        The two readings of each case.
    """
    values: dict[str, list[tuple[str | float | None, str | float | None]]] = {}
    for first, second in pairs:
        for field in first:
            if field in second:
                values.setdefault(_kind(field), []).append((first[field], second[field]))
    found = []
    for field, both in values.items():
        nominal = field.startswith(RECORD) or field in ("mediator.present", "foreign.hostile_power")
        level: Literal["nominal", "interval"] = "nominal" if nominal else "interval"
        table = numpy.array(_coded(both) if nominal else both, dtype=float).T
        count = int((~numpy.isnan(table).any(axis=0)).sum())
        found.append(Agreement(field, level, count, coefficient(table, level) if count > 1 else math.nan))
    return tuple(found)


def coefficient(table: NDArray[numpy.float64], level: Literal["nominal", "interval"]) -> float:
    """Krippendorff's α of values by reader and unit; not a number where they do not vary.

    Parameters
    ----------
    table : ndarray, (readers, units)
        Not-a-number where a reader gave none.
    level : str
    """
    import krippendorff

    if len(numpy.unique(table[~numpy.isnan(table)])) < 2:
        return math.nan
    return float(krippendorff.alpha(table, level_of_measurement=level))


def _coded(both: list[tuple[str | float | None, str | float | None]]) -> list[tuple[float, ...]]:
    codes: dict[str | float, float] = {}
    return [
        tuple(math.nan if value is None else codes.setdefault(value, float(len(codes))) for value in pair)
        for pair in both
    ]


def _kind(field: str) -> str:
    """The field without the ids of single cities, groups and units, which differ from case to case."""
    parts = field.split(".")
    return field if field.startswith(RECORD) or len(parts) < 3 else f"{parts[0]}.{parts[-1]}"


def _overlap(first: Quantity, second: Quantity) -> bool:
    ranges = [quantity.draw(numpy.array([TAIL, 1 - TAIL])) for quantity in (first, second)]
    (low, high), (other_low, other_high) = ranges
    if low <= other_high and other_low <= high:
        return True
    gap = max(low, other_low) - min(high, other_high)
    if first.unit == "km" and gap <= NEAR_KM:
        return True
    # A switch is one or the other; of numbers the last digits may differ.
    return first.unit != "switch" and gap <= NEAR * max(abs(high), abs(other_high))


def _on_scale(unit: str, value: float) -> float:
    if unit == "share":
        return math.log((value + 1e-4) / (1 - value + 1e-4))
    return math.log(value + 1.0) if unit in _LOG_UNITS else value


def _said(observed: tuple[Observed, ...]) -> str:
    told = sorted(value if isinstance(value, str) else " > ".join(value) or "none" for value in observed)
    return " | ".join(told) or OPEN
