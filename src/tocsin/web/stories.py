"""One history as the page plays it: its story in words, and its path hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy

from tocsin.building import build
from tocsin.mechanisms.crisis.state import CAUSES, RESPONSES
from tocsin.report.replay import replay, story_data
from tocsin.simulate.chunk import run_chunk
from tocsin.simulate.model import Model

__all__ = ["STANCES", "story"]

STANCES = {"unit-will-fight": "fights", "unit-stands-aside": "aside", "unit-joins": "joined", "unit-beaten": "beaten"}
"""What an event of the log says of a unit's stance."""


def story(case: str, theory: str, seed: int, history: int, settings: Mapping[str, Any]) -> dict[str, Any]:
    """What `tocsin replay --json` prints of a history, with `path` and `units` beside it for a crisis.

    `path` is a list by the hour of the column's distance, strength, the response and people out by cause; `units` a
    list of ``{id, name, city, stances}``, the last a list of (hour, stance).

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with the input.
    """
    model = build(case, theory, dict(settings))
    told = replay(model, seed, history, None, dict(settings), lambda: None)
    data = story_data(told)
    if isinstance(model, Model):
        data["path"] = _path(model, seed, history)
        data["units"] = _units(model, data["moments"])
    return data


def _path(model: Model, seed: int, history: int) -> list[dict[str, Any]]:
    chunk = run_chunk(model, seed, history, 1, 1)
    hours = int(chunk.courses["hours"][0])
    trace = chunk.traces[0][: hours + 1]
    return [
        {
            "hour": hour,
            "position": float(trace["position"][hour]),
            "strength": float(trace["strength"][hour]),
            "response": RESPONSES[int(trace["response"][hour])],
            **{f"out_{cause}": float(numpy.nan_to_num(trace[f"out_{cause}"][hour])) for cause in CAUSES},
        }
        for hour in range(hours + 1)
    ]


def _units(model: Model, moments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for unit in model.case.before.units:
        stances = [[moment["hour"], STANCES[moment["event"]]] for moment in moments
                   if moment["actor"] == unit.name and moment["event"] in STANCES]  # fmt: skip
        found.append({"id": unit.id, "name": unit.name, "city": unit.city, "stances": stances})
    return found
