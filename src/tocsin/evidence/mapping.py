"""Mappings: which columns of a table of events are read, and what each means. They are data, and white lists.

A column that a mapping does not name is never looked at. The column of the outcome stands apart: it is read by the
scoring alone, and no covariate may name it.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from tocsin.theory.frozen import FrozenMapping
from tocsin.theory.schema import Id, Part, SourceKeys, Text, refusal

__all__ = ["Conditions", "Count", "Country", "Covers", "Day", "Form", "Level", "Mapping", "Outcome", "Reading", "Test"]


def _texts(raw: object) -> object:
    items = raw if isinstance(raw, list | tuple) else [raw]
    if not items or not all(isinstance(item, str | int | float) and not isinstance(item, bool) for item in items):
        raise refusal("this is neither a value nor a list of values", "such as 1 or [military, personal]")
    return tuple(str(item) for item in items)


Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]


class Test(Part):
    """What a cell must hold: one of some values, a number from `low` on and below `high`, or any number or none."""

    values: tuple[str, ...] = ()
    number: bool | None = None
    low: float | None = Field(None, alias="from")
    high: float | None = Field(None, alias="below")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        if isinstance(raw, dict | Test):
            if isinstance(raw, dict) and not raw.keys() & {"from", "below", "number"}:
                raise refusal(
                    "the test asks for nothing",
                    "a value, a list of values, {from: number, below: number} or {number: false}",
                )
            return raw
        return {"values": _texts(raw)}


class Country(Part):
    """Column of the country, the scheme of its codes, and a column with its name for people to read."""

    column: Text
    scheme: Literal["cow", "iso", "name"]
    label: Text | None = None


class Day(Part):
    """Column of a day written as 2023-06-24, or columns of its year, month and day.

    Without month or day, the row counts as of the last day of its year or month: what is not known to have been before
    an event is not taken to have been.
    """

    column: Text | None = None
    year: Text | None = None
    month: Text | None = None
    day: Text | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Day:
        parts = [self.year, self.month, self.day]
        if (self.column is None) == (self.year is None) or (self.column and any(parts)):
            raise refusal("the day is in one column, or in columns of its year, month and day", "column or year")
        return self

    def columns(self) -> tuple[str, ...]:
        """Names of its columns."""
        return tuple(name for name in (self.column, self.year, self.month, self.day) if name)


class Outcome(Part):
    """Column that says how an attempt ended. Read by the scoring alone."""

    column: Text
    success: Texts
    failure: Texts


class Covers(Part):
    """Years that a table covers, and whether it covers all countries or only those that it has named by then."""

    first: int | None = Field(None, alias="from")
    last: int | None = Field(None, alias="to")
    countries: Literal["all", "named"] = "all"


Conditions = Annotated[Dictionary[str, Test], AfterValidator(FrozenMapping)]
Count = Conditions


class Level(Part):
    """A level of a covariate and the tests that must all hold for it."""

    level: Text
    when: Conditions


class Reading(Part):
    """How one covariate is read from the rows of a table that are earlier than an event.

    Parameters
    ----------
    covariate : str
        Its id in the list of covariates.
    take : str
        ``event``: the row of the event itself, the nearest that is dated at most `days` before or after it (what it
        holds must have been so before the event, whatever day another table gives it); ``year-before``: the row of
        the year before; ``spell``: the row with the latest day by the end of the year before; ``count``: the rows of
        the `days` before the event are counted.
    days : int, optional
    counts : mapping of str to conditions
        What is counted: name of the count, tests that a row must pass.
    levels : tuple of Level
        The first whose tests hold is the level; where none does, or no row is found, it is unknown.
    absent : str, optional
        The level where the table covers the time and has no row.
    """

    covariate: Text
    take: Literal["event", "year-before", "spell", "count"]
    days: int | None = None
    counts: Annotated[Dictionary[str, Count], AfterValidator(FrozenMapping)] = FrozenMapping()
    levels: tuple[Level, ...]
    absent: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _parts_fit(self) -> Reading:
        if (self.take in ("event", "count")) != (self.days is not None):
            raise refusal(f"'{self.take}' and days do not fit", "days for event and count, none for the others")
        if (self.take == "count") != bool(self.counts):
            raise refusal(f"'{self.take}' and counts do not fit", "counts for count, none for the others")
        return self

    def columns(self) -> tuple[str, ...]:
        """Names of the columns that it reads, apart from those of country and day."""
        tests = [level.when for level in self.levels] if self.take != "count" else list(self.counts.values())
        return tuple(dict.fromkeys(name for test in tests for name in test))


class Form(Part):
    """One form of a table: a file has it if it has its columns."""

    name: Id
    country: Country
    date: Day | None = None
    covers: Covers = Covers()
    outcome: Outcome | None = None
    requires: tuple[Text, ...] = ()
    covariates: tuple[Reading, ...] = ()

    def columns(self) -> tuple[str, ...]:
        """Names of the columns that it needs, each once; a column of names for people is not needed."""
        found = [self.country.column, *(self.date.columns() if self.date else ()), *self.requires]
        found += [self.outcome.column] if self.outcome else []
        found += [name for reading in self.covariates for name in reading.columns()]
        return tuple(dict.fromkeys(found))


class Mapping(Part):
    """A mapping.

    Parameters
    ----------
    obtain : str
        Where users get the table, which is not shipped.
    holds : str
        ``attempts`` (the events that are scored) or ``join`` (what was known before them).
    separators : tuple of str
        What may stand between columns.
    tables : tuple of Form
    """

    id: Id
    kind: Literal["mapping"]
    title: Text
    summary: Text
    source: SourceKeys
    reviewed_by: Text | None = None
    obtain: Text
    holds: Literal["attempts", "join"]
    separators: tuple[str, ...] = (",",)
    tables: Annotated[tuple[Form, ...], Field(min_length=1)]
