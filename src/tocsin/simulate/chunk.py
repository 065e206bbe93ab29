"""A chunk of histories: the unit of work, the same bits wherever and in whatever order it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from tocsin.mechanisms.crisis import state
from tocsin.mechanisms.world import state as world_state
from tocsin.mechanisms.world.events import COUNTRY_HAPPENINGS, COUNTRY_MEASURES
from tocsin.mechanisms.world.features import COUNTRY_FEATURES
from tocsin.simulate import compiler, layout, random
from tocsin.simulate.model import Model, Sets
from tocsin.simulate.modelled import Records
from tocsin.simulate.world_model import WorldModel, WorldSets

SET_SIZE = 20
"""Histories that share one draw of the parameters."""
NOTES_KEPT = 512
"""Lines of the event log kept a history; more are counted but not kept."""
WORLD_NOTES_KEPT = 1024
"""The same of a history of a world."""

AnyModel = Model | WorldModel


class Played(NamedTuple):
    """What came of histories: a course each, logs and paths of the first, and of a world the lives of its countries."""

    courses: Records
    notes: Records
    traces: Records
    lives: Records | None = None


@dataclass(frozen=True)
class Chunk:
    """Results of the histories `first` to `first + len(courses)`: a course a history, logs of those kept.

    `set_size` histories share a set.
    """

    first: int
    courses: Records
    notes: Records  # (kept, NOTES_KEPT)
    traces: Records  # (kept, hours or months)
    sets: Sets | WorldSets
    set_size: int = SET_SIZE
    lives: Records | None = None  # (histories, countries): of a world, what became of each country

    def set_numbers(self) -> NDArray[numpy.int64]:
        """Number of the set of each history."""
        return (self.first + numpy.arange(len(self.courses))) // self.set_size


def run_chunk(model: AnyModel, seed: int, first: int, count: int, kept: int) -> Chunk:
    """Run the histories `first` to `first + count` compiled; keep the logs of the first `kept` of them."""
    first_set = first // SET_SIZE
    sets = model.sets(first_set, (first + count - 1) // SET_SIZE - first_set + 1, seed)
    return run_sets(model, seed, sets, first, count, kept)


def run_sets(
    model: AnyModel, seed: int, sets: Any, first: int, count: int, kept: int = 0, set_size: int = SET_SIZE
) -> Chunk:
    """Run histories of sets that are laid out already, `set_size` of them a set; history `first` is of the first set.

    The draws of a history depend on the seed and its number only: the same numbers with other sets give paired
    histories.
    """
    histories = numpy.arange(first, first + count)
    played = _run(model, seed, sets, histories, histories // set_size - sets.first, kept)
    return Chunk(first, played.courses, played.notes, played.traces, sets, set_size, played.lives)


def run_at(
    model: AnyModel, seed: int, drawn: NDArray[numpy.float64], histories: NDArray[numpy.int64]
) -> tuple[Any, Records]:
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
    return sets, _run(model, seed, sets, histories, numpy.arange(len(histories)), 0).courses


def _run(
    model: AnyModel, seed: int, sets: Any, histories: NDArray[numpy.int64], rows: NDArray[numpy.int64], kept: int
) -> Played:
    """Courses, and logs of the first `kept`, of histories whose parameters are in these rows of the sets."""
    if isinstance(model, WorldModel):
        return _run_world(model, seed, sets, histories, rows, kept)
    courses = layout.defaults(state.Course, len(histories))
    notes = layout.defaults(state.Note, (kept, NOTES_KEPT))
    traces = layout.defaults(state.Trace, (kept, state.HOURS_AT_MOST + 1))
    key0, key1 = random.key(seed)
    compiler.driver("crisis").run(
        histories, rows, key0, key1, model.on, state.HOURS_AT_MOST, sets.parameters, *_crisis(model, sets),
        courses, notes, traces, layout.defaults(state.Note, 0), layout.defaults(state.Trace, 0),
    )  # fmt: skip
    return Played(courses, notes, traces)


def _run_world(
    model: WorldModel,
    seed: int,
    sets: WorldSets,
    histories: NDArray[numpy.int64],
    rows: NDArray[numpy.int64],
    kept: int,
) -> Played:
    months = model.case.months
    courses = layout.defaults(world_state.Course, len(histories))
    lives = numpy.zeros((len(histories), sets.countries.shape[1]), layout.record_type(world_state.Country))
    notes = layout.defaults(state.Note, (kept, WORLD_NOTES_KEPT))
    traces = layout.defaults(world_state.Month, (kept, months))
    memory = numpy.zeros(1, layout.memory_type(model.mechanisms))
    key0, key1 = random.key(seed)
    compiler.driver("world").run(
        histories, rows, key0, key1, model.on, model.inner.on, months - 1, state.HOURS_AT_MOST, sets.parameters,
        sets.crisis_parameters, sets.settings, sets.countries, sets.pairs, sets.world,
        layout.defaults(world_state.Course, 1), memory, courses, lives, notes, traces,
        layout.defaults(state.Note, 0), layout.defaults(world_state.Month, 0),
        *_crisis(model.inner, model.occasions(seed)), layout.defaults(state.Note, 0), layout.defaults(state.Trace, 0),
    )  # fmt: skip
    return Played(_with_countries(model, courses, lives), notes, traces, lives)


def _with_countries(model: WorldModel, courses: Records, lives: Records) -> Records:
    """Courses with a column beside for each feature and event of each country, such as ``russia.left_war``."""
    ids = [country.id for country in model.case.countries]
    columns = [feature.column for feature in COUNTRY_FEATURES.values()]
    fields = list(dict.fromkeys([*columns, *COUNTRY_HAPPENINGS.values(), *COUNTRY_MEASURES]))
    own = [(f"{country}.{name}", lives.dtype[name]) for country in ids for name in fields]
    whole = numpy.empty(len(courses), [*courses.dtype.descr, *own])
    for name in courses.dtype.names or ():
        whole[name] = courses[name]
    for index, country in enumerate(ids):
        for name in fields:
            whole[f"{country}.{name}"] = lives[name][:, index]
    return whole


def _crisis(model: Model, sets: Sets) -> tuple[Records, ...]:
    """What a crisis starts from, in the order of the drivers' arguments."""
    blank = {name: layout.defaults(entity, 1) for name, entity in layout.SINGLE.items()}
    memory = numpy.zeros(1, layout.memory_type(model.mechanisms))
    return (
        sets.settings, sets.cities, sets.groups, sets.units, sets.column, blank["challenger"], sets.ruler,
        blank["balance"], sets.course, memory,
    )  # fmt: skip
