"""Which theories are compared on what, and how probable each comes out."""

import math

import numpy
import pytest

import tocsin
from tocsin.errors import InputError, UnknownName
from tocsin.study.contest import contests_of, standings

CASE = "march-on-moscow-2023"


def theories(*names):
    return [tocsin.build(CASE, name).theory for name in names]


@pytest.fixture(scope="module")
def case():
    return tocsin.build(CASE).case


def test_base_rates_are_compared_on_the_outcome_only(case):
    found = contests_of(case, theories("world-crisis", "base-rates"))
    assert found == [(("outcome",), ("world-crisis", "base-rates"))]


def test_theories_that_predict_more_are_compared_once_more(case):
    first, *others = contests_of(case, theories("world-crisis", "officers-coordinate", "base-rates"))
    assert first == (("outcome",), ("world-crisis", "officers-coordinate", "base-rates"))
    [(features, names)] = others
    assert names == ("world-crisis", "officers-coordinate")
    assert "responses" in features
    assert "turnout_challenger" not in features  # the officers' theory says nothing of crowds


def test_one_theory_is_asked_for_all_that_it_predicts(case):
    [(features, _)] = contests_of(case, theories("world-crisis"))
    assert features == tuple(item.feature for item in case.record)


def test_features_by_name(case):
    asked = ("duration", "outcome")
    assert contests_of(case, theories("world-crisis"), asked) == [(asked, ("world-crisis",))]
    with pytest.raises(UnknownName, match="did you mean 'outcome'"):
        contests_of(case, theories("world-crisis"), ("outcom",))
    with pytest.raises(InputError, match="base-rates does not predict it"):
        contests_of(case, theories("world-crisis", "base-rates"), ("duration",))
    with pytest.raises(InputError, match="each feature once"):
        contests_of(case, theories("world-crisis"), ("duration", "duration"))


def test_a_feature_that_the_record_does_not_hold():
    case = tocsin.build("kornilov-1917").case
    with pytest.raises(InputError, match="holds nothing on it"):
        contests_of(case, theories("world-crisis"), ("turnout_themselves",))


def test_probabilities_by_the_closed_form():
    lines = standings(["a", "b", "c"], [math.log(0.02), math.log(0.06), math.log(0.12)], [0.0, 0.0, 0.0])
    assert [line.theory for line in lines] == ["c", "b", "a"]
    assert [line.probability for line in lines] == pytest.approx([0.6, 0.3, 0.1])
    assert [line.error for line in lines] == [0, 0, 0]


def test_errors_of_probabilities_are_those_of_repetitions():
    rng = numpy.random.default_rng(1)
    logs, noise = numpy.array([-3.0, -2.5, -4.0]), numpy.array([0.05, 0.1, 0.2])
    drawn = numpy.exp(logs + noise * rng.standard_normal((20_000, 3)))
    drawn /= drawn.sum(axis=1, keepdims=True)
    found = {line.theory: line.error for line in standings(["0", "1", "2"], logs.tolist(), noise.tolist())}
    assert [found[name] for name in "012"] == pytest.approx(drawn.std(axis=0).tolist(), rel=0.06)


def test_no_rival_vanishes():
    lines = standings(["a", "b"], [-math.inf, -5.0], [math.nan, 0.1])
    assert [(line.theory, line.probability) for line in lines] == [("b", 1.0), ("a", 0.0)]
    assert all(math.isnan(line.error) for line in lines)
    assert [(line.low, line.high) for line in lines] == [(0, 1), (0, 1)]  # without a bound nothing is known
    lines = standings(["a", "b"], [-math.inf, -math.inf], [math.nan, math.nan])
    assert [line.theory for line in lines] == ["a", "b"]
    assert all(math.isnan(line.probability) for line in lines)


def test_a_theory_that_never_matched_is_bounded_and_not_excluded():
    """One in 1,000 against at most one in 100,000: 1 % at most, and 99 % at least for the rival."""
    bounds = [math.log(1e-5), math.nan]
    lines = standings(["a", "b"], [-math.inf, math.log(1e-3)], [math.nan, 0.1], log_at_most=bounds)
    sure, unseen = lines
    assert (sure.low, sure.high) == (pytest.approx(1 / 1.01), 1.0)
    assert (unseen.low, unseen.high) == (0.0, pytest.approx(0.01 / 1.01))
    three = standings(
        ["a", "b", "c"], [-math.inf, -5.0, -5.0], [math.nan, 0.1, 0.1], log_at_most=[-5.0, math.nan, math.nan]
    )
    assert [line.probability for line in three] == [0.5, 0.5, 0.0]
    assert three[0].low < 0.36  # a third, had the one that never matched all that its bound allows, and the errors
    assert 0.5 < three[0].high < 0.6
    assert three[2].high == pytest.approx(1 / 3)


def test_bounds_of_probabilities_are_those_of_repetitions():
    rng = numpy.random.default_rng(2)
    logs, noise = numpy.array([-3.0, -2.5, -4.0]), numpy.array([0.05, 0.1, 0.2])
    truth = numpy.exp(logs) / numpy.exp(logs).sum()
    held = numpy.zeros(3)
    for _ in range(400):
        drawn = logs + noise * rng.standard_normal(3)
        found = {line.theory: line for line in standings(["0", "1", "2"], drawn.tolist(), noise.tolist())}
        held += [found[name].low <= share <= found[name].high for name, share in zip("012", truth, strict=True)]
    assert (held >= 0.92 * 400).all()
    assert (held <= 0.98 * 400).all()
