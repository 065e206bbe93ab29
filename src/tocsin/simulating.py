"""The library's plain function: parameters and a source of randomness in, features out; for other packages' methods."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tocsin.building import DEFAULT_THEORY, build_case
from tocsin.errors import InputError, Problem, TocsinError, UnknownName
from tocsin.library import seed_of
from tocsin.simulate.model import Model

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from tocsin.theory.quantity import Quantity

__all__ = ["QuantityPrior", "Simulator", "simulator"]


@dataclass(frozen=True)
class QuantityPrior:
    """The prior of one quantity, cut off at its range, with the methods that SciPy's frozen distributions have.

    Parameters
    ----------
    quantity : Quantity
    """

    quantity: Quantity

    def rvs(self, size: int | tuple[int, ...] | None = None, random_state: Any = None) -> Any:
        """Draw from it: one number, or an array of them.

        Parameters
        ----------
        size : int or tuple of int, optional
        random_state : optional
            What ``rng=`` accepts elsewhere, or None for other draws each time.
        """
        import numpy

        drawn = self.quantity.draw(numpy.random.default_rng(random_state).random(1 if size is None else size))
        return float(drawn[0]) if size is None else drawn

    def ppf(self, q: Any) -> Any:
        """The value below which a share `q` of the mass lies."""
        import numpy

        found = self.quantity.draw(numpy.atleast_1d(numpy.asarray(q, float)))
        return float(found[0]) if numpy.ndim(q) == 0 else found

    def cdf(self, x: Any) -> Any:
        """Share of the mass up to `x`."""
        import numpy

        one = self.quantity
        low, high = (self._below(end) for end in (one.low, one.high))
        found = [min(max((self._below(value) - low) / (high - low), 0.0), 1.0) for value in numpy.ravel(x)]
        return found[0] if numpy.ndim(x) == 0 else numpy.reshape(found, numpy.shape(x))

    def pdf(self, x: Any) -> Any:
        """Density at `x`, by central differences of the distribution function; the mass where there are choices."""
        import numpy

        if self.quantity.choices:
            return numpy.subtract(self.cdf(x), self.cdf(numpy.asarray(x) - 1))
        values = numpy.ravel(numpy.asarray(x, float))
        step = 1e-6 * max(abs(float(self.ppf(0.95)) - float(self.ppf(0.05))), 1e-300)
        ends = [(max(v - step, self.quantity.low), min(v + step, self.quantity.high)) for v in values]
        found = [
            (self.cdf(after) - self.cdf(before)) / (after - before) if before < after else 0.0 for before, after in ends
        ]
        return found[0] if numpy.ndim(x) == 0 else numpy.reshape(found, numpy.shape(x))

    def _below(self, value: float) -> float:
        from tocsin.theory.distributions import cdf

        return cdf(self.quantity.prior.kind, self.quantity.prior.arguments, float(value))


@dataclass(frozen=True)
class Simulator:
    """One history a call: what the uncertain quantities are in, what the record could hold of it out.

    Nothing is kept on disk. A call takes some milliseconds beside the history itself; `many` shares them out.

    Attributes
    ----------
    model : Model
    features : tuple of str
        What a history tells: the features that the theory predicts.
    """

    model: Model

    @property
    def features(self) -> tuple[str, ...]:
        """Features in the order of the columns of `many`."""
        return self.model.theory.predicts

    @property
    def priors(self) -> dict[str, QuantityPrior]:
        """Prior of each uncertain quantity that plays a part, by name."""
        return {name: QuantityPrior(self.model.quantities[name]) for name in self.model.in_play}

    @property
    def observed(self) -> dict[str, tuple[str, ...]]:
        """What the record holds of these features: for each the values that count as a match."""
        from tocsin.evidence.codes import observed_codes, text_of

        held = [name for name in self.features if self.model.case.observed(name)]
        return {name: tuple(text_of(name, code) for code in observed_codes(self.model.case, name)) for name in held}

    def __call__(self, theta: Mapping[str, float] | None = None, rng: Any = None) -> dict[str, str]:
        """Simulate one history.

        Parameters
        ----------
        theta : mapping, optional
            Values of uncertain quantities by name; those that are not given are drawn from their priors.
        rng : int, numpy.random.Generator or None
            Randomness (SPEC 7). An integer gives history 0 of a run with that seed.

        Returns
        -------
        dict
            Each feature in words, as a record holds it; a sequence is joined with ' > '.

        Raises
        ------
        UnknownName
            If there is no such uncertain quantity.
        InputError
            If a value is out of its range.
        TocsinError
            If the history failed.
        """
        from tocsin.evidence.codes import FAILED, text_of

        codes = self.many([theta or {}], seed_of(rng))[0]
        if codes[0] == FAILED:
            raise TocsinError("the history failed: a number in it ceased to be finite")
        return {name: text_of(name, int(code)) for name, code in zip(self.features, codes, strict=True)}

    def many(self, thetas: list[Mapping[str, float]], seed: int, first: int = 0) -> NDArray[numpy.int64]:
        """Simulate a history for each of several sets of values.

        Parameters
        ----------
        thetas : list of mapping
            As for a single history; what is not given is drawn, for each history anew.
        seed : int
        first : int
            Number of the first history: the same numbers have the same draws.

        Returns
        -------
        ndarray of int, (histories, features)
            Codes; ``tocsin.evidence.codes.text_of`` puts them in words, −1 is a history that failed.
        """
        import numpy

        from tocsin.evidence.codes import feature_codes
        from tocsin.simulate.chunk import run_sets

        model = self.model
        given: dict[str, NDArray[numpy.float64]] = {}
        for row, theta in enumerate(thetas):
            for name, value in theta.items():
                asked = given.setdefault(name, numpy.full(len(thetas), math.nan))
                asked[row] = self._value(name, value)
        sets = model.sets_at(first, model.quantiles(first, len(thetas), seed), given)
        courses = run_sets(model, seed, sets, first, len(thetas), set_size=1).courses
        return feature_codes(courses, self.features)

    def _value(self, name: str, value: float) -> float:
        quantity = self.model.quantities.get(name)
        if quantity is None:
            raise UnknownName("parameter or input", name, self.model.quantities, "theta")
        try:
            number = quantity.check(value)
        except (TypeError, ValueError) as error:
            raise InputError([Problem(str(error), "theta", None, name)]) from None
        if not math.isfinite(number):
            raise InputError([Problem(f"{name} is {value}", "theta", None, name, "a finite number")])
        return number


def simulator(case: str, theory: str = DEFAULT_THEORY, settings: Mapping[str, float | str] | None = None) -> Simulator:
    """The model behind a case and a theory as a plain function of its parameters.

    >>> f = tocsin.simulator("kornilov-1917")  # doctest: +SKIP
    >>> f({"ruler.fear_ratio": 2.0}, rng=1)["outcome"]  # doctest: +SKIP

    Parameters
    ----------
    case, theory : str
        Names in the catalogue, or paths of files.
    settings : mapping, optional
        Held by hand, as in `run`.

    Returns
    -------
    Simulator

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with the input.
    """
    return Simulator(build_case(case, theory, settings, "simulator"))
