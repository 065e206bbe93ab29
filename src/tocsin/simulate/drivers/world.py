"""Driver of the world clock, which plays crises inside countries on the crisis clock."""

from __future__ import annotations

from collections.abc import Iterable

import tocsin
from tocsin.mechanisms import declared
from tocsin.simulate import layout
from tocsin.simulate.drivers import text
from tocsin.simulate.drivers.crisis import PER_SET

__all__ = ["CRISES", "GENERIC", "source"]

CRISES = "world.crises"
"""The mechanism in whose place the engine plays the crises that were asked for this month."""
GENERIC = ("settings", "cities", "groups", "units", *layout.SINGLE, "memory")
"""What a crisis starts from, each with a row an occasion but for those that are the same in all."""

_DRIVER = '''"""Driver of the world clock, made by tocsin {version} from its sources; do not edit."""
import math
from typing import Any, NamedTuple

import numpy

from tocsin.mechanisms.world.nesting import occasion as _occasion
from tocsin.mechanisms.world.nesting import prepare as _prepare
from tocsin.mechanisms.world.nesting import take_over as _take_over
from tocsin.simulate.compiled import compiled, njit
from tocsin.simulate.compiler import driver
from tocsin.simulate.random import Draw
from tocsin.simulate.random import inner_key as _inner_key

{imports}
occasion = compiled(_occasion)
prepare = compiled(_prepare)
take_over = compiled(_take_over)
inner_key = compiled(_inner_key)
Crisis = driver("crisis").Now
play_crisis = driver("crisis").play


class Inner(NamedTuple):
{inner_members}


class Work(NamedTuple):
{work_members}


class Generic(NamedTuple):
{generic_members}


class Now(NamedTuple):
{members}


@njit(allocates=False)
def finite(now):
    total = 0.0
{single_finite}
{many_finite}
    return math.isfinite(total)


@njit(allocates=False)
def begin(inner, work, generic, row):
{begin}


@njit(allocates=False)
def play(now, crisis, work, generic, case, p, crisis_p, key0, key1, history, on, crisis_on, ticks, hours):
    inner = now.crisis
    for tick in range(ticks + 1):
{steps}
        if not finite(now):
            now.course.failed_month = tick
            return


@njit(cache=True, nogil=True, error_model="numpy")
def run(histories, blocks, key0, key1, on, crisis_on, ticks, hours, parameters, crisis_parameters, case_settings,
        countries, pairs, world, whole, own_memory, courses, lives, notes, traces, nothing_noted, nothing_traced,
        {generic_arguments}, nothing_noted_inside, nothing_traced_inside):
    work_countries = numpy.empty_like(countries[0])
    work_pairs = numpy.empty_like(pairs[0])
    work_world = numpy.empty_like(world[:1])
    work_whole = numpy.empty_like(whole[:1])
    work_own_memory = numpy.empty_like(own_memory[:1])
{allocate}
    generic = Generic({generic_arguments})
    work = Work({work})
    for number in range(histories.shape[0]):
        history = histories[number]
        block = blocks[number]
        for i in range(work_countries.shape[0]):
            work_countries[i] = countries[block, i]
        for i in range(work_pairs.shape[0]):
            work_pairs[i] = pairs[block, i]
        work_world[0] = world[block]
        work_whole[0] = whole[0]
        work_own_memory[0] = own_memory[0]
        kept = number < notes.shape[0]
        log = notes[number] if kept else nothing_noted
        path = traces[number] if kept else nothing_traced
        inner = Inner({inner}, work_settings[0])
        crisis = Crisis({inner})
        now = Now(work_world[0], work_whole[0], work_own_memory[0], work_countries, work_pairs, log, path, inner)
        play(now, crisis, work, generic, case_settings[block], parameters[block], crisis_parameters[block],
             key0, key1, history, on, crisis_on, ticks, hours)
        courses[number] = work_whole[0]
        for i in range(work_countries.shape[0]):
            lives[number, i] = work_countries[i]
'''


def source() -> str:
    """The text of the driver module: the schedule unrolled, with the crisis clock in the place of `world.crises`."""
    mechanisms = declared("world")
    parts = [text.step(number, mechanism, inlined=False) for number, mechanism in enumerate(mechanisms)]
    steps = []
    for number, mechanism in enumerate(mechanisms):
        steps.append(_crises(number, mechanism.number) if mechanism.name == CRISES else parts[number][1])
    given = ("cities", "groups", "units")
    singles = (*layout.SINGLE, "memory")
    begin = []
    for name in given:
        begin += [f"    for i in range(inner.{name}.shape[0]):", f"        inner.{name}[i] = generic.{name}[row, i]"]
    for name in ("settings", *singles):
        row = "row" if name in ("settings", *PER_SET) else "0"
        begin.append(f"    work.{name}[0] = generic.{name}[{row}]")
    allocate = [f"    work_{name} = numpy.empty_like({name}[0])" for name in given]
    allocate += [f"    work_{name} = numpy.empty_like({name}[:1])" for name in ("settings", *singles)]
    inner = [f"work_{name}[0]" for name in singles] + [f"work_{name}" for name in given]
    inner += ["nothing_noted_inside", "nothing_traced_inside"]
    crisis_members = [*singles, *given, "notes", "traces"]
    return _DRIVER.format(
        version=tocsin.__version__,
        imports="\n".join(imports for imports, _ in parts),
        inner_members=_members([*crisis_members, "setting"]),
        generic_members=_members(GENERIC),
        work_members=_members(["settings", *singles]),
        work=", ".join(f"work_{name}" for name in ("settings", *singles)),
        members=_members(["world", "course", "memory", "countries", "pairs", "notes", "traces", "crisis"]),
        single_finite=text.sum_of_singles(layout.WORLD_SINGLE, mechanisms),
        many_finite=text.sum_of_many({name: layout.WORLD_MANY[name] for name in ("countries", "pairs")}, "    "),
        begin="\n".join(begin),
        steps="\n".join(steps),
        generic_arguments=", ".join(GENERIC),
        allocate="\n".join(allocate),
        inner=", ".join(inner),
    )


def _crises(number: int, address: int) -> str:
    return f"""        if on[{number}]:
            for country in range(now.countries.shape[0]):
                if now.countries[country].crisis != 0:
                    draw = Draw(key0, key1, history, {address}, tick)
                    begin(inner, work, generic, occasion(draw, country, generic.column.shape[0]))
                    prepare(now, case, p, draw, country)
                    inner0, inner1 = inner_key(key0, key1, history, tick, country)
                    play_crisis(crisis, inner.setting, crisis_p, inner0, inner1, history, crisis_on, hours)
                    if inner.course.failed_hour >= 0:
                        now.course.failed_month = tick
                        return
                    take_over(now, case, p, draw, country)"""


def _members(names: Iterable[str]) -> str:
    return "\n".join(f"    {name}: Any" for name in names)
