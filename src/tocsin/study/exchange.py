"""Posteriors as ArviZ holds them."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import numpy

from tocsin.errors import TocsinError
from tocsin.study.posterior import Posterior
from tocsin.study.predictive import Replicated

__all__ = ["to_arviz"]

DRAWS = 2000


def to_arviz(posterior: Posterior, replicated: Replicated | None = None, draws: int = DRAWS) -> Any:
    """One theory's posterior on one case as `arviz.InferenceData`.

    Parameters
    ----------
    posterior : Posterior
    replicated : Replicated, optional
        Becomes the posterior predictive group, in codes; the names of the codes are attributes.
    draws : int
        How many equally weighted draws to make of the weighted ones, and how many of the prior.

    Returns
    -------
    arviz.InferenceData
        Groups posterior and prior, one chain: the draws are no Markov chain, and their order means nothing.

    Raises
    ------
    TocsinError
        If ArviZ is not installed, or there are no draws.
    """
    if not len(posterior.draws.weights):
        raise TocsinError(f"no history of {posterior.case} under {posterior.theory} matches: there is no posterior")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what its next release changes
            arviz = importlib.import_module("arviz")
    except ModuleNotFoundError as error:
        raise TocsinError("ArviZ is not installed: pip install 'tocsin[infer]'") from error
    # Systematic resampling: each draw as often as its weight says, or once more or less.
    reached = numpy.cumsum(posterior.draws.weights)
    chosen = numpy.searchsorted(reached / reached[-1], (numpy.arange(draws) + 0.5) / draws)
    grid = numpy.random.Generator(numpy.random.Philox(0)).random((draws, len(posterior.quantities)))
    after = {q.name: posterior.values(q.name)[chosen][None, :] for q in posterior.quantities}
    before = {q.name: q.draw(grid[:, column])[None, :] for column, q in enumerate(posterior.quantities)}
    groups: dict[str, Any] = {"posterior": after, "prior": before}
    if replicated is not None and len(replicated.codes):
        groups["posterior_predictive"] = {
            name: replicated.codes[None, :, column] for column, name in enumerate(replicated.features)
        }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = arviz.from_dict(**groups)
    data.attrs.update(case=posterior.case, theory=posterior.theory, features=list(posterior.features))
    return data
