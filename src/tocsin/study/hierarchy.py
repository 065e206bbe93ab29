"""A parameter shared over cases: each case's value varies around a common one.

On the scale on which the parameter's prior is a standard normal, a case's value is x_c ~ N(m, 1 − ρ) around the common
m ~ N(0, ρ), so that every single case keeps the prior that the theory states, whatever ρ; ρ, how much of the spread all
cases have in common, is uniform on (0, 1). For a lognormal prior, as that of the fear ratio, the scale is the
logarithm. The likelihood of each case's record as a function of its value comes from the posterior draws of that case,
in bins of equal prior mass; m and ρ are then weighed on a grid. Few draws leave bins empty by chance, and a product
over cases would make certainties of that: each case's draws are joined by one that the prior spreads evenly. How it
goes with organisation: `tocsin.study.slope`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy

from tocsin.study.posterior import LEAST_EFFECTIVE, Posterior
from tocsin.study.question import Floats
from tocsin.study.slope import OrganisationSlope, slope

__all__ = ["CaseCurve", "SharedParameter", "likelihood_curve", "posterior_of_common", "shared"]

BINS = 20
_NODES = 201
_SHARES = (numpy.arange(40) + 0.5) / 40
_RESAMPLED = 200
_SURE = 1e-9
_EVEN = 1.0
"""So many draws spread evenly over the bins join those of each case (Dirichlet prior of Perks 1947).

With few draws that speak strongly this errs towards one half.
"""


@dataclass(frozen=True, slots=True)
class CaseCurve:
    """Likelihood of one case's record in bins of equal prior mass, in units of its mean, with its standard error."""

    case: str
    features: tuple[str, ...]
    likelihood: tuple[float, ...]
    error: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SharedParameter:
    """The common value of a parameter given the records of several cases.

    Attributes
    ----------
    theory, name, unit : str
    median, low, high : float
        Of the common value: the value of the parameter where a case stands just where cases have it in common; 5-95%.
    prior_low, prior_high : float
        5-95% range of the common value before the records.
    threshold : float
        The prior's median (1 for the fear ratio).
    above : float
        Probability that the common value is above it; before the records ½.
    above_error : float
        Monte Carlo standard error of that, by resampling the draws' clusters.
    above_low, above_high : float
        95% Monte Carlo interval of it, wider where few clusters carry the weight of a case.
    commonness : float
        Posterior mean of ρ; before the records ½.
    curves : tuple of CaseCurve
    organisation : OrganisationSlope, optional
        How the parameter goes with the organised share of a case's people; None for a parameter whose prior is not
        lognormal, or too few cases.
    """

    theory: str
    name: str
    unit: str
    median: float
    low: float
    high: float
    prior_low: float
    prior_high: float
    threshold: float
    above: float
    above_error: float
    above_low: float
    above_high: float
    commonness: float
    curves: tuple[CaseCurve, ...]
    organisation: OrganisationSlope | None = None


def likelihood_curve(uniform: Floats, weights: Floats, bins: int = BINS) -> Floats:
    """Likelihood in bins of equal prior mass from posterior draws, in units of its mean over the prior.

    Parameters
    ----------
    uniform, weights : ndarray, (draws,)
        Posterior draws as quantiles of the prior, and weights that sum to 1.
    """
    places = numpy.minimum((uniform * bins).astype(numpy.int64), bins - 1)
    likelihood: Floats = numpy.bincount(places, weights=weights, minlength=bins).astype(float) * bins
    return likelihood


def posterior_of_common(curves: list[Floats], shares: Floats = _SHARES) -> tuple[Floats, Floats]:
    """Posterior of the common value on a grid.

    Parameters
    ----------
    curves : list of ndarray, (bins,)
        From `likelihood_curve`, a case each; at least one.
    shares : ndarray
        Values of ρ that are equally probable beforehand.

    Returns
    -------
    common, weights : ndarray, (shares, nodes)
        Common value on the standard normal scale, and posterior weight; weights sum to 1.
    """
    values = tuple(shares.tolist())
    common, _ = _grid(values, len(curves[0]))
    log_weights = numpy.zeros(common.shape)
    for curve in curves:
        with numpy.errstate(divide="ignore"):  # a bin that no draw fell into
            log_weights += numpy.log(_grid(values, len(curve))[1] @ curve)
    weights = numpy.exp(log_weights - log_weights.max())
    return common, weights / weights.sum()


