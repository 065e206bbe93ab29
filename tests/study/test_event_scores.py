"""Proper scores of known tables: a theory wins the table that it made, and nothing wins a table of coin flips."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy
import pytest

from tocsin.catalogue import Catalogue
from tocsin.evidence.attempts import Attempt
from tocsin.evidence.covariates import UNKNOWN, Pattern, generic
from tocsin.mechanisms.crisis.state import OUTCOMES
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.simulate.chunk import run_at
from tocsin.simulate.model import Model
from tocsin.study.event_scores import score_events
from tocsin.study.predictions import BASE_RATES, Part
from tocsin.study.scores import clustered, log_scores
from tocsin.study.simulated import free_parameters
from tocsin.theory.theory import Theory
from tocsin.theory.validation import load_theory

PATTERNS: list[Pattern] = [
    (rank, protests, regime, UNKNOWN, attempts)
    for rank in ("senior", "junior")
    for protests, regime in (("none", "personal"), ("large", "military"), (UNKNOWN, "party"))
    for attempts in ("none", "several")
]
WON = [1 + OUTCOMES.index(name) for name in generic().success]


def theories(*names: str) -> list[Theory]:
    return [load_theory(name, vocabulary()) for name in names]


def part(patterns: list[Pattern], successes: numpy.ndarray, first: int = 0) -> Part:
    events = tuple(
        Attempt(first + number % 80, "x", date(1960, 1, 1) + timedelta(days=7 * number), "x.csv", number, number)
        for number in range(len(patterns))
    )
    return Part(events, tuple(patterns), numpy.asarray(successes, bool))


def made_by(theory: Theory, values: dict[str, float], size: int, first: int) -> Part:
    """Events of which a theory's own histories, at fixed values of its free parameters, decide how they ended."""
    patterns, successes = [], []
    for number, pattern in enumerate(PATTERNS):
        model = Model(theory, generic().case_of(pattern))
        drawn = model.quantiles(first + number * size, size, 99).T.copy()
        for name, quantile in values.items():
            drawn[:, model.uncertain.index(name)] = quantile
        histories = numpy.arange(first + number * size, first + (number + 1) * size)
        courses = run_at(model, 99, numpy.ascontiguousarray(drawn), histories)[1]
        patterns += [pattern] * size
        successes.append(numpy.isin(courses["outcome"], WON))
    order = numpy.random.default_rng(first).permutation(len(patterns))
    return part([patterns[i] for i in order], numpy.concatenate(successes)[order], first)


def test_a_theory_wins_the_table_that_it_made(tmp_path: Path, two_odds: str) -> None:
    """Against a theory of odds that nothing moves, and one in which no unit ever chooses a side."""
    (maker, odds) = theories("officers-coordinate", two_odds)
    idle = replace(maker, id="idle-units", mechanisms=maker.mechanisms.with_item("crisis.units", False))
    truth = {"units.penalty": 0.1, "balance.hold": 0.5, "challenger.fights_prior": 0.1, "units.bloodshed": 0.6,
             "units.noise": 0.5}  # fmt: skip
    assert set(truth) == set(free_parameters(maker, generic()))
    fit, test = made_by(maker, truth, 150, 0), made_by(maker, truth, 150, 10**6)
    found = score_events(fit, test, [odds, idle, maker], generic(), 1, tmp_path, points=512)
    assert found.chosen == maker.id
    assert min(found.theories, key=lambda name: found.of(name).log_score) == maker.id
    assert found.of(maker.id).vs_base_rates.high < 0
    assert found.of(maker.id).log_score < found.of("logistic-regression").log_score + 0.01


@pytest.mark.slow
def test_a_shipped_theory_wins_the_table_that_it_made_against_shipped_rivals(tmp_path: Path) -> None:
    """At one point of its prior, picked because theories differ there by more than surfaces err, against two rivals.

    It does not hold in general: at most points of the prior the shipped theories are too alike to be told apart by
    such a table, and structural-demographic was chosen in this one's place at 1,024 points (validation/scores.md).
    """
    rivals = theories("counterbalanced-army", "hidden-preferences")
    (maker,) = theories("officers-coordinate")
    truth = {"units.penalty": 0.21, "balance.hold": 0.02, "challenger.fights_prior": 0.41, "units.bloodshed": 0.97,
             "units.noise": 0.22}  # fmt: skip
    fit, test = made_by(maker, truth, 600, 0), made_by(maker, truth, 600, 10**6)
    found = score_events(fit, test, [*rivals, maker], generic(), 1, tmp_path, points=2048)
    assert found.chosen == maker.id
    own = numpy.array([event.chances[maker.id] for event in found.predictions])
    for rival in rivals:
        theirs = numpy.array([event.chances[rival.id] for event in found.predictions])
        against = clustered(log_scores(test.successes, own) - log_scores(test.successes, theirs), test.countries)
        assert against.difference < 0, rival.id
        assert found.of(rival.id).vs_base_rates.high < 0  # they share most of the mechanisms that made it
    assert found.of(maker.id).vs_logistic_regression.difference < 0.01


def test_nothing_wins_a_table_of_coin_flips(tmp_path: Path) -> None:
    """None of the theories that are shipped, nor the regression, beats base rates beyond chance."""
    rng = numpy.random.default_rng(1)
    patterns = [PATTERNS[i] for i in rng.integers(0, len(PATTERNS), 300)]
    fit, test = (part(patterns, rng.random(300) < 0.5, first) for first in (0, 100))
    shipped = [entry.id for entry in Catalogue.default().entries("theory") if entry.id != BASE_RATES]
    found = score_events(fit, test, theories(*shipped), generic(), 1, tmp_path, points=128)
    assert len(found.theories) == len(shipped) > 5
    for score in found.scores:
        if score.split != "fit":
            assert score.vs_base_rates.high >= 0, score
            assert score.log_score > 0.68


def test_chances_of_a_theory_of_odds_are_its_odds(tmp_path: Path, two_odds: str) -> None:
    """P(coup) = y / (x + y) whatever is known: free of parameters it is 1/2, and what is known moves nothing."""
    rng = numpy.random.default_rng(1)
    fit = part([PATTERNS[i % len(PATTERNS)] for i in range(200)], rng.random(200) < 0.5)
    found = score_events(fit, None, theories(two_odds), generic(), 1, tmp_path, points=1024)
    chances = [event.chances["two-odds"] for event in found.predictions]
    assert numpy.mean(chances) == pytest.approx(0.5, abs=0.03)
    assert numpy.std(chances) < 0.03
