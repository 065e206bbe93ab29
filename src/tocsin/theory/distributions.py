"""The distribution functions behind `Prior`: each takes the kind and its arguments.

Only functions that treat each element alone are used on arrays (``scipy.special`` and IEEE addition and
multiplication); logarithms and exponentials go through ``math``, because NumPy's give other bits in an array of
another length. NumPy and SciPy are imported when a draw is asked for, not before.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Arguments", "PriorKind", "cdf", "index", "inverse", "mean", "reason_against", "support"]

PriorKind = Literal["fixed", "uniform", "log_uniform", "normal", "lognormal", "beta", "gamma", "categorical"]
Arguments = tuple[float, ...]

NAMES: dict[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "uniform": ("low", "high"),
    "log_uniform": ("low", "high"),
    "normal": ("mean", "standard_deviation"),
    "lognormal": ("median", "log_standard_deviation"),
    "beta": ("alpha", "beta"),
    "gamma": ("shape", "rate"),
}

BETA_BOUNDS = (0.01, 1e6)
"""Shape parameters outside these make the inverse of the incomplete beta function unreliable."""

GAMMA_BOUNDS = (0.01, 1e6)
"""The same for the shape of a gamma distribution."""

LEAST_PROBABILITY = 2.0**-53
"""Below it the inverse of the incomplete beta function is not a number here and there; no draw of 53 bits is."""

LARGEST_EXPONENT = 709.0


def reason_against(kind: str, arguments: Arguments) -> str | None:
    """Return why these arguments make no distribution, or None when they do."""
    if kind == "categorical":
        if not arguments or not all(math.isfinite(weight) and weight >= 0 for weight in arguments):
            return "weights must be finite and not negative"
        return None if 0 < sum(arguments) < math.inf else "at least one weight must be above 0"
    if kind not in NAMES:
        return "no such kind of prior"
    if len(arguments) != len(NAMES[kind]):
        return "takes " + " and ".join(NAMES[kind])
    if not all(math.isfinite(argument) for argument in arguments):
        return "arguments must be finite"
    first, second = arguments[0], arguments[-1]
    if kind in ("uniform", "log_uniform") and not (first < second and math.isfinite(second - first)):
        return "the first number must be below the second (write 'value' for a known number)"
    if kind == "log_uniform" and first <= 0:
        return "both numbers must be above 0"
    if kind in ("normal", "lognormal") and second <= 0:
        return "the standard deviation must be above 0"
    if kind == "lognormal" and first <= 0:
        return "the median must be above 0"
    if kind == "beta" and not all(BETA_BOUNDS[0] <= argument <= BETA_BOUNDS[1] for argument in arguments):
        return f"alpha and beta must lie between {BETA_BOUNDS[0]} and {BETA_BOUNDS[1]:.0f}"
    if kind == "gamma" and not GAMMA_BOUNDS[0] <= first <= GAMMA_BOUNDS[1]:
        return f"the shape must lie between {GAMMA_BOUNDS[0]} and {GAMMA_BOUNDS[1]:.0f}"
    if kind == "gamma" and (second <= 0 or not math.isfinite(first / second)):
        return "the rate must be above 0"
    return None


def support(kind: PriorKind, arguments: Arguments) -> tuple[float, float]:
    """Return the smallest and largest possible value; infinite where there is none."""
    match kind:
        case "fixed":
            return arguments[0], arguments[0]
        case "uniform" | "log_uniform":
            return arguments[0], arguments[1]
        case "normal":
            return -math.inf, math.inf
        case "lognormal" | "gamma":
            return 0.0, math.inf
        case "beta":
            return 0.0, 1.0
        case "categorical":
            return 0.0, float(len(arguments) - 1)


def mean(kind: PriorKind, arguments: Arguments) -> float:
    """Return the expected value, untruncated."""
    first, second = arguments[0], arguments[-1]
    match kind:
        case "uniform":
            return first + (second - first) / 2
        case "log_uniform":
            return (second - first) / (math.log(second) - math.log(first))
        case "lognormal":
            return math.exp(min(math.log(first) + second * second / 2, LARGEST_EXPONENT))
        case "beta":
            return first / (first + second)
        case "gamma":
            return first / second
        case "categorical":
            return math.fsum(i * weight for i, weight in enumerate(arguments)) / math.fsum(arguments)
        case "fixed" | "normal":
            return first


def cdf(kind: PriorKind, arguments: Arguments, x: float) -> float:
    """Return P(value ≤ `x`)."""
    first, second = arguments[0], arguments[-1]
    low, high = support(kind, arguments)
    if x < low or (x == low and kind not in ("fixed", "categorical")):
        return 0.0
    if x >= high:
        return 1.0
    match kind:
        case "uniform":
            return (x - first) / (second - first)
        case "log_uniform":
            return (math.log(x) - math.log(first)) / (math.log(second) - math.log(first))
        case "normal":
            return _normal_cdf((x - first) / second)
        case "lognormal":
            return _normal_cdf((math.log(x) - math.log(first)) / second)
        case "beta":
            from scipy.special import betainc

            return float(betainc(first, second, x))
        case "gamma":
            from scipy.special import gammainc

            return float(gammainc(first, second * x))
        case "categorical":
            return math.fsum(arguments[: math.floor(x) + 1]) / math.fsum(arguments)
        case "fixed":
            return 1.0


def inverse(kind: PriorKind, arguments: Arguments, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values below which the prior has the mass `p`, for the kinds with a density."""
    import numpy as np
    from scipy.special import betaincinv, gammaincinv, ndtri

    first, second = arguments
    result: NDArray[np.float64]
    match kind:
        case "uniform":
            result = first + p * (second - first)
        case "log_uniform":
            result = _exponential(math.log(first) + p * (math.log(second) - math.log(first)))
        case "normal":
            result = first + second * ndtri(p)
        case "lognormal":
            result = _exponential(math.log(first) + second * ndtri(p))
        case "beta":
            result = betaincinv(first, second, np.maximum(p, LEAST_PROBABILITY))
        case "gamma":
            result = gammaincinv(first, p) / second
        case "fixed" | "categorical":
            raise ValueError(f"a {kind} prior has no density")
    return result


def index(weights: Arguments, u: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Return indices from `low` to `high`, each with a probability proportional to its weight."""
    import numpy as np

    kept = [(i, weight) for i, weight in enumerate(weights) if low <= i <= high and weight > 0]
    total = math.fsum(weight for _, weight in kept)
    edges = [math.fsum(weight for _, weight in kept[: n + 1]) / total for n in range(len(kept) - 1)]
    indices = np.array([float(i) for i, _ in kept])
    return indices[np.searchsorted(np.array(edges), u, side="right")]


def _normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def _exponential(x: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    # math.exp, not np.exp: the latter rounds differently in the body and in the remainder of an array.
    values = [math.exp(min(element, LARGEST_EXPONENT)) for element in x.ravel().tolist()]
    return np.array(values, dtype=np.float64).reshape(x.shape)
