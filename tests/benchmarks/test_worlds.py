"""The sizes at which a world's cost is measured are parts of one world, and all of them run."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import tocsin


@pytest.fixture(scope="module")
def worlds() -> Iterator[ModuleType]:
    folder = str(Path(__file__).parents[2] / "benchmarks")
    sys.path.insert(0, folder)
    try:
        yield importlib.import_module("worlds")
    finally:
        sys.path.remove(folder)


def test_a_part_of_a_world_is_what_is_said_of_it(worlds: ModuleType) -> None:
    whole = tocsin.build(worlds.WORLD).case
    part = worlds.of_the_first(whole, 8, 60)
    assert part.countries == whole.countries[:8]
    assert part.months == 60
    kept = {(pair.first, pair.second) for pair in whole.relevant_pairs() if max(pair.first, pair.second) < 8}
    assert {(pair.first, pair.second) for pair in part.relevant_pairs()} == kept
    assert worlds.of_the_first(whole, len(whole.countries), whole.months).relevant_pairs() == whole.relevant_pairs()


def test_every_size_runs_and_the_table_has_it(worlds: ModuleType) -> None:
    tried = worlds.sizes(20)
    costs = worlds.measure(tried, 1, 3)
    found = worlds.report(tried, costs)
    assert found["sizes"][0]["ratio"] == 1.0
    assert all(line["milliseconds"] > 0 for line in found["sizes"])
    assert {line["months"] for line in found["sizes"]} == {60, 120, 240}
    assert {line["countries"] for line in found["sizes"]} == {8, 15, 30}
    text = worlds.page(found)
    assert all(f"| {size.name} |" in text for size in tried)
