"""The gamma prior: odds of outcomes, which drawn together make the shares of a Dirichlet prior."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tocsin.errors import InvalidValue
from tocsin.theory.declaration import Declaration
from tocsin.theory.entry import read_quantity
from tocsin.theory.quantity import Prior, Quantity, Source

shapes = st.floats(0.5, 1e4)
rates = st.floats(0.01, 100)
inside = st.lists(st.floats(0.001, 0.999), min_size=1, max_size=20).map(np.array)


@given(shapes, rates, inside)
def test_it_is_the_gamma_distribution(shape: float, rate: float, u: np.ndarray) -> None:
    prior = Prior.gamma(shape, rate)
    values = prior.quantile(u)
    assert values == pytest.approx(stats.gamma.ppf(u, shape, scale=1 / rate), rel=1e-9)
    assert [prior.cdf(value) for value in values.tolist()] == pytest.approx(u.tolist(), abs=1e-9)
    assert prior.mean() == pytest.approx(shape / rate)


@given(st.floats(0.01, 100), rates, st.lists(st.floats(0, 1), min_size=1, max_size=20).map(np.array))
def test_draws_stay_in_the_range_and_do_not_depend_on_each_other(shape: float, rate: float, u: np.ndarray) -> None:
    odds = Quantity("a.b", "what", "cases", 0, 1e6, Prior.gamma(shape, rate), Source(judgement="a guess"))
    values = odds.draw(u)
    assert np.isfinite(values).all()
    assert ((values >= 0) & (values <= 1e6)).all()
    assert values.tobytes() == np.array([odds.draw(np.array([element]))[0] for element in u]).tobytes()


def test_odds_with_one_rate_make_dirichlet_shares() -> None:
    counts = np.array([8.0, 3.0, 0.5])
    u = np.random.default_rng(1).uniform(size=(3, 100_000))
    odds = np.array([Prior.gamma(count, 1).quantile(row) for count, row in zip(counts, u, strict=True)])
    shares = odds / odds.sum(axis=0)
    mean = counts / counts.sum()
    assert shares.mean(axis=1) == pytest.approx(mean, abs=0.003)
    assert shares.var(axis=1) == pytest.approx(mean * (1 - mean) / (counts.sum() + 1), rel=0.05)


def test_its_short_form() -> None:
    assert Prior.gamma(171.5, 1).text() == "Gamma(shape 171.5, rate 1)"


@pytest.mark.parametrize("arguments", [(0, 1), (1, 0), (1, -1), (2e6, 1), (1, math.inf), (math.nan, 1), (1, 5e-324)])
def test_arguments_that_make_no_gamma_distribution_are_refused(arguments: tuple[float, float]) -> None:
    with pytest.raises(InvalidValue, match="gamma"):
        Prior.gamma(*arguments)


def test_it_is_read_from_a_file() -> None:
    declaration = Declaration("base_rates.coup", "odds", "cases", 0, 1e6)

    def read(gamma: object) -> tuple[Quantity | None, list[str]]:
        quantity, faults = read_quantity({"gamma": gamma, "unit": "cases", "judgement": "a guess"}, declaration)
        return quantity, [fault.message for fault in faults]

    quantity, messages = read({"shape": 5, "rate": 2})
    assert quantity is not None
    assert (quantity.prior, messages) == (Prior.gamma(5, 2), [])
    assert read({"shape": 5}) == (None, ["rate missing"])
    assert read({"shape": 5, "rate": 0}) == (None, ["gamma: the rate must be above 0"])