@cache
def _grid(shares: tuple[float, ...], bins: int) -> tuple[Floats, Floats]:
    """Common values, (shares, nodes), and the mass that a case's value then has in each bin, (shares, nodes, bins)."""
    from scipy.special import ndtr, ndtri

    nodes = ndtri((numpy.arange(_NODES) + 0.5) / _NODES)  # of equal prior mass
    common = numpy.sqrt(shares)[:, None] * nodes[None, :]
    spread = numpy.sqrt(1 - numpy.array(shares))[:, None, None]
    edges = ndtri(numpy.linspace(0, 1, bins + 1))
    return common, numpy.diff(ndtr((edges[None, None, :] - common[:, :, None]) / spread), axis=2)


def shared(name: str, posteriors: list[Posterior]) -> SharedParameter | None:
    """The common value of a parameter, from one theory's posteriors on several cases.

    Returns
    -------
    SharedParameter or None
        None where no posterior has enough independent draws of it: `LEAST_EFFECTIVE`.
    """
    from scipy.special import ndtr

    usable = [p for p in posteriors if p.effective >= LEAST_EFFECTIVE and any(q.name == name for q in p.quantities)]
    if not usable:
        return None
    quantity = next(q for q in usable[0].quantities if q.name == name)
    curves = [_smoothed(likelihood_curve(p.column(name), p.draws.weights), p.effective) for p in usable]
    common, weights = posterior_of_common(curves)
    order = numpy.argsort(common, axis=None)
    reached = numpy.cumsum(weights.ravel()[order])
    places = numpy.searchsorted(reached, [0.05, 0.5, 0.95])
    low, median, high = quantity.draw(ndtr(common.ravel()[order[places]])).tolist()
    prior_low, prior_high = quantity.draw(ndtr(numpy.quantile(common, [0.05, 0.95]))).tolist()
    resampled = _resampled(name, usable)
    again = [_above(*posterior_of_common([curves[i] for curves in resampled])) for i in range(len(resampled[0]))]
    above = _above(common, weights)
    above_low, above_high = _interval(above, numpy.array(again), min(p.effective for p in usable))
    told = tuple(
        CaseCurve(p.case, p.features, tuple(curve.tolist()), tuple(numpy.std(other, axis=0).tolist()))
        for p, curve, other in zip(usable, curves, resampled, strict=True)
    )
    return SharedParameter(
        usable[0].theory, name, quantity.unit, median, low, high, prior_low, prior_high, quantity.median(),
        above, float(numpy.std(again)), above_low, above_high, float((weights.sum(axis=1) * _SHARES).sum()), told,
        _along(name, usable),
    )  # fmt: skip


def _along(name: str, posteriors: list[Posterior]) -> OrganisationSlope | None:
    """The slope on organisation over those cases that have one."""
    prior = next(q for q in posteriors[0].quantities if q.name == name).prior
    if prior.kind != "lognormal":
        return None
    known = [(p, p.organisation) for p in posteriors if p.organisation is not None]
    return slope(
        [p.case for p, _ in known],
        [p.column(name) for p, _ in known],
        [p.draws.weights for p, _ in known],
        [p.draws.clusters for p, _ in known],
        [one for _, one in known],
        prior.arguments[1],
    )


def _above(common: Floats, weights: Floats) -> float:
    # The middle node is the threshold itself: half of it counts.
    return float(weights[common > 1e-12].sum() + weights[abs(common) <= 1e-12].sum() / 2)


def _smoothed(curve: Floats, effective: float) -> Floats:
    """A curve with the even draw."""
    smooth: Floats = (effective * curve + _EVEN) / (effective + _EVEN)
    return smooth


def _interval(above: float, again: Floats, effective: float) -> tuple[float, float]:
    """95% interval of a probability from resampled ones, on the scale of its log odds, with Student's t."""
    from scipy.special import expit, logit, stdtrit

    half = float(stdtrit(effective - 1, 0.975)) * float(numpy.std(logit(numpy.clip(again, _SURE, 1 - _SURE))))
    middle = logit(min(max(above, _SURE), 1 - _SURE))
    return float(expit(middle - half)), float(expit(middle + half))


def _resampled(name: str, posteriors: list[Posterior]) -> list[list[Floats]]:
    """For each case, curves that its draws leave open: clusters weighed anew, and the even draw with them.

    The Bayesian bootstrap (Rubin 1981): a cluster that is the only one in its bin never vanishes altogether.
    """
    rng = numpy.random.Generator(numpy.random.Philox(0))
    result = []
    for posterior in posteriors:
        _, cluster = numpy.unique(posterior.draws.clusters, return_inverse=True)
        number, column = int(cluster.max()) + 1, posterior.column(name)
        again = []
        for _ in range(_RESAMPLED):
            drawn = likelihood_curve(column, posterior.draws.weights * rng.exponential(size=number)[cluster])
            curve = posterior.effective * drawn + BINS * rng.gamma(_EVEN / BINS, size=BINS)
            again.append(curve * BINS / curve.sum())
        result.append(again)
    return result
