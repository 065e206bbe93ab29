"""What evidence is asked of: anything that turns uniform numbers into features, and what was observed of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

Floats = NDArray[numpy.float64]
Integers = NDArray[numpy.int64]
Booleans = NDArray[numpy.bool_]

Simulate = Callable[[Floats, Integers], Integers]
"""From uniform numbers (histories, parameters) and the histories' numbers (histories,) to feature codes (histories,
features). The same number with nearby parameters should give a nearby history."""


@dataclass(frozen=True)
class Question:
    """The evidence that a model gives to observed features.

    Attributes
    ----------
    simulate : callable
        See `Simulate`. Uniform numbers are quantiles of the priors, so that the prior is uniform on the unit cube.
    dimension : int
        Number of parameters.
    features : tuple of str
        Their names, in the order in which they are asked for.
    observed : tuple of tuple of int
        For each feature the codes that count as a match.
    """

    simulate: Simulate
    dimension: int
    features: tuple[str, ...]
    observed: tuple[tuple[int, ...], ...]

    def matched(self, codes: Integers) -> Booleans:
        """Whether each history agrees with what was observed, feature by feature; (histories, features)."""
        result = numpy.empty(codes.shape, numpy.bool_)
        for column, values in enumerate(self.observed):
            result[:, column] = numpy.isin(codes[:, column], values)
        return result

    def ask(self, uniform: Floats, numbers: Integers) -> Booleans:
        """Simulate and match."""
        return self.matched(self.simulate(uniform, numbers))
