"""What evidence is asked of: anything that turns uniform numbers into features, and what was observed of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from tocsin.evidence.codes import feature_codes, observed_codes
from tocsin.simulate.chunk import run_at
from tocsin.simulate.model import Model

__all__ = ["Booleans", "Floats", "Integers", "Question", "Simulate", "all_of", "matched", "question_of"]

Floats = NDArray[numpy.float64]
Integers = NDArray[numpy.int64]
Booleans = NDArray[numpy.bool_]

Simulate = Callable[[Floats, Integers], Integers]
"""What turns uniform numbers (histories, parameters) and the histories' numbers (histories,) into feature codes.

The codes are (histories, features). The same number with nearby parameters should give a nearby history.
"""


@dataclass(frozen=True)
class Question:
    """A model, and features whose evidence under it is asked for.

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

    def ask(self, uniform: Floats, numbers: Integers) -> Booleans:
        """Simulate and match: (histories, features)."""
        return matched(self.simulate(uniform, numbers), self.observed)


def matched(codes: NDArray[numpy.signedinteger], observed: tuple[tuple[int, ...], ...]) -> Booleans:
    """Whether each history agrees with what was observed, feature by feature; (histories, features)."""
    result = numpy.empty(codes.shape, numpy.bool_)
    for column, values in enumerate(observed):
        result[:, column] = numpy.isin(codes[:, column], values)
    return result


def all_of(matches: Booleans, features: int | None = None) -> Booleans:
    """Whether each history matches the first so many features, or all of them; (histories,)."""
    result: Booleans = numpy.all(matches[:, :features], axis=1)
    return result


def question_of(model: Model, features: tuple[str, ...], seed: int) -> Question:
    """The evidence of a model for these features of its case's record; histories that fail match nothing."""

    def simulate(uniform: Floats, numbers: Integers) -> Integers:
        return feature_codes(run_at(model, seed, uniform, numbers)[1], features)

    observed = tuple(observed_codes(model.case, name) for name in features)
    return Question(simulate, len(model.uncertain), features, observed)
