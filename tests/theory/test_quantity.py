import math
import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tocsin.errors import InvalidValue
from tocsin.theory.quantity import Prior, Quantity, Source

GUESS = Source(judgement="a guess")


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


positive = numbers(0.01, 100)
priors = st.one_of(
    st.builds(Prior.fixed, numbers(-100, 100)),
    st.tuples(numbers(-100, 100), positive).map(lambda pair: Prior.uniform(pair[0], pair[0] + pair[1])),
    st.tuples(positive, numbers(1.01, 1000)).map(lambda pair: Prior.log_uniform(pair[0], pair[0] * pair[1])),
    st.builds(Prior.normal, numbers(-100, 100), positive),
    st.builds(Prior.lognormal, positive, numbers(0.01, 3)),
    st.builds(Prior.beta, numbers(0.5, 50), numbers(0.5, 50)),
    st.builds(Prior.gamma, numbers(0.1, 50), numbers(0.01, 10)),
    st.lists(positive, min_size=1, max_size=5).map(lambda weights: Prior.categorical(tuple(weights))),
)
continuous = priors.filter(lambda prior: prior.kind not in ("fixed", "categorical"))
uniforms = st.lists(st.floats(0, 1), min_size=1, max_size=40).map(np.array)


@given(continuous, uniforms)
def test_cdf_undoes_quantile(prior: Prior, u: np.ndarray) -> None:
    inside = np.clip(u, 0.001, 0.999)
    returned = [prior.cdf(x) for x in prior.quantile(inside).tolist()]
    assert returned == pytest.approx(inside.tolist(), abs=1e-7)


@given(priors, uniforms)
def test_quantile_rises_with_u(prior: Prior, u: np.ndarray) -> None:
    values = prior.quantile(np.clip(np.sort(u), 1e-9, 1 - 1e-9))
    assert (np.diff(values) >= 0).all()


@given(priors, uniforms, numbers(-200, 200), numbers(0, 300))
def test_truncated_draws_stay_in_the_range_and_are_finite(
    prior: Prior, u: np.ndarray, low: float, width: float
) -> None:
    assume(prior.mass(low, low + width) > 1e-6)
    values = prior.quantile(u, low, low + width)
    assert np.isfinite(values).all()
    assert ((values >= low) & (values <= low + width)).all()


@given(priors, uniforms, st.integers(1, 33))
def test_each_element_is_drawn_alone(prior: Prior, u: np.ndarray, copies: int) -> None:
    """The bits of a draw do not depend on how many others are drawn with it, nor on where it stands."""
    quantity_range = (-1e4, 1e4)
    assume(prior.mass(*quantity_range) > 0.5)
    together = prior.quantile(np.tile(u, copies), *quantity_range)
    alone = [prior.quantile(np.array([element]), *quantity_range)[0] for element in u]
    assert together.tobytes() == np.tile(np.array(alone), copies).tobytes()
    square = prior.quantile(u.reshape(1, -1), *quantity_range)
    assert square.shape == (1, len(u))
    assert square.tobytes() == np.array(alone).tobytes()


@given(continuous, numbers(-200, 200), positive, numbers(0.001, 0.999))
def test_truncation_keeps_the_shape_within_the_range(prior: Prior, low: float, width: float, u: float) -> None:
    high = low + width
    mass = prior.mass(low, high)
    assume(mass > 1e-3)
    value = float(prior.quantile(np.array([u]), low, high)[0])
    assert (prior.cdf(value) - prior.cdf(low)) / mass == pytest.approx(u, abs=1e-6)


@pytest.mark.parametrize(
    ("prior", "median", "mean", "text"),
    [
        (Prior.fixed(6000), 6000, 6000, "6000"),
        (Prior.uniform(4000, 8000), 6000, 6000, "Uniform(4000 to 8000)"),
        (Prior.log_uniform(0.2, 5), 1, 4.8 / math.log(25), "LogUniform(0.2 to 5)"),
        (Prior.normal(1, 0.3), 1, 1, "Normal(mean 1, σ 0.3)"),
        (Prior.lognormal(1, math.log(3)), 1, math.exp(math.log(3) ** 2 / 2), "LogNormal(median 1, σ ln 3)"),
        (Prior.lognormal(1, 0.45), 1, math.exp(0.45**2 / 2), "LogNormal(median 1, σ 0.45)"),
        (Prior.beta(2, 2), 0.5, 0.5, "Beta(2, 2)"),
        (Prior.gamma(1, 2), math.log(2) / 2, 0.5, "Gamma(shape 1, rate 2)"),
        (Prior.categorical((1, 0, 3)), 2, 1.5, "Categorical(1, 0, 3)"),
    ],
)
def test_medians_means_and_short_forms(prior: Prior, median: float, mean: float, text: str) -> None:
    assert prior.median() == pytest.approx(median, rel=1e-12)
    assert prior.mean() == pytest.approx(mean, rel=1e-12)
    assert prior.text() == text


def test_the_share_of_each_choice_is_its_weight() -> None:
    draws = Prior.categorical((1, 0, 3)).quantile(np.linspace(0, 1, 10_001))
    assert np.mean(draws == 0) == pytest.approx(0.25, abs=1e-3)
    assert not (draws == 1).any()


