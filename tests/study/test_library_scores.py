"""Scores over the library: leave-one-out by hand, counts with their errors, base rates in closed form."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy
import pytest

import tocsin
from tocsin.mechanisms.crisis.state import OUTCOMES
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.study import library_histories, library_predictions
from tocsin.study.library_histories import Counted
from tocsin.study.library_predictions import happened, log_evidence, of_base_rates, of_counts, others
from tocsin.study.library_scores import BASE_RATES, LibraryScores
from tocsin.study.scores import brier_of_outcomes
from tocsin.study.simulated import sobol
from tocsin.theory.frozen import FrozenMapping
from tocsin.theory.prior import Prior
from tocsin.theory.validation import load_case, load_theory


def test_each_case_is_predicted_by_what_the_others_teach() -> None:
    """Two particles by hand: without case i their weights are the products of the other cases' chances."""
    chances = numpy.array([[0.2, 0.8], [0.5, 0.25], [0.9, 0.3]])
    weights = others(chances)
    for i in range(3):
        rest = numpy.prod(numpy.delete(chances, i, axis=0), axis=0)
        assert weights[i] == pytest.approx(rest / rest.sum())
    evidence, effective = log_evidence(chances)
    together = numpy.prod(chances, axis=0)
    assert evidence == pytest.approx(math.log(together.mean()))
    assert effective == pytest.approx(together.sum() ** 2 / (together**2).sum())


def test_the_log_evidence_is_the_sum_of_one_step_predictions() -> None:
    """Bernoulli with a uniform prior: k of n with evidence B(k + 1, n - k + 1), left out (k' + 1) / (n + 1)."""
    p = (numpy.arange(200_000) + 0.5) / 200_000
    chances = numpy.stack([p if one else 1 - p for one in [1, 1, 0, 1]])
    assert log_evidence(chances)[0] == pytest.approx(float(math.lgamma(4) + math.lgamma(2) - math.lgamma(6)), abs=1e-6)
    # Of the three others two (or all three) went the same way: (k + 1) / (n + 2).
    assert (others(chances) * chances).sum(axis=1) == pytest.approx([3 / 5, 3 / 5, 1 / 5, 3 / 5], abs=1e-5)


def counted(matches: int, histories: int, record: tuple[int, ...] = (1,)) -> Counted:
    """Histories of which some, spread evenly, end as the record says and the others in outcome 4."""
    codes = numpy.full(histories, 4, numpy.int8)
    codes[numpy.linspace(0, histories - 1, matches).astype(int)] = record[0]
    return Counted(codes, record)


def test_a_record_that_was_never_seen_has_the_chance_and_the_error_of_a_count_of_nothing() -> None:
    """Dirichlet by Jeffreys' prior: (0 + 1/2) / (n + 4); variance of its logarithm ψ'(1/2) − ψ'(n + 4) = π²/2 − …"""
    places = sobol(1, 1024, [1])
    found, seen = of_counts([counted(0, 1024), counted(512, 1024)], places)
    (never, half), errors = happened(found.outcomes, [(1,), (1,)]), found.errors
    # What the second case teaches weighs the histories nearly evenly.
    assert never == pytest.approx(0.5 / 1028, rel=0.01)
    assert errors[0] == pytest.approx(math.pi / math.sqrt(2), rel=0.001)
    assert half == pytest.approx(0.5, abs=0.01)
    assert errors[1] == pytest.approx(math.sqrt(0.5 / 512), rel=0.05)
    assert seen == pytest.approx([0.5, 512], rel=0.02)
    assert found.evidence_error() == pytest.approx(math.hypot(*errors), rel=0.02)


