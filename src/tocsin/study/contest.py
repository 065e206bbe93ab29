"""Contest: which theories are compared on which features of a case's record, and how probable each comes out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from tocsin.errors import InputError, Problem, UnknownName
from tocsin.evidence.features import features_of
from tocsin.study.marginal import Estimate
from tocsin.study.question import Floats
from tocsin.study.verdict import CERTAIN
from tocsin.theory.case import Case
from tocsin.theory.theory import Theory
from tocsin.theory.world import World

__all__ = ["Contest", "Standing", "contests_of", "log_of", "predicts", "standings"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One theory in a contest.

    Attributes
    ----------
    theory : str
    estimate : Estimate
        Of its evidence; over several cases the sum of their logarithms.
    probability : float
        Among the rivals, equally probable beforehand; not-a-number where no rival's evidence is above 0.
    error : float
        Monte Carlo standard error of the probability; not-a-number where a theory of the contest never matched, whose
        evidence is known by a bound only.
    low, high : float
        95% Monte Carlo bounds of the probability. Where theories never matched, their evidence is taken anywhere from 0
        to its own bound.
    """

    theory: str
    log_evidence: float
    log_error: float
    probability: float
    error: float
    estimate: Estimate | None = None
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True, slots=True)
class Contest:
    """Theories compared on features that the record holds and all of them predict, in the order they were asked for.

    Attributes
    ----------
    features : tuple of str
    standings : tuple of Standing
        Every theory in it, the most probable first.
    """

    features: tuple[str, ...]
    standings: tuple[Standing, ...]

    def of(self, theory: str) -> Standing | None:
        """The line of one theory, or None where it is not in this contest."""
        return next((line for line in self.standings if line.theory == theory), None)


def contests_of(
    case: Case | World, theories: list[Theory], features: tuple[str, ...] | None = None
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Which features are compared among which theories: first all of them on what all predict.

    Where some predict more, those are compared once more, on that.

    Returns
    -------
    list of (features, names of theories)

    Raises
    ------
    UnknownName, InputError
        If features are given that do not exist, that the record does not hold or that a theory does not predict; or
        if there is no feature to compare the theories on.
    """
    held = tuple(item.feature for item in case.record)
    names = tuple(theory.id for theory in theories)
    if features is not None:
        _check(case, theories, features, held)
        return [(features, names)]
    predicted = {theory.id: tuple(name for name in held if name in predicts(case, theory)) for theory in theories}
    common = tuple(name for name in held if all(name in own for own in predicted.values()))
    if not common:
        told = "; ".join(f"{name}: {', '.join(own) or 'nothing'}" for name, own in predicted.items())
        raise InputError(
            [Problem(f"no feature of the record of {case.id} is predicted by all theories ({told})", "--theories")]
        )
    found = [(common, names)]
    for own in sorted(set(predicted.values()), key=len):
        within = tuple(name for name, other in predicted.items() if set(own) <= set(other))
        if len(own) > len(common) and len(within) > 1:
            found.append((own, within))
    return found


def predicts(case: Case | World, theory: Theory) -> tuple[str, ...]:
    """Features that a theory says something of: in a crisis those that it names, in a world all."""
    return tuple(features_of(case)) if isinstance(case, World) else theory.predicts


def _check(case: Case | World, theories: list[Theory], features: tuple[str, ...], held: tuple[str, ...]) -> None:
    problems = []
    for name in features:
        if name not in features_of(case):
            raise UnknownName("feature", name, features_of(case), "--features")
        if name not in held:
            expected = f"one of {', '.join(held)}"
            problems.append(Problem(f"the record of {case.id} holds nothing on it", "--features", None, name, expected))
        for theory in theories:
            if name not in predicts(case, theory):
                expected = f"one of {', '.join(predicts(case, theory))}"
                problems.append(Problem(f"{theory.id} does not predict it", "--features", None, name, expected))
    if not features or len(set(features)) < len(features):
        problems.append(Problem("no feature, or one named twice", "--features", expected="each feature once"))
    if problems:
        raise InputError(problems)


def standings(
    theories: list[str],
    log_evidence: list[float],
    errors: list[float],
    estimates: list[Estimate] | None = None,
    log_at_most: list[float] | None = None,
) -> tuple[Standing, ...]:
    """Posterior probabilities of theories that are equally probable beforehand, with errors by the delta method.

    Parameters
    ----------
    theories, log_evidence, errors, estimates
        One of each a theory; evidence is minus infinity, and its error not-a-number, where nothing matched.
    log_at_most : list of float, optional
        Upper bounds of the log evidences, for those where nothing matched; by default those of the estimates.
    """
    logs, noise = numpy.array(log_evidence), numpy.nan_to_num(numpy.array(errors))
    most = log_at_most or [log_of(one.at_most) for one in estimates or ()] or [math.nan] * len(logs)
    best = float(logs.max())
    if math.isfinite(best):
        shares = numpy.exp(logs - best)
        shares /= shares.sum()
        # dp_i/dl_j = p_i (1[i = j] − p_j)
        slopes = shares[:, None] * (numpy.eye(len(shares)) - shares[None, :])
        spread = numpy.sqrt((slopes**2) @ noise**2)
        ends = _ends(logs, shares, spread, numpy.array(most))
        if not numpy.isfinite(logs).all():
            spread = numpy.full(len(logs), math.nan)
    else:
        shares = spread = numpy.full(len(logs), math.nan)
        ends = numpy.zeros(len(logs)), numpy.ones(len(logs))
    made = [
        Standing(
            name,
            float(logs[i]),
            errors[i],
            float(shares[i]),
            float(spread[i]),
            estimates[i] if estimates else None,
            float(ends[0][i]),
            float(ends[1][i]),
        )
        for i, name in enumerate(theories)
    ]
    return tuple(sorted(made, key=lambda line: -line.log_evidence))


def log_of(evidence: float) -> float:
    """Natural logarithm; minus infinity of 0."""
    return math.log(evidence) if evidence > 0 else -math.inf


def _ends(logs: Floats, shares: Floats, spread: Floats, most: Floats) -> tuple[Floats, Floats]:
    """95% bounds of probabilities: errors of those that matched, and what those that never matched may have at most."""
    matched = numpy.isfinite(logs)
    # Odds against all that matched; a bound that is not known leaves everything open.
    unseen = numpy.where(matched, 0.0, numpy.exp(numpy.nan_to_num(most, nan=math.inf) - numpy.logaddexp.reduce(logs)))
    low, high = numpy.clip(shares - CERTAIN * spread, 0, 1), numpy.clip(shares + CERTAIN * spread, 0, 1)
    low = numpy.where(matched, low / (1 + unseen.sum()), 0.0)
    with numpy.errstate(invalid="ignore"):
        alone = numpy.where(numpy.isinf(unseen), 1.0, unseen / (1 + unseen))
    return low, numpy.where(matched, high, alone)
