"""What an outcome hinges on: the quantities that its share varies with from set to set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import polars
from numpy.typing import NDArray

LEAST = 0.02
"""Shares of variance below this are not worth a line."""


@dataclass(frozen=True, slots=True)
class Hinge:
    """A quantity and the part of the variance of an outcome's share over sets that goes with it alone."""

    quantity: str
    share_of_variance: float
    direction: int  # +1: the outcome becomes more frequent as the quantity grows; −1: rarer; 0: neither


def hinges(
    histories: polars.DataFrame,
    outcome: str,
    quantities: tuple[str, ...],
    most: int = 3,
    looks: int | None = None,
    parameters: polars.DataFrame | None = None,
) -> list[Hinge]:
    """The quantities that explain most of how an outcome's share differs between parameter sets, the first first.

    For each quantity, a quadratic in its rank is fitted to the shares of the sets; the share of variance is its
    R² corrected for the two coefficients, over the part of the variance that is not binomial noise. A first look, one
    quantity at a time: interactions are left out. `looks` is the number of quantities × outcomes looked at in all, for
    the bar that chance has to pass; by default those of this outcome. `parameters`
    holds the quantities, a row a set, where the histories' table does not.
    """
    done = histories.filter(polars.col("status") == "ok")
    sets = done.group_by("set", maintain_order=True).agg(
        (polars.col("outcome") == outcome).mean().alias("_share"),
        polars.len().alias("_size"),
        *[polars.col(name).first() for name in quantities if parameters is None],
    )
    if parameters is not None:
        sets = sets.join(parameters, on="set", how="left", maintain_order="left")
    shares, sizes = sets["_share"].to_numpy(), sets["_size"].to_numpy()
    number = len(shares)
    if number < 30 or shares.var() == 0:
        return []
    mean = float(shares.mean())
    signal = (shares.var(ddof=1) - mean * (1 - mean) * (1 / sizes).mean()) / shares.var(ddof=1)
    if signal <= 0.05:
        return []
    found = []
    for name in quantities:
        explained, slope = _quadratic_in_rank(sets[name].to_numpy(), shares)
        corrected = (1 - (1 - explained) * (number - 1) / (number - 3)) / signal
        found.append(Hinge(name, min(float(corrected), 1.0), int(numpy.sign(slope))))
    least = max(LEAST, _largest_by_chance(number, looks or len(quantities)) / signal)
    found = [hinge for hinge in found if hinge.share_of_variance > least]
    return sorted(found, key=lambda hinge: -hinge.share_of_variance)[:most]


def _largest_by_chance(number: int, looks: int) -> float:
    """Corrected R² that in nine runs of ten none of so many idle quantities exceeds (F test, Bonferroni)."""
    from scipy import special

    f = float(special.fdtri(2, number - 3, 1 - 0.1 / max(looks, 1)))
    explained = 2 * f / (2 * f + number - 3)
    return 1 - (1 - explained) * (number - 1) / (number - 3)


def _quadratic_in_rank(values: NDArray[numpy.float64], shares: NDArray[numpy.float64]) -> tuple[float, float]:
    order = numpy.empty(len(values))
    order[numpy.argsort(values, kind="stable")] = numpy.linspace(-1, 1, len(values))
    design = numpy.column_stack([numpy.ones_like(order), order, order**2])
    coefficients = numpy.linalg.lstsq(design, shares, rcond=None)[0]
    residual = shares - design @ coefficients
    return 1 - float(residual.var() / shares.var()), float(coefficients[1])
