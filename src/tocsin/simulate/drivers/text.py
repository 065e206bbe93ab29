"""What the texts of both drivers are made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from tocsin.mechanisms import Mechanism
from tocsin.simulate import layout

__all__ = ["step", "sum_of_many", "sum_of_singles"]


def step(number: int, mechanism: Mechanism, inlined: bool = True) -> tuple[str, str]:
    """The import of a mechanism, and its step in the tick, behind its switch."""
    module, name = mechanism.formula.__module__, mechanism.formula.__name__
    imported = f"from {module} import {name} as _{name}\n{name} = compiled(_{name}, inlined={inlined})"
    draw = f"Draw(key0, key1, history, {mechanism.number}, tick)"
    return imported, f"        if on[{number}]:\n            {name}(now, case, p, {draw})"


def sum_of_singles(singles: Mapping[str, type], mechanisms: tuple[Mechanism, ...]) -> str:
    """Lines that add up the sizes of all numbers that stand once, and of what mechanisms keep for themselves."""
    floats = [f"now.{single}.{f}" for single, entity in singles.items() for f in _floats(entity)]
    floats += [f"now.memory.{name}" for name in layout.memory_type(mechanisms).names or ()]
    # Eights that are added up in pairs: one long chain of additions would wait for each of them in turn.
    eights = [floats[start : start + 8] for start in range(0, len(floats), 8)]
    return "\n".join(f"    total += {_sum_of_sizes(eight)}" for eight in eights)


def sum_of_many(many: Mapping[str, type], indent: str = "        ") -> str:
    """Lines that add up the sizes of all numbers of things of which there are several."""
    lines = []
    for name, entity in many.items():
        lines.append(f"{indent}for thing in now.{name}:")
        lines.append(f"{indent}    total += {_sum_of_sizes([f'thing.{f}' for f in _floats(entity)])}")
    return "\n".join(lines)


def _sum_of_sizes(names: list[str]) -> str:
    half = len(names) // 2
    return f"({_sum_of_sizes(names[:half])} + {_sum_of_sizes(names[half:])})" if half else f"abs({names[0]})"


def _floats(entity: type) -> list[str]:
    return [field.name for field in dataclasses.fields(entity) if str(field.type) == "float"]
