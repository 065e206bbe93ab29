"""Reading tables: forms, separators, days, numbers, and errors with their lines."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_tables import ATTEMPTS, CATALOGUE, GDP, PERIODS, YEARS, table, write
from tocsin.errors import InputError
from tocsin.evidence.cells import day_of, number_in, read_table
from tocsin.evidence.loading import load_mapping
from tocsin.evidence.mapping import Day

PARTS = Day(year="y", month="m", day="d")


def test_only_columns_of_the_mapping_are_kept_and_the_outcome_apart(tmp_path: Path) -> None:
    found = table(tmp_path, "powell-thyne", ATTEMPTS, "Cuba,40,1952,3,10,2,V1")
    assert found.rows == ({"country": "Cuba", "ccode": "40", "year": "1952", "month": "3", "day": "10"},)
    assert found.outcomes == ("2",)
    assert found.lines == (2,)


def test_the_original_is_separated_by_tabs(tmp_path: Path) -> None:
    lines = [line.replace(",", "\t") for line in (ATTEMPTS, "Cuba,40,1952,3,10,2,V1")]
    assert table(tmp_path, "powell-thyne", *lines).rows[0]["ccode"] == "40"


@pytest.mark.parametrize(("header", "name"), [(YEARS, "country-years"), (PERIODS, "periods")])
def test_a_file_has_the_form_whose_columns_it_has(tmp_path: Path, header: str, name: str) -> None:
    assert table(tmp_path, "gwf-regimes", header).form.name == name


def test_lines_count_quoted_breaks(tmp_path: Path) -> None:
    found = table(tmp_path, "maddison", "ISO,year,gdppc,note", 'AFG,1950,1000,"a\nb"', "AFG,1951,1001,c")
    assert found.lines == (2, 4)


def test_a_missing_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        table(tmp_path, "powell-thyne", "country,code,year,month,day,coup")
    (problem,) = error.value.problems
    assert problem.line == 1
    assert "ccode" in problem.message
    assert problem.nearest == "code"


def test_another_separator_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="separated by ';'") as error:
        table(tmp_path, "powell-thyne", ATTEMPTS.replace(",", ";"), "Cuba;40;1952;3;10;2;V1")
    assert error.value.problems[0].expected == "',' or a tab between them"


def test_rows_of_another_length_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        table(tmp_path, "maddison", GDP, "AFG,1950,1000,1", "AFG,1951", "AFG,1952,1,2,3")
    assert [problem.line for problem in error.value.problems] == [3, 4]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"   \n"])
def test_what_is_no_table_is_one_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_table(path, load_mapping("maddison", CATALOGUE))
    with pytest.raises(InputError):
        read_table(tmp_path / "absent.csv", load_mapping("maddison", CATALOGUE))


@pytest.mark.parametrize(
    ("text", "number"),
    [("10000s", 10000), (">10000", 10000), ("100-999", 100), ("1,500", 1500), ("1.5", 1.5), ("many", None), ("", None),
     ("tens of thousands", 10_000), ("Hundreds of thousands to 1.4 million", 100_000), ("millions", 1e6),
     ("several hundred thousands", 100_000), ("1.4 million", 1.4e6), ("dozens arrested", 12), ("a few thousand", 1000),
     ("About 3,000 people", 3000), ("more than 50000", 50_000), ("several 1000s", 1000), (".", None), ("a group", None),
     ("tennis players", None)],
)  # fmt: skip
def test_the_first_number_of_a_text(text: str, number: float | None) -> None:
    assert number_in(text) == number


@given(st.dates(min_value=date(1800, 1, 1)))
def test_days_in_both_forms(day: date) -> None:
    assert day_of({"day": f"{day.isoformat()} 00:00:00"}, Day(column="day")) == day
    assert day_of({"y": f"{day.year}.0", "m": str(day.month), "d": str(day.day)}, PARTS) == day


def test_what_is_missing_of_a_day_is_its_end() -> None:
    assert day_of({"y": "1992", "m": "2", "d": ""}, PARTS) == date(1992, 2, 29)
    assert day_of({"y": "1992", "m": "", "d": ""}, PARTS) == date(1992, 12, 31)
    assert day_of({"y": "", "m": "", "d": ""}, PARTS) is None


@pytest.mark.parametrize("cells", [{"y": "1992", "m": "2", "d": "30"}, {"y": "19x", "m": "", "d": ""}])
def test_what_is_no_day_is_refused(cells: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="day"):
        day_of(cells, PARTS)


def test_the_file_is_named_as_it_was_given(tmp_path: Path) -> None:
    path = write(tmp_path, "x.csv", GDP)
    assert read_table(str(path), load_mapping("maddison", CATALOGUE)).file == str(path)
