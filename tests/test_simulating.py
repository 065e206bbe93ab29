"""The plain function behind other packages' methods: the engine's own histories, at any values."""

import math

import numpy
import pytest
from scipy import stats

import tocsin
from tocsin.errors import InputError, UnknownName
from tocsin.evidence.codes import text_of
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.study.pool import Pool
from tocsin.theory.prior import Prior

CASE = "march-on-moscow-2023"


@pytest.fixture(scope="module")
def simulate():
    return tocsin.simulator(CASE)


def test_the_same_parameters_and_seed_give_the_histories_of_an_ensemble(simulate, tmp_path):
    ensemble = tocsin.run(CASE, histories=60, rng=7, out=tmp_path / "run")
    table = ensemble.histories()
    names = simulate.model.uncertain
    drawn = simulate.model.sets(0, 3, 7).values
    thetas = [dict(zip(names, drawn[:, number], strict=True)) for number in table["set"]]
    codes = simulate.many(thetas, 7)
    outcome = simulate.features.index("outcome")
    assert [text_of("outcome", int(code)) for code in codes[:, outcome]] == table["outcome"].to_list()
    pool = Pool(simulate.model, 7)
    pool.grow(60)
    assert (codes == pool.codes[:60, [list(FEATURES).index(name) for name in simulate.features]]).all()


def test_one_history_in_words(simulate):
    history = simulate({"ruler.fear_ratio": 2.0}, rng=3)
    assert history == simulate({"ruler.fear_ratio": 2.0}, rng=3)
    assert set(history) == set(simulate.model.theory.predicts)
    assert history["outcome"] in FEATURES["outcome"].bins
    assert simulate.observed["outcome"] == ("settlement",)
    assert any(simulate(rng=numpy.random.default_rng(4)) != simulate(rng=seed) for seed in range(20))


def test_what_is_given_matters_and_what_is_not_is_drawn(simulate):
    low, high = ([{"challenger.quitting": value}] * 400 for value in (0.0, 0.25))
    first, second = simulate.many(low, 1), simulate.many(high, 1)
    assert (first != second).any()
    assert (simulate.many([{}] * 40, 1)[20:] == simulate.many([{}] * 20, 1, first=20)).all()


def test_bad_values(simulate):
    with pytest.raises(UnknownName, match=r"did you mean 'ruler\.fear_ratio'"):
        simulate({"ruler.fear_ration": 1})
    for value in (-1, math.nan, "many"):
        with pytest.raises(InputError, match=r"ruler\.fear_ratio"):
            simulate({"ruler.fear_ratio": value})


def test_priors_are_distributions(simulate):
    priors = simulate.priors
    assert set(priors) == set(simulate.model.in_play)
    for name in ("ruler.fear_ratio", "challenger.quitting", "balance.hold"):
        one = priors[name]
        drawn = one.rvs(2000, random_state=1)
        assert stats.kstest(drawn, one.cdf).pvalue > 0.001
        assert one.cdf(one.ppf(0.3)) == pytest.approx(0.3, abs=1e-9)
        grid = one.ppf(numpy.linspace(0.001, 0.999, 4000))
        assert float(numpy.trapezoid(one.pdf(grid), grid)) == pytest.approx(0.998, abs=0.01)
        assert isinstance(one.rvs(), float)
    assert priors["ruler.fear_ratio"].quantity.prior == simulate.model.quantities["ruler.fear_ratio"].prior
    assert isinstance(priors["ruler.fear_ratio"].quantity.prior, Prior)
