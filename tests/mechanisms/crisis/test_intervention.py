"""A foreign power steps in at a constant hazard that exists only while the capital is fought over."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from scipy import stats

from tocsin.mechanisms.crisis.intervention import intervention
from tocsin.mechanisms.crisis.state import Course, Setting

HOSTILE = Setting(hostile_power=1.0)


def first_hour(stage: Any, p: Any, case: Setting, fighting: int, history: int, ticks: int) -> int | None:
    now = stage.crisis(course=Course(fighting_now=fighting))
    for tick in range(ticks):
        intervention(now, case, p, stage.draw("intervention", tick=tick, history=history))
        if now.course.intervention:
            assert now.course.intervention_hour == tick
            assert now.course.news == 1
            return tick
    return None


@pytest.mark.parametrize("rate", [0.3, 4.0])
def test_waiting_times_are_exponential(stage: Any, rate: float) -> None:
    p, histories = stage.parameters({"intervention.rate": rate}), 1000
    waits = [first_hour(stage, p, HOSTILE, 1, history, 2000) for history in range(histories)]
    reached = [wait for wait in waits if wait is not None]
    assert len(reached) == histories
    hazard = rate / 24.0
    edges = [0, *(math.ceil(-math.log(1 - share) / hazard) for share in (0.2, 0.4, 0.6, 0.8)), 10_000]
    counts = [sum(low <= wait < high for wait in reached) for low, high in pairwise(edges)]
    expected = [histories * (math.exp(-hazard * low) - math.exp(-hazard * high)) for low, high in pairwise(edges)]
    assert stats.chisquare(counts, expected).pvalue > 0.001


@pytest.mark.parametrize(("case", "fighting"), [(HOSTILE, 0), (Setting(hostile_power=0.0), 1)])
def test_nobody_steps_in_without_fighting_or_without_a_hostile_power(stage: Any, case: Setting, fighting: int) -> None:
    p = stage.parameters({"intervention.rate": 1e6})  # certain within the hour, were there any hazard
    assert all(first_hour(stage, p, case, fighting, history, 50) is None for history in range(100))
    assert first_hour(stage, p, HOSTILE, 1, 0, 50) == 0


def test_it_happens_once(stage: Any) -> None:
    now, p = stage.crisis(course=Course(fighting_now=1)), stage.parameters({"intervention.rate": 1e6})
    for tick in range(10):
        intervention(now, HOSTILE, p, stage.draw("intervention", tick=tick))
    assert (now.course.intervention, now.course.intervention_hour, now.course.news, now.course.events) == (1, 0, 1, 1)
