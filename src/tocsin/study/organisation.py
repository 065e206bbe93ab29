"""Organisation: what share of a case's people are in organisations that can act apart from the state.

The share is of all people in the case's groups, over its cities, as the engine lays them out at hour 0 before cities
are let to differ. It is a combination of inputs, and as uncertain as they are: where nobody knows how many were
organised, the inputs' wide priors make the share wide; it is never taken for 0.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy

from tocsin.simulate.model import Model
from tocsin.study.question import Floats
from tocsin.theory.case import Case

__all__ = ["Organisation", "organisation_of", "organised_share"]

_PRIOR_DRAWS = 2048


@dataclass(frozen=True, eq=False)
class Organisation:
    """Natural logarithm of the organised share of a case.

    Attributes
    ----------
    prior : ndarray, (prior draws,)
        Before the record.
    draws : ndarray, (draws,)
        Of each of a posterior's draws, whose weights it shares.
    """

    prior: Floats
    draws: Floats


def organised_share(case: Case, values: Mapping[str, Floats], groups: Collection[str] | None = None) -> Floats:
    """Share of the people in a case's groups, over its cities, who are organised.

    Parameters
    ----------
    case : Case
    values : mapping from name to ndarray, (draws,)
        The case's inputs: population of cities, share and organised share of groups, with what differs in a city.
    groups : collection of str, optional
        Only these groups.

    Returns
    -------
    ndarray, (draws,)
    """
    people = organised = numpy.zeros(1)
    for city in case.before.cities:
        for group in case.before.groups:
            if groups is not None and group.id not in groups:
                continue
            share, within = (
                values.get(f"groups.{group.id}.in_cities.{city.id}.{name}", values[f"groups.{group.id}.{name}"])
                for name in ("share", "organised")
            )
            size = values[f"cities.{city.id}.population"] * share
            people, organised = people + size, organised + size * within
    return organised / people


def organisation_of(model: Model, uniform: Floats, groups: Collection[str] | None = None) -> Organisation | None:
    """The organised share of a model's case at draws of its uncertain quantities, and over their priors.

    Parameters
    ----------
    model : Model
    uniform : ndarray, (draws, uncertain)
        Quantiles of the priors, a column for each of ``model.uncertain``.
    groups : collection of str, optional
        Only these groups.

    Returns
    -------
    Organisation or None
        None where the share can be 0, so that it has no logarithm.
    """
    rng = numpy.random.Generator(numpy.random.Philox(0))
    inputs = model.case.inputs()
    wanted = [name for name in inputs if name.startswith("groups.") or name.endswith(".population")]
    before, after = {}, {}
    for name in wanted:
        quantity = inputs[name]
        before[name] = quantity.draw(rng.random(_PRIOR_DRAWS))
        column = uniform[:, model.uncertain.index(name)] if name in model.uncertain else numpy.zeros(len(uniform))
        after[name] = quantity.draw(column)
    shares = [numpy.broadcast_to(organised_share(model.case, values, groups), (size,))
              for values, size in ((before, _PRIOR_DRAWS), (after, len(uniform)))]  # fmt: skip
    if any(len(share) and not share.min() > 0 for share in shares):
        return None
    return Organisation(numpy.log(shares[0]), numpy.log(shares[1]))
