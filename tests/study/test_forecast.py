"""Forecasts: shares of known histories, their interval, and their range over what a theory leaves open."""

import math

import numpy
import pytest

import tocsin
from tocsin.evidence.codes import FAILED
from tocsin.report.audit_words import forecast_text
from tocsin.study.arms import Arm
from tocsin.study.forecast import Forecast, forecast
from tocsin.study.reading import reading_of
from tocsin.theory.claim import Implication

COMPLETION = Implication(estimand="probability", event="completion", scale="level", expect="size")


@pytest.fixture(scope="module")
def model():
    return tocsin.build("world-2023")


def of(model, happened, failed=()):
    """An arm in sets of twenty in which completion is the outcome where it happened."""
    reading = reading_of(model)
    happened = numpy.asarray(happened, bool)
    codes = numpy.zeros((len(happened), len(reading.features)), int)
    outcome = reading.features.index("outcome")
    codes[:, outcome] = numpy.where(happened, reading.outcomes.index("completion"), reading.outcomes.index("no_rising"))
    codes[list(failed)] = FAILED
    columns = {name: numpy.zeros(len(happened)) for name in reading.measured}
    return Arm(model, numpy.arange(len(happened)) // 20, codes, columns)


def test_a_share_known_by_counting(model):
    happened = numpy.arange(2000) % 4 == 0
    found = forecast(COMPLETION, of(model, happened))
    assert (found.theory, found.count, found.of, found.estimate) == ("world-crisis", 500, 2000, 0.25)
    assert found.low < 0.25 < found.high
    assert found.high - found.low < 0.05
    assert math.isnan(found.prior_low)  # sets more alike than chance makes them: nothing is left open


def test_what_hangs_on_the_set_is_wide_over_the_priors(model):
    happened = (numpy.arange(2000) // 20) % 2 == 0
    found = forecast(COMPLETION, of(model, happened))
    assert found.estimate == 0.5
    assert found.prior_low < 0.05
    assert found.prior_high > 0.95
    assert found.high - found.low > 0.15


def test_failed_histories_do_not_count(model):
    found = forecast(COMPLETION, of(model, [True] * 40, failed=range(10)))
    assert (found.count, found.of, found.estimate) == (30, 30, 1.0)
    none = forecast(COMPLETION, of(model, [True] * 20, failed=range(20)))
    assert math.isnan(none.estimate)
    assert (none.low, none.high) == (0.0, 1.0)


def test_what_never_happens_has_a_bound_and_no_range(model):
    found = forecast(COMPLETION, of(model, [False] * 400))
    assert (found.count, found.estimate) == (0, 0.0)
    assert 0 < found.high < 0.2
    assert math.isnan(found.prior_low)


def test_in_words():
    none = Forecast("b", 0.0, 0.0, 0.04, math.nan, math.nan, 0, 100)
    lines = (Forecast("a", 0.25, 0.2, 0.3, 0.0, 0.9, 25, 100), none)
    text = forecast_text(lines, 2043).replace("\u00a0", " ")
    assert text == (
        "a 25.00 % (95 %: 20.00 % to 30.00 %; over the priors 0.00 % to 90.00 %); b 0 of 100 (95 %: at most 4.00 %). "
        "It can be scored from 2043 on."
    )
    assert forecast_text((), 2043) == ""
