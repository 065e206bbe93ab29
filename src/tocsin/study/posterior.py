"""Posterior of the parameters given a record, against the prior: weighted draws, summaries, and other priors.

Matching is exact, so that histories that match are draws from the posterior itself: rejection with no tolerance
(Tavaré, Balding, Griffiths & Donnelly 1997; Pritchard et al. 1999).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from tocsin.simulate.chunk import AnyModel
from tocsin.simulate.model import Model
from tocsin.study.marginal import Draws
from tocsin.study.organisation import Organisation, organisation_of
from tocsin.study.question import Floats
from tocsin.theory.quantity import Quantity

__all__ = [
    "BINS",
    "Moments",
    "ParameterPosterior",
    "Posterior",
    "PriorShift",
    "cluster_error",
    "posterior_of",
    "widened",
]

LEAST_EFFECTIVE = 4.0
"""Clusters by their weights, below which an error taken from how they differ means nothing."""
BINS = 10
"""Bins of equal prior mass in which prior and posterior are compared."""
SHIFTS = {
    "half the spread": (0.0, 0.5),
    "a third more spread": (0.0, 4 / 3),
    "half a standard deviation lower": (-0.5, 1.0),
    "half a standard deviation higher": (0.5, 1.0),
}
"""Neighbouring priors, on the scale on which a prior is a standard normal: where they stand and how far they spread.

Much wider ones cannot be reached by reweighting: the weights would have no variance.
"""


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean, standard deviation and 5-95% range."""

    mean: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ParameterPosterior:
    """One parameter before and after the record.

    Attributes
    ----------
    name, unit : str
    prior, posterior : Moments
    error : float
        Monte Carlo standard error of the posterior mean.
    divergence : float
        Kullback–Leibler divergence of the posterior from the prior, nats, over ten bins, corrected for the bias of few
        draws; 0 where no more than that is left.
    overlap : float
        Mass that both have in common, over the same bins: 1 where they are the same.
    moved : bool
        Whether the mean moved by more than chance among so many parameters explains (5% for all together).
    """

    name: str
    unit: str
    prior: Moments
    posterior: Moments
    error: float
    divergence: float
    overlap: float
    moved: bool


@dataclass(frozen=True, slots=True)
class PriorShift:
    """What another prior of one parameter does to the log evidence.

    Attributes
    ----------
    name : str
        Parameter.
    prior : str
        One of `SHIFTS`.
    change : float
        Of the log evidence.
    error : float
        Monte Carlo standard error of the change.
    effective : float
        Effective number of draws behind it.
    """

    name: str
    prior: str
    change: float
    error: float
    effective: float


