"""What evidence is asked of: anything that turns uniform numbers into features, and what was observed of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from tocsin.evidence.codes import feature_codes, observed_codes
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.simulate.chunk import run_at
from tocsin.simulate.model import Model
from tocsin.theory.case import Case

__all__ = [
    "Booleans", "Floats", "Integers", "Question", "Simulate", "Step", "all_of", "matched", "question_of", "steps_of",
]  # fmt: skip

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


@dataclass(frozen=True, slots=True)
class Step:
    """One thing asked of a history on the way to a match: a feature, or less than that.

    Attributes
    ----------
    name : str
        The feature; with ' ± 1 bin' where its neighbours count too.
    feature : str
    codes : tuple of int
        What counts as a match.
    """

    name: str
    feature: str
    codes: tuple[int, ...]


def steps_of(case: Case, features: tuple[str, ...]) -> tuple[Step, ...]:
    """Features in their order, those with more than two bins approached from the bins about the observed ones."""
    steps = []
    for name in features:
        observed = observed_codes(case, name)
        feature = FEATURES[name]
        bins = range(len(feature.bins))
        before = tuple(bins) if len(feature.edges) > 1 else observed
        for distance in range(len(bins) - 1, 0, -1):
            near = tuple(code for code in bins if min(abs(code - seen) for seen in observed) <= distance)
            if len(feature.edges) > 1 and len(near) < len(before) and len(near) > len(observed):
                steps.append(Step(f"{name} ± {distance} bin{'s' if distance > 1 else ''}", name, near))
                before = near
        steps.append(Step(name, name, observed))
    return tuple(steps)


def question_of(model: Model, steps: tuple[Step, ...], seed: int) -> Question:
    """The evidence of a model for features of its case's record; histories that fail match nothing."""
    names = tuple(dict.fromkeys(step.feature for step in steps))
    columns = [names.index(step.feature) for step in steps]

    def simulate(uniform: Floats, numbers: Integers) -> Integers:
        return feature_codes(run_at(model, seed, uniform, numbers)[1], names)[:, columns]

    features, observed = tuple(step.name for step in steps), tuple(step.codes for step in steps)
    return Question(simulate, len(model.uncertain), features, observed)
