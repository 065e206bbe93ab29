"""Features: every history has exactly one value of each, and bins meet without gap or overlap."""

import numpy
import polars
import pytest

import tocsin
from tocsin.evidence.features import columns_needed, feature_expression, matches
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.simulate.chunk import run_chunk
from tocsin.simulate.tables import histories_table


@pytest.fixture(scope="module")
def histories():
    model = tocsin.build("march-on-moscow-2023")
    return histories_table(model, run_chunk(model, 1, 0, 500, 0))


@pytest.mark.parametrize("name", FEATURES)
def test_each_history_has_one_value(histories, name):
    values = histories.select(feature_expression(name).alias("value"))["value"]
    assert values.null_count() == 0
    if name == "responses":
        assert set(" > ".join(values).split(" > ")) - {""} <= set(FEATURES[name].bins)
    else:
        assert set(values) <= set(FEATURES[name].bins)


@pytest.mark.parametrize(
    ("column", "value", "name", "expected"),
    [
        ("nearest", 0.0, "nearest_distance", "0"),
        ("nearest", 0.5, "nearest_distance", "0-100"),
        ("nearest", 100.0, "nearest_distance", "100-300"),
        ("nearest", 299.9, "nearest_distance", "100-300"),
        ("nearest", 5000.0, "nearest_distance", "over 600"),
        ("hours", 11, "duration", "under 12 h"),
        ("hours", 12, "duration", "12-24 h"),
        ("turnout_ruler", 0.05, "turnout_ruler", "over 5 %"),
        ("fighting_hours", 0, "fighting_in_capital", "no"),
        ("fighting_hours", 1, "fighting_in_capital", "yes"),
    ],
)
def test_edges(column, value, name, expected):
    assert polars.DataFrame({column: [value]}).select(feature_expression(name).alias("v"))["v"][0] == expected


def test_matching_the_record(histories):
    case = tocsin.build("march-on-moscow-2023").case
    hits = histories.select(matches(case, "outcome").alias("hit"))["hit"]
    assert hits.sum() == (histories["outcome"] == "settlement").sum()
    sequence = histories.select(matches(case, "responses").alias("hit"))["hit"]
    assert sequence.sum() == (histories["responses"] == "repress > bargain").sum()


def test_failed_histories_match_nothing():
    row = polars.DataFrame({"outcome": [None]}, schema={"outcome": polars.String})
    case = tocsin.build("march-on-moscow-2023").case
    assert row.select(matches(case, "outcome").alias("hit"))["hit"].to_list() == [False]


def test_columns_exist(histories):
    assert set(columns_needed()) <= set(histories.columns)
    assert numpy.isfinite(histories["nearest"].to_numpy()).all()
