"""Record and chronology of a case: what happened after hour 0, each line with its sources."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, PlainValidator

from tocsin.theory.schema import Part, SourceKeys, Text, refusal

__all__ = ["Fact", "Observation", "Observed", "Resolution", "observed_values"]

Observed = str | tuple[str, ...]
"""One value of a feature: a bin, or a sequence of bins."""

_DATES = ("%Y-%m-%d %H:%M", "%Y-%m-%d")


def observed_values(raw: object) -> tuple[Observed, ...]:
    """Return the values in an ``observed:`` entry; numbers and booleans are taken as the bins that they spell."""
    items = raw if isinstance(raw, list | tuple) else [raw]
    values: list[Observed] = []
    for item in items:
        if isinstance(item, list | tuple):
            values.append(tuple(_bin(part) for part in item))
        else:
            values.append(_bin(item))
    if not values:
        raise refusal("the list is empty", "at least one value; leave the feature out where nothing is known")
    if len(set(values)) != len(values):
        raise refusal("a value stands here twice", "each value once")
    return tuple(values)


def _bin(item: object) -> str:
    if isinstance(item, bool):
        return "yes" if item else "no"
    if isinstance(item, str) and item.strip():
        return item.strip()
    if isinstance(item, int | float):
        return str(item)
    raise refusal("this is no value of a feature", "the name of a bin, or a list of names for a sequence")


def _day_and_hour(raw: object) -> object:
    for form in _DATES:
        try:
            return datetime.strptime(str(raw), form).strftime(form)
        except ValueError:
            continue
    raise refusal(f"'{str(raw)[:60]}' is no day", "such as 2023-06-24 07:30 or 2023-06-24")


class Observation(Part):
    """One feature as the record has it: the set of values that sources support."""

    feature: Text
    observed: Annotated[tuple[Observed, ...], PlainValidator(observed_values)]
    source: SourceKeys
    note: Text | None = None


class Fact(Part):
    """One line of the sourced chronology; `when` is a day, or a day and an hour, in the country's time."""

    when: Annotated[str, BeforeValidator(_day_and_hour)]
    what: Text
    source: SourceKeys


class Resolution(Part):
    """How a disagreement between the first and the second reading of a case was settled.

    Parameters
    ----------
    field : str
        ``record.<feature>``, or the full name of an input.
    first : str
        What the first reading said, where the file now says something else: the values of a feature with `` | ``
        between them, or the median of an input and then anything else. Left out where it stands.
    note : str
        Why the value that now stands was taken.
    """

    field: Text
    first: Text | None = None
    note: Text
