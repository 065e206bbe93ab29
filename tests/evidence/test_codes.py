"""Features as numbers say the same as features in words."""

import numpy
import pytest

import tocsin
from tocsin.evidence.codes import FAILED, code_of, feature_codes, observed_codes, text_of
from tocsin.evidence.features import feature_expression, matches
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.simulate.chunk import run_chunk
from tocsin.simulate.tables import histories_table


@pytest.fixture(scope="module")
def both():
    model = tocsin.build("march-on-moscow-2023")
    chunk = run_chunk(model, 1, 0, 1000, 0)
    return model, chunk.courses, histories_table(model, chunk)


@pytest.mark.parametrize("name", FEATURES)
def test_the_same_values_as_in_words(both, name):
    _, courses, table = both
    words = table.select(feature_expression(name).alias("v"))["v"].to_list()
    assert [text_of(name, code) for code in feature_codes(courses, (name,))[:, 0].tolist()] == words


@pytest.mark.parametrize("name", FEATURES)
def test_the_same_matches(both, name):
    model, courses, table = both
    expected = table.select(matches(model.case, name).alias("hit"))["hit"].to_numpy()
    found = numpy.isin(feature_codes(courses, (name,))[:, 0], observed_codes(model.case, name))
    assert (found == expected).all()


def test_failed_histories_match_nothing(both):
    courses = both[1][:2].copy()
    courses["failed_hour"][1] = 3
    codes = feature_codes(courses, tuple(FEATURES))
    assert (codes[0] != FAILED).all()
    assert (codes[1] == FAILED).all()


@pytest.mark.parametrize("value", [("repress",), ("repress", "bargain"), ("flee", "repress", "mobilise")])
def test_sequences_have_codes_of_their_own(value):
    assert text_of("responses", code_of("responses", value)) == " > ".join(value)
