"""The record of a world in rough strokes, and the evidence that counting on it gives."""

import math
from dataclasses import replace

import numpy
import pytest

import tocsin
from tocsin.evidence.features import features_of
from tocsin.evidence.rough import roughly, span_of
from tocsin.study.estimating import Effort, estimate
from tocsin.study.pool import Pool
from tocsin.theory.record import Observation


@pytest.fixture(scope="module")
def world():
    return tocsin.build("world-1914").case


def recorded(world, *lines):
    record = tuple(
        Observation(feature=name, observed=values, source=("sarkees-wayman-2010",)) for name, *values in lines
    )
    return world.model_copy(update={"record": record})


def test_a_feature_is_cut_below_its_second_value(world):
    found = roughly(recorded(world, ("falls", "4-6", "7-9"), ("completion", "never"), ("first_war", "year 1")))
    assert found.observed("falls") == ("1", "2-3", "4-6", "7-9", "10 or more")
    assert found.observed("completion") == ("never",)
    assert "never" not in found.observed("first_war")


def test_what_stays_open_and_what_is_no_world_s_own_is_left_out(world):
    found = roughly(recorded(world, ("falls", "0", "1"), ("outcome", "war"), ("russia.converted", "year 4")))
    assert found.record == ()


def test_the_rough_record_holds_the_record(world):
    rough = roughly(world)
    assert len(rough.record) >= 5
    for item in rough.record:
        assert set(world.observed(item.feature)) <= set(item.observed)
        assert len(item.observed) in (1, len(features_of(world)[item.feature].bins) - 1)


def test_words_for_values():
    bins = ("0", "1", "2-3", "4-6", "7-9")
    assert span_of(bins, ["0"]) == "0"
    assert span_of(bins, ["2-3", "1"]) == "1 or 2-3"
    assert span_of(bins, ["1", "2-3", "4-6"]) == "1 to 4-6"
    assert span_of(bins, ["0", "2-3", "4-6"]) == "0 or 2-3 or 4-6"


class Known:
    """A world's pool of which the evidence is known: falls are Poisson about a rate that is lognormal or fixed."""

    def __init__(self, world, rate, histories, spread):
        rng = numpy.random.default_rng(5)
        rates = rate * numpy.exp(spread * numpy.repeat(rng.standard_normal(histories // 2), 2))
        self.pool = Pool.__new__(Pool)
        self.pool.model, self.pool.seed, self.pool.set_size = replace(tocsin.build("world-1914"), case=world), 1, 2
        self.pool.names, self.pool.task, self.pool.folder, self.pool.workers = ("falls",), 200, None, 1
        falls = rng.poisson(rates)
        edges = numpy.array(features_of(world)["falls"].edges)
        self.pool.codes = (falls[:, None] >= edges).sum(axis=1)[:, None].astype(numpy.int16)


@pytest.mark.parametrize(("rate", "seen"), [(0.7, "0"), (2.0, "4-6")])
def test_counting_gives_the_known_evidence(world, rate, seen):
    known = Known(recorded(world, ("falls", seen)), rate, 20_000, spread=0.0)
    found = estimate(known.pool, ("falls",), Effort(20_000, 0.1, 20_000))
    counts = {"0": [0], "4-6": [4, 5, 6]}[seen]
    truth = math.log(sum(math.exp(-rate) * rate**k / math.factorial(k) for k in counts))
    assert found.method == "counting"
    assert abs(found.log_evidence - truth) < 4 * found.error
    assert found.error < 0.05


def test_a_spread_of_rates_widens_the_error(world):
    alone = [Known(recorded(world, ("falls", "0")), 0.7, 20_000, spread) for spread in (0.0, 2.0)]
    narrow, wide = (estimate(one.pool, ("falls",), Effort(20_000, 0.1, 20_000)) for one in alone)
    assert wide.effect > 1.3 * narrow.effect


def test_what_never_matched_is_bounded_and_not_staged(world):
    known = Known(recorded(world, ("falls", "10 or more")), 0.01, 2000, spread=0.0)
    found = estimate(known.pool, ("falls",), Effort(2000, 0.1, 2000))
    assert found.log_evidence == -math.inf
    assert found.method == "counting"
    assert 0 < found.at_most < 0.01