@dataclass(frozen=True)
class Posterior:
    """Draws from the posterior of a theory's parameters, and of a case's uncertain inputs, given the record.

    Attributes
    ----------
    case, theory : str
    features : tuple of str
        What of the record it is conditioned on.
    quantities : tuple of Quantity
        Uncertain quantities that play a part in the model.
    draws : Draws
        A column a quantity.
    organisation : Organisation, optional
        How organised the case's people are, draw by draw.
    """

    case: str
    theory: str
    features: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    draws: Draws
    organisation: Organisation | None = None

    @property
    def effective(self) -> float:
        """Effective number of draws: of clusters, by their weights."""
        by_cluster = numpy.bincount(self.draws.clusters, weights=self.draws.weights)
        return float(1 / (by_cluster**2).sum()) if len(by_cluster) else 0.0

    def column(self, name: str) -> Floats:
        """The draws of one quantity as quantiles of its prior."""
        found: Floats = self.draws.uniform[:, [q.name for q in self.quantities].index(name)]
        return found

    def values(self, name: str) -> Floats:
        """The draws of one quantity in its unit."""
        quantity = next(q for q in self.quantities if q.name == name)
        return quantity.draw(self.column(name))

    def parameters(self) -> list[ParameterPosterior]:
        """Every quantity before and after, those that moved most first."""
        from scipy import special

        if not len(self.draws.weights):
            return []
        freedom = max(len(numpy.unique(self.draws.clusters)) - 1, 1)
        bar = float(special.stdtrit(freedom, 1 - 0.025 / max(len(self.quantities), 1)))
        rows = [self._parameter(quantity, bar) for quantity in self.quantities]
        return sorted(rows, key=lambda row: (not row.moved, -row.divergence, row.name))

    def _parameter(self, quantity: Quantity, bar: float) -> ParameterPosterior:
        weights, clusters = self.draws.weights, self.draws.clusters
        uniform = self.column(quantity.name)
        values = quantity.draw(uniform)
        grid = quantity.draw((numpy.arange(2000) + 0.5) / 2000)
        after = _moments(values, weights)
        masses = numpy.bincount(_bin(uniform), weights=weights, minlength=BINS)
        noise = cluster_error(uniform, weights, clusters)
        few = 1 / float((weights**2).sum())
        if noise > 0:  # draws that hang together count for fewer
            few = min(few, float(weights @ (uniform - weights @ uniform) ** 2) / noise**2)
        inside = masses > 0
        divergence = float((masses[inside] * numpy.log(masses[inside] * BINS)).sum()) - (BINS - 1) / (2 * max(few, 1))
        away = abs(float(weights @ uniform) - 0.5)
        return ParameterPosterior(
            quantity.name,
            quantity.unit,
            _moments(grid, numpy.full(len(grid), 1 / len(grid))),
            after,
            cluster_error(values, weights, clusters),
            max(divergence, 0.0),
            float(numpy.minimum(masses, 1 / BINS).sum()),
            bool(noise > 0 and away > bar * noise),
        )

    def prior_shifts(self) -> list[PriorShift]:
        """What neighbouring priors do to the log evidence, the greatest change first; no new simulation.

        The evidence under another prior is that under this one times the posterior mean of the ratio of the two
        densities.
        """
        from scipy.special import ndtri

        result = []
        weights, clusters = self.draws.weights, self.draws.clusters
        if not len(weights):
            return []
        for quantity in self.quantities:
            z = ndtri(self.column(quantity.name))
            for text, (middle, spread) in SHIFTS.items():
                ratio = numpy.exp(0.5 * z**2 - 0.5 * ((z - middle) / spread) ** 2) / spread
                mean = float(weights @ ratio)
                error = cluster_error(ratio, weights, clusters) / mean
                effective = mean**2 / float(((weights * ratio) ** 2).sum())
                result.append(PriorShift(quantity.name, text, math.log(mean), error, effective))
        return sorted(result, key=lambda shift: -abs(shift.change))


def posterior_of(model: AnyModel, features: tuple[str, ...], draws: Draws) -> Posterior:
    """The posterior of what is uncertain and plays a part in a model.

    Parameters
    ----------
    model : Model or WorldModel
    features : tuple of str
    draws : Draws
        A column for each of ``model.uncertain``.
    """
    names = list(model.in_play)
    columns = [model.uncertain.index(name) for name in names]
    kept = Draws(draws.uniform[:, columns], draws.weights, draws.clusters)
    quantities = tuple(model.quantities[name] for name in names)
    organisation = organisation_of(model, draws.uniform) if isinstance(model, Model) else None
    return Posterior(model.case.id, model.theory.id, features, quantities, kept, organisation)


def cluster_error(values: Floats, weights: Floats, clusters: NDArray[numpy.int64]) -> float:
    """Standard error of a weighted mean of draws that hang together in clusters; not-a-number for one cluster."""
    mean = float(weights @ values)
    sums = numpy.bincount(clusters, weights=weights * (values - mean))
    number = len(numpy.unique(clusters))
    return math.sqrt(float((sums**2).sum()) * number / (number - 1)) if number > 1 else math.nan


def widened(error: float, weights: Floats, clusters: NDArray[numpy.int64]) -> float:
    """A standard error made wider where few clusters carry the weight, so that 1.96 of it make a 95% interval.

    Student's t with the effective number of clusters (Kish 1965) less one; not-a-number below `LEAST_EFFECTIVE`, where
    clusters cannot say by how much they are off.
    """
    from scipy import special

    by_cluster = numpy.bincount(numpy.unique(clusters, return_inverse=True)[1], weights=weights)
    effective = float(by_cluster.sum() ** 2 / (by_cluster**2).sum())
    if effective < LEAST_EFFECTIVE:
        return math.nan
    return error * float(special.stdtrit(effective - 1, 0.975)) / 1.959964


def _bin(uniform: Floats) -> NDArray[numpy.int64]:
    return numpy.minimum((uniform * BINS).astype(numpy.int64), BINS - 1)


def _moments(values: Floats, weights: Floats) -> Moments:
    mean = float(weights @ values)
    order = numpy.argsort(values, kind="stable")
    reached = numpy.cumsum(weights[order])
    places = numpy.minimum(numpy.searchsorted(reached, [0.05, 0.95]), len(order) - 1)
    low, high = values[order[places]].tolist()
    return Moments(mean, math.sqrt(max(float(weights @ (values - mean) ** 2), 0.0)), low, high)
