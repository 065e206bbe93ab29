"""What the story of a history of either clock holds: its address, what was drawn, the record, the row on disk."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars

from tocsin.errors import InputError, Problem
from tocsin.evidence.features import feature_expression
from tocsin.report.catalogue.case import observed_text
from tocsin.report.replay.sentences import number_in_words
from tocsin.report.replay.stored import Comparison
from tocsin.simulate.chunk import AnyModel
from tocsin.theory.quantity import Quantity
from tocsin.theory.world import World

__all__ = ["Address", "Drawn", "Feature", "Told", "checked_address", "told_data", "told_of"]

LAST_HISTORY = 10**8 - 1
_MANY = ("cities.", "groups.", "units.", "countries.", "hostility.")
"""What there is many of: quantities that are not what a reader wants first."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A quantity as this history has it; `level` is the share of its prior below the value, None where it has none."""

    name: str
    meaning: str
    unit: str
    value: float
    text: str
    level: float | None
    main: bool


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of the history beside the record's."""

    feature: str
    history: str | None
    record: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Address:
    """Which history, and what was set by hand."""

    seed: int
    history: int
    settings: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Told:
    """One history, of a crisis or a world.

    Attributes
    ----------
    case, theory : str
        Names; the case is that of the world where there is one.
    seed, history : int
        Its address.
    settings : dict
        What was set by hand.
    course : dict
        The history's row of the results without its parameters.
    drawn : tuple of Drawn
        All uncertain quantities.
    record : tuple of Feature
    not_kept : int
        Events beyond those that a log holds.
    stored : Comparison
        How it compares with the row of a run on disk.
    """

    case: str
    theory: str
    seed: int
    history: int
    settings: dict[str, str]
    course: dict[str, Any]
    drawn: tuple[Drawn, ...]
    record: tuple[Feature, ...]
    not_kept: int
    stored: Comparison


def checked_address(seed: int, history: int, settings: dict[str, str]) -> Address:
    """Return the address of a history.

    Raises
    ------
    InputError
        If the number is out of range.
    """
    if not 0 <= history <= LAST_HISTORY:
        problem = f"there is no history {history}"
        raise InputError([Problem(problem, "--history", expected=f"a whole number from 0 to {LAST_HISTORY:,}")])
    return Address(seed, history, settings)


def told_of(model: AnyModel, address: Address, table: polars.DataFrame, not_kept: int, stored: Comparison) -> Told:
    """Return what stories of both clocks have in common, from the one row of the histories' table."""
    row: dict[str, Any] = table.row(0, named=True)
    return Told(
        case=model.case.id,
        theory=model.theory.id,
        seed=address.seed,
        history=address.history,
        settings=address.settings,
        course={name: value for name, value in row.items() if name not in model.uncertain},
        drawn=tuple(_drawn(model, row)),
        record=tuple(_features(model, table)),
        not_kept=not_kept,
        stored=stored,
    )


def told_data(story: Told) -> dict[str, Any]:
    """Return a story as plain data; quantities by name."""
    data = asdict(story)
    data["drawn"] = {item.name: {k: v for k, v in asdict(item).items() if k != "name"} for item in story.drawn}
    return data


def _drawn(model: AnyModel, row: dict[str, Any]) -> list[Drawn]:
    main = set(_main_quantities(model))
    return [
        Drawn(name, q.meaning, q.unit, row[name], _value_text(q, row[name]), _level(q, row[name]), name in main)
        for name, q in ((name, model.quantities[name]) for name in model.uncertain)
    ]


def _main_quantities(model: AnyModel) -> list[str]:
    """Name what a reader wants first: single inputs of the case or world, and the parameters that claims rest on."""
    inputs = [name for name in model.case.inputs() if not name.startswith(_MANY)]
    claimed = [name for claim in model.theory.claims for name in claim.contrast]
    return [*inputs, *model.theory.stated, *claimed]


def _value_text(quantity: Quantity, value: float) -> str:
    return quantity.choices[int(value)] if quantity.choices else number_in_words(value, quantity.unit)


def _level(quantity: Quantity, value: float) -> float | None:
    if quantity.choices or quantity.is_fixed:
        return None
    prior = quantity.prior
    low, high = prior.cdf(quantity.low), prior.cdf(quantity.high)
    return (prior.cdf(value) - low) / (high - low)


def _features(model: AnyModel, table: polars.DataFrame) -> list[Feature]:
    found = []
    world = model.case if isinstance(model.case, World) else None
    for item in model.case.record:
        value = table.select(feature_expression(item.feature, world)).item()
        texts = {observed if isinstance(observed, str) else " > ".join(observed) for observed in item.observed}
        known = value if value or item.feature != "responses" else "none"
        found.append(Feature(item.feature, known, observed_text(item.observed), value in texts))
    return found
