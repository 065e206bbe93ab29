"""Playing one history with the mechanisms as plain Python, to the same bits as compiled; for debugging and tests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy

from tocsin.mechanisms.crisis import state
from tocsin.mechanisms.world import state as world_state
from tocsin.mechanisms.world.nesting import occasion, prepare, take_over
from tocsin.simulate import layout, random
from tocsin.simulate.chunk import NOTES_KEPT, SET_SIZE, WORLD_NOTES_KEPT
from tocsin.simulate.drivers.world import CRISES
from tocsin.simulate.model import Model, Sets
from tocsin.simulate.world_model import WorldModel

__all__ = ["play_interpreted", "play_world_interpreted"]


def play_interpreted(
    model: Model, seed: int, history: int, draw_type: Any = random.Draw, notes_kept: int = NOTES_KEPT
) -> state.Crisis:
    """Play one history of a crisis."""
    sets = model.sets(history // SET_SIZE, 1, seed)
    now = _crisis(model, sets)
    now.notes = [state.Note() for _ in range(notes_kept)]
    now.traces = [state.Trace() for _ in range(state.HOURS_AT_MOST + 1)]
    case = layout.to_objects(sets.settings, state.Setting)[0]
    p = layout.to_namespace(sets.parameters[0])
    _play_crisis(model, now, case, p, random.key(seed), history, draw_type)
    return now


def play_world_interpreted(
    model: WorldModel, seed: int, history: int, draw_type: Any = random.Draw, notes_kept: int = WORLD_NOTES_KEPT
) -> world_state.Worlds:
    """Play one history of a world, with its crises."""
    sets = model.sets(history // SET_SIZE, 1, seed)
    memory = numpy.zeros(1, layout.memory_type(model.mechanisms))
    now = world_state.Worlds(
        world=layout.to_objects(sets.world, world_state.World)[0],
        course=world_state.Course(),
        memory=layout.to_namespace(memory[0]),
        countries=layout.to_objects(sets.countries[0], world_state.Country),
        pairs=layout.to_objects(sets.pairs[0], world_state.Pair),
        notes=[state.Note() for _ in range(notes_kept)],
        traces=[world_state.Month() for _ in range(model.case.months)],
        crisis=None,
    )
    case = layout.to_objects(sets.settings, world_state.Setting)[0]
    p = layout.to_namespace(sets.parameters[0])
    crisis_p = layout.to_namespace(sets.crisis_parameters[0])
    occasions = model.occasions(seed)
    key0, key1 = random.key(seed)
    for tick in range(model.case.months):
        try:
            for mechanism, on in zip(model.mechanisms, model.on, strict=True):
                draw = draw_type(key0, key1, history, mechanism.number, tick)
                if on and mechanism.name == CRISES:
                    _crises(model, occasions, now, case, p, crisis_p, draw, draw_type)
                elif on:
                    mechanism.formula(now, case, p, draw)
        except (ArithmeticError, ValueError):  # where compiled code would go on with infinity or not-a-number
            now.course.failed_month = tick
        if now.course.failed_month >= 0:
            break
        if not _finite([now.world, now.course, *now.countries, *now.pairs], now.memory):
            now.course.failed_month = tick
            break
    return now


def _crises(
    model: WorldModel,
    occasions: Sets,
    now: world_state.Worlds,
    case: Any,
    p: Any,
    crisis_p: Any,
    draw: Any,
    draw_type: Any,
) -> None:
    for number, country in enumerate(now.countries):
        if country.crisis != world_state.NO_CRISIS:
            row = occasion(draw, number, len(occasions.column))
            inner = _crisis(model.inner, occasions, row)
            setting = layout.to_objects(occasions.settings[row : row + 1], state.Setting)[0]
            parts = {name: getattr(inner, name) for name in type(inner).__slots__}
            now.crisis = SimpleNamespace(**parts, setting=setting)
            prepare(now, case, p, draw, number)
            key = random.inner_key(draw.key0, draw.key1, draw.history, draw.tick, number)
            _play_crisis(model.inner, inner, setting, crisis_p, key, draw.history, draw_type)
            if inner.course.failed_hour >= 0:
                now.course.failed_month = draw.tick
                return
            take_over(now, case, p, draw, number)


def _crisis(model: Model, sets: Sets, row: int = 0) -> state.Crisis:
    """A crisis of one of these sets at hour 0, with room for no log."""
    memory = numpy.zeros(1, layout.memory_type(model.mechanisms))
    return state.Crisis(
        column=layout.to_objects(sets.column[row : row + 1], state.Column)[0],
        challenger=state.Challenger(),
        ruler=layout.to_objects(sets.ruler[row : row + 1], state.Ruler)[0],
        balance=state.Balance(),
        course=layout.to_objects(sets.course[row : row + 1], state.Course)[0],
        memory=layout.to_namespace(memory[0]),
        cities=layout.to_objects(sets.cities[row], state.City),
        groups=layout.to_objects(sets.groups[row], state.Group),
        units=layout.to_objects(sets.units[row], state.Unit),
        notes=[],
        traces=[],
    )


def _play_crisis(
    model: Model, now: state.Crisis, case: Any, p: Any, key: tuple[int, int], history: int, draw_type: Any
) -> None:
    for tick in range(state.HOURS_AT_MOST + 1):
        try:
            for mechanism, on in zip(model.mechanisms, model.on, strict=True):
                if on:
                    mechanism.formula(now, case, p, draw_type(*key, history, mechanism.number, tick))
        except (ArithmeticError, ValueError):  # where compiled code would go on with infinity or not-a-number
            now.course.failed_hour = tick
            return
        things = [getattr(now, name) for name in layout.SINGLE]
        if tick % layout.CHECK_EVERY == 0 or now.course.outcome != state.RUNNING:
            things += [*now.cities, *now.groups, *now.units]
        if not _finite(things, now.memory):
            now.course.failed_hour = tick
            return
        if now.course.outcome != state.RUNNING:
            return


def _finite(things: list[Any], memory: Any) -> bool:
    numbers = [getattr(thing, name) for thing in things for name in type(thing).__slots__]
    return bool(numpy.isfinite([*numbers, *vars(memory).values()]).all())
