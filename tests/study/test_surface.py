"""The surface finds a known probability, whatever its shape over the parameters and between patterns."""

import numpy
import pytest

from tocsin.study.surface import fitted_surface, polynomials

PATTERNS = [("a", "x"), ("b", "x"), ("a", "y"), ("b", "y"), ("c", "y")]
ASKED = numpy.random.default_rng(9).random((300, 2))


def truth(place: int, at: numpy.ndarray) -> numpy.ndarray:
    first, second = PATTERNS[place]
    logit = {"a": -1.0, "b": 0.0, "c": 1.0}[first] + (first == "b" and second == "y") * 0.8
    logit = logit + 2.0 * at[:, 0] * (1 if first == "a" else -1) - 1.5 * at[:, 1] ** 2 + at[:, 0] * at[:, 1]
    return 1 / (1 + numpy.exp(-logit))


def histories(points: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    rng = numpy.random.default_rng(1)
    places = rng.random((len(PATTERNS), points, 2))
    codes = numpy.stack([(rng.random(points) < truth(k, places[k])).astype(numpy.int8) for k in range(len(PATTERNS))])
    return places, codes


def test_it_finds_what_made_the_histories() -> None:
    places, codes = histories(20_000)
    found = fitted_surface(PATTERNS, places, codes, ASKED)
    for k in range(len(PATTERNS)):
        assert numpy.abs(found[k] - truth(k, ASKED)).mean() < 0.015


def test_failed_histories_say_nothing() -> None:
    places, codes = histories(500)
    failed = codes.copy()
    failed[:, 400:] = -1
    alone = fitted_surface(PATTERNS, places[:, :400], codes[:, :400], ASKED)
    assert fitted_surface(PATTERNS, places, failed, ASKED) == pytest.approx(alone, abs=1e-9)


def test_a_pattern_that_never_succeeds_stays_finite() -> None:
    places, codes = histories(200)
    found = fitted_surface(PATTERNS, places, numpy.where(codes == 1, 0, codes).astype(numpy.int8), ASKED)
    assert (found > 0).all()
    assert found.max() < 0.01


def test_without_free_parameters_it_is_a_share() -> None:
    codes = numpy.zeros((1, 1000), numpy.int8)
    codes[0, :300] = 1
    found = fitted_surface([("a",)], numpy.empty((1, 1000, 0)), codes, numpy.empty((1, 0)))
    assert found[0, 0] == pytest.approx(0.3, abs=0.005)


def test_terms() -> None:
    """At the middle x = 0: the constant, 0, −1/2, 0; at the end all are 1."""
    assert polynomials(numpy.array([[0.5]]))[0] == pytest.approx([1, 0, -0.5, 0])
    assert polynomials(numpy.array([[1.0, 1.0]]))[0] == pytest.approx([1] * 8)
