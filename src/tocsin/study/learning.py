"""Learning: what a record teaches about the parameters that a claim is about."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy

from tocsin.study.hierarchy import SharedParameter
from tocsin.study.implication import Implied
from tocsin.study.posterior import ParameterPosterior, Posterior, cluster_error, widened
from tocsin.study.verdict import CERTAIN, support
from tocsin.theory.claim import Claim, Implication
from tocsin.theory.quantity import Quantity

__all__ = ["asked_parameter", "bearing_parameters", "learnt", "learnt_over_cases"]

_ASKED = {"fear_ratio_above_one": ("ruler.fear_ratio", 1.0)}
"""Events that are statements about a parameter: which, and above what."""
_GRID = (numpy.arange(20_000) + 0.5) / 20_000
_SURE = 1e-9


def asked_parameter(what: Implication, quantities: dict[str, Quantity]) -> tuple[str, float]:
    """The parameter that a posterior is asked of, and the value that it is held against: by default its median."""
    name = what.parameter or _ASKED[what.event[0]][0]
    return name, quantities[name].median() if what.parameter else _ASKED[what.event[0]][1]


def learnt(what: Implication, quantity: Quantity, threshold: float, posterior: Posterior) -> Implied:
    """Posterior probability that a parameter lies above a value, against its prior.

    It holds where the record moves the odds by a log Bayes factor that tells (`tocsin.study.verdict`), and fails where
    it moves them that far the other way.
    """
    prior = float((quantity.draw(_GRID) > threshold).mean())
    cases = (posterior.case,)
    if quantity.is_fixed:
        reason = f"{quantity.name} is held fixed: no record can move it"
        return Implied(prior, prior, prior, prior, "posterior", what.expect, None, True, reason, cases=cases)
    draws = posterior.draws
    if not len(draws.weights):
        nan = math.nan
        return Implied(nan, nan, nan, prior, "posterior", what.expect, None, False, cases=cases)
    above = (posterior.values(quantity.name) > threshold).astype(float)
    probability = float(draws.weights @ above)
    error = cluster_error(above, draws.weights, draws.clusters)
    return _judged(what, probability, widened(error, draws.weights, draws.clusters), prior, cases)


def learnt_over_cases(what: Implication, shared: SharedParameter) -> Implied:
    """The same of the value that cases have in common."""
    cases = tuple(curve.case for curve in shared.curves)
    return _judged(what, shared.above, shared.above_error, 0.5, cases)


def _judged(what: Implication, probability: float, error: float, prior: float, cases: tuple[str, ...]) -> Implied:
    p = min(max(probability, _SURE), 1 - _SURE)
    shift = math.log(p / (1 - p)) - math.log(prior / (1 - prior))
    noise = CERTAIN * error / (p * (1 - p))
    told = support(shift - noise, shift + noise)
    holds = None if told == "does not tell" else (told == "favours") == (what.expect == "positive")
    low, high = (0.0, 1.0) if math.isnan(error) else (probability - CERTAIN * error, probability + CERTAIN * error)
    low, high = max(0.0, low), min(1.0, high)
    return Implied(probability, low, high, prior, "posterior", what.expect, holds, False, cases=cases)


def bearing_parameters(
    claim: Claim, mechanisms: Iterable[str], rows: list[ParameterPosterior]
) -> tuple[ParameterPosterior, ...]:
    """Parameters named in a claim's contrast or its implication, and those of its mechanisms that the record moved.

    Parameters
    ----------
    claim : Claim
    mechanisms : iterable of str
        Keys of its mechanisms: what the names of their parameters start with.
    rows : list of ParameterPosterior
        All parameters.
    """
    keys = set(mechanisms)
    named = set(claim.contrast)
    if claim.implication is not None and claim.implication.estimand == "posterior":
        asked = claim.implication.parameter
        named |= {asked} if asked else {_ASKED[event][0] for event in claim.implication.event}
    return tuple(row for row in rows if row.name in named or (row.moved and row.name.split(".", 1)[0] in keys))
