"""The compiler: one driver module a clock, written into the user's cache and compiled by Numba once.

The module's name carries a hash of all source that it depends on, because Numba's own cache does not notice a changed
callee. Everything that differs between theories and cases (switches, parameters, sizes) is data, so that neither a new
case nor a claim switched off compiles anything.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import inspect
import os
import platform
import sys
import tempfile
from functools import cache
from pathlib import Path
from types import ModuleType

import platformdirs

import tocsin
from tocsin.errors import StoreError
from tocsin.mechanisms import declared
from tocsin.simulate import layout

_DRIVER = '''"""Driver of the {clock} clock, made by tocsin {version} from its sources; do not edit."""
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


@njit(allocates=False)
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


def driver_source(clock: str) -> str:
    """The text of the driver module: the schedule unrolled, each mechanism behind its switch."""
    mechanisms = declared(clock)
    singles = [*layout.SINGLE]
    given = ["cities", "groups", "units"]
    members = [*singles, "memory", *given, "notes", "traces"]
    imports, steps = [], []
    for number, mechanism in enumerate(mechanisms):
        module, name = mechanism.formula.__module__, mechanism.formula.__name__
        imports.append(f"from {module} import {name} as _{name}\n{name} = compiled(_{name}, inlined=True)")
        draw = f"Draw(key0, key1, history, {mechanism.number}, tick)"
        steps.append(f"        if on[{number}]:\n            {name}(now, case, p, {draw})")
    floats = [f"now.{single}.{f}" for single, entity in layout.SINGLE.items() for f in _floats(entity)]
    floats += [f"now.memory.{name}" for name in layout.memory_type(mechanisms).names or ()]
    # Eights that are added up in pairs: one long chain of additions would wait for each of them in turn.
    checks = [f"    total += {_sum_of_sizes(floats[start : start + 8])}" for start in range(0, len(floats), 8)]
    all_checks = []
    for many in given:
        all_checks.append(f"        for thing in now.{many}:")
        all_checks.append(f"            total += {_sum_of_sizes([f'thing.{f}' for f in _floats(layout.MANY[many])])}")
    allocate = [f"    work_{name} = numpy.empty_like({name}[0])" for name in given]
    allocate += [f"    work_{name} = numpy.empty_like({name}[:1])" for name in [*singles, "memory"]]
    copy = []
    for name in given:
        copy += [f"        for i in range(work_{name}.shape[0]):", f"            work_{name}[i] = {name}[block, i]"]
    per_set = ("column", "ruler", "course")
    copy += [f"        work_{n}[0] = {n}[{'block' if n in per_set else '0'}]" for n in [*singles, "memory"]]
    construct = [f"work_{n}[0]" for n in [*singles, "memory"]] + [f"work_{n}" for n in given] + ["log", "path"]
    return _DRIVER.format(
        clock=clock,
        version=tocsin.__version__,
        imports="\n".join(imports),
        members="\n".join(f"    {name}: Any" for name in members),
        single_finite="\n".join(checks),
        many_finite="\n".join(all_checks),
        check=layout.CHECK_EVERY,
        steps="\n".join(steps),
        many_arguments=", ".join(given),
        single_arguments=", ".join(singles),
        allocate="\n".join(allocate),
        copy="\n".join(copy),
        construct=", ".join(construct),
    )


def _sum_of_sizes(names: list[str]) -> str:
    half = len(names) // 2
    return f"({_sum_of_sizes(names[:half])} + {_sum_of_sizes(names[half:])})" if half else f"abs({names[0]})"


def _floats(entity: type) -> list[str]:
    return [field.name for field in dataclasses.fields(entity) if str(field.type) == "float"]


@cache
def code_hash(clock: str) -> str:
    """Hash of the source that decides results, the same on every machine: driver, formulas, engine."""
    digest = hashlib.sha256(driver_source(clock).encode())
    root = Path(inspect.getfile(tocsin)).parent
    folders = {root / "mechanisms", root / "simulate"}
    folders |= {Path(inspect.getfile(m.formula)).parent for m in declared(clock)}
    drawing = {root / "theory" / name for name in ("quantity.py", "prior.py", "distributions.py")}
    for path in sorted(drawing | {path for folder in folders for path in folder.rglob("*.py")}):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def source_hash(clock: str) -> str:
    """Hash of all that the compiled driver depends on: the source and the versions that compile it."""
    import llvmlite
    import numba
    import numpy

    digest = hashlib.sha256(code_hash(clock).encode())
    for version in (numba.__version__, llvmlite.__version__, numpy.__version__, platform.python_version()):
        digest.update(version.encode())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where drivers and what Numba makes of them are kept: `TOCSIN_CACHE`, or the user's cache folder."""
    return Path(os.environ.get("TOCSIN_CACHE") or platformdirs.user_cache_dir("tocsin"))


def is_compiled(clock: str) -> bool:
    """Whether a run now would find its driver compiled already."""
    folder = cache_folder()
    return any(folder.glob(f"__pycache__/{clock}_{source_hash(clock)}.run*.nbc"))


@cache
def driver(clock: str) -> ModuleType:
    """Import the clock's driver module, writing it into the cache first if it is not there.

    A cache folder that cannot be written is no reason to stop: the driver then goes to a temporary folder and is
    compiled again next time.

    Raises
    ------
    StoreError
        If not even a temporary folder can be written.
    """
    name = f"{clock}_{source_hash(clock)}"
    text = driver_source(clock)
    try:
        path = _write(cache_folder(), name, text)
    except OSError:
        try:
            path = _write(Path(tempfile.mkdtemp(prefix="tocsin-")), name, text)
        except OSError as error:
            raise StoreError(f"no folder for the compiled model can be written ({error.strerror})") from error
    module_name = f"tocsin_driver_{name}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        raise StoreError(f"cannot import the driver {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module  # Numba looks compiled functions up by their module's name
    spec.loader.exec_module(module)
    return module


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.py"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{name}.{os.getpid()}.partial"
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
    (folder / "__pycache__").mkdir(exist_ok=True)
    return path
