"""The worlds' figures are those of the public tables, field by field."""

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tocsin.mechanisms.vocabulary import world_vocabulary
from tocsin.theory.validation import load_world

WORLDS = ("world-1914", "world-2023")


@pytest.fixture(scope="module")
def tables() -> Iterator[ModuleType]:
    folder = str(Path(__file__).parents[2] / "benchmarks" / "validation")
    sys.path.insert(0, folder)
    try:
        yield importlib.import_module("worlds_from_data")
    finally:
        sys.path.remove(folder)


@pytest.mark.parametrize("world", WORLDS)
def test_the_recipe_has_the_countries_of_the_file_in_their_order(tables: ModuleType, world: str) -> None:
    stated, recipe = load_world(world, world_vocabulary()), tables.RECIPES[world]
    assert stated.first_year == recipe.year
    for country, (name, key) in zip(stated.countries, recipe.countries.items(), strict=True):
        assert (country.id, country.codes.cow, country.parent) == (name, key.cow, key.parent)


@pytest.mark.data
@pytest.mark.parametrize("world", WORLDS)
def test_every_value_from_a_table_stands_in_the_file(tables: ModuleType, world: str) -> None:
    folder = Path(os.environ["TOCSIN_DATA"])
    values = tables.quantities(world, folder)
    stated = load_world(world, world_vocabulary())
    inputs = stated.inputs()
    for key in ("output", "development", "power"):
        assert {f"countries.{country.id}.{key}" for country in stated.countries} <= set(values)
    for name, value in values.items():
        assert inputs[name].is_fixed, name
        assert inputs[name].median() == value, name


@pytest.mark.data
@pytest.mark.parametrize("world", WORLDS)
def test_neighbours_rivals_and_wars_are_those_of_the_tables(tables: ModuleType, world: str) -> None:
    assert tables.differences(world, Path(os.environ["TOCSIN_DATA"])) == []


@pytest.mark.data
def test_shares_are_of_the_whole_world(tables: ModuleType) -> None:
    """Independent of the recipes: leaders are the leaders, and no empire is counted twice."""
    folder = Path(os.environ["TOCSIN_DATA"])
    for world, order in (("world-1914", ["usa", "china"]), ("world-2023", ["china", "usa", "india"])):
        outputs, rest = tables.Tables(folder, tables.RECIPES[world]).outputs()
        assert sorted(outputs, key=lambda name: -outputs[name])[: len(order)] == order
        existing = [name for name, key in tables.RECIPES[world].countries.items() if key.parent is None]
        assert sum(outputs[name] for name in existing) + rest == pytest.approx(1)
        assert 0.1 < rest < 0.3