@pytest.mark.parametrize(
    ("build", "arguments"),
    [
        (Prior.uniform, (2, 1)),
        (Prior.uniform, (1, 1)),
        (Prior.uniform, (-1.7e308, 1.7e308)),
        (Prior.log_uniform, (0, 1)),
        (Prior.log_uniform, (-2, -1)),
        (Prior.normal, (0, 0)),
        (Prior.normal, (math.nan, 1)),
        (Prior.lognormal, (0, 1)),
        (Prior.lognormal, (1, -1)),
        (Prior.beta, (0, 1)),
        (Prior.beta, (1, math.inf)),
        (Prior.gamma, (0, 1)),
        (Prior.gamma, (1, 0)),
        (Prior.fixed, (math.inf,)),
        (Prior.categorical, ((),)),
        (Prior.categorical, ((0, 0),)),
        (Prior.categorical, ((1, -1),)),
    ],
)
def test_arguments_that_make_no_distribution_are_refused(build: object, arguments: tuple[object, ...]) -> None:
    with pytest.raises(InvalidValue):
        build(*arguments)  # type: ignore[operator]


def test_an_unknown_kind_and_a_wrong_number_of_arguments_are_refused() -> None:
    with pytest.raises(InvalidValue, match="no such kind"):
        Prior("cauchy", (0, 1))  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="takes low and high"):
        Prior("uniform", (0, 1, 2))


@pytest.mark.parametrize("u", [-0.1, 1.1, math.nan])
def test_quantiles_are_asked_for_probabilities_only(u: float) -> None:
    with pytest.raises(InvalidValue):
        Prior.uniform(0, 1).quantile(np.array([u]))


def quantity(low: float = 0, high: float = 10, prior: Prior | None = None, **more: object) -> Quantity:
    return Quantity("a.b", "what", "people", low, high, prior or Prior.uniform(2, 8), GUESS, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("low", "high", "prior"),
    [
        (0, 10, Prior.fixed(11)),
        (0, 10, Prior.uniform(11, 12)),
        (0, 10, Prior.normal(100, 1)),
        (2, 10, Prior.beta(1, 1)),
        (10, 0, None),
        (0, math.inf, None),
        (math.nan, 1, None),
    ],
)
def test_a_prior_without_mass_in_the_range_is_refused(low: float, high: float, prior: Prior | None) -> None:
    with pytest.raises(InvalidValue, match=r"a\.b"):
        quantity(low, high, prior)


def test_a_number_needs_a_reason() -> None:
    for wrong in ({}, {"judgement": "  "}, {"keys": ()}):
        with pytest.raises(InvalidValue):
            Source(**wrong)  # type: ignore[arg-type]
    assert Source(("a-2000", "b-2001"), "both ").text() == "a-2000, b-2001; judgement: both"


def test_fixing_a_quantity_checks_its_range() -> None:
    fixed = quantity().fixed_at(3, Source(("x",)))
    assert (fixed.prior, fixed.source.keys, fixed.is_fixed, fixed.median()) == (Prior.fixed(3), ("x",), True, 3)
    with pytest.raises(InvalidValue, match=r"11 is outside \[0, 10\] people"):
        quantity().fixed_at(11)


def test_a_narrowed_quantity_can_be_set_within_its_declared_range() -> None:
    narrowed = quantity(4, 6, limits=(0, 10))
    assert narrowed.draw(np.array([0.0, 1.0])).tolist() == [4, 6]
    assert narrowed.fixed_at(9).draw(np.array([0.3])).tolist() == [9]
    with pytest.raises(InvalidValue):
        narrowed.fixed_at(11)


def test_a_choice_is_an_index() -> None:
    def choice(prior: Prior, high: float = 2, names: tuple[str, ...] = ("x", "y", "z")) -> Quantity:
        return Quantity("a.variant", "which", "choice", 0, high, prior, GUESS, names)

    assert choice(Prior.fixed(1)).text() == "y"
    assert choice(Prior.categorical((1, 2, 1))).text() == "x 1 | y 2 | z 1"
    assert choice(Prior.fixed(1)).fixed_at(2).text() == "z"
    for wrong in (Prior.fixed(0.5), Prior.uniform(0, 2), Prior.categorical((1, 1))):
        with pytest.raises(InvalidValue):
            choice(wrong)
    with pytest.raises(InvalidValue):
        choice(Prior.fixed(0), high=5)
    with pytest.raises(InvalidValue):
        choice(Prior.fixed(0), names=("x", "x", "z"))
    with pytest.raises(InvalidValue):
        choice(Prior.fixed(0), high=1, names=())
    with pytest.raises(InvalidValue):
        choice(Prior.fixed(1)).check(0.5)


def test_quantities_are_frozen_hashable_and_can_be_sent_to_other_processes() -> None:
    one = quantity()
    assert pickle.loads(pickle.dumps(one)) == one
    assert hash(one) == hash(quantity())
    with pytest.raises(AttributeError):
        one.low = 3  # type: ignore[misc]
    assert one.text() == "Uniform(2 to 8) people"


def test_declaring_quantities_imports_neither_numpy_nor_scipy() -> None:
    code = (
        "import sys; from tocsin.theory.quantity import *;"
        "Quantity('a', 'b', 'share', 0.1, 0.9, Prior.beta(2, 2), Source(('x',)));"
        "Quantity('a', 'b', 'ratio', 0.1, 9, Prior.lognormal(1, 1), Source(('x',)));"
        "sys.exit('numpy' in sys.modules or 'scipy' in sys.modules or 'pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
