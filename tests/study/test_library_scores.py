"""Scores over the library: leave-one-out by hand, and base rates by the Dirichlet's closed form."""

from __future__ import annotations

import math
from pathlib import Path

import numpy
import pytest

import tocsin
from tocsin.study.library_scores import BASE_RATES, LibraryScores, left_out


def test_each_case_is_predicted_by_what_the_others_teach() -> None:
    """Two particles by hand: without case i their weights are the products of the other cases' chances."""
    chances = numpy.array([[0.2, 0.8], [0.5, 0.25], [0.9, 0.3]])
    predicted, evidence = left_out(chances)
    for i in range(3):
        others = numpy.prod(numpy.delete(chances, i, axis=0), axis=0)
        assert predicted[i] == pytest.approx(float(others @ chances[i] / others.sum()))
    assert evidence == pytest.approx(math.log(numpy.prod(chances, axis=0).mean()))


def test_the_log_evidence_is_the_sum_of_one_step_predictions() -> None:
    """Bernoulli with a uniform prior: k of n with evidence B(k + 1, n - k + 1), left out (k' + 1) / (n + 1)."""
    p = (numpy.arange(200_000) + 0.5) / 200_000
    happened = [1, 1, 0, 1]
    chances = numpy.stack([p if one else 1 - p for one in happened])
    predicted, evidence = left_out(chances)
    assert evidence == pytest.approx(float(math.lgamma(4) + math.lgamma(2) - math.lgamma(6)), abs=1e-6)
    # Of the three others two (or all three) went the same way: (k + 1) / (n + 2).
    assert predicted == pytest.approx([3 / 5, 3 / 5, 1 / 5, 3 / 5], abs=1e-5)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> LibraryScores:
    root = tmp_path_factory.mktemp("library")
    result = tocsin.score(theories="officers-coordinate", points=64, root=root)
    assert isinstance(result, LibraryScores)
    return result


def test_base_rates_are_the_dirichlet_s_predictions(found: LibraryScores) -> None:
    """Without what the other cases teach, the chance of a coup is the mean of its share: gammas drawn directly."""
    parameters = tocsin.build("kapp-1920", BASE_RATES).theory.parameters
    rng = numpy.random.default_rng(1)
    odds = {
        name: rng.gamma(quantity.prior.arguments[0], 1 / quantity.prior.arguments[1], 100_000)
        for name, quantity in parameters.items()
        if name.startswith("base_rates.") and quantity.prior.kind == "gamma"
    }
    share = odds["base_rates.coup"] / sum(odds.values())
    case = next(case for case in found.cases if case.observed == ("coup",))
    # The other cases move a prior that a few hundred attempts made only a little.
    assert case.chances[BASE_RATES] == pytest.approx(float(share.mean()), abs=0.08)


def test_every_case_and_theory_has_its_line(found: LibraryScores) -> None:
    assert {score.theory for score in found.scores} == {BASE_RATES, "officers-coordinate"}
    assert len(found.cases) >= 24
    assert all(score.n == len(found.cases) and score.split == "loo" for score in found.scores)
    assert sum(score.probability for score in found.scores) == pytest.approx(1)
    for score in found.scores:
        chances = numpy.array([case.chances[score.theory] for case in found.cases])
        assert ((chances > 0) & (chances < 1)).all()
        assert score.log_score == pytest.approx(-numpy.log(chances).mean())
        assert score.brier == pytest.approx(((1 - chances) ** 2).mean())
    assert found.of(BASE_RATES).vs_base_rates.difference == 0


def test_what_is_on_disk_is_not_run_again(tmp_path: Path) -> None:
    first = tocsin.score(theories="officers-coordinate", points=64, root=tmp_path, workers=1)
    told: list[int] = []
    files = sorted((tmp_path / "score").iterdir())
    stamps = [file.stat().st_mtime_ns for file in files]
    again = tocsin.score(theories="officers-coordinate", points=64, root=tmp_path, progress=lambda d, t: told.append(d))
    assert again == first
    assert [file.stat().st_mtime_ns for file in files] == stamps
