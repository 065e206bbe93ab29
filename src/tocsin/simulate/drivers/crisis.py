"""Driver of the crisis clock."""

from __future__ import annotations

import tocsin
from tocsin.mechanisms import declared
from tocsin.simulate import layout
from tocsin.simulate.drivers import text

__all__ = ["PER_SET", "source"]

PER_SET = ("column", "ruler", "course")
"""What stands once in a crisis and differs between parameter sets at hour 0."""

_DRIVER = '''"""Driver of the crisis clock, made by tocsin {version} from its sources; do not edit."""
import math
from typing import Any, NamedTuple

import numpy

from tocsin.simulate.compiled import compiled, njit
from tocsin.simulate.random import Draw

{imports}


class Now(NamedTuple):
{members}


@njit(allocates=False)
def finite(now, whole):
    total = 0.0
{single_finite}
    if whole:
{many_finite}
    return math.isfinite(total)


@njit(allocates=False, cache=True)
def play(now, case, p, key0, key1, history, on, ticks):
    for tick in range(ticks + 1):
{steps}
        if not finite(now, tick % {check} == 0 or now.course.outcome != 0):
            now.course.failed_hour = tick
            return
        if now.course.outcome != 0:
            return


@njit(cache=True, nogil=True, error_model="numpy")
def run(histories, blocks, key0, key1, on, ticks, parameters, settings, {many_arguments},
        {single_arguments}, memory, courses, notes, traces, nothing_noted, nothing_traced):
{allocate}
    for number in range(histories.shape[0]):
        history = histories[number]
        block = blocks[number]
{copy}
        kept = number < notes.shape[0]
        log = notes[number] if kept else nothing_noted
        path = traces[number] if kept else nothing_traced
        now = Now({construct})
        play(now, settings[block], parameters[block], key0, key1, history, on, ticks)
        courses[number] = work_course[0]
'''


def source() -> str:
    """The text of the driver module: the schedule unrolled, each mechanism behind its switch."""
    mechanisms = declared("crisis")
    singles = [*layout.SINGLE]
    given = ["cities", "groups", "units"]
    members = [*singles, "memory", *given, "notes", "traces"]
    parts = [text.step(number, mechanism) for number, mechanism in enumerate(mechanisms)]
    allocate = [f"    work_{name} = numpy.empty_like({name}[0])" for name in given]
    allocate += [f"    work_{name} = numpy.empty_like({name}[:1])" for name in [*singles, "memory"]]
    copy = []
    for name in given:
        copy += [f"        for i in range(work_{name}.shape[0]):", f"            work_{name}[i] = {name}[block, i]"]
    copy += [f"        work_{n}[0] = {n}[{'block' if n in PER_SET else '0'}]" for n in [*singles, "memory"]]
    construct = [f"work_{n}[0]" for n in [*singles, "memory"]] + [f"work_{n}" for n in given] + ["log", "path"]
    return _DRIVER.format(
        version=tocsin.__version__,
        imports="\n".join(imports for imports, _ in parts),
        members="\n".join(f"    {name}: Any" for name in members),
        single_finite=text.sum_of_singles(layout.SINGLE, mechanisms),
        many_finite=text.sum_of_many({name: layout.MANY[name] for name in given}),
        check=layout.CHECK_EVERY,
        steps="\n".join(step for _, step in parts),
        many_arguments=", ".join(given),
        single_arguments=", ".join(singles),
        allocate="\n".join(allocate),
        copy="\n".join(copy),
        construct=", ".join(construct),
    )
