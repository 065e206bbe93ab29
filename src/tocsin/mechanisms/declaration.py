"""What a mechanism declares beside its formula.

A mechanism is one plain Python function over the state of one history for one tick. The decorator registers what it
declares and hands the function back unchanged, so that a test or a reader can call it as it stands.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tocsin.theory.quantity import CHOICE, Prior, Quantity, Source

Formula = Callable[[Any, Any, Any, Any], None]


@dataclass(frozen=True, slots=True)
class Event:
    """A thing worth telling that a mechanism can make happen.

    Attributes
    ----------
    name : str
        Identifier in the event log, e.g. ``unit-joins``.
    text : str
        Sentence for the replay. ``{unit}``, ``{city}`` or ``{response}`` name the actor, ``{value}`` the number noted.
    """

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A declared mechanism: where it stands in the hour, what it needs, what it can tell.

    Attributes
    ----------
    name : str
        Full name, e.g. ``crisis.march`` or ``war.drive``.
    step : int
        Place within a tick; lower runs first. Unique within a clock.
    parameters : tuple of Quantity
        Each with unit, range, prior and source.
    memory : dict of str to str
        Variables that only this mechanism keeps between ticks (name to unit); they start at 0 and are read as
        ``now.memory.<key>_<name>``.
    variants : tuple of str
        Names of the readings that the parameter ``variant`` chooses between; empty when there is one.
    switchable : bool
        False for the bookkeeping that no theory can do without.
    default_on : bool
        Whether a theory that does not mention the mechanism has it on.
    """

    name: str
    step: int
    summary: str
    formula: Formula
    parameters: tuple[Quantity, ...]
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    events: tuple[Event, ...]
    memory: dict[str, str]
    variants: tuple[str, ...]
    switchable: bool
    default_on: bool

    @property
    def clock(self) -> str:
        """The clock that runs it: ``crisis`` (hours), or ``world`` (months) for all not named after the crisis."""
        return "crisis" if self.name.startswith("crisis.") else "world"

    @property
    def key(self) -> str:
        """Its short name, which starts the names of its parameters."""
        return self.name.split(".", 1)[1]

    @property
    def number(self) -> int:
        """A stable 32-bit number: the mechanism's part of the address of its draws."""
        return zlib.crc32(self.name.encode())


def parameter(
    name: str,
    meaning: str,
    unit: str,
    low: float,
    high: float,
    prior: Prior,
    *sources: str,
    judgement: str | None = None,
) -> Quantity:
    """Declare a parameter; the mechanism's key is put before its name when the mechanism is registered."""
    return Quantity(name, meaning, unit, low, high, prior, Source(sources, judgement))


def _variant(variants: tuple[str, ...]) -> tuple[Quantity, ...]:
    if not variants:
        return ()
    reason = Source(judgement="which reading of the mechanism holds is the theory's choice; the first is the default")
    last = len(variants) - 1
    return (Quantity("variant", "reading of the mechanism", CHOICE, 0, last, Prior.fixed(0), reason, variants),)


REGISTRY: dict[str, Mechanism] = {}


def mechanism(
    name: str,
    *,
    step: int,
    parameters: tuple[Quantity, ...] = (),
    sources: tuple[str, ...] = (),
    claims: tuple[str, ...] = (),
    events: tuple[Event, ...] = (),
    memory: dict[str, str] | None = None,
    variants: tuple[str, ...] = (),
    switchable: bool = True,
    default_on: bool = True,
) -> Callable[[Formula], Formula]:
    """Register the decorated function as the mechanism ``name`` and return it unchanged.

    Raises
    ------
    ValueError
        If the name, the step or the number is taken, or the function has no docstring.
    """

    def register(formula: Formula) -> Formula:
        if not formula.__doc__:
            raise ValueError(f"mechanism {name}: the docstring must say what it does")
        declared = Mechanism(
            name=name,
            step=step,
            summary=formula.__doc__.strip().split("\n\n", 1)[0].replace("\n    ", " "),
            formula=formula,
            parameters=tuple(
                replace(p, name=f"{name.split('.', 1)[1]}.{p.name}") for p in parameters + _variant(variants)
            ),
            sources=sources,
            claims=claims,
            events=events,
            memory=dict(memory or {}),
            variants=variants,
            switchable=switchable,
            default_on=default_on,
        )
        for other in REGISTRY.values():
            same_source = other.formula.__code__.co_filename == formula.__code__.co_filename
            if other.name == name and same_source:
                continue  # the module was reloaded
            if other.name == name or other.number == declared.number:
                raise ValueError(f"mechanism {name}: the name, or the number made from it, is taken by {other.name}")
            if other.clock == declared.clock and other.step == step:
                raise ValueError(f"mechanism {name}: step {step} is taken by {other.name}")
        REGISTRY[name] = declared
        return formula

    return register
