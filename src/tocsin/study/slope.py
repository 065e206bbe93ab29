"""How a parameter of cases goes with their organisation: a regression over cases, from each case's posterior draws.

On the scale on which the parameter's prior is a standard normal (for the fear ratio the logarithm, in units of ln 3),

    x_c = m + b z_c + e_c,    m ~ N(0, s_m),  b ~ N(0, s_b),  e_c ~ N(0, s_e),    s_m + s_b + s_e = 1,

z_c being the logarithm of the organised share of case c (`tocsin.study.organisation`), less its mean and in units of
its standard deviation over the cases and what is unknown of each. How the parameter's spread divides into what all
cases have in common, what goes with organisation and what is a case's own is a judgement: every division is equally
probable beforehand (Dirichlet 1, 1, 1), so that a case of average organisation keeps the prior that the theory states.
Without b it is the model of `tocsin.study.hierarchy`.

Neither x_c nor z_c is known: the likelihood of a case's record over both comes from its posterior draws, the parameter
in bins, and is averaged over them. m, b and the division are weighed at
points of their prior.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy
from numpy.typing import NDArray

from tocsin.study.organisation import Organisation
from tocsin.study.question import Floats

__all__ = ["CaseOrganisation", "CaseSurface", "OrganisationSlope", "Points", "case_surface", "points_of", "slope",
           "weighed"]  # fmt: skip

EDGES = tuple((numpy.arange(-12, 13) / 5).tolist())
"""Of the bins of the parameter, on the standard normal scale: the likelihood is level beyond the outermost."""
PLACES = 8
"""Of organisation within a case, of equal posterior weight; each stands for its mean."""
LEAST_CASES = 3
POINTS, FEWER_POINTS = 2**13, 2**11
"""For the posterior, and for each resample of it."""
LEAST_VARIANCE = 1e-6
_RESAMPLED = 60


@dataclass(frozen=True, slots=True)
class CaseOrganisation:
    """Organised share of one case: median and 5-95 % before its record, and median after."""

    case: str
    low: float
    median: float
    high: float
    after: float


@dataclass(frozen=True, slots=True)
class OrganisationSlope:
    """How a parameter with a lognormal prior goes with the organised share of people, over cases.

    Attributes
    ----------
    median, low, high : float
        Slope of the logarithm of the parameter on that of the organised share; 5-95 %. At 1 the parameter doubles where
        twice as many are organised, at 0 organisation has nothing to do with it.
    prior_low, prior_high : float
        5-95 % before the records; the median is then 0.
    above : float
        Probability that it is above 0; before the records ½.
    median_error, above_error : float
        Monte Carlo standard errors, by resampling the draws' clusters.
    narrowed : float
        Width of 5-95 % after the records in units of that before: 1 where they say nothing.
    reference, fold : float
        Organised share where z is 0, and the factor in it that makes one unit of z.
    common, organisation, own : float
        Posterior mean of how the parameter's variance divides; before the records a third each.
    cases : tuple of CaseOrganisation
    """

    median: float
    low: float
    high: float
    prior_low: float
    prior_high: float
    above: float
    median_error: float
    above_error: float
    narrowed: float
    reference: float
    fold: float
    common: float
    organisation: float
    own: float
    cases: tuple[CaseOrganisation, ...]


@dataclass(frozen=True, eq=False)
class CaseSurface:
    """Likelihood of one case's record over organisation and parameter, in units of its mean over the prior.

    Attributes
    ----------
    places : ndarray, (places,)
        z at which the draws of a place stand.
    masses : ndarray, (resamples, places, bins)
        Posterior weight in bins of the parameter, over the prior's: likelihood times what the place holds.
    """

    places: Floats
    masses: Floats


@dataclass(frozen=True, eq=False)
class Points:
    """Points of equal prior weight at which m, b and the division are weighed; (points,) each.

    Attributes
    ----------
    m, b : ndarray
    common, along, own : ndarray
        Variances of m, of b and of a case's own.
    """

    m: Floats
    b: Floats
    common: Floats
    along: Floats
    own: Floats


@cache
def points_of(number: int) -> Points:
    """The first so many points of a scrambled Sobol' sequence, a power of two."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    uniform = qmc.Sobol(4, rng=numpy.random.default_rng(0)).random(number)
    # Two uniform numbers in their order divide the unit in three parts that are Dirichlet (1, 1, 1).
    first, second = uniform[:, :2].min(axis=1), uniform[:, :2].max(axis=1)
    common, along, own = first, second - first, 1 - second
    normal = ndtri(uniform[:, 2:])
    return Points(numpy.sqrt(common) * normal[:, 0], numpy.sqrt(along) * normal[:, 1], common, along, own)


def case_surface(uniform: Floats, weights: Floats, z: Floats) -> CaseSurface:
    """The likelihood of one case's record from its posterior draws.

    Parameters
    ----------
    uniform : ndarray, (draws,)
        The parameter, as quantiles of its prior.
    weights : ndarray, (resamples, draws)
        Each row sums to 1.
    z : ndarray, (draws,)
        Organisation.
    """
    from scipy.special import ndtr

    order = numpy.argsort(z, kind="stable")
    middle = numpy.cumsum(weights[0][order]) - weights[0][order] / 2
    place = numpy.empty(len(z), numpy.int64)
    place[order] = numpy.minimum((middle * PLACES).astype(numpy.int64), PLACES - 1)
    edges = ndtr(numpy.array(EDGES))
    bins = numpy.searchsorted(edges, uniform)
    prior = numpy.diff(edges, prepend=0.0, append=1.0)
    used, place = numpy.unique(place, return_inverse=True)
    held = numpy.bincount(place, weights=weights[0])
    places = numpy.bincount(place, weights=weights[0] * z) / held
    cells, size = place * len(prior) + bins, len(used) * len(prior)
    masses = numpy.stack([numpy.bincount(cells, weights=row, minlength=size) for row in weights])
    return CaseSurface(places, masses.reshape(len(weights), len(used), len(prior)) / prior)