@pytest.mark.parametrize("slopes", [0.1, 1.0, 10.0])
def test_a_chance_rests_on_counts_whatever_the_surface_is_penalised_by(
    slopes: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cases that the parameters do not move: 3 of 2,048 and nothing of 2,048 beside 700 of 2,048."""
    monkeypatch.setattr(library_histories, "SLOPES", slopes)
    rng = numpy.random.default_rng(3)
    places = sobol(3, 2048, [1])
    cases = []
    for matches in (0, 3, 700):
        codes = numpy.full(2048, 4, numpy.int8)
        codes[rng.choice(2048, matches, replace=False)] = 1
        cases.append(Counted(codes, (1,)))
    found, _ = of_counts(cases, places)
    expected = [math.log((number + 0.5) / 2052) for number in (0, 3, 700)]
    assert found.log_evidence == pytest.approx(sum(expected), abs=0.35)
    assert numpy.log(happened(found.outcomes, [(1,)] * 3)) == pytest.approx(expected, abs=0.6)


def test_failed_histories_are_not_counted_and_several_outcomes_are_one_record() -> None:
    codes = numpy.array([0, 0, 1, 2, 4, 4, 4, 4], numpy.int8)
    one = Counted(codes, (1, 2))
    assert (one.matches, one.histories) == (2, 6)
    assert one.level() == (3.0, 7.0)
    shares, seen = one.shares(numpy.full(8, 1 / 8))
    assert shares == pytest.approx(numpy.array([1.5, 1.5, 0.5, 4.5, 0.5, 0.5, 0.5, 0.5]) / 10)
    assert seen == pytest.approx(3)


def test_weighed_histories_are_as_good_as_kish_says() -> None:
    """Two of the record with weights 3 and 1 of four: share 4 / 6, as good as 36 / 12 = 3 histories."""
    shares, seen = Counted(numpy.array([1, 1, 4, 4], numpy.int8), (1,)).shares(numpy.array([3.0, 1.0, 1.0, 1.0]))
    assert shares[0] == pytest.approx((4 + 0.75) / (6 + 6))
    assert seen == pytest.approx(3 * 4 / 6 + 0.5)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> LibraryScores:
    root = tmp_path_factory.mktemp("library")
    result = tocsin.score(theories="officers-coordinate", points=64, root=root)
    assert isinstance(result, LibraryScores)
    return result


def test_base_rates_are_the_dirichlet_s_predictions() -> None:
    """Odds that are gammas of one rate make Dirichlet shares: predictions are (α + outcomes of the others) / total."""
    theory = load_theory(BASE_RATES, vocabulary())
    alpha = numpy.array([3.0, 2.0, 6.0, 5.0, 1.0, 2.0, 1.0, 0.5])
    odds = dict(theory.parameters)
    for name, shape in zip(OUTCOMES, alpha.tolist(), strict=True):
        quantity = odds[f"base_rates.{name}"]
        odds[quantity.name] = dataclasses.replace(quantity, prior=Prior.gamma(shape, 0.1))
    theory = dataclasses.replace(theory, parameters=FrozenMapping(odds))
    cases = [
        load_case(name, vocabulary()) for name in ("chile-1973", "turkey-2016", "myanmar-2021", "serbia-october-2000")
    ]
    codes = [OUTCOMES.index(str(case.observed("outcome")[0])) for case in cases]
    found = of_base_rates(theory, cases, 1)
    for i in range(len(cases)):
        rest = numpy.bincount([code for j, code in enumerate(codes) if j != i], minlength=8)
        assert found.outcomes[i] == pytest.approx((alpha + rest) / (alpha.sum() + 3), abs=0.002)
    assert not found.errors.any()


def test_every_case_and_theory_has_its_line(found: LibraryScores) -> None:
    assert {score.theory for score in found.scores} == {BASE_RATES, "officers-coordinate"}
    assert len(found.cases) >= 24
    assert all(score.n == len(found.cases) and score.split == "loo" for score in found.scores)
    assert sum(score.probability for score in found.scores) == pytest.approx(1)
    for score in found.scores:
        chances = numpy.array([case.chances[score.theory] for case in found.cases])
        errors = numpy.array([case.errors[score.theory] for case in found.cases])
        assert ((chances > 0) & (chances < 1)).all()
        assert score.log_score == pytest.approx(-numpy.log(chances).mean())
        assert score.log_score_error == pytest.approx(math.sqrt((errors**2).sum()) / len(errors))
        assert score.probability_low <= score.probability <= score.probability_high
        briers = []
        for case in found.cases:
            shares = numpy.array([case.outcomes[score.theory][name] for name in OUTCOMES])
            assert shares.sum() == pytest.approx(1)
            places = [OUTCOMES.index(name) for name in case.observed]
            assert shares[places].sum() == pytest.approx(case.chances[score.theory])
            briers.append(brier_of_outcomes(shares, places))
        assert score.brier == pytest.approx(numpy.mean(briers))
    assert found.of(BASE_RATES).vs_base_rates.difference == 0
    assert found.of(BASE_RATES).log_score_error == 0 < found.of("officers-coordinate").log_score_error


def test_rare_cases_get_more_histories_and_thin_ones_are_named(found: LibraryScores) -> None:
    counts = {case.case: case.counts["officers-coordinate"] for case in found.cases}
    sizes = {total for _, total in counts.values()}
    assert sizes <= {64 * times for times in library_predictions.MORE}
    assert len(sizes) > 1
    assert found.histories == sum(total for _, total in counts.values())
    assert found.thin()
    for case, theory, matches, histories in found.thin():
        assert counts[case] == (matches, histories)
        assert theory == "officers-coordinate"
        assert matches < 5
        assert histories == 64 * library_predictions.MORE[-1]


def test_what_is_on_disk_is_not_run_again_and_progress_ends(tmp_path: Path) -> None:
    first = tocsin.score(theories="officers-coordinate", points=64, root=tmp_path, workers=1)
    told: list[tuple[int, int]] = []
    files = sorted((tmp_path / "score").iterdir())
    stamps = [file.stat().st_mtime_ns for file in files]
    again = tocsin.score(
        theories="officers-coordinate", points=64, root=tmp_path, progress=lambda *now: told.append(now)
    )
    assert again == first
    assert [file.stat().st_mtime_ns for file in files] == stamps
    assert told[-1] == (first.histories, first.histories)


def test_base_rates_alone_are_scored(tmp_path: Path) -> None:
    found = tocsin.score(theories=BASE_RATES, root=tmp_path)
    assert isinstance(found, LibraryScores)
    assert [score.theory for score in found.scores] == [BASE_RATES]
    assert found.scores[0].probability == 1
