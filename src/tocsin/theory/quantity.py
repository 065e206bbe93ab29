"""Quantity: a number with its meaning, unit, hard range, prior and source in one place.

Nothing here imports NumPy or SciPy before a draw is asked for, so that listing the catalogue stays fast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tocsin.errors import InvalidValue
from tocsin.theory.prior import Prior, format_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CHOICE", "Prior", "Quantity", "Source"]

CHOICE = "choice"
"""Unit of a quantity whose values are indices into `Quantity.choices`."""


@dataclass(frozen=True, slots=True)
class Source:
    """Why a number is what it is: works cited, a judgement in words, or both.

    Parameters
    ----------
    keys : tuple of str
        Keys of entries in ``catalogue/sources.bib``.
    judgement : str, optional
        The reason, where nobody measured the number.

    Raises
    ------
    InvalidValue
        If neither is given.
    """

    keys: tuple[str, ...] = ()
    judgement: str | None = None

    def __post_init__(self) -> None:
        if not self.keys and not (self.judgement and self.judgement.strip()):
            raise InvalidValue("a source needs at least one key or a judgement that says why")

    def text(self) -> str:
        """Return the keys, and 'judgement: …' where there is one."""
        parts = [", ".join(self.keys)] if self.keys else []
        if self.judgement:
            parts.append(f"judgement: {self.judgement.strip()}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of the model, known or uncertain.

    Parameters
    ----------
    name : str
        Full name, such as ``ruler.fear_ratio``.
    meaning : str
        One sentence.
    unit : str
        ``people``, ``km``, ``share``, ``ratio`` …; ``choice`` for a categorical quantity.
    low, high : float
        Hard range, finite; no draw leaves it.
    prior : Prior
        Distribution before any evidence; draws come from it truncated to the range.
    source : Source
        Where the prior comes from.
    choices : tuple of str
        Names of the values 0, 1, … of a quantity whose unit is ``choice``; empty for all others.
    note : str, optional
        Anything else a reader should know.
    limits : pair of float, optional
        The declared range, where a file has narrowed it to `low` and `high`: what the quantity can still be set to.

    Raises
    ------
    InvalidValue
        If the range is empty or not finite, or the prior has no mass in it.
    """

    name: str
    meaning: str
    unit: str
    low: float
    high: float
    prior: Prior
    source: Source
    choices: tuple[str, ...] = ()
    note: str | None = None
    limits: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise InvalidValue(f"{self.name}: the range [{self.low}, {self.high}] is empty or not finite")
        if not math.isfinite(self.high - self.low):
            raise InvalidValue(f"{self.name}: the range [{self.low}, {self.high}] is too wide for floating point")
        if (self.unit == CHOICE) != bool(self.choices):
            raise InvalidValue(f"{self.name}: unit '{CHOICE}' and choices go together")
        if self.choices:
            self._check_choices()
        low, high = self.prior.support()
        if self.prior.kind in ("beta", "gamma") and max(low, self.low) < min(high, self.high):
            return  # checked when it is drawn from: the mass takes SciPy, which a declaration must not import
        try:
            self.prior.check_mass(self.low, self.high)
        except InvalidValue as error:
            raise InvalidValue(f"{self.name}: {error}") from None

    def _check_choices(self) -> None:
        if len(set(self.choices)) != len(self.choices):
            raise InvalidValue(f"{self.name}: a choice is named twice")
        if (self.low, self.high) != (0, len(self.choices) - 1):
            raise InvalidValue(f"{self.name}: the range of a choice is [0, number of choices - 1]")
        if self.prior.kind == "categorical" and len(self.prior.arguments) != len(self.choices):
            raise InvalidValue(f"{self.name}: {len(self.prior.arguments)} weights for {len(self.choices)} choices")
        if self.prior.kind not in ("fixed", "categorical") or not self._is_index(self.prior.arguments[0]):
            raise InvalidValue(f"{self.name}: the prior of a choice is a fixed index or categorical weights")

    def _is_index(self, value: float) -> bool:
        return self.prior.kind == "categorical" or float(value).is_integer()

    @property
    def is_fixed(self) -> bool:
        """Whether every draw is the same number."""
        return self.prior.kind == "fixed"

    def draw(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn uniform numbers into draws from the prior truncated to the range.

        Parameters
        ----------
        u : ndarray of float, any shape
            In [0, 1].

        Returns
        -------
        ndarray of float, the shape of `u`
            Each element depends on its own `u` only, bit for bit, whatever the length of the array.
        """
        return self.prior.quantile(u, self.low, self.high)

    def median(self) -> float:
        """Return the median of the truncated prior; for a choice the index at the half."""
        return self.prior.median(self.low, self.high)

    def check(self, value: float) -> float:
        """Return `value` as a float, or raise InvalidValue when the quantity cannot be set to it."""
        number = float(value)
        low, high = self.limits or (self.low, self.high)
        if not low <= number <= high:
            raise InvalidValue(
                f"{self.name}: {format_number(number)} is outside "
                f"[{format_number(low)}, {format_number(high)}] {self.unit}"
            )
        if self.choices and not number.is_integer():
            raise InvalidValue(f"{self.name}: {format_number(number)} is no index of {', '.join(self.choices)}")
        return number

    def fixed_at(self, value: float, source: Source | None = None) -> Quantity:
        """Return this quantity fixed at `value`, within its declared range; with the new source if one is given."""
        number = self.check(value)
        low, high = self.limits or (self.low, self.high)
        prior = Prior.fixed(number)
        return replace(self, prior=prior, low=low, high=high, limits=None, source=source or self.source)

    def text(self) -> str:
        """Return the prior and unit in short form, such as ``Uniform(4000 to 8000) people``."""
        if not self.choices:
            return f"{self.prior.text()} {self.unit}"
        if self.prior.kind == "fixed":
            return self.choices[int(self.prior.arguments[0])]
        weights = zip(self.choices, self.prior.arguments, strict=True)
        return " | ".join(f"{name} {format_number(weight)}" for name, weight in weights)
