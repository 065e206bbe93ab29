"""The library: enough cases of every kind, each read twice, and what the page says of it."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from tocsin.catalogue import Catalogue
from tocsin.report.catalogue.library import library_data, print_library
from tocsin.report.page import Page


@pytest.fixture(scope="module")
def library() -> dict[str, Any]:
    return library_data(Catalogue())


def test_it_covers_times_outcomes_and_crowds(library: dict[str, Any]) -> None:
    cases = library["cases"]
    assert len(cases) >= 24
    assert sum(case["year"] < 1945 for case in cases) >= 6
    assert sum(case["year"] > 2000 for case in cases) >= 6
    assert sum(case["people_out"] is True for case in cases) >= 8
    assert library["missing_outcomes"] == []


def test_every_case_is_read_twice_and_nothing_is_left_open(library: dict[str, Any]) -> None:
    assert [case["id"] for case in library["cases"] if case["readings"] != 2 or case["unresolved"]] == []


def test_agreement_is_told_field_by_field(library: dict[str, Any]) -> None:
    alpha = {line["field"]: line["alpha"] for line in library["agreement"]}
    assert {"record.outcome", "record.responses", "column.strength", "units.loyalty"} <= set(alpha)
    assert all(value is None or -1 <= value <= 1 for value in alpha.values())
    # What happened is less a matter of opinion than what nobody measured.
    assert alpha["record.outcome"] > alpha["column.stake"]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_page_says_who_has_checked_it(
    library: dict[str, Any], width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    print_library(Page(Console(width=width)), library)
    told = capsys.readouterr().out
    assert "machine readings" in " ".join(told.split())
    assert "Krippendorff" in told
    low = [line["field"] for line in library["agreement"] if line["alpha"] is not None and line["alpha"] < 0.667]
    assert f"{len(low)} of " in told
    assert low
    assert all("".join(field.split()) in "".join(told.split()).partition("conclusions:")[2] for field in low)
    assert all(len(line) <= width for line in told.splitlines())
