"""Covariates of attempts: what tables say of the time before each event.

Nothing that is dated later is ever read, but for the row of the event itself, which another table may date some days
apart.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from tocsin.evidence.attempts import Attempt
from tocsin.evidence.cells import Row, Table, day_of, holds
from tocsin.evidence.countries import Countries
from tocsin.evidence.covariates import UNKNOWN, Covariate, Pattern
from tocsin.evidence.mapping import Covers, Reading

__all__ = ["patterns_of"]


def patterns_of(
    events: Sequence[Attempt], tables: Sequence[Table], covariates: Sequence[Covariate], countries: Countries
) -> tuple[Pattern, ...]:
    """Return the level of each covariate for each event.

    Where several tables hold a covariate the first that knows its level decides; counts are taken over all tables of
    one mapping together, so that events in two files count once each.

    Parameters
    ----------
    events : sequence of Attempt
    tables : sequence of Table
        Those joined, and those of the attempts themselves.
    covariates : sequence of Covariate
    countries : Countries
    """
    groups = [_Dated(group, countries) for group in _groups(tables)]
    patterns = []
    for event in events:
        found = dict.fromkeys((covariate.id for covariate in covariates), UNKNOWN)
        for group in sorted(groups, key=lambda group: event.file not in group.files):  # its own table comes first
            for reading in group.form.covariates:
                if found[reading.covariate] == UNKNOWN:
                    found[reading.covariate] = _level(reading, group, group.form.covers, event)
        patterns.append(tuple(found.values()))
    return tuple(patterns)


def _groups(tables: Sequence[Table]) -> list[list[Table]]:
    """Tables of one form of one mapping together, in the order in which they were given."""
    groups: dict[tuple[str, str], list[Table]] = {}
    for table in tables:
        groups.setdefault((table.mapping.id, table.form.name), []).append(table)
    return list(groups.values())


class _Dated:
    """Rows of tables of one form by country, sorted by day; a row that stands in two files counts once."""

    def __init__(self, tables: Sequence[Table], countries: Countries) -> None:
        self.form = tables[0].form
        self.files = {table.file for table in tables}
        found: dict[int, list[tuple[date, int, Row]]] = {}
        seen: set[tuple[tuple[str, str], ...]] = set()
        number = 0
        for file, table in enumerate(tables):
            form = table.form
            for row in table.rows:
                content = tuple(row.items())
                if form.date is None or (file > 0 and content in seen):
                    continue
                try:
                    day = day_of(row, form.date)
                except ValueError:
                    continue  # a row that cannot be placed in time says nothing of any event
                number += 1
                for code in countries.codes(row[form.country.column], form.country.scheme) if day else ():
                    found.setdefault(code, []).append((day, number, row))  # type: ignore[arg-type]
            seen.update(tuple(row.items()) for row in table.rows)
        self.rows = {code: sorted(rows, key=lambda item: item[:2]) for code, rows in found.items()}
        self.days = {code: [day for day, _, _ in rows] for code, rows in self.rows.items()}

    def between(self, country: int, first: date, last: date) -> list[Row]:
        """Rows of a country from one day to another, both included, in the order of their days."""
        days = self.days.get(country, [])
        start, stop = bisect_left(days, first), bisect_right(days, last)
        return [row for _, _, row in self.rows.get(country, [])[start:stop]]

    def names(self, country: int, before: date) -> bool:
        """Whether a row of a country is dated before a day."""
        days = self.days.get(country, [])
        return bool(days) and days[0] < before


def _level(reading: Reading, rows: _Dated, covers: Covers, event: Attempt) -> str:
    before = event.day - timedelta(days=1)
    if reading.take == "event":
        apart = sorted(range(-(reading.days or 0), (reading.days or 0) + 1), key=lambda number: (abs(number), number))
        days = [event.day + timedelta(days=number) for number in apart]
        near = [row for day in days for row in rows.between(event.country, day, day)]
        return next((level for row in near if (level := _first(reading, row)) != UNKNOWN), UNKNOWN)
    year = event.day.year - 1
    if reading.take == "count":
        start = event.day - timedelta(days=reading.days or 0)
        if not _covered(covers, start, before, rows, event):
            return UNKNOWN
        inside = rows.between(event.country, start, before)
        counts = {name: str(sum(holds(tests, row) for row in inside)) for name, tests in reading.counts.items()}
        return _first(reading, counts)
    start = date(year, 1, 1) if reading.take == "year-before" else date.min
    if not _covered(covers, date(year, 1, 1), date(year, 12, 31), rows, event):
        return UNKNOWN
    found = rows.between(event.country, start, date(year, 12, 31))
    if not found:
        return reading.absent or UNKNOWN
    if reading.take == "spell":
        return _first(reading, found[-1])
    return next((level for row in found if (level := _first(reading, row)) != UNKNOWN), UNKNOWN)


def _covered(covers: Covers, start: date, end: date, rows: _Dated, event: Attempt) -> bool:
    early = covers.first is not None and start.year < covers.first
    late = covers.last is not None and end.year > covers.last
    return not (early or late) and (covers.countries == "all" or rows.names(event.country, event.day))


def _first(reading: Reading, row: Row) -> str:
    return next((level.level for level in reading.levels if holds(level.when, row)), UNKNOWN)
