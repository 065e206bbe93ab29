"""Sensitivity on a mechanism whose indices are known, and on a whole case."""

import math
import sys

import numpy
import pytest

import tocsin
from tocsin.errors import InputError, TocsinError
from tocsin.study.sensitivity import saltelli_sample

CASE = "march-on-moscow-2023"


def test_indices_of_a_mechanism_with_a_known_answer(two_odds, tmp_path):
    """P(settlement) = x / (x + y): E[P | x] = x ln(1 + 1/x); by symmetry both quantities have the same indices."""
    x = (numpy.arange(2000) + 0.5) / 2000
    variance = float(((x[:, None] / (x[:, None] + x)) ** 2).mean()) - 0.25
    first = float(((x * numpy.log1p(1 / x)) ** 2).mean() - 0.25) / variance
    found = tocsin.sensitivity(CASE, theory=two_odds, points=4096, rng=3, root=tmp_path)
    assert found.alone == ("base_rates.settlement", "base_rates.coup")
    assert found.group is None
    assert {line.outcome for line in found.variances} == {"settlement", "coup"}
    for line in found.variances:
        assert line.mean == pytest.approx(0.5, abs=0.02)
        assert line.standard_deviation == pytest.approx(math.sqrt(variance), rel=0.05)
    for index in found.indices:
        assert index.first_low <= first <= index.first_high
        assert index.total_low <= 1 - first <= index.total_high
        assert index.first_high - index.first_low < 0.2


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    root = tmp_path_factory.mktemp("runs")
    return root, tocsin.sensitivity(CASE, points=64, alone=6, rng=1, root=root)


def test_a_case_is_screened_and_nothing_is_left_out(small):
    _, found = small
    names = tocsin.build(CASE).in_play
    assert len(found.alone) == 6
    assert sorted(found.alone + found.others) == sorted(names)
    assert set(found.idle) <= set(found.others)
    assert found.group == f"{len(found.others)} others together"
    for line in found.variances:
        indices = [index for index in found.indices if index.outcome == line.outcome]
        assert [index.quantity for index in indices] == [*found.alone, found.group]
    assert "settlement" in {line.outcome for line in found.variances}


def test_the_same_call_again_reads_what_is_on_disk(small):
    root, found = small
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*.parquet")}
    calls = []
    again = tocsin.sensitivity(CASE, points=64, alone=6, rng=1, root=root, workers=1,
                               progress=lambda done, total: calls.append((done, total)))  # fmt: skip
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*.parquet")} == before
    assert calls[-1] == (found.histories, found.histories)
    assert again == found


def test_the_sample_is_saltellis():
    names = ("a", "b", "c", "d")
    sample = saltelli_sample(names, ("a", "b"), 64, seed=0)
    assert sample.shape == (64, 5, 4)
    a, b = sample[:, 0], sample[:, 4]
    for position, columns in ((1, [0]), (2, [1]), (3, [2, 3])):
        expected = a.copy()
        expected[:, columns] = b[:, columns]
        assert (sample[:, position] == expected).all()
    assert (sample == saltelli_sample(names, ("a", "b"), 64, seed=0)).all()
    assert (sample != saltelli_sample(names, ("a", "b"), 64, seed=1)).all()
    assert len(numpy.unique(sample[:, 0, 0])) == 64


@pytest.mark.parametrize(("options", "message"), [({"points": 100}, "power of two"), ({"points": 16}, "power of two"),
                                                  ({"alone": 0}, "out of range")])  # fmt: skip
def test_bad_options(options, message, tmp_path):
    with pytest.raises(InputError, match=message):
        tocsin.sensitivity(CASE, root=tmp_path, **options)


def test_nothing_uncertain(two_odds, tmp_path):
    held = {"base_rates.settlement": 1, "base_rates.coup": 1}
    with pytest.raises(InputError, match="uncertain"):
        tocsin.sensitivity(CASE, theory=two_odds, settings=held, root=tmp_path)


def test_without_salib_it_says_what_to_install(monkeypatch, two_odds, tmp_path):
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    monkeypatch.setitem(sys.modules, "SALib.sample.sobol", None)
    with pytest.raises(TocsinError, match=r"tocsin\[studies\]"):
        tocsin.sensitivity(CASE, theory=two_odds, points=32, root=tmp_path)
