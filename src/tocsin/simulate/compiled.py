"""Numba's view of mechanisms and draws: plain functions in, compiled functions out.

Mechanisms are plain Python and import nothing of this. Compiling one compiles, beside it, every plain function of the
same project that it calls.
"""

from __future__ import annotations

import dis
from types import FunctionType
from typing import Any

import numba
from numba.extending import overload_method

from tocsin.simulate import random

_COMPILED: dict[Any, Any] = {}


def njit(*arguments: Any, allocates: bool = True, **options: Any) -> Any:
    """`numba.njit` with NumPy's rules for division, so that a bad number shows as one instead of ending the run.

    Parameters
    ----------
    allocates : bool
        False for code that makes no array: it is spared the counting of references, a third of an hour's time.
    """
    options.setdefault("error_model", "numpy")
    if not allocates:
        options["_nrt"] = False
    return numba.njit(*arguments, **options)


def compiled(function: Any, inlined: bool = False) -> Any:
    """The compiled form of a plain function and of all plain functions that it calls by a global name.

    `inlined` is for what is called in one place only: the state of a history is dozens of arguments to hand over.
    """
    if function in _COMPILED:
        return _COMPILED[function]
    names = dict(function.__globals__)
    for instruction in dis.get_instructions(function):
        called = names.get(instruction.argval) if instruction.opname == "LOAD_GLOBAL" else None
        if isinstance(called, FunctionType):
            names[instruction.argval] = compiled(called)
    copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    copy.__module__ = function.__module__
    copy.__qualname__ = function.__qualname__
    _COMPILED[function] = njit(copy, allocates=False, forceinline=inlined)
    return _COMPILED[function]


_uniform = compiled(random.uniform)
_normal = compiled(random.normal)
_INDICES = random.INDICES
_ONCE = random.ONCE


def _is_draw(kind: Any) -> bool:
    return getattr(kind, "instance_class", None) is random.Draw


@overload_method(numba.types.BaseTuple, "uniform")
def _draw_uniform(self: Any, entity: Any, index: Any = 0) -> Any:
    if not _is_draw(self):
        return None

    def implementation(self: Any, entity: Any, index: Any = 0) -> Any:
        return _uniform(self.history, self.mechanism, self.tick, entity * _INDICES + index, self.key0, self.key1)

    return implementation


@overload_method(numba.types.BaseTuple, "normal")
def _draw_normal(self: Any, entity: Any, index: Any = 0) -> Any:
    if not _is_draw(self):
        return None

    def implementation(self: Any, entity: Any, index: Any = 0) -> Any:
        return _normal(self.history, self.mechanism, self.tick, entity * _INDICES + index, self.key0, self.key1)

    return implementation


@overload_method(numba.types.BaseTuple, "once")
def _draw_once(self: Any, entity: Any, index: Any = 0) -> Any:
    if not _is_draw(self):
        return None

    def implementation(self: Any, entity: Any, index: Any = 0) -> Any:
        return _uniform(self.history, self.mechanism, _ONCE, entity * _INDICES + index, self.key0, self.key1)

    return implementation


@overload_method(numba.types.BaseTuple, "once_normal")
def _draw_once_normal(self: Any, entity: Any, index: Any = 0) -> Any:
    if not _is_draw(self):
        return None

    def implementation(self: Any, entity: Any, index: Any = 0) -> Any:
        return _normal(self.history, self.mechanism, _ONCE, entity * _INDICES + index, self.key0, self.key1)

    return implementation
