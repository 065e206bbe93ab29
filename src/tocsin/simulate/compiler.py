"""The compiler: one driver module a clock, written into the user's cache and compiled by Numba once.

The module's name carries a hash of all source that it depends on, because Numba's own cache does not notice a changed
callee. Everything that differs between theories and cases (switches, parameters, sizes) is data, so that neither a new
case nor a claim switched off compiles anything.
"""

from __future__ import annotations

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
from tocsin.simulate.drivers import driver_source


@cache
def code_hash(clock: str) -> str:
    """Hash of the source that decides results, the same on every machine: driver, formulas, engine."""
    digest = hashlib.sha256(driver_source(clock).encode())
    root = Path(inspect.getfile(tocsin)).parent
    folders = {root / "mechanisms", root / "simulate"}
    folders |= {Path(inspect.getfile(m.formula)).parent for m in declared(clock)}
    drawing = {root / "theory" / name for name in ("quantity.py", "prior.py", "distributions.py")}
    for path in sorted(drawing | {path for folder in folders for path in folder.rglob("*.py")}):
        if clock == "world" or not _of_the_world(path, root):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _of_the_world(path: Path, root: Path) -> bool:
    """Whether a file is the world clock's alone: the crisis clock, which it plays, depends on none of them."""
    return path.is_relative_to(root) and any(p.startswith("world") for p in path.relative_to(root).parts)


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
