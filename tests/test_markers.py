"""The `data` marker: skipped without the public tables, never skipped with them."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import pytest

@pytest.mark.data
def test_reads_a_table():
    pass

@pytest.mark.data
def test_finds_no_table():
    pytest.skip("no such table")

def test_needs_no_table():
    pytest.skip("another reason")
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makeini("[pytest]\nmarkers = data")
    pytester.makepyfile(TESTS)
    return pytester


def test_data_tests_are_skipped_without_the_folder(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOCSIN_DATA", raising=False)
    suite.runpytest_subprocess("-p", "no:xdist").assert_outcomes(skipped=3)


def test_a_skipped_data_test_fails_where_the_folder_is_named(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TOCSIN_DATA", str(tmp_path))
    result = suite.runpytest_subprocess("-p", "no:xdist")
    result.assert_outcomes(passed=1, failed=1, skipped=1)
    result.stdout.fnmatch_lines(["*TOCSIN_DATA is set, yet this test was skipped*no such table*"])
