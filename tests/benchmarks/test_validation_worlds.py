"""What the comparison of worlds with the record counts, on tables small enough to count by hand."""

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import polars
import pytest

RUSSIA, CHINA, FIJI = 365, 710, 950


@pytest.fixture(scope="module")
def folder():
    path = str(Path(__file__).parents[2] / "benchmarks" / "validation")
    sys.path.insert(0, path)
    yield path
    sys.path.remove(path)


@pytest.fixture(scope="module")
def observed(folder) -> ModuleType:
    return importlib.import_module("worlds_observed")


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_wars_count_where_a_listed_state_stands_on_each_side(observed, tmp_path) -> None:
    write(
        tmp_path, "wars_cow_interstate_v4.0.csv", "WarNum,ccode,Side,StartYear1,StartMonth1,EndYear1,EndMonth1",
        f"1,{RUSSIA},1,1950,1,1950,3", f"1,{CHINA},2,1950,2,1950,5",  # January to May: five months
        f"2,{RUSSIA},1,1960,6,1960,6", f"2,{CHINA},2,1960,6,1960,6",  # one month
        f"3,{RUSSIA},1,1970,1,1970,2", f"3,{FIJI},2,1970,1,1970,2",  # against a state that is not listed
        f"4,{RUSSIA},1,1995,1,1995,2", f"4,{CHINA},2,1995,1,1995,2",
    )  # fmt: skip
    assert observed.war_onsets(tmp_path, 1946, 1989) == pytest.approx(2 / 44)
    assert observed.war_months(tmp_path, 1946, 1989) == 3.0
    assert observed.war_onsets(tmp_path, 1990, 2010) == pytest.approx(1 / 18)


def test_coups_and_exits(observed, tmp_path) -> None:
    write(
        tmp_path, "coups_powell_thyne_country_year.csv", "ccode,year,coup1,coup2,coup3,coup4",
        f"{RUSSIA},1950,1,2,0,0", f"{RUSSIA},1951,0,0,0,0", f"{FIJI},1950,2,0,0,0", f"{RUSSIA},1991,1,0,0,0",
    )  # fmt: skip
    assert observed.coups(tmp_path, 1946, 1989) == (100.0, 0.5)
    assert observed.coups(tmp_path, 1990, 2010) == (100.0, 0.0)
    write(tmp_path, "states_cow_system_2016.csv", "ccode,styear,endyear", f"{RUSSIA},1816,2016", f"{CHINA},1980,2016")
    write(
        tmp_path, "leaders_archigos_4.1.csv", "ccode,enddate,exit,exitcode",
        f'{RUSSIA},1950-01-01,Irregular,"Removed by Military, without Foreign Support"',
        f'{RUSSIA},1951-01-01,Irregular,"Popular Protest, without Foreign Support"',
        f"{RUSSIA},1952-01-01,Regular,Regular", f"{FIJI},1953-01-01,Irregular,Unknown",
    )  # fmt: skip
    rate, within, protest, rebels = observed.exits(tmp_path, 1946, 1989)
    assert observed.country_years(tmp_path, 1946, 1989) == 44 + 10
    assert rate == pytest.approx(100 * 2 / 54)
    assert (within, protest, rebels) == (0.5, 0.5, 0.0)


def test_campaigns_by_kind_and_defection(observed, tmp_path) -> None:
    write(
        tmp_path, "uprisings_navco_1.2.csv", "EYEAR,NONVIOL,DEFECT,SUCCESS",
        "1960,1,1,1", "1961,1,0,0", "1962,1,,1", "1963,0,0,0", "2020,1,1,0", ",1,1,0",
    )  # fmt: skip
    found = observed.campaigns(tmp_path, 1946, 1989)
    assert found == {"nonviolent": pytest.approx(2 / 3), "violent": 0.0, "with": 1.0, "without": 0.0}


def test_ratios_are_pooled_within_parameter_sets(folder) -> None:
    spec = importlib.util.spec_from_file_location("validation_worlds", Path(folder) / "worlds.py")
    worlds = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = worlds  # dataclasses look their module up
    spec.loader.exec_module(worlds)
    sets = polars.Series([0, 0, 1, 1, 2])
    found = worlds.pooled(polars.Series([1, 0, 4, 0, 1]), polars.Series([1, 1, 4, 4, 0]), sets)
    assert found[0] == 0.5
    line = worlds.Line("x", 0.5, 2.0, (0.5, 0.1, 1.0))
    assert line.text().endswith("hit, **miss** |")
    assert worlds.Line("y", 0.5, None, None).text().count("not in the model") == 1


@pytest.mark.data
def test_the_tables_at_hand_are_read(observed) -> None:
    data = Path(os.environ["TOCSIN_DATA"])
    for first, last in ((1946, 1989), (1990, 2010)):
        assert 0 < observed.war_onsets(data, first, last) < 1
        assert 0 < observed.war_months(data, first, last) < 60
        assert 0 < observed.coups(data, first, last)[0] < 10
        assert 0 < observed.exits(data, first, last)[0] < 10
        assert 0 < observed.episodes(data, first, last)[0] < 10
        assert all(0 < share < 1 for share in observed.campaigns(data, first, last).values())
