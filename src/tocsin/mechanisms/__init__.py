"""Mechanisms: one a file, found by looking into the folders `crisis` and `world`.

Nothing outside this package knows a formula. To add a mechanism, add a file; to see the order in which they run,
``tocsin show schedule``.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from tocsin.mechanisms.declaration import REGISTRY, Event, Mechanism, mechanism, parameter

__all__ = ["Event", "Mechanism", "declared", "every", "mechanism", "parameter"]


@cache
def _discover(clock: str) -> None:
    package = importlib.import_module(f"{__name__}.{clock}")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")


def declared(clock: str = "crisis") -> tuple[Mechanism, ...]:
    """All mechanisms of a clock in the order in which they run within a tick."""
    _discover(clock)
    return tuple(sorted((m for m in REGISTRY.values() if m.clock == clock), key=lambda m: m.step))


def every() -> tuple[Mechanism, ...]:
    """All mechanisms of both clocks, those of the crisis first."""
    return (*declared("crisis"), *declared("world"))
