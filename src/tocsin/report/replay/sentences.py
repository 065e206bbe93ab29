"""Sentences of a replay: what mechanisms note, with names and readable numbers put in."""

from __future__ import annotations

from typing import Any

from tocsin.report.catalogue.wording import name_in_words
from tocsin.simulate.actors import ACTORS, actor_kind, actor_name
from tocsin.theory.case import Case
from tocsin.theory.world import World

__all__ = ["ACTORS", "actor_kind", "actor_name", "number_in_words", "sentence"]

LEAST_SHARE = 1e-4


class _Readable(float):
    """A number whose whole part is written with commas, and whose percent sign stands apart."""

    def __format__(self, form: str) -> str:
        return super().__format__(form if "," in form else form.replace(".", ",.", 1)).replace("%", " %")


def sentence(text: str, actor: int, value: float, case: Case | World) -> str:
    """Fill in the sentence of an event."""
    kind = actor_kind(text)
    names: dict[str, Any] = {"value": _Readable(value)}
    if kind is not None:
        names[kind] = name_in_words(actor_name(kind, actor, case) or "somebody")
    told = text.format(**names)
    return told[:1].upper() + told[1:]


def number_in_words(value: float, unit: str) -> str:
    """Write a number with its unit so that it can be read: three significant digits, percent for shares."""
    if unit == "share":
        if 0 < value < LEAST_SHARE:
            return f"under {100 * LEAST_SHARE:g} %"
        return f"{100 * value:.3g} %"
    shown = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{shown} {unit}"
