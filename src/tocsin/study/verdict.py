"""Verdict: what an audit says of one claim, by one rule; every threshold that words hang on stands here."""

from __future__ import annotations

from typing import Literal

__all__ = ["LEAST_EFFECT", "TELLING", "Support", "Verdict", "bears", "support", "verdict"]

Verdict = Literal[
    "not implemented",
    "asked of worlds",
    "not implied",
    "built in",
    "implied, idle",
    "implied and load-bearing",
    "cannot be told from this record",
]
Support = Literal["favours", "speaks against", "does not tell"]

LEAST_EFFECT = 0.01
"""A change of a probability by less than one percentage point bears no load, however surely it was computed."""
TELLING = 1.0
"""A log Bayes factor nearer to 0 is not worth more than a bare mention (Kass & Raftery 1995)."""
CERTAIN = 1.96
"""So many standard errors on either side of an estimate make a 95% interval."""


def verdict(*, implemented: bool, acts: bool, holds: bool | None, built_in: bool, bearing: bool | None) -> Verdict:
    """Judge one claim; the first line that applies counts.

    1. No mechanism runs it: 'not implemented'.
    2. It cannot act here (neither its contrast nor its implication's arms change any history): 'implied, idle'. Lack
       of action never makes a claim false.
    3. Its implication could not have failed: 'built in'. It proves nothing; its sizes are the finding.
    4. The theory gives the implication's opposite: 'not implied'.
    5. The theory leaves the implication's sign open, or too few histories tell whether anything hangs on the claim:
       'cannot be told from this record'.
    6. At its contrast what was observed becomes more or less probable: 'implied and load-bearing'; if not, 'implied,
       idle'.

    Parameters
    ----------
    implemented : bool
        Whether a mechanism runs it.
    acts : bool
        Whether its contrast, or what its implication holds fixed, changes any history at all.
    holds : bool, optional
        Whether its implication holds under the theory; None where that is open.
    built_in : bool
        Whether the implication holds by construction.
    bearing : bool, optional
        From `bears`.
    """
    if not implemented:
        return "not implemented"
    if not acts:
        return "implied, idle"
    if built_in:
        return "built in"
    if holds is False:
        return "not implied"
    if holds is None or bearing is None:
        return "cannot be told from this record"
    return "implied and load-bearing" if bearing else "implied, idle"


def bears(effect: float, low: float, high: float, factor_low: float, factor_high: float) -> bool | None:
    """Whether what was observed hangs on a claim: its outcome's probability, or that of the whole record.

    Parameters
    ----------
    effect, low, high : float
        Change of the probability of the observed outcomes at the claim's contrast, with its 95% interval.
    factor_low, factor_high : float
        95% interval of the log Bayes factor of the claim against its contrast on the record.

    Returns
    -------
    bool or None
        True where one of the two surely changes by enough to count, False where the outcome's probability surely does
        not and nothing suggests that the record's does, None where too few histories tell.
    """
    sure = low > 0 or high < 0
    if (sure and abs(effect) >= LEAST_EFFECT) or support(factor_low, factor_high) != "does not tell":
        return True
    if sure or max(abs(low), abs(high)) < LEAST_EFFECT:
        return False
    return None


def support(low: float, high: float) -> Support:
    """What the record says of a claim against its contrast.

    It tells where the whole 95% interval of the log Bayes factor lies beyond `TELLING`; where that is no interval it
    does not.
    """
    if low >= TELLING:
        return "favours"
    return "speaks against" if high <= -TELLING else "does not tell"
