"""Learning: what a record teaches about the parameters that a claim is about."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy

from tocsin.simulate import random
from tocsin.study.arms import Arm
from tocsin.study.hierarchy import SharedParameter
from tocsin.study.implication import Implied, log_odds_shift
from tocsin.study.marginal import Draws
from tocsin.study.posterior import LEAST_EFFECTIVE, ParameterPosterior, Posterior, cluster_error
from tocsin.study.question import Booleans, Floats
from tocsin.study.shares import score_interval
from tocsin.study.supporting import SIDES, LogBayesFactor
from tocsin.study.verdict import support
from tocsin.theory.claim import Claim, Implication
from tocsin.theory.quantity import Quantity

__all__ = ["Sides", "asked_parameter", "bearing_parameters", "factor_of_sides", "learnt", "learnt_over_cases",
           "probability_interval"]  # fmt: skip

_ASKED = {"fear_ratio_above_one": ("ruler.fear_ratio", 1.0)}
"""Events that are statements about a parameter: which, and above what."""
_GRID = (numpy.arange(20_000) + 0.5) / 20_000


def asked_parameter(what: Implication, quantities: dict[str, Quantity]) -> tuple[str, float]:
    """The parameter that a posterior is asked of, and the value that it is held against: by default its median."""
    name = what.parameter or _ASKED[what.event[0]][0]
    return name, quantities[name].median() if what.parameter else _ASKED[what.event[0]][1]


def learnt(what: Implication, quantity: Quantity, threshold: float, posterior: Posterior) -> Implied:
    """Posterior probability that a parameter lies above a value, against its prior.

    It holds where the record moves the odds by a log Bayes factor that tells (`tocsin.study.verdict`), and fails where
    it moves them that far the other way.
    """
    prior = _prior(quantity, threshold)
    cases = (posterior.case,)
    if quantity.is_fixed:
        reason = f"{quantity.name} is held fixed: no record can move it"
        return Implied(prior, prior, prior, prior, "posterior", what.expect, None, True, reason, cases=cases)
    draws = posterior.draws
    if not len(draws.weights):
        nan = math.nan
        return Implied(nan, nan, nan, prior, "posterior", what.expect, None, False, cases=cases)
    above = (posterior.values(quantity.name) > threshold).astype(float)
    return _judged(what, _share(above, draws), probability_interval(above, draws), prior, cases)


@dataclass(frozen=True, slots=True)
class Sides:
    """A claim that a parameter lies on one side of a value, to be weighed against its lying on the other.

    Attributes
    ----------
    what : Implication
        Expects it above (``positive``) or not.
    quantity : Quantity
    threshold : float
    seed : int
        Of the histories.
    """

    what: Implication
    quantity: Quantity
    threshold: float
    seed: int

    def weighed(self, posterior: Posterior) -> LogBayesFactor:
        """Log Bayes factor on the record of a case."""
        prior = _prior(self.quantity, self.threshold)
        holds = self._on_side(posterior.values(self.quantity.name))
        return factor_of_sides(holds.astype(float), posterior.draws, prior if self._above else 1 - prior)

    def holds(self, arm: Arm) -> Booleans:
        """In which histories of an arm the parameter lies as the claim has it."""
        uniform = random.per_set([self.quantity.name], arm.sets, self.seed)[0]
        return self._on_side(self.quantity.draw(uniform))

    @property
    def _above(self) -> bool:
        return self.what.expect != "negative"

    def _on_side(self, values: Floats) -> Booleans:
        found: Booleans = (values > self.threshold) == self._above
        return found


def _prior(quantity: Quantity, threshold: float) -> float:
    return float((quantity.draw(_GRID) > threshold).mean())


def learnt_over_cases(what: Implication, shared: SharedParameter) -> Implied:
    """The same of the value that cases have in common."""
    cases = tuple(curve.case for curve in shared.curves)
    return _judged(what, shared.above, (shared.above_low, shared.above_high), 0.5, cases)


def probability_interval(holds: Floats, draws: Draws) -> tuple[float, float]:
    """95% interval of the posterior probability that something holds, from weighted draws in clusters.

    A score interval (`tocsin.study.shares.score_interval`), so that draws which all lie on one side are worth no more
    than their number: at as many draws as the error between clusters leaves (Kish 1965), but no fewer than the
    effective number of clusters. 0 to 1 below `LEAST_EFFECTIVE` clusters.

    Parameters
    ----------
    holds : ndarray, (draws,)
        0 or 1 for each draw.
    draws : Draws
    """
    if _clusters(draws) < LEAST_EFFECTIVE:
        return 0.0, 1.0
    return score_interval(_share(holds, draws), _effective(holds, draws), _clusters(draws) - 1)


def _share(holds: Floats, draws: Draws) -> float:
    return min(float(draws.weights @ holds), 1.0)  # weights sum to 1 up to rounding


def _clusters(draws: Draws) -> float:
    """Effective number of clusters, by their weights."""
    by_cluster = numpy.bincount(numpy.unique(draws.clusters, return_inverse=True)[1], weights=draws.weights)
    return float(by_cluster.sum() ** 2 / (by_cluster**2).sum())


def _effective(holds: Floats, draws: Draws) -> float:
    """How many independent draws a probability rests on."""
    weights, least = draws.weights, _clusters(draws)
    share, error = _share(holds, draws), cluster_error(holds, weights, draws.clusters)
    if not error > 0:
        return least
    return min(max(share * (1 - share) / error**2, least), float(weights.sum() ** 2 / (weights**2).sum()))


def factor_of_sides(holds: Floats, draws: Draws, prior: float) -> LogBayesFactor:
    """Log Bayes factor of a claim that is an inequality against its opposite, from how a record moves its odds.

    Both sides keep the prior, cut where the inequality cuts it; a fixed value at the border would be held against the
    whole of it, the half in which the claim is false included.

    Parameters
    ----------
    holds : ndarray, (draws,)
        Whether the inequality holds for each draw from the posterior, 0 or 1.
    draws : Draws
    prior : float
        Probability of the inequality before the record.
    """
    matches = (int(holds.sum()), int((1 - holds).sum()))
    if not len(holds):
        return LogBayesFactor(math.nan, math.nan, -math.inf, math.inf, SIDES, matches, 0)
    low, high = (log_odds_shift(end, prior) for end in probability_interval(holds, draws))
    # Half a draw more on either side: none of so few is not impossible.
    effective = _effective(holds, draws)
    above = _share(holds, draws) * effective + 0.5
    below = effective + 1 - above
    estimate = log_odds_shift(above / (above + below), prior)
    return LogBayesFactor(estimate, math.sqrt(1 / above + 1 / below), low, high, SIDES, matches, len(holds))


def _judged(
    what: Implication, probability: float, ends: tuple[float, float], prior: float, cases: tuple[str, ...]
) -> Implied:
    low, high = ends
    told = support(log_odds_shift(low, prior), log_odds_shift(high, prior))
    holds = None if told == "does not tell" else (told == "favours") == (what.expect == "positive")
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