def weighed(surfaces: list[CaseSurface], points: Points) -> Floats:
    """Posterior weights of the points; (resamples, points), each resample's sum to 1."""
    from scipy.special import ndtr

    edges = numpy.array(EDGES)
    narrow = 1 / numpy.sqrt(numpy.maximum(points.own, LEAST_VARIANCE))
    total = numpy.zeros((len(surfaces[0].masses), len(points.m)))
    for surface in surfaces:
        likelihood = numpy.zeros(total.shape)
        for z, masses in zip(surface.places.tolist(), surface.masses.swapaxes(0, 1), strict=True):
            below = ndtr((edges[:, None] - (points.m + points.b * z)) * narrow)
            # Sum over bins of mass × (what lies below the upper edge − what lies below the lower), edge by edge.
            likelihood += (masses[:, :-1] - masses[:, 1:]) @ below + masses[:, -1:]
        with numpy.errstate(divide="ignore"):  # a bin that no draw fell into
            total += numpy.log(numpy.maximum(likelihood, 0))
    raw = numpy.exp(total - total.max(axis=1, keepdims=True))
    weights: Floats = raw / raw.sum(axis=1, keepdims=True)
    return weights


def slope(
    cases: list[str], uniform: list[Floats], weights: list[Floats], clusters: list[NDArray[numpy.int64]],
    organisation: list[Organisation], spread: float,
) -> OrganisationSlope | None:  # fmt: skip
    """The slope of a parameter on organisation, from one theory's posterior draws on several cases.

    Parameters
    ----------
    cases : list of str
    uniform, weights, clusters : list of ndarray, (draws,)
        A case each: the parameter as quantiles of its prior, weights, and what hangs together.
    organisation : list of Organisation
    spread : float
        Standard deviation of the logarithm of the parameter under its prior.

    Returns
    -------
    OrganisationSlope or None
        None for fewer than three cases, or where all are organised alike.
    """
    if len(cases) < LEAST_CASES:
        return None
    centre = float(numpy.mean([one.prior.mean() for one in organisation]))
    unit = float(numpy.sqrt(numpy.mean([((one.prior - centre) ** 2).mean() for one in organisation])))
    if unit < 1e-9:
        return None
    rng = numpy.random.Generator(numpy.random.Philox(0))
    surfaces = [
        case_surface(u, numpy.concatenate([w[None], _resampled(w, c, rng)]), (one.draws - centre) / unit)
        for u, w, c, one in zip(uniform, weights, clusters, organisation, strict=True)
    ]
    scale = spread / unit
    points, fewer = points_of(POINTS), points_of(FEWER_POINTS)
    found = weighed([CaseSurface(one.places, one.masses[:1]) for one in surfaces], points)[0]
    again = weighed([CaseSurface(one.places, one.masses[1:]) for one in surfaces], fewer)
    low, median, high = (_quantiles(points.b, found) * scale).tolist()
    prior_low, _, prior_high = (_quantiles(points.b, numpy.full(POINTS, 1 / POINTS)) * scale).tolist()
    return OrganisationSlope(
        median=median, low=low, high=high, prior_low=prior_low, prior_high=prior_high,
        above=float(found @ (points.b > 0)),
        median_error=float(numpy.std([_quantiles(fewer.b, one)[1] for one in again])) * scale,
        above_error=float(numpy.std(again @ (fewer.b > 0))),
        narrowed=(high - low) / (prior_high - prior_low),
        reference=float(numpy.exp(centre)), fold=float(numpy.exp(unit)),
        common=float(found @ points.common), organisation=float(found @ points.along), own=float(found @ points.own),
        cases=tuple(_told(*each) for each in zip(cases, organisation, weights, strict=True)),
    )  # fmt: skip


def _told(case: str, one: Organisation, weights: Floats) -> CaseOrganisation:
    low, median, high = numpy.exp(numpy.quantile(one.prior, [0.05, 0.5, 0.95])).tolist()
    order = numpy.argsort(one.draws)
    place = min(int(numpy.searchsorted(numpy.cumsum(weights[order]), 0.5)), len(order) - 1)
    return CaseOrganisation(case, low, median, high, float(numpy.exp(one.draws[order[place]])))


def _quantiles(values: Floats, weights: Floats) -> Floats:
    """5, 50 and 95 %."""
    order = numpy.argsort(values)
    reached = numpy.cumsum(weights[order]) - weights[order] / 2
    found: Floats = numpy.interp([0.05, 0.5, 0.95], reached, values[order])
    return found


def _resampled(weights: Floats, clusters: NDArray[numpy.int64], rng: numpy.random.Generator) -> Floats:
    """Weights of draws whose clusters are drawn anew, with replacement (bootstrap): (resamples, draws)."""
    _, cluster = numpy.unique(clusters, return_inverse=True)
    number = int(cluster.max()) + 1
    times = numpy.stack([numpy.bincount(rng.integers(0, number, number), minlength=number) for _ in range(_RESAMPLED)])
    raw = weights[None] * times[:, cluster]
    sums = raw.sum(axis=1, keepdims=True)
    found: Floats = numpy.where(sums > 0, raw / numpy.where(sums > 0, sums, 1), weights[None])
    return found
