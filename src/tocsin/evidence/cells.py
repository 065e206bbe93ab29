"""Tables of text: the columns that a mapping names of a file with separators, with the line of every row."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tocsin.errors import InputError, Problem, nearest_name
from tocsin.evidence.mapping import Conditions, Day, Form, Mapping, Test

__all__ = ["MOST_SHOWN", "Row", "Table", "day_of", "holds", "is_one_of", "number_in", "read_table"]

LARGEST_TABLE = 200_000_000
"""Bytes."""
MOST_SHOWN = 20
"""Problems of one file that are listed; the others are counted."""

_WORDS = "about|around|some|over|nearly|almost|up to|at least|more than|as many as|between|several|an?|few|couple"
_ABOUT = re.compile(rf"(?:(?:{_WORDS})\s+)*", re.IGNORECASE)
_NUMBER = re.compile(r"[^0-9.+-]{0,3}([+-]?[0-9]+(?:\.[0-9]+)?)")
_SIZES = {"dozen": 12.0, "score": 20.0, "ten": 10.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6}
_SIZE = re.compile(rf"\s*(?:of\s+)?({'|'.join(_SIZES)})s?\b", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*)?")

Row = dict[str, str]
"""Cells by column, without blanks around them."""


@dataclass(frozen=True)
class Table:
    """The columns of one file that its mapping names.

    Parameters
    ----------
    file : str
    mapping : Mapping
    form : Form
        Which of the mapping's forms the file has.
    rows : tuple of Row
        Without the outcome.
    outcomes : tuple of str
        The outcome of each row as it stands there, apart from all else; empty for a table that has none.
    lines : tuple of int
        Line of each row in the file.
    """

    file: str
    mapping: Mapping
    form: Form
    rows: tuple[Row, ...]
    outcomes: tuple[str, ...]
    lines: tuple[int, ...]


def read_table(path: str | Path, mapping: Mapping) -> Table:
    """Read a file by a mapping: by the first of its forms whose columns are all there.

    Raises
    ------
    InputError
        If it cannot be read, is no table, or has the columns of no form.
    """
    file = str(path)
    text = _text(Path(path).expanduser(), file)
    first = text.split("\n", 1)[0]
    trials = [(separator, next(csv.reader([first], delimiter=separator), [])) for separator in mapping.separators]
    for form in mapping.tables:
        for separator, header in trials:
            names = [name.strip() for name in header]
            if set(form.columns()) <= set(names):
                return _rows(text, file, mapping, form, separator, names)
    raise InputError([_missing(file, mapping, [name.strip() for _, header in trials for name in header])])


def _text(path: Path, file: str) -> str:
    try:
        if path.stat().st_size > LARGEST_TABLE:
            raise InputError([Problem("the table is too large", file, expected=f"at most {LARGEST_TABLE:,} bytes")])
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Problem("the table is not UTF-8 text", file, expected="a text file with a line of names")]) from None  # fmt: skip  # noqa: E501
    except OSError as error:
        raise InputError([Problem(f"the table cannot be read: {error.strerror}", file)]) from None
    if not text.strip():
        raise InputError([Problem("the table is empty", file, expected="a line of names and rows below it")])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _missing(file: str, mapping: Mapping, header: list[str]) -> Problem:
    """Say which columns the nearest form lacks."""
    other = next((mark for mark in ";|" if all(mark in name for name in header)), None)
    if other and len(header) == len(mapping.separators):
        known = " or ".join("a tab" if mark == "\t" else f"'{mark}'" for mark in mapping.separators)
        return Problem(f"the columns seem to be separated by '{other}'", file, 1, None, f"{known} between them")
    nearest = min(mapping.tables, key=lambda form: len(set(form.columns()) - set(header)))
    missing = [name for name in nearest.columns() if name not in header]
    message = f"no column is called {', '.join(missing)}: the mapping {mapping.id} reads it"
    expected = f"the columns {', '.join(nearest.columns())}"
    return Problem(message, file, 1, None, expected, nearest_name(missing[0], header))


def _rows(text: str, file: str, mapping: Mapping, form: Form, separator: str, names: list[str]) -> Table:
    wanted = [*form.columns(), *([form.country.label] if form.country.label in names else [])]
    problems = [
        Problem(f"two columns are called '{name}'", file, 1) for name in dict.fromkeys(wanted) if names.count(name) > 1
    ]
    places = [(name, names.index(name)) for name in dict.fromkeys(wanted) if name]
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    rows: list[Row] = []
    outcomes: list[str] = []
    lines: list[int] = []
    outcome = form.outcome.column if form.outcome else None
    try:
        next(reader)
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cells):
                continue
            if len(cells) != len(names):
                problems.append(Problem(f"the row has {len(cells)} cells", file, line, None, f"{len(names)} cells"))
                continue
            row = {name: cells[place].strip() for name, place in places}
            if outcome:
                outcomes.append(row.pop(outcome))
            rows.append(row)
            lines.append(line)
    except csv.Error as error:
        problems.append(Problem(f"this is no table: {error}", file, reader.line_num))
    if problems:
        more = [Problem(f"and {len(problems) - MOST_SHOWN} more", file)] if len(problems) > MOST_SHOWN else []
        raise InputError([*problems[:MOST_SHOWN], *more])
    return Table(file, mapping, form, tuple(rows), tuple(outcomes), tuple(lines))


def number_in(text: str) -> float | None:
    """Return the number that a text starts with, as in ``10000s``, ``>10000``, ``$1,500`` and ``about 300``.

    Words of size are read as the least that they can mean: ``hundreds`` 100, ``tens of thousands`` 10 000, ``1.4
    million`` 1 400 000. None where it starts with neither.
    """
    plain = text.replace(",", "")
    about = _ABOUT.match(plain)
    place = about.end() if about else 0
    match = _NUMBER.match(plain, place)
    found = float(match[1]) if match else None
    place = match.end() if match else place
    while word := _SIZE.match(plain, place):
        found = (found or 1.0) * _SIZES[word[1].lower()]
        place = word.end()
    return found


def holds(tests: Conditions, row: Row) -> bool:
    """Whether a row passes all tests; an empty cell passes none but that it holds no number."""
    return all(_passes(test, row[column]) for column, test in tests.items())


def _passes(test: Test, text: str) -> bool:
    if test.number is not None:
        return (number_in(text) is not None) == test.number
    if test.values or not text:
        return is_one_of(text, test.values)
    number = number_in(text)
    if number is None:
        return False
    return (test.low is None or number >= test.low) and (test.high is None or number < test.high)


def is_one_of(text: str, values: tuple[str, ...]) -> bool:
    """Whether a cell holds one of some values; an empty one never does."""
    return bool(text) and any(_same(text, value) for value in values)


def _same(text: str, value: str) -> bool:
    """Whether a cell holds a value: the same text, or the same number (``1`` and ``1.0``)."""
    if text == value:
        return True
    try:
        return float(text) == float(value)
    except ValueError:
        return False


def day_of(row: Row, where: Day) -> date | None:
    """Return the day of a row; without month or day the last of its year or month; None where there is no year.

    Raises
    ------
    ValueError
        If what stands there is no day.
    """
    if where.column:
        text = row[where.column]
        if not text:
            return None
        match = _DAY.fullmatch(text)
        if match is None:
            raise ValueError(f"'{text[:40]}' is no day")
        return _day(*(int(part) for part in match.groups()))
    parts = [_whole(row[name]) if name else None for name in (where.year, where.month, where.day)]
    if parts[0] is None:
        return None
    return _day(parts[0], parts[1], parts[2])


def _day(year: int, month: int | None, day: int | None) -> date:
    try:
        if month is None:
            return date(year, 12, 31)
        if day is None:
            following = date(year + (month == 12), month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{year}-{month}-{day} is no day") from None


def _whole(text: str) -> int | None:
    if not text:
        return None
    number = float(text) if re.fullmatch(r"[0-9]+(\.0*)?", text) else None
    if number is None:
        raise ValueError(f"'{text[:40]}' is no part of a day")
    return int(number) or None
