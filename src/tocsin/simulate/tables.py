"""Tables of a chunk: a row a history, a row an event, a row an hour or a month; of a world also a row a country."""

from __future__ import annotations

import numpy
import polars
from numpy.typing import NDArray

from tocsin.mechanisms.crisis import state
from tocsin.simulate import world_tables
from tocsin.simulate.actors import actor_kind, actor_name
from tocsin.simulate.chunk import SET_SIZE, AnyModel, Chunk
from tocsin.simulate.world_model import WorldModel

_OUTCOMES = polars.Series([None, *state.OUTCOMES], dtype=polars.String)
_RESPONSES = polars.Series([None, *state.RESPONSES[1:]], dtype=polars.String)
_COUNTERS = ("news", "failed_hour", "fighting_now", "capital_hours", "responses")


def tables_of(model: AnyModel, chunk: Chunk) -> dict[str, polars.DataFrame]:
    """All tables of a chunk by kind, the histories last: where they are, the rest is too."""
    kept = {"events": events_table(model, chunk), "series": series_table(chunk)} if len(chunk.notes) else {}
    if isinstance(model, WorldModel):
        return {
            **kept,
            "countries": world_tables.countries_table(model, chunk),
            "histories": _world_table(model, chunk),
        }
    return {**kept, "histories": histories_table(model, chunk)}


def histories_table(model: AnyModel, chunk: Chunk) -> polars.DataFrame:
    """A row a history: number, set, status, outcome, course, and the parameters that are uncertain."""
    courses = chunk.courses
    failed = courses["failed_hour"] >= 0
    outcome = numpy.where(failed, 0, courses["outcome"])
    numbers = chunk.first + numpy.arange(len(courses))
    columns = {
        "history": numbers,
        "set": chunk.set_numbers(),
        "status": _OUTCOME_STATUS[failed.astype(numpy.int64)],
        "reason": _reasons(courses["failed_hour"]),
        "outcome": _OUTCOMES[outcome],
    }
    for name in courses.dtype.names or ():
        if name == "outcome" or name in _COUNTERS:
            continue
        is_response = name.startswith("response_") and not name.endswith("_hour")
        columns[name] = _RESPONSES[courses[name]] if is_response else courses[name].copy()
    table = polars.DataFrame(columns)
    responses = [f"response_{number + 1}" for number in range(state.RESPONSES_KEPT)]
    table = table.with_columns(polars.concat_str(responses, separator=" > ", ignore_nulls=True).alias("responses"))
    return _with_parameters(table, model, chunk)


def _world_table(model: WorldModel, chunk: Chunk) -> polars.DataFrame:
    return _with_parameters(world_tables.histories_table(chunk), model, chunk)


def _with_parameters(table: polars.DataFrame, model: AnyModel, chunk: Chunk) -> polars.DataFrame:
    row_of_set = chunk.set_numbers() - chunk.sets.first
    parameters = {name: chunk.sets.values[i][row_of_set] for i, name in enumerate(model.uncertain)}
    return polars.concat([table, polars.DataFrame(parameters)], how="horizontal") if parameters else table


_OUTCOME_STATUS = polars.Series(["ok", "failed"])


def _reasons(failed_hour: NDArray[numpy.int64]) -> list[str | None]:
    return [f"state not finite at hour {hour}" if hour >= 0 else None for hour in failed_hour.tolist()]


def events_table(model: AnyModel, chunk: Chunk) -> polars.DataFrame:
    """A row an event of the histories whose log is kept: hour, mechanism, event, actor (number and name), value."""
    kept = len(chunk.notes)
    counts = numpy.minimum(chunk.courses["events"][:kept], chunk.notes.shape[1])
    mask = numpy.arange(chunk.notes.shape[1])[None, :] < counts[:, None]
    lines = chunk.notes[mask]
    history = chunk.first + numpy.repeat(numpy.arange(kept), counts)
    known = {
        (m.number, kind): (m.name, event.name, actor_kind(event.text))
        for m in model.mechanisms
        for kind, event in enumerate(m.events)
    }
    told = [known[pair] for pair in zip(lines["mechanism"].tolist(), lines["kind"].tolist(), strict=True)]
    actors = lines["actor"].tolist()
    names = {
        (kind, actor): actor_name(kind, actor, model.case)
        for kind, actor in {(kind, actor) for (_, _, kind), actor in zip(told, actors, strict=True)}
    }
    named = [names[kind, actor] for (_, _, kind), actor in zip(told, actors, strict=True)]
    return polars.DataFrame(
        {
            "history": history,
            model.tick: lines["hour"].copy(),
            "mechanism": polars.Series([mechanism for mechanism, _, _ in told], dtype=polars.String),
            "event": polars.Series([event for _, event, _ in told], dtype=polars.String),
            "actor": lines["actor"].copy(),
            "actor_name": polars.Series(named, dtype=polars.String),
            "value": lines["value"].copy(),
        }
    )


def series_table(chunk: Chunk) -> polars.DataFrame:
    """A row an hour of the histories whose path is kept."""
    if chunk.lives is not None:
        return world_tables.series_table(chunk)
    kept = len(chunk.traces)
    hours = numpy.minimum(chunk.courses["hours"][:kept] + 1, chunk.traces.shape[1])
    mask = numpy.arange(chunk.traces.shape[1])[None, :] < hours[:, None]
    lines = chunk.traces[mask]
    columns = {
        "history": chunk.first + numpy.repeat(numpy.arange(kept), hours),
        "hour": numpy.broadcast_to(numpy.arange(chunk.traces.shape[1]), mask.shape)[mask],
    }
    columns |= {name: lines[name].copy() for name in lines.dtype.names or ()}
    columns["response"] = polars.Series(state.RESPONSES)[lines["response"]]
    return polars.DataFrame(columns)


def sets_in(histories: int) -> int:
    """Number of parameter sets behind so many histories."""
    return -(-histories // SET_SIZE)
