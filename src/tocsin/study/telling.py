"""Telling: what observation would tell a claim from its contrast, before anybody has made it.

(A claim that a parameter lies above a value is told from its opposite: histories above it from those that are not.)

Claim and contrast are equally probable beforehand. What a feature is expected to tell is its mutual information with
the question which of the two is true: the log Bayes factor of the truth against an even mixture of both, expected over
what each predicts (Lindley 1956); ln 2 = 0.69 where it would settle the matter. Estimated from counts it is too high.
A jackknife over groups of parameter sets takes that bias out and gives the error; unlike the correction of Miller
(1955) it minds that histories of a set hang together and that both arms share their draws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from tocsin.evidence.codes import text_of
from tocsin.study.arms import Arm, paired
from tocsin.study.question import Booleans, Floats, Integers
from tocsin.study.verdict import CERTAIN

__all__ = ["DECISIVE", "Telling", "information", "label", "most_telling", "telling", "telling_of_sides"]

DECISIVE = 10.0
"""Likelihood ratio from which an observation is strong evidence (Jeffreys 1961); below it is a straw in the wind."""
GROUPS = 40
"""Groups of parameter sets that the jackknife leaves out in turn."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What one observation would tell.

    Attributes
    ----------
    feature, case : str
        A feature of a crisis like this case.
    held : bool
        Whether it is a feature of the audited case that the record holds already: then another crisis like it.
    value : str
        Whether this one is seen or not tells most.
    expected_log_bayes_factor, error : float
        Of the feature as a whole, nats, at most 0.69; and its standard error.
    label : str
        Of that side of the value, as tests of process tracing are called (Van Evera 1997); see `label`.
    p_claim, p_contrast : float
        Probability of the value with the claim and at its contrast.
    seen : bool
        Whether it is the value's being seen that speaks for the claim; else its not being seen, which the label names.
    looks : int
        Among so many features it was looked for: the greatest of many is great by chance as well.
    """

    feature: str
    case: str
    held: bool
    value: str
    expected_log_bayes_factor: float
    error: float
    label: str
    p_claim: float
    p_contrast: float
    seen: bool = True
    looks: int = 1

    @property
    def beyond_error(self) -> bool:
        """Whether what it is expected to tell is more than the error of computing could make up."""
        if self.looks == 1:
            return self.expected_log_bayes_factor > CERTAIN * self.error
        from scipy import special

        return self.expected_log_bayes_factor > float(special.ndtri(1 - 0.025 / self.looks)) * self.error


def telling(feature: str, claim: Arm, contrast: Arm, held: bool = False) -> Telling | None:
    """What a feature is expected to tell; None where no pair of histories was completed.

    Parameters
    ----------
    feature : str
    claim, contrast : Arm
        Of the same seed and size.
    held : bool
        See `Telling`.
    """
    both = paired(claim, contrast)
    columns = (claim.column(feature)[both], contrast.column(feature)[both])
    return _told(feature, claim, held, columns, (claim.sets[both], claim.sets[both]))


def telling_of_sides(feature: str, arm: Arm, holds: Booleans, held: bool = False) -> Telling | None:
    """What a feature is expected to tell of an inequality between parameters; None where one side has no history.

    Parameters
    ----------
    feature : str
    arm : Arm
        The theory as it is.
    holds : ndarray of bool, (histories,)
        Whether the inequality holds for the parameters of each.
    held : bool
        See `Telling`.
    """
    sides = (arm.done & holds, arm.done & ~holds)
    columns = (arm.column(feature)[sides[0]], arm.column(feature)[sides[1]])
    return _told(feature, arm, held, columns, (arm.sets[sides[0]], arm.sets[sides[1]]))


def _told(
    feature: str, arm: Arm, held: bool, columns: tuple[Integers, Integers], sets: tuple[Integers, Integers]
) -> Telling | None:
    """Compare the values of a feature with the claim and without it; each with the sets that its histories are of."""
    sizes = tuple(len(column) for column in columns)
    if not all(sizes):
        return None
    values, place = numpy.unique(numpy.concatenate(columns), return_inverse=True)
    group = numpy.unique(numpy.concatenate(sets), return_inverse=True)[1] % GROUPS
    side = numpy.repeat([0, 1], sizes)
    counts = numpy.zeros((2, GROUPS, len(values)))
    numpy.add.at(counts, (side, group, place), 1.0)
    expected, error = _jackknifed(counts)
    number, p, q = most_telling(counts.sum(axis=1))
    # Half a history more on either side: never seen in so many histories is not impossible.
    test = label(*((share * size + 0.5) / (size + 1) for share, size in zip((p, q), sizes, strict=True)))
    text = text_of(feature, int(values[number]), arm.model.case) or "none"
    return Telling(feature, arm.model.case.id, held, text, expected, error, test, p, q, p >= q)


def information(counts: Floats) -> float:
    """Mutual information, nats, between two hypotheses that are equally probable and a feature.

    Parameters
    ----------
    counts : ndarray, (2, values)
        Histories with each value, by hypothesis.
    """
    shares = counts / counts.sum(axis=1, keepdims=True)
    mixture = shares.mean(axis=0)
    ratio = numpy.divide(shares, mixture[None, :], out=numpy.ones_like(shares), where=shares > 0)
    return float((shares * numpy.log(ratio)).sum()) / 2


def _jackknifed(counts: NDArray[numpy.float64]) -> tuple[float, float]:
    """Information without the bias of few histories, and its error; counts are (2, groups, values)."""
    used = counts.sum(axis=(0, 2)) > 0
    counts = counts[:, used]
    total, number = counts.sum(axis=1), int(used.sum())
    whole = information(total)
    if number < 2 or (counts.sum(axis=2).max(axis=1) == total.sum(axis=1)).any():
        return whole, math.nan  # one group is all that a side has
    without = numpy.array([information(total - counts[:, group]) for group in range(number)])
    corrected = number * whole - (number - 1) * float(without.mean())
    error = math.sqrt((number - 1) * float(without.var()))
    return min(max(corrected, 0.0), math.log(2)), error


def most_telling(counts: Floats) -> tuple[int, float, float]:
    """The value whose being seen or not tells most: its place, and its probability under both hypotheses.

    Of two that tell the same (as those of a feature with two values do) the one that the claim expects.
    """
    shares = counts / counts.sum(axis=1, keepdims=True)
    gained = numpy.array([information(numpy.stack([share, 1 - share], axis=1)) for share in shares.T])
    alike = numpy.isclose(gained, gained.max(), rtol=1e-9, atol=0.0)
    best = int(numpy.argmax(numpy.where(alike, shares[0] - shares[1], -2.0)))
    return best, float(shares[0, best]), float(shares[1, best])


def label(p_claim: float, p_contrast: float) -> str:
    """Name of the test that a value makes, by two likelihood ratios against `DECISIVE`.

    What speaks for the claim is that the value is seen, or that it is not seen where its contrast expects it more. A
    *smoking gun* is strong evidence for the claim when that is observed; a *hoop* is strong evidence against it when it
    is not; *doubly decisive* is both; a *straw in the wind* is neither (Van Evera 1997).
    """
    p, q = (p_claim, p_contrast) if p_claim >= p_contrast else (1 - p_claim, 1 - p_contrast)
    passed, failed = p >= DECISIVE * q and p > 0, 1 - q >= DECISIVE * (1 - p) and q < 1
    if passed and failed:
        return "doubly decisive"
    return "smoking gun" if passed else "hoop" if failed else "straw in the wind"
