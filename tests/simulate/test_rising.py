"""A rising without a challenger through the compiled engine: the generic case, its column left out by the setting."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import numpy
import pytest

import tocsin
from tocsin.mechanisms.crisis.state import ABANDONED, HOURS_AT_MOST, OUTCOMES
from tocsin.simulate import random
from tocsin.simulate.chunk import SET_SIZE, run_chunk
from tocsin.simulate.interpreted import play_interpreted
from tocsin.simulate.model import Model, Sets

GENERIC = Path(tocsin.__file__).parent / "catalogue" / "generic" / "coup-attempt.yaml"
HISTORIES = 2000


class Rising(Model):
    """A model whose case has no challenger but a spark, log-uniform between these ends."""

    LOW, HIGH = 0.002, 0.1

    def sets(self, first: int, count: int, seed: int) -> Sets:
        sets = super().sets(first, count, seed)
        place = random.per_set(["spark"], numpy.arange(first, first + count), seed)[0]
        sets.settings["challenger_present"] = 0.0
        sets.settings["spark"] = self.LOW * (self.HIGH / self.LOW) ** place
        return sets


class WithoutSpark(Rising):
    LOW, HIGH = 0.0, 1.0

    def sets(self, first: int, count: int, seed: int) -> Sets:
        sets = super(Rising, self).sets(first, count, seed)
        sets.settings["challenger_present"] = 0.0
        return sets


@pytest.fixture(scope="module")
def model() -> Model:
    return tocsin.build(str(GENERIC))


def test_a_rising_ends_in_any_way_but_a_coup(model: Model) -> None:
    """Outcomes that a rising has are found among a few thousand; fighting to the last hour is rare and needs more."""
    rising = Rising(model.theory, model.case)
    courses = run_chunk(rising, 11, 0, HISTORIES, 0).courses
    assert (courses["failed_hour"] < 0).all()
    found = Counter(OUTCOMES[outcome - 1] for outcome in courses["outcome"].tolist())
    assert set(OUTCOMES) - set(found) - {"coup", "civil_war"} == set()
    assert found["coup"] == 0
    assert set(courses["arrival"].tolist()) == {-1}
    assert set(courses["turnout_challenger"].tolist()) == {0.0}
    assert (courses["risk_90"][courses["outcome"] == OUTCOMES.index("revolution") + 1] == 1.0).all()
    unresolved = courses["outcome"] == OUTCOMES.index("unresolved") + 1
    assert (courses["hours"][unresolved] == HOURS_AT_MOST).all()


def test_a_fight_in_the_capital_can_last_to_the_horizon(model: Model) -> None:
    """Units on both sides, who hardly hurt each other and never give way: `civil_war` is not ruled out."""
    model = tocsin.build(str(GENERIC), settings={
        "combat.column_effect": 1e-5, "combat.defence_effect": 1e-5, "combat.breaking": 0.05, "combat.assault": 0.0,
        "combat.yielding": 0.0, "ruler.response": "repress", "turn.rate": 0.0, "street.threshold": 0.0,
    })  # fmt: skip
    courses = run_chunk(Rising(model.theory, model.case), 3, 0, 200, 0).courses
    assert (courses["outcome"] == OUTCOMES.index("civil_war") + 1).any()


def test_interpreted_equals_compiled_in_a_rising(model: Model) -> None:
    rising = Rising(model.theory, model.case)
    compiled = run_chunk(rising, 5, 0, 20 * SET_SIZE, 20 * SET_SIZE)
    for history in range(0, 20 * SET_SIZE, 17):
        played = play_interpreted(rising, 5, history)
        assert dataclasses.astuple(played.course) == compiled.courses[history].item()
        for ours, theirs in ((played.notes, compiled.notes[history]), (played.traces, compiled.traces[history])):
            assert [dataclasses.astuple(line) for line in ours] == theirs.tolist()


def test_without_a_spark_nothing_happens(model: Model) -> None:
    courses = run_chunk(WithoutSpark(model.theory, model.case), 11, 0, 500, 0).courses
    assert set(courses["outcome"].tolist()) == {ABANDONED}
    assert set(courses["hours"].tolist()) == {0}
    assert set(courses["turnout_themselves"].tolist()) == {0.0}


def test_the_same_histories_with_a_larger_spark_bring_out_no_fewer(model: Model) -> None:
    """Paired by their draws, with neither ruler nor units to meet them, and over only when hardly anybody is left."""
    calm = tocsin.build(str(GENERIC), settings={
        "crisis.ruler": "off", "turn.rate": 0.0, "combat.assault": 1.0, "ending.melted": 0.01,
    })  # fmt: skip
    peaks = []
    for spark in (0.01, 0.03, 0.1):

        class Same(Rising):
            LOW, HIGH = spark, spark

        peaks.append(run_chunk(Same(calm.theory, calm.case), 2, 0, 400, 0).courses["turnout_themselves"])
    # People overlook a change of company of one in 100,000.
    assert (peaks[1] >= peaks[0] - 1e-4).all()
    assert (peaks[2] >= peaks[1] - 1e-4).all()
