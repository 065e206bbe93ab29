"""Settings shared by all tests."""

import os
import signal
from collections.abc import Generator

import hypothesis
import pytest

# No deadline: the first example of a test may have to compile. On CI the examples are the same in every run.
hypothesis.settings.register_profile("tocsin", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("tocsin")

# Ctrl-C is tested, and a shell that starts the tests in the background has it ignored by them and by what they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Figures are drawn without a screen.
os.environ.setdefault("MPLBACKEND", "Agg")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("data") and "TOCSIN_DATA" not in os.environ:
        pytest.skip("TOCSIN_DATA does not name a folder of public tables")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the tables are promised, a skipped `data` test is a failed one."""
    report = yield
    if report.skipped and item.get_closest_marker("data") and "TOCSIN_DATA" in os.environ:
        report.outcome = "failed"
        report.longrepr = f"TOCSIN_DATA is set, yet this test was skipped: {report.longrepr}"
    return report
