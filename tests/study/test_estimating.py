"""How far to count and when to go over to stages, on real models."""

import itertools
import math

import numpy
import pytest

import tocsin
from tocsin.study import estimating
from tocsin.study.estimating import Effort, estimate
from tocsin.study.marginal import COUNTING, STAGES
from tocsin.study.pool import Pool
from tocsin.study.posterior import posterior_of
from tocsin.study.question import question_of, steps_of

CASE = "march-on-moscow-2023"
OUTCOME = ("outcome",)


@pytest.fixture(scope="module")
def known(two_odds):
    """P(settlement) = x / (x + y), x and y uniform: evidence ½."""
    return tocsin.build(CASE, two_odds)


def test_a_known_evidence(known):
    found = estimate(Pool(known, 1), OUTCOME, Effort(20_000, 0.02))
    assert found.method == COUNTING
    assert found.error < 0.02
    assert found.log_evidence == pytest.approx(math.log(0.5), abs=3 * found.error)


def test_a_known_posterior(known):
    """Density of x given a settlement: 2 ∫ x / (x + y) dy = 2 x ln((1 + x) / x)."""
    found = estimate(Pool(known, 2), OUTCOME, Effort(20_000))
    row = next(r for r in posterior_of(known, OUTCOME, found.draws).parameters() if r.name == "base_rates.settlement")
    x = (numpy.arange(100_000) + 0.5) / 100_000
    exact = float((2 * x**2 * numpy.log((1 + x) / x)).mean())
    assert row.posterior.mean == pytest.approx(exact, abs=4 * row.error)
    assert row.moved


def test_counting_goes_on_until_the_error_is_small_enough(known):
    told = []
    found = estimate(Pool(known, 1), OUTCOME, Effort(2000, 0.02), lambda done, total: told.append((done, total)))
    assert found.error <= 0.02
    assert 2000 < found.histories < 50_000
    assert (2000, 2000) in told


def test_no_more_than_the_most(known, monkeypatch):
    monkeypatch.setattr(estimating, "CLUSTERED", math.inf)
    found = estimate(Pool(known, 1), OUTCOME, Effort(2000, 0.001, 10_000))
    assert found.histories == 10_000
    assert found.error > 0.001


def test_what_is_on_disk_changes_no_result(known, tmp_path):
    alone = estimate(Pool(known, 1), OUTCOME, Effort(4000, 0.1))
    Pool(known, 1, tmp_path).grow(20_000)
    pool = Pool(known, 1, tmp_path)
    assert pool.histories == 20_000
    assert estimate(pool, OUTCOME, Effort(4000, 0.1)) == alone


def test_workers_change_no_result(known):
    one, two = (Pool(known, 3, workers=workers) for workers in (1, 2))
    for pool in (one, two):
        pool.grow(10_000)
    assert (one.codes == two.codes).all()


def test_quantiles_are_those_of_the_sets(known):
    pool = Pool(known, 1)
    histories = numpy.array([0, 19, 20, 45])
    found = pool.quantiles(histories)
    assert found.shape == (4, len(known.uncertain))
    assert (found[0] == found[1]).all()
    assert (found[2] == known.quantiles(1, 1, 1)[:, 0]).all()


@pytest.fixture(scope="module")
def real():
    return Pool(tocsin.build(CASE, "officers-coordinate"), 1)


def test_stages_and_counting_agree_on_a_real_model(real, tmp_path):
    features = ("outcome", "responses", "nearest_distance", "duration")
    real.folder = tmp_path
    count = estimate(real, features, Effort(40_000, 1.0))
    assert count.method == COUNTING
    real.codes = real.codes[:2000]
    # So few histories hold fewer than 50 matches for every 2,500 allowed: it goes over to stages.
    staged = estimate(real, features, Effort(2000, 0.1, 2500, particles=200))
    assert staged.method == STAGES
    assert sorted(
        name.split(" ±")[0] for stage in staged.stages for name in stage.features if "±" not in name
    ) == sorted(features)
    assert abs(staged.log_evidence - count.log_evidence) < 3.5 * math.hypot(staged.error, count.error)
    made = len(list(tmp_path.glob("stages-*.npz")))
    assert made == 8
    again = estimate(real, features, Effort(2000, 0.1, 2500, particles=200))
    assert again == staged
    next(tmp_path.glob("stages-*-3.npz")).write_bytes(b"damaged")
    assert estimate(real, features, Effort(2000, 0.1, 2500, particles=200)) == staged


def test_steps_lead_to_the_bins_observed(real):
    case = real.model.case
    steps = steps_of(case, ("outcome", "duration", "fighting_in_capital"))
    assert [step.name for step in steps if step.feature != "duration"] == ["outcome", "fighting_in_capital"]
    on_the_way = [step for step in steps if step.feature == "duration"]
    assert on_the_way[-1].name == "duration"
    for wider, closer in itertools.pairwise(on_the_way):
        assert set(closer.codes) < set(wider.codes)


def test_the_same_number_and_parameters_give_the_same_history(real):
    question = question_of(real.model, steps_of(real.model.case, ("outcome", "responses")), 5)
    uniform = numpy.random.default_rng(1).random((6, question.dimension))
    numbers = numpy.array([3, 3, 9, 2**20, 5, 5])
    codes = question.simulate(uniform, numbers)
    assert (question.simulate(uniform[3:4], numbers[3:4])[0] == codes[3]).all()
