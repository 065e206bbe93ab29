"""A chunk of histories: the unit of work, the same bits wherever and in whatever order it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

from tocsin.mechanisms.crisis import state
from tocsin.simulate import compiler, layout, random
from tocsin.simulate.model import Model, Sets

SET_SIZE = 20
"""Histories that share one draw of the parameters."""
NOTES_KEPT = 512
"""Lines of the event log kept a history; more are counted but not kept."""

Records = NDArray[numpy.void]


@dataclass(frozen=True)
class Chunk:
    """Results of the histories `first` to `first + len(courses)`: a course a history, logs of those kept.

    `set_size` histories share a set.
    """

    first: int
    courses: Records
    notes: Records  # (kept, NOTES_KEPT)
    traces: Records  # (kept, hours)
    sets: Sets
    set_size: int = SET_SIZE

    def set_numbers(self) -> NDArray[numpy.int64]:
        """Number of the set of each history."""
        return (self.first + numpy.arange(len(self.courses))) // self.set_size


def run_chunk(model: Model, seed: int, first: int, count: int, kept: int) -> Chunk:
    """Run the histories `first` to `first + count` compiled; keep the logs of the first `kept` of them."""
    first_set = first // SET_SIZE
    sets = model.sets(first_set, (first + count - 1) // SET_SIZE - first_set + 1, seed)
    return run_sets(model, seed, sets, first, count, kept)


def run_sets(
    model: Model, seed: int, sets: Sets, first: int, count: int, kept: int = 0, set_size: int = SET_SIZE
) -> Chunk:
    """Run histories of sets that are laid out already, `set_size` of them a set; history `first` is of the first set.

    The draws of a history depend on the seed and its number only: the same numbers with other sets give paired
    histories.
    """
    histories = numpy.arange(first, first + count)
    courses, notes, traces = _run(model, seed, sets, histories, histories // set_size - sets.first, kept)
    return Chunk(first, courses, notes, traces, sets, set_size)


def run_at(
    model: Model, seed: int, drawn: NDArray[numpy.float64], histories: NDArray[numpy.int64]
) -> tuple[Sets, Records]:
    """Run histories compiled at parameters given as quantiles of their priors, one row of them a history.

    Parameters
    ----------
    drawn : ndarray of float, (histories, uncertain quantities)
        In [0, 1], in the order of `model.uncertain`.
    histories : ndarray of int, (histories,)
        Numbers that address their draws: the same number with nearby parameters gives a nearby history.

    Returns
    -------
    Sets, records
        The parameters that came of it, and a course a history.
    """
    sets = model.sets_at(0, numpy.ascontiguousarray(drawn.T))
    return sets, _run(model, seed, sets, histories, numpy.arange(len(histories)), 0)[0]


def _run(
    model: Model, seed: int, sets: Sets, histories: NDArray[numpy.int64], rows: NDArray[numpy.int64], kept: int
) -> tuple[Records, Records, Records]:
    """Courses, and logs of the first `kept`, of histories whose parameters are in these rows of the sets."""
    courses = layout.defaults(state.Course, len(histories))
    notes = layout.defaults(state.Note, (kept, NOTES_KEPT))
    traces = layout.defaults(state.Trace, (kept, state.HOURS_AT_MOST + 1))
    blank = {name: layout.defaults(entity, 1) for name, entity in layout.SINGLE.items()}
    memory = numpy.zeros(1, layout.memory_type(model.mechanisms))
    key0, key1 = random.key(seed)
    compiler.driver("crisis").run(
        histories, rows, key0, key1, model.on, state.HOURS_AT_MOST, sets.parameters, sets.settings,
        sets.cities, sets.groups, sets.units, sets.column, blank["challenger"], sets.ruler, blank["balance"],
        sets.course, memory, courses, notes, traces, layout.defaults(state.Note, 0), layout.defaults(state.Trace, 0),
    )  # fmt: skip
    return courses, notes, traces


def play_interpreted(
    model: Model, seed: int, history: int, draw_type: Any = random.Draw, notes_kept: int = NOTES_KEPT
) -> state.Crisis:
    """Play one history with the mechanisms as plain Python, to the same bits; for debugging, tests and teaching."""
    sets = model.sets(history // SET_SIZE, 1, seed)
    memory = numpy.zeros(1, layout.memory_type(model.mechanisms))
    now = state.Crisis(
        column=layout.to_objects(sets.column, state.Column)[0],
        challenger=state.Challenger(),
        ruler=layout.to_objects(sets.ruler, state.Ruler)[0],
        balance=state.Balance(),
        course=layout.to_objects(sets.course, state.Course)[0],
        memory=layout.to_namespace(memory[0]),
        cities=layout.to_objects(sets.cities[0], state.City),
        groups=layout.to_objects(sets.groups[0], state.Group),
        units=layout.to_objects(sets.units[0], state.Unit),
        notes=[state.Note() for _ in range(notes_kept)],
        traces=[state.Trace() for _ in range(state.HOURS_AT_MOST + 1)],
    )
    case = layout.to_objects(sets.settings, state.Setting)[0]
    p = layout.to_namespace(sets.parameters[0])
    key0, key1 = random.key(seed)
    for tick in range(state.HOURS_AT_MOST + 1):
        try:
            for mechanism, on in zip(model.mechanisms, model.on, strict=True):
                if on:
                    mechanism.formula(now, case, p, draw_type(key0, key1, history, mechanism.number, tick))
        except (ArithmeticError, ValueError):  # where compiled code would go on with infinity or not-a-number
            now.course.failed_hour = tick
            break
        if not _finite(now, tick % layout.CHECK_EVERY == 0 or now.course.outcome != state.RUNNING):
            now.course.failed_hour = tick
            break
        if now.course.outcome != state.RUNNING:
            break
    return now


def _finite(now: state.Crisis, whole: bool) -> bool:
    things = [getattr(now, name) for name in layout.SINGLE]
    if whole:
        things += [*now.cities, *now.groups, *now.units]
    numbers = [getattr(thing, name) for thing in things for name in type(thing).__slots__]
    return bool(numpy.isfinite([*numbers, *vars(now.memory).values()]).all())
