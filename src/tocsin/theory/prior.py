"""Prior: what is believed of a number before any evidence, as a distribution that draws are made from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.errors import InvalidValue
from tocsin.theory import distributions
from tocsin.theory.distributions import LARGEST_EXPONENT, PriorKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Prior", "PriorKind", "format_number"]

LEAST_MASS = 1e-9
"""A range that holds less of a prior than this would be filled by a handful of distinguishable numbers."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A distribution before any evidence; build it with the class methods.

    Parameters
    ----------
    kind : str
        ``fixed``, ``uniform``, ``log_uniform``, ``normal``, ``lognormal``, ``beta``, ``gamma`` or ``categorical``.
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
    def gamma(cls, shape: float, rate: float) -> Prior:
        """Gamma with mean `shape` / `rate`; such odds, all with the same rate, make shares of a Dirichlet prior."""
        return cls("gamma", (float(shape), float(rate)))

    @classmethod
    def categorical(cls, weights: tuple[float, ...]) -> Prior:
        """Index i with a probability proportional to ``weights[i]``."""
        return cls("categorical", tuple(float(weight) for weight in weights))

    def __post_init__(self) -> None:
        reason = distributions.reason_against(self.kind, self.arguments)
        if reason:
            raise InvalidValue(f"{self.kind}: {reason}")

    def support(self) -> tuple[float, float]:
        """Return the smallest and largest possible value; infinite where there is none."""
        return distributions.support(self.kind, self.arguments)

    def mean(self) -> float:
        """Return the expected value, untruncated."""
        return distributions.mean(self.kind, self.arguments)

    def cdf(self, x: float) -> float:
        """Return P(value ≤ `x`)."""
        return distributions.cdf(self.kind, self.arguments, x)

    def mass(self, low: float = -math.inf, high: float = math.inf) -> float:
        """Return P(`low` ≤ value ≤ `high`)."""
        if self.kind == "fixed":
            return 1.0 if low <= self.arguments[0] <= high else 0.0
        if self.kind == "categorical":
            inside = math.fsum(weight for index, weight in enumerate(self.arguments) if low <= index <= high)
            return inside / math.fsum(self.arguments)
        return max(self.cdf(high) - self.cdf(low), 0.0)

    def check_mass(self, low: float, high: float) -> None:
        """Raise InvalidValue when [`low`, `high`] holds (next to) nothing of this prior."""
        if self.mass(low, high) < LEAST_MASS:
            raise InvalidValue(f"{self.text()} has no mass in [{format_number(low)}, {format_number(high)}]")

    def quantile(self, u: NDArray[np.float64], low: float = -math.inf, high: float = math.inf) -> NDArray[np.float64]:
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
        import numpy as np

        uniform = np.asarray(u, dtype=np.float64)
        if not bool(((uniform >= 0.0) & (uniform <= 1.0)).all()):
            raise InvalidValue("quantiles are asked for numbers in [0, 1] only")
        self.check_mass(low, high)
        if self.kind == "fixed":
            return np.full(uniform.shape, self.arguments[0])
        if self.kind == "categorical":
            return distributions.index(self.arguments, uniform, low, high)
        start = self.cdf(low)
        raw = distributions.inverse(self.kind, self.arguments, start + uniform * (self.cdf(high) - start))
        return np.clip(raw, max(low, self.support()[0]), min(high, self.support()[1]))

    def median(self, low: float = -math.inf, high: float = math.inf) -> float:
        """Return the median of the prior truncated to [`low`, `high`]."""
        import numpy as np

        return float(self.quantile(np.array([0.5]), low, high)[0])

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
            case "gamma":
                return f"Gamma(shape {first}, rate {rest[0]})"
            case "categorical":
                return f"Categorical({', '.join([first, *rest])})"


def format_number(value: float) -> str:
    """Return `value` with at most six significant digits and no needless zeros or exponent."""
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else f"{value:.6g}"


def _format_log(value: float) -> str:
    """Write a log standard deviation as ``ln k`` when k is a short number: people read 'within a factor of k'."""
    factor = math.exp(min(value, LARGEST_EXPONENT))
    for step in (1, 2, 10):
        rounded = round(factor * step) / step
        if 1 < rounded < 1000 and abs(factor - rounded) < 1e-4 * rounded:
            return f"ln {format_number(rounded)}"
    return format_number(value)
