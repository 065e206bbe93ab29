"""The plain function under another package's sampler: ABC-SMC of pyABC finds the posterior known in closed form."""

import numpy
import pytest

import tocsin


def test_pyabc_finds_the_posterior_that_matching_finds(two_odds, tmp_path):
    """P(settlement) = x / (x + y), x and y uniform; given a settlement the mean of x is known in closed form."""
    pyabc = pytest.importorskip("pyabc", reason="pyABC is not installed: pip install 'tocsin[abc]'")
    model = tocsin.simulator("march-on-moscow-2023", two_odds)

    class Odds(pyabc.random_variables.RVBase):
        def __init__(self, prior):
            self.prior = prior

        def copy(self):
            return Odds(self.prior)

        def rvs(self, *args, **kwargs):
            return self.prior.rvs()

        def pdf(self, x, *args, **kwargs):
            return float(self.prior.pdf(x))

        def pmf(self, x, *args, **kwargs):
            raise NotImplementedError

        def cdf(self, x, *args, **kwargs):
            return float(self.prior.cdf(x))

    names = {"x": "base_rates.settlement", "y": "base_rates.coup"}
    rng = numpy.random.default_rng(1)

    def settled(theta):
        return {"settled": float(model({names[k]: theta[k] for k in names}, rng)["outcome"] == "settlement")}

    numpy.random.seed(1)  # noqa: NPY002 - pyabc's own source of randomness
    prior = pyabc.Distribution(**{short: Odds(model.priors[name]) for short, name in names.items()})
    abc = pyabc.ABCSMC(
        settled, prior, lambda a, b: abs(a["settled"] - b["settled"]), population_size=400,
        sampler=pyabc.SingleCoreSampler(), eps=pyabc.ListEpsilon([0.5, 0.5]),
    )  # fmt: skip
    abc.new(f"sqlite:///{tmp_path / 'abc.db'}", {"settled": 1.0})
    found, weights = abc.run(max_nr_populations=2).get_distribution()
    x = (numpy.arange(100_000) + 0.5) / 100_000
    exact = float((2 * x**2 * numpy.log((1 + x) / x)).mean())
    assert float(weights @ found["x"].to_numpy()) == pytest.approx(exact, abs=0.06)
