"""Calibration over a library, counted by hand and against forecasts that are right by construction."""

import numpy
import pytest

from tocsin.study.calibration import EDGES, calibration
from tocsin.study.library_scores import CasePrediction


def case(name, observed, outcomes):
    return CasePrediction(name, "a country", None, observed, {}, {}, {"a-theory": outcomes}, {})


def test_by_hand():
    cases = [case("one", ("coup",), {"coup": 0.5, "settlement": 0.3, "crushed": 0.2}),
             case("two", ("coup", "settlement"), {"coup": 0.6, "settlement": 0.4, "crushed": 0.0})]  # fmt: skip
    found = calibration(cases, "a-theory")
    assert [(said.n, said.cases) for said in found] == [(1, 1), (2, 1), (3, 2)]
    assert [said.forecast for said in found] == pytest.approx([0.0, 0.25, 0.5])
    assert [said.frequency for said in found] == pytest.approx([0.0, 0.0, (1 + 0.5 + 0.5) / 3])
    assert all(said.low <= said.frequency <= said.high for said in found)


def test_certainty_is_in_the_last_bin():
    (first, last) = calibration([case("one", ("coup",), {"coup": 1.0, "crushed": 0.0})], "a-theory")
    assert (first.frequency, last.frequency) == (0.0, 1.0)
    assert last.low < 0.6  # one case says little


def test_forecasts_that_are_right_lie_on_the_line():
    rng = numpy.random.default_rng(3)
    names = ("coup", "settlement", "crushed", "abandoned")
    cases = []
    for number in range(4000):
        chances = rng.dirichlet(numpy.ones(4))
        cases.append(case(f"c{number}", (rng.choice(names, p=chances),), dict(zip(names, chances, strict=True))))
    found = calibration(cases, "a-theory")
    assert len(found) == len(EDGES) - 1
    for said in found:
        assert said.low - 0.01 <= said.forecast <= said.high + 0.01
