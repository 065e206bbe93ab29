"""The features of a world: each history has exactly one value of each."""

import math
from dataclasses import fields

import pytest

from tocsin.mechanisms.world.features import COUNTRY_FEATURES, WORLD_FEATURES, WorldFeature, bin_of
from tocsin.mechanisms.world.state import LADDER, NEVER, Country, Course

MEASURED = [feature for feature in (*WORLD_FEATURES.values(), *COUNTRY_FEATURES.values()) if feature.edges]


@pytest.mark.parametrize("feature", MEASURED, ids=lambda feature: feature.column)
def test_edges_part_the_bins(feature: WorldFeature) -> None:
    assert len(feature.bins) == len(feature.edges) + 1 == len(set(feature.bins))
    assert list(feature.edges) == sorted(set(feature.edges))
    middles = [(low + high) / 2 for low, high in zip(feature.edges, feature.edges[1:], strict=False)]
    numbers = [feature.edges[0] - 1, *middles, feature.edges[-1] + 1]
    assert [bin_of(feature, number) for number in numbers] == list(feature.bins)
    assert all(math.isfinite(edge) for edge in feature.edges)


def test_columns_are_fields_of_the_state() -> None:
    assert {feature.column for feature in WORLD_FEATURES.values()} <= {field.name for field in fields(Course)}
    assert {feature.column for feature in COUNTRY_FEATURES.values()} <= {field.name for field in fields(Country)}


def test_what_never_happened_is_never_and_month_0_is_in_the_first_year() -> None:
    feature = WORLD_FEATURES["first_war"]
    assert [bin_of(feature, month) for month in (NEVER, 0, 11, 12, 59, 60, 119, 120)] == [
        "never", "year 1", "year 1", "year 2", "year 5", "years 6-10", "years 6-10", "later",
    ]  # fmt: skip


def test_rungs_are_called_as_on_the_ladder() -> None:
    feature = WORLD_FEATURES["top_rung"]
    assert tuple(bin_of(feature, rung) for rung in range(len(LADDER))) == LADDER
