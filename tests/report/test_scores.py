"""What `score` says: who wins, whether beyond chance, and what to hold against it."""

from dataclasses import replace

import pytest

from tocsin.report.scores import print_scores
from tocsin.report.scores_data import scores_json
from tocsin.report.scores_reading import doubt, reading, signed
from tocsin.report.terminal import plain
from tocsin.study.event_scores import Dropped, EventScores, Fit, Score
from tocsin.study.likelihood import Fitted
from tocsin.study.scores import Bin, Difference

NONE = Difference(0.0, 0.0, 0.0)
WORSE, EVEN, BETTER = Difference(0.05, 0.01, 0.09), Difference(0.01, -0.02, 0.04), Difference(-0.05, -0.09, -0.01)


def found(theory: Difference = EVEN, regression: Difference = EVEN, judged: str = "test") -> EventScores:
    scores = []
    for split in ("fit", "cv", "test")[: 3 if judged == "test" else 2]:
        scores += [
            Score("world-crisis", split, 100, 0.68, 0.24, theory, theory),
            Score("officers-coordinate", split, 100, 0.69, 0.25, EVEN, EVEN),
            Score("base-rates", split, 100, 0.693, 0.25, NONE, EVEN),
            Score("logistic-regression", split, 100, 0.67, 0.24, regression, NONE),
        ]
    return EventScores(
        seed=1, points=64, histories=640, failed=0, theories=("world-crisis", "officers-coordinate"),
        chosen="world-crisis", judged=judged, scores=tuple(scores),
        reliability={("world-crisis", judged): (Bin(0.4, 0.5, 100, 0.45, 0.5, 0.4, 0.6),)},
        fits=(Fit("world-crisis", (Fitted("units.penalty", "utility", 2.0, 3.0, 4.0, 1.7, 13.0),), 20.0),),
        dropped=(Dropped("Turkey", "2016-07-16", "turkey-2016"),), incomplete=2,
        repeated=3, succeeded={("rank", "senior"): 36, ("rank", "unknown"): 18}, seen="Changed in view of outcomes.",
        known={("rank", "senior"): (60, 40), ("rank", "unknown"): (60, 40)}, predictions=(),
    )  # fmt: skip


@pytest.mark.parametrize("width", [40, 80, 120])
def test_all_of_it_is_there_at_any_width(printed, width):
    text = printed(lambda page, data: print_scores(page, data, 9.0), found(), width)
    for part in ("world-crisis ◀", "0.6800", "logistic-regression", "+0.0100 (-0.0200 to +0.0400)", "turkey-2016",
                 "units.penalty", "40.0 % to 50.0 %", "2 rows without", "3 rows of attempts that stood there before",
                 "Changed in view"):  # fmt: skip
        assert part in " ".join(text.split())


@pytest.mark.parametrize(
    ("theory", "said"),
    [
        (EVEN, "neither better nor worse, beyond chance, than base rates. No theory does better than base rates"),
        (WORSE, "it does worse than base rates"),
        (BETTER, "Better than base rates beyond chance: world-crisis. Better than the logistic regression"),
    ],
)
def test_the_reading_says_no_more_than_the_interval(theory, said):
    assert said in reading(found(theory))


def test_theories_that_are_alike_are_said_to_be():
    assert "hardly tell them apart" not in reading(found())
    scores = [replace(score, log_score=0.691) for score in found().scores]
    assert "within 0.0000 of each other" in reading(replace(found(), scores=tuple(scores)))


def test_the_regression_is_judged_too():
    assert reading(found(regression=BETTER)).endswith("The logistic regression does better than base rates.")


def test_doubts():
    text = " ".join(doubt(found()).split())
    assert "rank for 50.0 % of the attempts (to fit on 30.0 % of these succeeded, 60.0 % of the others)" in text
    assert text.startswith("Changed in view of outcomes.")
    assert "Changed in view" not in doubt(replace(found(), seen=""))
    assert scores_json(found(), 1.0)["doubt"] == doubt(found())
    assert "take more --points" in text
    assert "looks better than it is" not in text
    assert "looks better than it is" in doubt(found(judged="cv"))


def test_numbers_and_data():
    assert signed(NONE) == "0"
    data = plain(scores_json(found(), 1.0))
    assert data["scores"][0]["vs_base_rates"] == {"difference": 0.01, "low": -0.02, "high": 0.04}
    assert data["dropped"] == [{"country": "Turkey", "day": "2016-07-16", "case": "turkey-2016"}]
