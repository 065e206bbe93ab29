"""Attempts: the events of a table, where and when. How they ended is read apart, by the scoring alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tocsin.errors import InputError, Problem, nearest_name
from tocsin.evidence.cells import MOST_SHOWN, Row, Table, day_of, is_one_of
from tocsin.evidence.countries import Countries

__all__ = ["Attempt", "Attempts", "outcomes_of", "read_attempts"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One event: its country (number and name) and day, and where it stands.

    `row` is its place among the rows of its table.
    """

    country: int
    name: str
    day: date
    file: str
    line: int
    row: int


@dataclass(frozen=True)
class Attempts:
    """The events of one table that can be used.

    Parameters
    ----------
    table : Table
    events : tuple of Attempt
    incomplete : int
        Rows left out because day or outcome is missing.
    """

    table: Table
    events: tuple[Attempt, ...]
    incomplete: int


def read_attempts(table: Table, countries: Countries) -> Attempts:
    """Read where and when the events of a table took place; rows without a full day or an outcome are left out.

    Raises
    ------
    InputError
        If a country, a day or an outcome cannot be read: all rows with such cells.
    """
    form = table.form
    problems: list[Problem] = []
    events: list[Attempt] = []
    incomplete = 0
    for row, (cells, outcome, line) in enumerate(zip(table.rows, table.outcomes, table.lines, strict=True)):
        problems += _outcome_problem(table, outcome, line)
        codes = countries.codes(cells[form.country.column], form.country.scheme)
        if not codes:
            problems.append(_no_country(table, cells, line, countries))
            continue
        days = form.date.columns() if form.date else ()
        try:
            day = day_of(cells, form.date) if form.date and outcome and all(cells[name] for name in days) else None
        except ValueError as error:
            problems.append(Problem(str(error), table.file, line, " ".join(days)))
            continue
        if day is None:
            incomplete += 1
            continue
        name = cells.get(form.country.label or "", "")
        events.append(Attempt(codes[0], name or countries.name(codes[0]), day, table.file, line, row))
    if problems:
        more = [Problem(f"and {len(problems) - MOST_SHOWN} more", table.file)] if len(problems) > MOST_SHOWN else []
        raise InputError([*problems[:MOST_SHOWN], *more])
    return Attempts(table, tuple(events), incomplete)


def _no_country(table: Table, cells: Row, line: int, countries: Countries) -> Problem:
    country = table.form.country
    text = cells[country.column]
    expected = "its number in the Correlates of War list" if country.scheme == "cow" else None
    near = None if country.scheme == "cow" else nearest_name(text, countries.known(country.scheme))
    return Problem(f"no state is called '{text[:60]}'", table.file, line, country.column, expected, near)


def _outcome_problem(table: Table, text: str, line: int) -> list[Problem]:
    outcome = table.form.outcome
    if outcome is None or not text:
        return []
    known = (*outcome.success, *outcome.failure)
    if is_one_of(text, known):
        return []
    return [Problem(f"'{text[:40]}' is no outcome", table.file, line, outcome.column, f"one of {', '.join(known)}")]


def outcomes_of(attempts: Attempts) -> tuple[bool, ...]:
    """Whether each event succeeded. Nothing but the scoring may ask."""
    outcome = attempts.table.form.outcome
    if outcome is None:
        raise ValueError("a table without outcomes")
    return tuple(is_one_of(attempts.table.outcomes[event.row], outcome.success) for event in attempts.events)
