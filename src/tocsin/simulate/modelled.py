"""What a model of either clock is: a theory, a case or a world, and what is held fixed by hand, ready to run."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy
from numpy.typing import NDArray

from tocsin.mechanisms import Mechanism, declared
from tocsin.simulate import random
from tocsin.theory.quantity import Quantity
from tocsin.theory.theory import Theory

__all__ = ["Modelled", "Records", "same_draws"]

Records = NDArray[numpy.void]
LaidOut = TypeVar("LaidOut")


@dataclass(frozen=True)
class Modelled(ABC, Generic[LaidOut]):
    """A theory, a case or a world, and what is held fixed by hand.

    Parameters
    ----------
    theory : Theory
    case : Case or World
    interventions : mapping from name to float
        Such as ``ruler.response``; see ``tocsin.mechanisms.vocabulary``.
    """

    theory: Theory
    case: Any
    interventions: Mapping[str, float] = field(default_factory=dict)

    @property
    @abstractmethod
    def clock(self) -> str:
        """``crisis`` or ``world``."""

    @property
    def tick(self) -> str:
        """What a tick of its clock is called: ``hour`` or ``month``."""
        return "hour" if self.clock == "crisis" else "month"

    @property
    @abstractmethod
    def quantities(self) -> dict[str, Quantity]:
        """All parameters of the theory that its clock uses and all inputs, by name."""

    @cached_property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """All mechanisms of the clock, in the order in which they run."""
        return declared(self.clock)

    @cached_property
    def on(self) -> NDArray[numpy.bool_]:
        """Which of them the theory switches on."""
        return numpy.array([not m.switchable or self.theory.mechanisms[m.name] for m in self.mechanisms])

    def parameters(self) -> dict[str, Quantity]:
        """The theory's parameters of the clock's mechanisms, by name."""
        return {q.name: self.theory.parameters[q.name] for m in self.mechanisms for q in m.parameters}

    @cached_property
    def uncertain(self) -> tuple[str, ...]:
        """Names of the quantities that differ between sets."""
        return tuple(name for name, quantity in self.quantities.items() if not quantity.is_fixed)

    def digest(self) -> str:
        """A hash of all that decides the results but the seed, the histories and the code."""
        text = f"{self.theory.digest()} {self.case.digest()} {sorted(self.interventions.items())}"
        return hashlib.sha256(text.encode()).hexdigest()

    def sets(self, first: int, count: int, seed: int) -> LaidOut:
        """Draw the quantities of `count` sets from number `first` on and lay out their state at hour 0."""
        return self.sets_at(first, self.quantiles(first, count, seed))

    def quantiles(self, first: int, count: int, seed: int) -> NDArray[numpy.float64]:
        """Where in its prior each uncertain quantity stands in `count` sets from `first` on: (uncertain, sets)."""
        return random.per_set(list(self.uncertain), numpy.arange(first, first + count), seed)

    def sets_at(
        self, first: int, quantiles: NDArray[numpy.float64], given: Mapping[str, NDArray[numpy.float64]] | None = None
    ) -> LaidOut:
        """Lay out sets whose uncertain quantities stand at given places of their priors.

        Parameters
        ----------
        first : int
            Number of the first set; with the seed it is the address of the draws of the histories in it.
        quantiles : ndarray of float, shape (uncertain, sets)
            In [0, 1], in the order of `uncertain`.
        given : mapping from name to ndarray of float, shape (sets,), optional
            Values in their unit that go before the quantiles; not-a-number where there is none.
        """
        count = quantiles.shape[1]
        values = {
            name: numpy.full(count, quantity.prior.arguments[0])
            for name, quantity in self.quantities.items()
            if quantity.is_fixed
        }
        sampled = numpy.empty_like(quantiles)
        for row, name in enumerate(self.uncertain):
            sampled[row] = values[name] = self.quantities[name].draw(quantiles[row])
        for name, asked in (given or {}).items():
            values[name] = numpy.where(numpy.isnan(asked), values[name], asked)
            if name in self.uncertain:
                sampled[self.uncertain.index(name)] = values[name]
        return self.lay_out(first, count, sampled, values)

    @abstractmethod
    def lay_out(
        self, first: int, count: int, sampled: NDArray[numpy.float64], values: dict[str, NDArray[Any]]
    ) -> LaidOut:
        """Lay out the state at the start of `count` sets from the value of each quantity in each of them."""


def same_draws(mine: Quantity, theirs: Quantity) -> bool:
    """Whether two quantities give the same number for the same draw."""
    if mine.prior != theirs.prior:
        return False
    # The range cuts a prior off; a fixed value has nothing to be cut off.
    return mine.is_fixed or (mine.low, mine.high) == (theirs.low, theirs.high)
