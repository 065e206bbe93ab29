"""The rule that verdicts come from, case by case."""

import math

import pytest

from tocsin.study.verdict import LEAST_EFFECT, TELLING, bears, support, verdict

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
    ("effect", "low", "high", "factor", "expected"),
    [
        (0.05, 0.03, 0.07, (-0.1, 0.1), True),
        (-0.05, -0.07, -0.03, (-0.1, 0.1), True),
        (LEAST_EFFECT / 2, 0.001, 0.009, (-0.1, 0.1), False),  # sure, and nothing hangs on so little
        (0.0, -0.005, 0.005, (-0.1, 0.1), False),
        (0.0, 0.0, 0.0, (0, 0), False),
        (0.02, -0.01, 0.05, (-0.1, 0.1), None),
        (0.02, -0.01, 0.05, (1.5, 2.5), True),
        (0.0, -0.005, 0.005, (-2.5, -1.5), True),
        (NAN, NAN, NAN, (0.1, 0.3), None),
        (NAN, NAN, NAN, (2.0, INF), True),
    ],
)
def test_what_bears_a_load(effect, low, high, factor, expected):
    assert bears(effect, low, high, *factor) is expected


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
