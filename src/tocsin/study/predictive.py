"""Posterior predictive checks: whether a theory that has learnt from the record would expect what was observed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import zipfile
from dataclasses import dataclass

import numpy

from tocsin.evidence.codes import FAILED, feature_codes, observed_codes, text_of
from tocsin.evidence.features import observed_texts
from tocsin.simulate.chunk import run_at
from tocsin.study.marginal import Draws
from tocsin.study.pool import Pool
from tocsin.study.question import Floats, Integers
from tocsin.study.reading import compared_on

__all__ = ["Check", "Replicated", "replicated"]

HISTORIES = {"crisis": 2000, "world": 1000}
"""How many are simulated anew, by the clock."""


@dataclass(frozen=True, slots=True)
class Check:
    """One feature of the record, before and after learning from it.

    Attributes
    ----------
    feature : str
    conditioned : bool
        Whether the posterior was conditioned on it; if not, it is a test.
    observed : tuple of str
    prior, posterior : float
        Share of new histories that agree with the record in it: with parameters from the prior and from the posterior.
    error : float
        Monte Carlo standard error of the second.
    expected : str
        Its most frequent value under the posterior.
    """

    feature: str
    conditioned: bool
    observed: tuple[str, ...]
    prior: float
    posterior: float
    error: float
    expected: str


@dataclass(frozen=True)
class Replicated:
    """New histories with parameters from the posterior: their features in codes, and the checks made of them."""

    features: tuple[str, ...]
    codes: numpy.typing.NDArray[numpy.int64]
    checks: tuple[Check, ...]


def replicated(pool: Pool, conditioned: tuple[str, ...], draws: Draws, histories: int | None = None) -> Replicated:
    """Simulate anew at parameters from the posterior, and hold the record against it.

    Parameters
    ----------
    pool : Pool
        Histories under the prior.
    conditioned : tuple of str
        Features that the posterior is conditioned on.
    draws : Draws
        Of all uncertain quantities.
    histories : int, optional
        How many, `HISTORIES` by default.
    """
    model = pool.model
    number = HISTORIES[model.clock] if histories is None else histories
    features = compared_on(model)
    if not len(draws.weights):
        return Replicated(features, numpy.empty((0, len(features)), numpy.int64), ())
    seed = int.from_bytes(hashlib.sha256(f"{pool.seed} posterior predictive".encode()).digest()[:8], "little")
    rng = numpy.random.Generator(numpy.random.Philox(seed))
    chosen = rng.choice(len(draws.weights), number, p=draws.weights / draws.weights.sum())
    codes = _codes(pool, seed, draws.uniform[chosen], features)
    before = pool.matched(features)[~pool.failed()].mean(axis=0)
    kept = codes[:, 0] != FAILED if features else numpy.ones(number, numpy.bool_)
    checks = []
    for column, name in enumerate(features):
        agrees = numpy.isin(codes[kept, column], observed_codes(model.case, name))
        share = float(agrees.mean()) if kept.any() else 0.0
        # Draws of one cluster hang together, and so do the histories made from them.
        cluster = numpy.unique(draws.clusters[chosen][kept], return_inverse=True)[1]
        sums = numpy.bincount(cluster, weights=agrees - share)
        expected, counts = numpy.unique(codes[kept, column], return_counts=True)
        checks.append(
            Check(
                name,
                name in conditioned,
                observed_texts(model.case, name),
                float(before[column]),
                share,
                float(numpy.sqrt((sums**2).sum())) / max(int(kept.sum()), 1),
                text_of(name, int(expected[counts.argmax()]), model.case) if len(expected) else "",
            )
        )
    return Replicated(features, codes, tuple(checks))


def _codes(pool: Pool, seed: int, uniform: Floats, features: tuple[str, ...]) -> Integers:
    """Features of new histories with these parameters, (histories, features): simulated, or read from disk."""
    what = hashlib.sha256(f"{pool.digest} {seed} {features} {uniform.shape}".encode())
    what.update(numpy.ascontiguousarray(uniform).tobytes())
    name = f"predictive-{pool.model.theory.id}-{what.hexdigest()[:16]}.npz"
    path = pool.folder / name if pool.folder else None
    if path is not None:
        # Whatever cannot be read is made again.
        with contextlib.suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile), numpy.load(path) as kept:
            found: Integers = kept["codes"]
            if found.shape == (len(uniform), len(features)):
                return found
    codes = feature_codes(run_at(pool.model, seed, uniform, numpy.arange(len(uniform)))[1], features, pool.model.case)
    if path is not None:
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                numpy.savez_compressed(file, codes=codes)
            partial.replace(path)
    return codes
