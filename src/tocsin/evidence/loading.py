"""From the name of a mapping, or the path of its file, to a mapping; or to one error with all that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Mapping as Dictionary

from tocsin.catalogue import Catalogue, Document, Location, read_yaml
from tocsin.evidence.covariates import UNKNOWN, Covariate, generic
from tocsin.evidence.mapping import Mapping
from tocsin.theory.checking import block, items, repeated
from tocsin.theory.fault import Fault, unknown
from tocsin.theory.validation import common_faults, model_of, refuse_wrong_kind

__all__ = ["load_mapping", "parse_mapping"]


def load_mapping(name: str, catalogue: Catalogue | None = None) -> Mapping:
    """Find and read a mapping.

    Parameters
    ----------
    name : str
        Its id in the catalogue, or the path of its file.
    catalogue : Catalogue, optional

    Raises
    ------
    UnknownName
        If there is no such mapping.
    InputError
        If its file has faults: all of them, with file, line and key.
    """
    catalogue = catalogue or Catalogue.default()
    entry = catalogue.find("mapping", name)
    expected = entry.id if entry.listed else None
    return parse_mapping(entry.read(), entry.file, catalogue.sources(entry).keys(), generic().covariates, expected)


def parse_mapping(
    data: bytes, file: str, sources: Collection[str], covariates: Sequence[Covariate], expected_id: str | None = None
) -> Mapping:
    """Read a mapping from the bytes of its file; errors as in `load_mapping`."""
    document = read_yaml(data, file)
    refuse_wrong_kind(document, "mapping")
    known = {covariate.id: covariate for covariate in covariates}
    faults = [*common_faults(document, sources, expected_id), *_tables(document, known)]
    return model_of(document, Mapping, faults)


def _tables(document: Document, known: Dictionary[str, Covariate]) -> Iterator[Fault]:
    data = document.data
    outcomes = {text for _, table in items(data, "tables") if (text := _outcome_column(table))}
    for i, table in items(data, "tables"):
        place: Location = ("tables", i)
        column = _outcome_column(table)
        if data.get("holds") == "attempts":
            for key in ("outcome", "date"):
                if key not in table:
                    yield Fault(place, f"a table of attempts without {key}", f"{key}: its column")
        elif column is not None:
            yield Fault((*place, "outcome"), "a table that is joined has no outcome", "holds: attempts, or no outcome")
        readings = items(table, "covariates")
        if readings and "date" not in table:
            yield Fault(place, "covariates without a date", "date: {year: …} or {column: …}")
        listed = [((*place, "covariates", j, "covariate"), item.get("covariate")) for j, item in readings]
        yield from repeated(listed, "covariate", document)
        for j, reading in readings:
            yield from _reading(reading, (*place, "covariates", j), outcomes, known)


def _outcome_column(table: Dictionary[str, object]) -> str | None:
    column = block(table, "outcome").get("column")
    return column if isinstance(column, str) else None


def _reading(
    reading: Dictionary[str, object], place: Location, outcomes: set[str], known: Dictionary[str, Covariate]
) -> Iterator[Fault]:
    name = reading.get("covariate")
    if isinstance(name, str) and name not in known:
        yield unknown((*place, "covariate"), "covariate", name, known)
    levels = known[name].names()[:-1] if isinstance(name, str) and name in known else None
    counts = block(reading, "counts")
    for count, tests in counts.items():
        yield from _no_outcome(tests, (*place, "counts", count), outcomes)
    for k, level in items(reading, "levels"):
        where = (*place, "levels", k)
        stated = level.get("level")
        if isinstance(stated, str) and levels is not None and stated not in (*levels, UNKNOWN):
            yield unknown((*where, "level"), f"level of {name}", stated, levels)
        if counts:
            for column in block(level, "when"):
                if column not in counts:
                    yield unknown((*where, "when", column), "count", column, counts)
        else:
            yield from _no_outcome(level.get("when"), (*where, "when"), outcomes)
    absent = reading.get("absent")
    if isinstance(absent, str) and levels is not None and absent not in levels:
        yield unknown((*place, "absent"), f"level of {name}", absent, levels)


def _no_outcome(tests: object, place: Location, outcomes: set[str]) -> Iterator[Fault]:
    for column in tests if isinstance(tests, dict) else ():
        if column in outcomes:
            message = f"a covariate reads '{column}', which is the outcome"
            yield Fault((*place, column), message, "columns known before the event")
