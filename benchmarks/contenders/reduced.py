"""The reduced crisis model that all contenders run, what each is given, and what each hands back.

The model is Tocsin's own on the case march-on-moscow-2023 under the theory world-crisis, with the mechanisms march,
units, street, challenger and ruler (and the bookkeeping without which no theory runs, balance and ending). Combat,
turn, intervention and settlement are switched off: nobody is beaten, no offer is made, no crowd turns on the regime.
What is left are 11 cities, 44 social groups, 23 units and up to 337 hourly ticks. A column that meets a unit that
fights stays there; most such histories run to the horizon, so that a history is some 240 hours long, five times as long
as under the full model.

All contenders start from the same parameters and the same state at hour 0, drawn in sets of 20 histories by
`Model.sets`, and each draws its own random numbers from there on. Nobody writes a file.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy
from numpy.typing import NDArray

from tocsin.building import build
from tocsin.mechanisms.crisis import state
from tocsin.simulate.chunk import SET_SIZE
from tocsin.simulate.model import Model, Sets

CASE = "march-on-moscow-2023"
OFF = ("combat", "turn", "intervention", "settlement")
SEED = 1
OUTCOMES = tuple(state.OUTCOMES)

Floats = NDArray[numpy.float64]
Integers = NDArray[numpy.int64]


@dataclass(frozen=True)
class Result:
    """What a contender hands back: an entry a history.

    Attributes
    ----------
    outcome : (histories,)
        Number of the outcome, 1 to 8.
    hours : (histories,)
        Length of the crisis, h.
    nearest : (histories,)
        The column's nearest distance from the capital, km.
    response : (histories,)
        The ruler's first response, 0 (none) to 4.
    turnout : (3, histories)
        Largest share of the cities' people out for the ruler, the challenger and themselves.
    set : (histories,)
        Number of the set whose parameters the history has.
    """

    outcome: Integers
    hours: Floats
    nearest: Floats
    response: Integers
    turnout: Floats
    set: Integers

    @staticmethod
    def joined(parts: list[Result]) -> Result:
        """Results of several blocks of histories as one."""
        names = [field.name for field in fields(Result)]
        return Result(*(numpy.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names))

    def shares(self) -> dict[str, float]:
        """Share of each outcome."""
        return {name: float((self.outcome == number).mean()) for number, name in enumerate(OUTCOMES, 1)}


def reduced_model() -> Model:
    """The model with four mechanisms switched off.

    Raises
    ------
    ValueError
        If the theory takes a reading of the units that the ports do not have.
    """
    model = build(CASE, settings={f"crisis.{name}": "off" for name in OFF})
    if model.quantities["units.variant"].prior.arguments[0] != 0:
        raise ValueError("the ports know the units' global game only")
    return model


def blocks(histories: int, size: int) -> list[tuple[int, int]]:
    """First history and number of histories of blocks of whole sets, `size` histories each but for the last."""
    size = max(size // SET_SIZE, 1) * SET_SIZE
    return [(first, min(size, histories - first)) for first in range(0, histories, size)]


def sets_of(model: Model, seed: int, first: int, count: int) -> tuple[Sets, Integers]:
    """The sets behind some histories, and for each history its row in them."""
    first_set = first // SET_SIZE
    sets = model.sets(first_set, (first + count - 1) // SET_SIZE - first_set + 1, seed)
    return sets, (first + numpy.arange(count)) // SET_SIZE - first_set


def parameters_of(sets: Sets, rows: Any) -> dict[str, Any]:
    """All parameters as `mechanism.name`, for the given rows of the sets."""
    records = sets.parameters
    return {
        f"{key}.{name}": numpy.ascontiguousarray(records[key][name][rows])
        for key in records.dtype.names or ()
        for name in records[key].dtype.names or ()
    }
