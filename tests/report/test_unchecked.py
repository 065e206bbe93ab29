"""What no person has checked is said beside what is computed from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.report.unchecked import unchecked


def test_cases_and_theories_that_nobody_has_checked_are_named() -> None:
    told = unchecked(["kornilov-1917"], ["world-crisis", "base-rates"])
    assert "the case kornilov-1917 (two machine readings)" in told
    assert "the theories world-crisis, base-rates" in told
    assert "the world world-1914" in unchecked([], [], ["world-1914"])


def test_many_are_counted() -> None:
    cases = ["kornilov-1917", "kapp-1920", "chile-1973", "turkey-2016"]
    assert "4 cases (two machine readings)" in unchecked(cases, [])


@pytest.mark.parametrize(
    ("line", "silent"), [("reviewed_by: A Person", True), ("reviewed_by: null", False), ("", False)]
)
def test_who_has_signed_a_file_ends_it(tmp_path: Path, line: str, silent: bool) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(f"id: mine\nkind: theory\n{line}\n")
    assert (unchecked([], [str(path)]) == "") is silent
