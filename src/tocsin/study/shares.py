"""Shares of outcomes with both uncertainties: of the computing, and of the theory itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
import polars
from numpy.typing import NDArray

from tocsin.mechanisms.crisis.state import OUTCOMES


@dataclass(frozen=True, slots=True)
class Share:
    """How often something happens in an ensemble.

    Attributes
    ----------
    count, share : int, float
        Of the histories that were completed.
    low, high : float
        95% Monte Carlo interval of the share, clustered by parameter set: how well the theory was computed.
    prior_low, prior_high : float
        5–95% range of the share over parameter sets, corrected for the binomial noise of small sets: how much the
        theory itself leaves open.
    """

    count: int
    share: float
    low: float
    high: float
    prior_low: float
    prior_high: float


@dataclass(frozen=True, slots=True)
class OutcomeShare(Share):
    """A share with the outcome that it belongs to, and whether the record holds it."""

    outcome: str
    observed: bool


def clustered_interval(counts: NDArray[numpy.float64], sizes: NDArray[numpy.float64]) -> tuple[float, float]:
    """95% interval of a share from counts in sets of the given sizes.

    `score_interval` at the effective number of histories, which the variance between sets gives (Kish 1965) and which
    lies between the number of sets and the number of histories.
    """
    total, sets = float(sizes.sum()), len(sizes)
    if total == 0:
        return 0.0, 1.0
    share = float(counts.sum()) / total
    effective = total if sets < 2 else float(sets)
    if sets >= 2 and 0 < share < 1:
        # Residuals of a ratio estimator: sets may differ in size where histories failed.
        variance = float(((counts - share * sizes) ** 2).sum()) * sets / (sets - 1) / total**2
        effective = min(max(share * (1 - share) / variance if variance > 0 else total, sets), total)
    return score_interval(share, effective, max(sets - 1, 1) if sets >= 2 else math.inf)


def score_interval(share: float, effective: float, freedom: float) -> tuple[float, float]:
    """Wilson's (1927) 95% score interval of a share, with Student's t; never a point, whatever the share.

    Parameters
    ----------
    share : float
    effective : float
        How many independent draws it is worth.
    freedom : float
        Degrees of freedom of that; infinite for a plain share.
    """
    from scipy import special

    z = float(special.stdtrit(freedom, 0.975)) if math.isfinite(freedom) else 1.959964
    centre = (share + z * z / (2 * effective)) / (1 + z * z / effective)
    half = z / (1 + z * z / effective) * math.sqrt(share * (1 - share) / effective + z * z / (4 * effective**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def range_over_sets(counts: NDArray[numpy.float64], sizes: NDArray[numpy.float64]) -> tuple[float, float]:
    """5–95% range of the share over sets, the binomial noise within sets taken out.

    A beta distribution of shares with the mean and variance that the counts have beyond binomial noise (the moment
    estimate of the beta-binomial, Kleinman 1973). Not a number where they vary no more than noise: that tells of small
    sets, not of a theory that leaves nothing open.
    """
    from scipy import special

    used = sizes > 0
    if used.sum() < 2 or sizes[used].max() < 2:
        return (math.nan, math.nan)
    counts, sizes = counts[used], sizes[used]
    mean = float(counts.sum() / sizes.sum())
    if mean in (0.0, 1.0):
        return mean, mean
    between = float(((counts / sizes - mean) ** 2).sum() / (len(sizes) - 1))
    noise = float((1 / sizes).mean())
    # E[between] = v + (mean (1 − mean) − v) × E[1/size] for latent variance v.
    latent = (between - mean * (1 - mean) * noise) / (1 - noise)
    latent = min(latent, mean * (1 - mean) * (1 - 1e-6))
    if latent <= 1e-12:
        return math.nan, math.nan
    weight = mean * (1 - mean) / latent - 1
    low, high = special.betaincinv(mean * weight, (1 - mean) * weight, [0.05, 0.95])
    return float(low), float(high)


def share(happened: polars.Expr, histories: polars.DataFrame) -> Share:
    """Share of the completed histories in which an expression is true."""
    done = histories.filter(polars.col("status") == "ok")
    by_set = done.group_by("set", maintain_order=True).agg(happened.sum().alias("count"), polars.len().alias("size"))
    counts, sizes = (by_set[name].to_numpy().astype(float) for name in ("count", "size"))
    return _share(counts, sizes)


def _share(counts: NDArray[numpy.float64], sizes: NDArray[numpy.float64]) -> Share:
    total = int(sizes.sum())
    low, high = clustered_interval(counts, sizes)
    prior_low, prior_high = range_over_sets(counts, sizes)
    return Share(
        int(counts.sum()), float(counts.sum()) / total if total else math.nan, low, high, prior_low, prior_high
    )


def outcome_shares(
    histories: polars.DataFrame, observed: tuple[str, ...] = (), outcomes: tuple[str, ...] = OUTCOMES
) -> list[OutcomeShare]:
    """Share of each outcome, the most frequent first.

    Parameters
    ----------
    histories : DataFrame
        With columns `set`, `status` and `outcome`.
    observed : tuple of str
        The outcomes that the record holds.
    outcomes : tuple of str
        All that there are: those of a crisis by default.
    """
    done = histories.filter(polars.col("status") == "ok")
    sizes = done.group_by("set", maintain_order=True).agg(polars.len().alias("size"))
    result = []
    for outcome in outcomes:
        hits = done.filter(polars.col("outcome") == outcome).group_by("set").agg(polars.len().alias("count"))
        counts = sizes.join(hits, on="set", how="left", maintain_order="left")["count"].fill_null(0)
        found = _share(counts.to_numpy().astype(float), sizes["size"].to_numpy().astype(float))
        result.append(
            OutcomeShare(found.count, found.share, found.low, found.high, found.prior_low, found.prior_high,
                         outcome, outcome in observed)
        )  # fmt: skip
    return sorted(result, key=lambda item: -item.count)
