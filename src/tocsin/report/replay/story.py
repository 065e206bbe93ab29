"""Story of a crisis: one history hour by hour, as data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import polars

from tocsin.mechanisms.crisis.state import RESPONSES
from tocsin.report.replay.sentences import sentence
from tocsin.report.replay.told import Told, told_data
from tocsin.simulate.chunk import Chunk
from tocsin.simulate.model import Model, Sets

__all__ = ["Moment", "Story", "crisis_data", "crisis_story"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One event: hour since the start, local time, the column's distance from the capital (km), and the sentence."""

    hour: int
    time: datetime
    position: float
    mechanism: str
    event: str
    actor: str | None
    value: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Story(Told):
    """One history of a crisis; see `Told` for the rest.

    Attributes
    ----------
    start : datetime
        Hour 0.
    capital : str
        Name of the capital.
    start_position, strength : float
        Distance of the column from it (km) and men in the column, at hour 0.
    moments : tuple of Moment
    outcome_only : bool
        Whether the theory says how crises end and nothing of their course.
    """

    start: datetime
    capital: str
    start_position: float
    strength: float
    moments: tuple[Moment, ...]
    outcome_only: bool


def crisis_story(model: Model, chunk: Chunk, events: polars.DataFrame, told: Told) -> Story:
    """Make the story of the one history of a chunk from what is told of it already and its events."""
    assert isinstance(chunk.sets, Sets)
    before = model.case.before
    return Story(
        **{name: getattr(told, name) for name in Told.__dataclass_fields__},
        start=model.case.start,
        capital=next(city.name for city in before.cities if city.id == before.capital),
        start_position=float(chunk.sets.column["position"][0]),
        strength=float(chunk.sets.column["strength"][0]),
        moments=tuple(_moments(model, chunk, events)),
        outcome_only=model.theory.predicts == ("outcome",),
    )


def _moments(model: Model, chunk: Chunk, events: polars.DataFrame) -> list[Moment]:
    texts = {(m.name, event.name): event.text for m in model.mechanisms for event in m.events}
    positions = chunk.traces[0]["position"]
    found = []
    for _, hour, mechanism, event, actor, name, value in events.rows():
        text = sentence(texts[mechanism, event], actor, value, model.case)
        time = model.case.start + timedelta(hours=hour)
        found.append(Moment(hour, time, float(positions[hour]), mechanism, event, name, value, text))
    return found


def crisis_data(story: Story) -> dict[str, Any]:
    """Return the story of a crisis as plain data."""
    data = told_data(story)
    data["start"] = story.start.isoformat()
    data["moments"] = [{**asdict(moment), "time": moment.time.isoformat()} for moment in story.moments]
    data["responses"] = [
        {"hour": story.course[f"response_{number}_hour"], "response": story.course[f"response_{number}"]}
        for number in range(1, len(RESPONSES) + 2)
        if story.course.get(f"response_{number}")
    ]
    return data
