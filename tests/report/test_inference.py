"""What `tocsin infer` says in words, for what cannot easily be made to happen."""

import io
import math
from dataclasses import replace

import pytest
from rich.console import Console

from tocsin.report.inference import print_inference, reading
from tocsin.report.inference_data import inference_json
from tocsin.report.page import Page
from tocsin.study.contest import Contest, standings
from tocsin.study.estimating import Effort
from tocsin.study.infer import CaseInference, Inference
from tocsin.study.marginal import STAGES, Apart, Estimate, Spread, Stage


def inference(logs, errors):
    names = [f"theory-{i}" for i in range(len(logs))]
    stage = (Stage(("outcome",), 0.1, 0.01),)
    estimates = [
        Estimate(log, error, 1e-4, STAGES, 1.0, 0, 1000, 0, stage) for log, error in zip(logs, errors, strict=True)
    ]
    lines = standings(names, logs, errors, estimates)
    case = CaseInference("march-on-moscow-2023", (Contest(("outcome", "duration"), lines),), {}, {})
    return Inference((case,), lines, (), 1, Effort())


@pytest.mark.parametrize(
    ("logs", "words"),
    [
        ((-3.0, -3.05), "come out alike, within the error of the computing"),
        ((-3.0, -3.7), "hardly tells apart theory-0 and theory-1 (Bayes factor 2)"),
        ((-3.0, -5.0), "speaks for theory-0 against the next, theory-1 (Bayes factor 7.4)"),
        ((-3.0, -7.0), "speaks strongly for"),
        ((-3.0, -9.0), "speaks very strongly for"),
        ((-3.0, -50.0), "Bayes factor 10^20"),
        ((-3.0, -math.inf), "only theory-0 ever matched the record"),
        ((-math.inf, -math.inf), "it tells nothing"),
        ((-3.0,), "without a rival that says neither for nor against it"),
    ],
)
def test_strength_in_words(logs, words):
    errors = [0.05 if math.isfinite(log) else math.nan for log in logs]
    assert words in reading(inference(list(logs), errors))


@pytest.mark.parametrize("width", [40, 80, 140])
def test_a_theory_that_never_matched_stays_on_the_screen(width):
    found = inference([-3.0, -math.inf], [0.05, math.nan])
    out = io.StringIO()
    print_inference(Page(Console(file=out, width=width, highlight=False)), found, 1.0)
    text = " ".join(out.getvalue().split())
    assert "-∞" in text
    assert "at most 0.0001" in text
    assert "Nothing matched under theory-1" in text
    assert "was not reached" not in text
    data = inference_json(found, 1.0)
    assert [line["probability"] for line in data["theories"]] == [1.0, 0.0]
    assert "at least 99.8 %" in text
    assert "at most 0.2 %" in text
    assert [math.isnan(line["probability_error"]) for line in data["theories"]] == [True, True]
    assert data["theories"][0]["probability_low"] == pytest.approx(1 / (1 + 1e-4 / math.exp(-3)))
    assert data["comparisons"][0]["features"] == ["outcome", "duration"]


def test_an_error_that_was_not_reached_is_said():
    found = inference([-3.0, -4.0, -5.0], [0.1, 0.12, 0.3])
    out = io.StringIO()
    print_inference(Page(Console(file=out, width=140, highlight=False)), found, 1.0)
    text = " ".join(out.getvalue().split())
    assert "The error aimed at, 0.1, was not reached for theory-1 (± 0.12), theory-2 (± 0.30)" in text


def test_features_that_never_come_together_are_named():
    found = inference([-math.inf, -math.inf], [math.nan, math.nan])
    pair = Apart(("nearest_distance", "fighting_in_capital"), 3194.0, 20_000)
    [case] = found.cases
    [contest] = case.contests
    lines = tuple(replace(line, estimate=replace(line.estimate, apart=(pair,))) for line in contest.standings)
    found = replace(found, cases=(replace(case, contests=(replace(contest, standings=lines),)),), theories=lines)
    out = io.StringIO()
    print_inference(Page(Console(file=out, width=200, highlight=False)), found, 1.0)
    text = " ".join(out.getvalue().split())
    told = "nearest_distance and fighting_in_capital never come in one history of theory-0, theory-1: in none of 20,000"
    assert text.count(told) == 1
    assert "Nothing matched under" not in text
    assert inference_json(found, 1.0)["theories"][0]["never_together"] == [
        {"features": ("nearest_distance", "fighting_in_capital"), "expected": 3194.0, "histories": 20_000}
    ]


@pytest.mark.parametrize(
    ("spread", "words"),
    [
        (Spread(24, 4, 0.39), "is likely too small: of 24 replicates 4 found nothing and one carries 39\u00a0% of"),
        (Spread(24, 0, 0.39), "of 24 replicates one carries 39\u00a0% of the evidence"),
        (Spread(24, 1, 0.1), "of 24 replicates 1 found nothing and one carries 10\u00a0%"),
        (Spread(24, 0, 0.1), None),
    ],
)
def test_an_error_that_hangs_on_few_replicates_is_doubted(spread, words):
    found = inference((-3.0, -4.0), (0.1, 0.1))
    lines = tuple(replace(line, estimate=replace(line.estimate, spread=spread)) for line in found.theories)
    case = replace(found.cases[0], contests=(Contest(("outcome",), lines),))
    found = replace(found, cases=(case,), theories=lines)
    stream = io.StringIO()
    print_inference(Page(Console(file=stream, width=400)), found, 1.0)
    assert ("replicates" in stream.getvalue()) is (words is not None)
    assert words is None or words in stream.getvalue()
    assert inference_json(found, 1.0)["theories"][0]["replicates"]["uneven"] is (words is not None)
