"""Verdict: what an audit says of one claim, by one rule; every threshold that words hang on stands here."""

from __future__ import annotations

import math
from typing import Literal

__all__ = ["LEAST_EFFECT", "TELLING", "Open", "Support", "Verdict", "bears", "open_because", "support", "verdict"]

Verdict = Literal[
    "not implemented",
    "not computed here",
    "not implied",
    "built in",
    "implied, idle",
    "implied and load-bearing",
    "cannot be told from this record",
]
Open = Literal["histories", "theory", "record"]
Support = Literal["favours", "speaks against", "does not tell"]

LEAST_EFFECT = 0.01
"""A change of a probability by less than one percentage point bears no load, however surely it was computed."""
TELLING = 1.0
"""A log Bayes factor nearer to 0 is not worth more than a bare mention (Kass & Raftery 1995)."""
CERTAIN = 1.96
"""So many standard errors on either side of an estimate make a 95% interval."""


def verdict(
    *, implemented: bool, acts: bool, holds: bool | None, built_in: bool, bearing: bool | None, ruled_out: bool = False
) -> Verdict:
    """Judge one claim; the first line that applies counts.

    1. No mechanism runs it: 'not implemented'.
    2. It cannot act here (neither its contrast nor its implication's arms change any history): 'implied, idle'. Lack
       of action never makes a claim false.
    3. Its implication could not have failed: 'built in'. It proves nothing; its sizes are the finding.
    4. The theory gives the implication's opposite: 'not implied'.
    5. The implication's sign or whether anything hangs on the claim is open: 'cannot be told from this record', for one
       of the reasons of `open_because`.
    6. Its contrast leaves no way to what was observed: 'built in'. That the observed outcome hangs on the claim is then
       how the contrast is made, no finding.
    7. At its contrast what was observed becomes more or less probable: 'implied and load-bearing'; if not, 'implied,
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
    ruled_out : bool
        Whether the observed outcome happens in no history at its contrast, of so many that it would have.
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
    if ruled_out:
        return "built in"
    return "implied and load-bearing" if bearing else "implied, idle"


def bears(low: float, high: float, factor_low: float, factor_high: float) -> bool | None:
    """Whether what was observed hangs on a claim: its outcome's probability, or that of the whole record.

    Parameters
    ----------
    low, high : float
        95% interval of the change of the probability of the observed outcomes at the claim's contrast.
    factor_low, factor_high : float
        95% interval of the log Bayes factor of the claim against its contrast on the record.

    Returns
    -------
    bool or None
        True where one of the two surely changes by enough to count, its whole interval beyond `LEAST_EFFECT` or
        `TELLING`; False where the whole interval of the outcome's probability lies within `LEAST_EFFECT` and nothing
        suggests that the record's changes; None where neither is sure.
    """
    if low > LEAST_EFFECT or high < -LEAST_EFFECT or support(factor_low, factor_high) != "does not tell":
        return True
    if low >= -LEAST_EFFECT and high <= LEAST_EFFECT:
        return False
    return None


def open_because(*, holds: bool | None, settled: bool, posterior: bool, low: float, high: float) -> Open:
    """Why a claim cannot be told.

    Parameters
    ----------
    holds : bool, optional
        Whether its implication holds; where that is not open, what hangs on it is.
    settled : bool
        Whether the implication's interval is so narrow about what it is held against that more histories would leave
        it open as well.
    posterior : bool
        Whether the implication is a posterior probability, given the record.
    low, high : float
        As for `bears`; not a number where the record holds no outcome.

    Returns
    -------
    str
        ``histories``: too few of them, or of their matches; more could tell. ``theory``: it implies next to nothing
        either way. ``record``: it does not tell, or holds no outcome that could hang on the claim.
    """
    if holds is None:
        return "histories" if not settled else "record" if posterior else "theory"
    return "record" if math.isnan(low) and math.isnan(high) else "histories"


def support(low: float, high: float) -> Support:
    """What the record says of a claim against its contrast.

    It tells where the whole 95% interval of the log Bayes factor lies beyond `TELLING`; where that is no interval it
    does not.
    """
    if low >= TELLING:
        return "favours"
    return "speaks against" if high <= -TELLING else "does not tell"
