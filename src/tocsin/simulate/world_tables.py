"""Tables of histories of a world: a row a history, a row a country of each, a row a month."""

from __future__ import annotations

from typing import Any

import numpy
import polars
from numpy.typing import NDArray

from tocsin.mechanisms.world import state
from tocsin.simulate.chunk import Chunk
from tocsin.simulate.world_model import WorldModel

__all__ = ["countries_table", "histories_table", "series_table"]

_OUTCOMES = polars.Series([None, *state.OUTCOMES], dtype=polars.String)
_ORDERS = polars.Series(state.ORDERS, dtype=polars.String)
_STATUS = polars.Series(["ok", "failed"])
_COUNTERS = ("outcome", "failed_month", "events")
MONTHS = ("first_war", "first_conversion", "nuclear", "completion")
"""Months of a history's row: empty for what has not happened."""
LIFE = ("risings", "falls", "attempts", "coups", "war_months", "political", "social", "output", "capacity", "grievance",
        "organised", "experience", "cohesion", "degeneration", "fear")  # fmt: skip
DATES = ("first_war", "first_rising", "first_fall", "first_coup", "left_war", "converted", "degenerated", "restored",
         "overthrown", "born")  # fmt: skip
"""What a country's row says: counts and values at the end, and months, empty for what has not happened."""


def histories_table(chunk: Chunk) -> polars.DataFrame:
    """A row a history: number, set, status, outcome, course."""
    courses = chunk.courses
    failed = courses["failed_month"] >= 0
    reasons = [
        f"state not finite in month {month}" if month >= 0 else None for month in courses["failed_month"].tolist()
    ]
    columns: dict[str, Any] = {
        "history": chunk.first + numpy.arange(len(courses)),
        "set": chunk.set_numbers(),
        "status": _STATUS[failed.astype(numpy.int64)],
        "reason": polars.Series(reasons, dtype=polars.String),
        "outcome": _OUTCOMES[numpy.where(failed, 0, courses["outcome"])],
    }
    for name in courses.dtype.names or ():
        if name not in _COUNTERS:
            is_month = name in MONTHS or name.rpartition(".")[2] in DATES
            columns[name] = _month(courses[name]) if is_month else courses[name].copy()
    return polars.DataFrame(columns)


def countries_table(model: WorldModel, chunk: Chunk) -> polars.DataFrame:
    """A row a country of each history: its order at the end, counts, dates in months, values at the end."""
    assert chunk.lives is not None
    lives = chunk.lives.ravel()
    ids = polars.Series([country.id for country in model.case.countries])
    count = len(ids)
    columns: dict[str, Any] = {
        "history": numpy.repeat(chunk.first + numpy.arange(len(chunk.courses)), count),
        "set": numpy.repeat(chunk.set_numbers(), count),
        "country": ids[numpy.tile(numpy.arange(count), len(chunk.courses))],
        "exists": lives["exists"] == 1,
        "order": _ORDERS[lives["order"]],
    }
    columns |= {name: lives[name].copy() for name in LIFE}
    columns |= {name: _month(lives[name]) for name in DATES}
    return polars.DataFrame(columns)


def series_table(chunk: Chunk) -> polars.DataFrame:
    """A row a month of the histories whose path is kept."""
    kept, months = chunk.traces.shape
    columns: dict[str, Any] = {
        "history": chunk.first + numpy.repeat(numpy.arange(kept), months),
        "month": numpy.tile(numpy.arange(months), kept),
    }
    return polars.DataFrame(columns | {name: chunk.traces[name].ravel() for name in chunk.traces.dtype.names or ()})


def _month(numbers: NDArray[numpy.int64]) -> polars.Series:
    """Months, with nothing for what has not happened."""
    return polars.Series(numbers.copy()).set(polars.Series(numbers < 0), None)
