"""Covariates: each level from its table, unknown where it is unknown, and nothing from after the attempt."""

from pathlib import Path

import pytest

from event_tables import COLPUS, GDP, PERIODS, PROTESTS, YEARS, attempts, levels, table
from tocsin.errors import InputError
from tocsin.evidence.attempts import outcomes_of

CUBA = "Cuba,40,1995,3,10,2,V1"


@pytest.mark.parametrize(
    ("row", "level"),
    [
        ("40,1995-03-10,1,0,1", "senior"),
        ("40,1995-03-09 00:00:00,0,1,1", "junior"),
        ("40,1995-03-10,0,0,1", "neither"),
        ("40,1995-03-10,,,1", "unknown"),
        ("40,1995-03-13,1,0,1", "senior"),  # the table may date the same attempt by its end
        ("40,1995-03-07,1,0,1", "senior"),
        ("40,1995-03-14,1,0,1", "unknown"),
        ("40,1995-03-06,1,0,1", "unknown"),
        ("41,1995-03-10,1,0,1", "unknown"),
    ],
)
def test_rank_is_of_the_same_country_and_nearly_the_same_day(tmp_path: Path, row: str, level: str) -> None:
    assert levels(attempts(tmp_path, CUBA), table(tmp_path, "colpus", COLPUS, row))[0]["rank"] == level


def test_rank_is_that_of_the_nearest_row(tmp_path: Path) -> None:
    rows = ["40,1995-03-08,1,0,1", "40,1995-03-11,0,1,1"]
    assert levels(attempts(tmp_path, CUBA), table(tmp_path, "colpus", COLPUS, *rows))[0]["rank"] == "junior"


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        (["40,1995,3,9,1,50,,x"], "some"),
        (["40,1995,3,9,1,>10000,,x"], "large"),
        (["40,1994,12,1,1,>10000,,x"], "none"),  # 99 days before
        (["40,1995,3,10,1,>10000,,x", "40,1994,5,1,1,60,,x"], "none"),  # on the day itself
        (["40,1995,3,10,1,>10000,,x"], "unknown"),  # not named before
        (["40,1994,,,0,,,x"], "none"),
        (["41,1995,3,9,1,50,,x"], "unknown"),
        (["40,1995,3,9,1,tens of thousands,,x"], "large"),
        (["40,1995,3,9,1,millions,,x"], "large"),
        (["40,1995,3,9,1,,>10000,x"], "large"),
        (["40,1995,3,9,1,thousands,>10000,x"], "large"),
        (["40,1995,3,9,1,,100-999,x"], "some"),
        (["40,1995,3,9,1,,,x"], "unknown"),  # of unknown size
        (["40,1995,3,9,1,,,x", "40,1995,3,8,1,20000,,x"], "large"),
        (["40,1995,3,9,1,,,x", "40,1995,3,8,1,60,,x"], "unknown"),
    ],
)
def test_protests_of_the_ninety_days_before(tmp_path: Path, rows: list[str], level: str) -> None:
    assert levels(attempts(tmp_path, CUBA), table(tmp_path, "mass-mobilization", PROTESTS, *rows))[0]["protests"] == level  # fmt: skip  # noqa: E501


def test_protests_are_unknown_outside_the_years_covered(tmp_path: Path) -> None:
    found = attempts(tmp_path, "Cuba,40,1990,2,10,2,V1", "Cuba,40,2021,3,1,1,V1")
    joined = table(tmp_path, "mass-mobilization", PROTESTS, "40,1989,1,1,1,50,,x", "40,1990,2,1,1,50,,x")
    assert [event["protests"] for event in levels(found, joined)] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        (["40,1994,party-personal,0,x", "40,1995,military,1,x"], "party"),
        (["40,1995,military,1,x"], "other"),
        (["40,1994,,1,x"], "unknown"),
    ],
)
def test_rule_of_the_year_before(tmp_path: Path, rows: list[str], level: str) -> None:
    assert levels(attempts(tmp_path, CUBA), table(tmp_path, "gwf-regimes", YEARS, *rows))[0]["regime"] == level


def test_rule_of_the_period_that_had_begun(tmp_path: Path) -> None:
    rows = ["40,1959-01-01,1995-03-10,party,coup", "40,1995-01-05,2010-12-31,military,x"]
    assert levels(attempts(tmp_path, CUBA), table(tmp_path, "gwf-regimes", PERIODS, *rows))[0]["regime"] == "party"


def test_rule_is_unknown_after_the_table_ends(tmp_path: Path) -> None:
    found = attempts(tmp_path, "Cuba,40,2013,3,10,2,V1")
    assert levels(found, table(tmp_path, "gwf-regimes", YEARS, "40,2010,military,0,x"))[0]["regime"] == "unknown"


@pytest.mark.parametrize(("value", "level"), [("1499.9", "low"), ("1500", "middle"), ("9000", "high"), ("", "unknown")])
def test_product_per_head_of_the_year_before(tmp_path: Path, value: str, level: str) -> None:
    joined = table(tmp_path, "maddison", GDP, f"CUB,1994,{value},1", "CUB,1995,1,1")
    assert levels(attempts(tmp_path, CUBA), joined)[0]["wealth"] == level


def test_a_file_of_names_may_be_joined_and_holds_nothing(tmp_path: Path) -> None:
    joined = table(tmp_path, "maddison", "ISO,country,region", "CUB,Cuba,x")
    assert levels(attempts(tmp_path, CUBA), joined)[0]["wealth"] == "unknown"


def test_attempts_of_three_years_before_are_counted_whatever_came_of_them(tmp_path: Path) -> None:
    rows = ["Cuba,40,1960,1,1,1,V1", "Cuba,40,1961,1,1,2,V1", "Cuba,40,1962,1,1,1,V1", "Haiti,41,1962,6,1,1,V1",
            "Cuba,40,1951,1,1,1,V1", "Cuba,40,1962,1,1,1,V1"]  # fmt: skip
    found = [event["attempts"] for event in levels(attempts(tmp_path, *rows))]
    assert found == ["none", "one", "several", "none", "unknown", "several"]


def test_attempts_in_two_files_count_once(tmp_path: Path) -> None:
    found = attempts(tmp_path, CUBA)
    other = attempts(tmp_path, CUBA, "Cuba,40,1994,3,10,1,V1", name="more.csv")
    assert levels(found, other.table)[0]["attempts"] == "one"


def test_what_is_unknown_of_no_table_stays_unknown(tmp_path: Path) -> None:
    (event,) = levels(attempts(tmp_path, CUBA))
    assert event == {"rank": "unknown", "protests": "unknown", "regime": "unknown", "wealth": "unknown", "attempts": "none"}  # fmt: skip  # noqa: E501


def test_a_number_of_no_state_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="9999") as error:
        attempts(tmp_path, "Nowhere,9999,1995,3,10,2,V1")
    assert error.value.problems[0].line == 2


def test_rows_that_are_incomplete_are_counted_and_wrong_ones_refused(tmp_path: Path) -> None:
    found = attempts(tmp_path, CUBA, "Cuba,40,1996,3,,1,V1", "Cuba,40,1996,3,1,,V1", "Cuba,40,1997,1,1,1,V1")
    assert (len(found.events), found.incomplete) == (2, 2)
    assert outcomes_of(found) == (True, False)
    with pytest.raises(InputError) as error:
        attempts(tmp_path, CUBA, "Cuba,x,1996,3,1,1,V1", "Cuba,40,1996,13,1,1,V1", "Cuba,40,1996,3,1,3,V1")
    assert [problem.line for problem in error.value.problems] == [3, 4, 5]
