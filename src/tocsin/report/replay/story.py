"""Story: one history, run again compiled with its log kept, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tocsin.errors import InputError, Problem
from tocsin.evidence.features import feature_expression
from tocsin.mechanisms.crisis.state import RESPONSES
from tocsin.report.catalogue.case import observed_text
from tocsin.report.replay.sentences import number_in_words, sentence
from tocsin.report.replay.stored import Comparison, compare, stored_row
from tocsin.simulate.chunk import Chunk, run_chunk
from tocsin.simulate.model import Model
from tocsin.simulate.tables import events_table, histories_table
from tocsin.theory.quantity import Quantity

__all__ = ["Drawn", "Moment", "Story", "replay", "story_data"]

LAST_HISTORY = 10**8 - 1


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


@dataclass(frozen=True, slots=True)
class Drawn:
    """A quantity as this history has it; `level` is the share of its prior below the value, None where it has none."""

    name: str
    meaning: str
    unit: str
    value: float
    text: str
    level: float | None
    main: bool


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of the history beside the record's."""

    feature: str
    history: str | None
    record: str
    agrees: bool


@dataclass(frozen=True)
class Story:
    """One history.

    Attributes
    ----------
    case, theory : str
        Names.
    seed, history : int
        Its address.
    start : datetime
        Hour 0.
    capital : str
        Name of the capital.
    strength : float
        Men in the column at hour 0.
    moments : tuple of Moment
    not_kept : int
        Events beyond those that a log holds.
    course : dict
        The history's row of the results without its parameters.
    drawn : tuple of Drawn
        All uncertain quantities.
    record : tuple of Feature
    stored : Comparison
        How it compares with the row of a run on disk.
    outcome_only : bool
        Whether the theory says how crises end and nothing of their course.
    """

    case: str
    theory: str
    seed: int
    history: int
    start: datetime
    capital: str
    start_position: float
    strength: float
    moments: tuple[Moment, ...]
    not_kept: int
    course: dict[str, Any]
    drawn: tuple[Drawn, ...]
    record: tuple[Feature, ...]
    stored: Comparison
    outcome_only: bool
    settings: dict[str, str] = field(default_factory=dict)


def replay(
    model: Model,
    seed: int,
    history: int,
    directory: Path | None = None,
    settings: Mapping[str, float | str] | None = None,
    starting: Callable[[], None] | None = None,
) -> Story:
    """Run one history again and tell it.

    Parameters
    ----------
    model : Model
    seed, history : int
        As in the ensemble: the history is the same whatever the number of histories there.
    directory : Path, optional
        Results folder to compare it with; by default whichever run below ``runs/`` holds it.
    settings : mapping, optional
        What was set by hand: a stored run must have been made with the same.
    starting : callable, optional
        Called when all is checked and the history is about to be played.

    Raises
    ------
    InputError
        If the number is out of range.
    StoreError
        If `directory` holds no run, or another one.
    """
    if not 0 <= history <= LAST_HISTORY:
        problem = f"there is no history {history}"
        raise InputError([Problem(problem, "--history", expected=f"a whole number from 0 to {LAST_HISTORY:,}")])
    texts = {name: str(value) for name, value in (settings or {}).items()}
    found = stored_row(model, seed, history, texts, directory)
    if starting:
        starting()
    chunk = run_chunk(model, seed, history, 1, 1)
    table = histories_table(model, chunk)
    row: dict[str, Any] = table.row(0, named=True)
    moments = tuple(_moments(model, chunk))
    before = model.case.before
    return Story(
        case=model.case.id,
        theory=model.theory.id,
        seed=seed,
        history=history,
        start=model.case.start,
        capital=next(city.name for city in before.cities if city.id == before.capital),
        start_position=float(chunk.sets.column["position"][0]),
        strength=float(chunk.sets.column["strength"][0]),
        moments=moments,
        not_kept=max(0, int(chunk.courses["events"][0]) - len(moments)),
        course={name: value for name, value in row.items() if name not in model.uncertain},
        drawn=tuple(_drawn(model, row)),
        record=tuple(_features(model, table)),
        stored=compare(model, chunk, found),
        outcome_only=model.theory.predicts == ("outcome",),
        settings=texts,
    )


def _moments(model: Model, chunk: Chunk) -> list[Moment]:
    texts = {(m.name, event.name): event.text for m in model.mechanisms for event in m.events}
    positions = chunk.traces[0]["position"]
    found = []
    for _, hour, mechanism, event, actor, name, value in events_table(model, chunk).rows():
        text = texts[mechanism, event]
        told = sentence(text, actor, value, model.case)
        time = model.case.start + timedelta(hours=hour)
        found.append(Moment(hour, time, float(positions[hour]), mechanism, event, name, value, told))
    return found


def _drawn(model: Model, row: dict[str, Any]) -> list[Drawn]:
    main = set(_main_quantities(model))
    return [
        Drawn(name, q.meaning, q.unit, row[name], _value_text(q, row[name]), _level(q, row[name]), name in main)
        for name, q in ((name, model.quantities[name]) for name in model.uncertain)
    ]


def _main_quantities(model: Model) -> list[str]:
    """Name what a reader wants first: the case's own single inputs, and the parameters that claims rest on."""
    inputs = [name for name in model.case.inputs() if not name.startswith(("cities.", "groups.", "units."))]
    claimed = [name for claim in model.theory.claims for name in claim.contrast]
    return [*inputs, *model.theory.stated, *claimed]


def _value_text(quantity: Quantity, value: float) -> str:
    return quantity.choices[int(value)] if quantity.choices else number_in_words(value, quantity.unit)


def _level(quantity: Quantity, value: float) -> float | None:
    if quantity.choices or quantity.is_fixed:
        return None
    prior = quantity.prior
    low, high = prior.cdf(quantity.low), prior.cdf(quantity.high)
    return (prior.cdf(value) - low) / (high - low)


def _features(model: Model, table: Any) -> list[Feature]:
    found = []
    for item in model.case.record:
        value = table.select(feature_expression(item.feature)).item()
        texts = {observed if isinstance(observed, str) else " > ".join(observed) for observed in item.observed}
        known = value if value or item.feature != "responses" else "none"
        found.append(Feature(item.feature, known, observed_text(item.observed), value in texts))
    return found


def story_data(story: Story) -> dict[str, Any]:
    """Return a story as plain data."""
    data = asdict(story)
    data["start"] = story.start.isoformat()
    data["moments"] = [{**asdict(moment), "time": moment.time.isoformat()} for moment in story.moments]
    data["drawn"] = {item.name: {k: v for k, v in asdict(item).items() if k != "name"} for item in story.drawn}
    data["responses"] = [
        {"hour": story.course[f"response_{number}_hour"], "response": story.course[f"response_{number}"]}
        for number in range(1, len(RESPONSES) + 2)
        if story.course.get(f"response_{number}")
    ]
    return data
