"""The ports that Tocsin's speed is compared with run the same model."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy
import pytest

HISTORIES = 600


@pytest.fixture(scope="module")
def contenders() -> Iterator[dict[str, ModuleType]]:
    folder = str(Path(__file__).parents[2] / "benchmarks")
    sys.path.insert(0, folder)
    try:
        yield {
            name: importlib.import_module(f"contenders.{name}")
            for name in ("reduced", "equality", "in_tocsin", "in_numpy", "in_mesa")
        }
    finally:
        sys.path.remove(folder)


def test_numpy_and_tocsin_run_the_same_model(contenders: dict[str, ModuleType]) -> None:
    model = contenders["reduced"].reduced_model()
    tocsin = contenders["in_tocsin"].run(model, 1, HISTORIES, 1)
    port = contenders["in_numpy"].run(model, 1, HISTORIES, 1)
    # Seven tests at once, each of a true hypothesis: one false alarm in a thousand or so.
    for quantity, p in contenders["equality"].compare(tocsin, port).items():
        assert p > 1e-4, quantity


def test_mesa_and_tocsin_run_the_same_model(contenders: dict[str, ModuleType]) -> None:
    model = contenders["reduced"].reduced_model()
    tocsin = contenders["in_tocsin"].run(model, 1, HISTORIES, 1)
    mesa, sets = contenders["in_mesa"], model.sets(0, HISTORIES // 20, 1)
    starts = [mesa.start_of_set(sets, row) for row in range(HISTORIES // 20)]
    rows = numpy.array([mesa.run_history(start, [1, number]) for number, start in enumerate(starts)])
    assert (rows[:, 0] > 0).all()
    assert abs(rows[:, 1].mean() - tocsin.hours.mean()) < 5.0 * tocsin.hours.std() / len(rows) ** 0.5


def test_the_results_do_not_depend_on_threads_or_on_who_is_in_front(contenders: dict[str, ModuleType]) -> None:
    model = contenders["reduced"].reduced_model()
    port = contenders["in_numpy"]
    one, two = (port.run(model, 3, 200, workers, block=100) for workers in (1, 2))
    for name in ("outcome", "hours", "nearest", "response", "turnout", "set"):
        assert numpy.array_equal(getattr(one, name), getattr(two, name)), name


def test_different_shares_are_told_apart(contenders: dict[str, ModuleType]) -> None:
    draw = numpy.random.default_rng(1)
    sets = numpy.arange(2000) // 20
    same = contenders["equality"].same_shares
    shares = [same(draw.integers(0, 3, 2000), sets, draw.integers(0, 3, 2000), sets) for _ in range(200)]
    assert 0.3 < numpy.mean(shares) < 0.7
    assert same(draw.integers(0, 3, 2000), sets, draw.choice(3, 2000, p=[0.25, 0.35, 0.4]), sets) < 0.001
