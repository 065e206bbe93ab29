"""Prior: the distributions that a quantity can have, by their inverse distribution functions.

Only functions that treat each element alone are used on arrays (``scipy.special`` and IEEE addition and
multiplication); logarithms and exponentials go through ``math``, because NumPy's give other bits in an array of
another length. NumPy and SciPy are imported when a draw is asked for, not before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tocsin.errors import InvalidValue

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

__all__ = ["Prior", "PriorKind", "format_number"]

PriorKind = Literal["fixed", "uniform", "log_uniform", "normal", "lognormal", "beta", "categorical"]

ARGUMENT_NAMES: dict[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "uniform": ("low", "high"),
    "log_uniform": ("low", "high"),
    "normal": ("mean", "standard_deviation"),
    "lognormal": ("median", "log_standard_deviation"),
    "beta": ("alpha", "beta"),
}

LEAST_MASS = 1e-9
"""A range that holds less of a prior than this would be filled by a handful of distinguishable numbers."""

BETA_BOUNDS = (0.01, 1e6)
"""Shape parameters outside these make the inverse of the incomplete beta function unreliable."""

LARGEST_EXPONENT = 709.0


@dataclass(frozen=True, slots=True)
class Prior:
    """A distribution before any evidence; build it with the class methods.

    Parameters
    ----------
    kind : str
        ``fixed``, ``uniform``, ``log_uniform``, ``normal``, ``lognormal``, ``beta`` or ``categorical``.
    arguments : tuple of float
        Its parameters, in the order of the class method of the same name.

    Raises
    ------
    InvalidValue
        If the arguments do not make a distribution.
    """

    kind: PriorKind
    arguments: tuple[float, ...]

    @classmethod
    def fixed(cls, value: float) -> Prior:
        """Every draw is `value`."""
        return cls("fixed", (float(value),))

    @classmethod
    def uniform(cls, low: float, high: float) -> Prior:
        """Equal density between `low` and `high`."""
        return cls("uniform", (float(low), float(high)))

    @classmethod
    def log_uniform(cls, low: float, high: float) -> Prior:
        """Equal density of the logarithm between `low` and `high`, both above 0."""
        return cls("log_uniform", (float(low), float(high)))

    @classmethod
    def normal(cls, mean: float, sd: float) -> Prior:
        """Normal with the given mean and standard deviation."""
        return cls("normal", (float(mean), float(sd)))

    @classmethod
    def lognormal(cls, median: float, log_sd: float) -> Prior:
        """Log-normal: the logarithm is normal around log(`median`) with standard deviation `log_sd`."""
        return cls("lognormal", (float(median), float(log_sd)))

    @classmethod
    def beta(cls, a: float, b: float) -> Prior:
        """Beta on [0, 1] with mean a/(a + b)."""
        return cls("beta", (float(a), float(b)))

    @classmethod
    def categorical(cls, weights: tuple[float, ...]) -> Prior:
        """Index i with a probability proportional to ``weights[i]``."""
        return cls("categorical", tuple(float(weight) for weight in weights))

    def __post_init__(self) -> None:
        reason = _reason_against(self.kind, self.arguments)
        if reason:
            raise InvalidValue(f"{self.kind}: {reason}")

    def support(self) -> tuple[float, float]:
        """Return the smallest and largest possible value; infinite where there is none."""
        match self.kind:
            case "fixed":
                return self.arguments[0], self.arguments[0]
            case "uniform" | "log_uniform":
                return self.arguments[0], self.arguments[1]
            case "normal":
                return -math.inf, math.inf
            case "lognormal":
                return 0.0, math.inf
            case "beta":
                return 0.0, 1.0
            case "categorical":
                return 0.0, float(len(self.arguments) - 1)

    def cdf(self, x: float) -> float:
        """Return P(value ≤ `x`)."""
        first, second = self.arguments[0], self.arguments[-1]
        low, high = self.support()
        if x < low:
            return 0.0
        if x >= high:
            return 1.0
        match self.kind:
            case "uniform":
                return (x - first) / (second - first)
            case "log_uniform":
                return (math.log(x) - math.log(first)) / (math.log(second) - math.log(first))
            case "normal":
                return _normal_cdf((x - first) / second)
            case "lognormal":
                return _normal_cdf((math.log(x) - math.log(first)) / second) if x > 0 else 0.0
            case "beta":
                from scipy.special import betainc

                return float(betainc(first, second, x))
            case "categorical":
                return sum(self.arguments[: math.floor(x) + 1]) / sum(self.arguments)
            case "fixed":
                return 1.0

    def mass(self, low: float = -math.inf, high: float = math.inf) -> float:
        """Return P(`low` ≤ value ≤ `high`)."""
        if self.kind == "fixed":
            return 1.0 if low <= self.arguments[0] <= high else 0.0
        if self.kind == "categorical":
            inside = sum(weight for index, weight in enumerate(self.arguments) if low <= index <= high)
            return inside / sum(self.arguments)
        return max(self.cdf(high) - self.cdf(low), 0.0)

    def check_mass(self, low: float, high: float) -> None:
        """Raise InvalidValue when [`low`, `high`] holds (next to) nothing of this prior."""
        if self.mass(low, high) < LEAST_MASS:
            raise InvalidValue(f"{self.text()} has no mass in [{format_number(low)}, {format_number(high)}]")

    def quantile(
        self, u: NDArray[numpy.float64], low: float = -math.inf, high: float = math.inf
    ) -> NDArray[numpy.float64]:
        """Return the inverse of the distribution function truncated to [`low`, `high`], element by element.

        Parameters
        ----------
        u : ndarray of float, any shape
            In [0, 1].
        low, high : float
            Where to truncate: u becomes F(low) + u (F(high) − F(low)).

        Returns
        -------
        ndarray of float, the shape of `u`

        Raises
        ------
        InvalidValue
            If an element of `u` is outside [0, 1], or the range holds nothing of the prior.
        """
        import numpy

        uniform = numpy.asarray(u, dtype=numpy.float64)
        if not bool(((uniform >= 0.0) & (uniform <= 1.0)).all()):
            raise InvalidValue("quantiles are asked for numbers in [0, 1] only")
        self.check_mass(low, high)
        if self.kind == "fixed":
            return numpy.full(uniform.shape, self.arguments[0])
        if self.kind == "categorical":
            return self._index(uniform, low, high)
        start = self.cdf(low)
        raw = self._inverse(start + uniform * (self.cdf(high) - start))
        return numpy.clip(raw, max(low, self.support()[0]), min(high, self.support()[1]))

    def _inverse(self, p: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        from scipy.special import betaincinv, ndtri

        first, second = self.arguments
        result: NDArray[numpy.float64]
        match self.kind:
            case "uniform":
                result = first + p * (second - first)
            case "log_uniform":
                result = _exponential(math.log(first) + p * (math.log(second) - math.log(first)))
            case "normal":
                result = first + second * ndtri(p)
            case "lognormal":
                result = _exponential(math.log(first) + second * ndtri(p))
            case "beta":
                result = betaincinv(first, second, p)
            case _:
                raise AssertionError(self.kind)
        return result

    def _index(self, u: NDArray[numpy.float64], low: float, high: float) -> NDArray[numpy.float64]:
        import numpy

        kept = [(i, weight) for i, weight in enumerate(self.arguments) if low <= i <= high and weight > 0]
        total = math.fsum(weight for _, weight in kept)
        edges = [math.fsum(weight for _, weight in kept[: n + 1]) / total for n in range(len(kept) - 1)]
        indices = numpy.array([float(i) for i, _ in kept])
        return indices[numpy.searchsorted(numpy.array(edges), u, side="right")]

    def median(self, low: float = -math.inf, high: float = math.inf) -> float:
        """Return the median of the prior truncated to [`low`, `high`]."""
        import numpy

        return float(self.quantile(numpy.array([0.5]), low, high)[0])

    def text(self) -> str:
        """Return a short form, such as ``LogNormal(median 1, σ ln 3)``."""
        first, *rest = (format_number(argument) for argument in self.arguments)
        match self.kind:
            case "fixed":
                return first
            case "uniform":
                return f"Uniform({first} to {rest[0]})"
            case "log_uniform":
                return f"LogUniform({first} to {rest[0]})"
            case "normal":
                return f"Normal(mean {first}, σ {rest[0]})"
            case "lognormal":
                return f"LogNormal(median {first}, σ {_format_log(self.arguments[1])})"
            case "beta":
                return f"Beta({first}, {rest[0]})"
            case "categorical":
                return f"Categorical({', '.join([first, *rest])})"


def format_number(value: float) -> str:
    """Return `value` with at most six significant digits and no needless zeros or exponent."""
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else f"{value:.6g}"


def _format_log(value: float) -> str:
    """Write a log standard deviation as ``ln k`` when k is a short number: 'within a factor of k' is how people read it."""
    factor = math.exp(min(value, LARGEST_EXPONENT))
    for step in (1, 2, 10):
        rounded = round(factor * step) / step
        if 1 < rounded < 1000 and abs(factor - rounded) < 1e-4 * rounded:
            return f"ln {format_number(rounded)}"
    return format_number(value)


def _normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def _exponential(x: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    import numpy

    # math.exp, not numpy.exp: the latter rounds differently in the body and in the remainder of an array.
    values = [math.exp(min(element, LARGEST_EXPONENT)) for element in x.ravel().tolist()]
    return numpy.array(values, dtype=numpy.float64).reshape(x.shape)


def _reason_against(kind: str, arguments: tuple[float, ...]) -> str | None:
    """Return why these arguments make no distribution, or None when they do."""
    if kind == "categorical":
        if not arguments or not all(math.isfinite(weight) and weight >= 0 for weight in arguments):
            return "weights must be finite and not negative"
        total = sum(arguments)
        return None if 0 < total < math.inf else "at least one weight must be above 0"
    if kind not in ARGUMENT_NAMES:
        return "no such kind of prior"
    if len(arguments) != len(ARGUMENT_NAMES[kind]):
        return "takes " + " and ".join(ARGUMENT_NAMES[kind])
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
    return None
