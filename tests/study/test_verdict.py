"""The rule that verdicts come from, case by case."""

import math

import pytest

from tocsin.study.verdict import LEAST_EFFECT, TELLING, bears, open_because, support, verdict

INF, NAN = math.inf, math.nan


@pytest.mark.parametrize(
    ("implemented", "acts", "holds", "built_in", "bearing", "expected"),
    [
        (False, True, True, False, True, "not implemented"),
        (True, False, False, False, False, "implied, idle"),  # lack of action never makes a claim false
        (True, False, None, True, False, "implied, idle"),
        (True, False, None, False, None, "implied, idle"),
        (True, True, True, True, True, "built in"),
        (True, True, None, True, None, "built in"),
        (True, True, False, False, True, "not implied"),
        (True, True, False, False, None, "not implied"),
        (True, True, None, False, True, "cannot be told from this record"),
        (True, True, True, False, None, "cannot be told from this record"),
        (True, True, True, False, True, "implied and load-bearing"),
        (True, True, True, False, False, "implied, idle"),
    ],
)
def test_verdict(implemented, acts, holds, built_in, bearing, expected):
    assert verdict(implemented=implemented, acts=acts, holds=holds, built_in=built_in, bearing=bearing) == expected


@pytest.mark.parametrize(
    ("holds", "bearing", "expected"),
    [
        (True, True, "built in"),  # that the outcome hangs on the claim is how its contrast is made
        (True, False, "built in"),
        (False, True, "not implied"),
        (None, True, "cannot be told from this record"),
        (True, None, "cannot be told from this record"),
    ],
)
def test_a_contrast_without_a_way_to_the_outcome(holds, bearing, expected):
    found = verdict(implemented=True, acts=True, holds=holds, built_in=False, bearing=bearing, ruled_out=True)
    assert found == expected


@pytest.mark.parametrize(
    ("low", "high", "factor", "expected"),
    [
        (0.03, 0.07, (-0.1, 0.1), True),
        (-0.07, -0.03, (-0.1, 0.1), True),
        (0.001, 0.009, (-0.1, 0.1), False),  # sure, and nothing hangs on so little
        (-LEAST_EFFECT, LEAST_EFFECT, (-0.1, 0.1), False),
        (-0.005, 0.005, (-0.1, 0.1), False),
        (0.0, 0.0, (0, 0), False),
        (0.002, 0.05, (-0.1, 0.1), None),  # surely more, and it may be less than a point
        (-0.03, -0.004, (-0.1, 0.1), None),
        (-0.01, 0.05, (-0.1, 0.1), None),
        (-0.01, 0.05, (1.5, 2.5), True),
        (-0.005, 0.005, (-2.5, -1.5), True),
        (NAN, NAN, (0.1, 0.3), None),
        (NAN, NAN, (2.0, INF), True),
    ],
)
def test_what_bears_a_load(low, high, factor, expected):
    assert bears(low, high, *factor) is expected


@pytest.mark.parametrize(
    ("holds", "settled", "posterior", "low", "high", "expected"),
    [
        (None, False, False, -0.1, 0.1, "histories"),
        (None, True, False, -0.1, 0.1, "theory"),
        (None, False, True, -0.1, 0.1, "histories"),
        (None, True, True, -0.1, 0.1, "record"),
        (True, False, False, -0.1, 0.1, "histories"),
        (True, True, True, 0.002, 0.1, "histories"),
        (True, False, False, NAN, NAN, "record"),
    ],
)
def test_why_it_is_open(holds, settled, posterior, low, high, expected):
    assert open_because(holds=holds, settled=settled, posterior=posterior, low=low, high=high) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (TELLING, 3.0, "favours"),
        (-3.0, -TELLING, "speaks against"),
        (0.8, 1.4, "does not tell"),  # it may be worth no more than a bare mention
        (-0.5, 6.5, "does not tell"),
        (1.5, INF, "favours"),
        (-INF, -1.5, "speaks against"),
        (-INF, INF, "does not tell"),
        (0.0, 0.0, "does not tell"),
        (NAN, NAN, "does not tell"),
    ],
)
def test_support(low, high, expected):
    assert support(low, high) == expected
