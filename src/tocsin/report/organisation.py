"""How a parameter of cases goes with their organisation, in words that `audit` and `infer` share."""

from __future__ import annotations

from tocsin.report.percent import percent
from tocsin.study.slope import OrganisationSlope

__all__ = ["slope_text"]

_CERTAIN = 2.0
_EVEN = 0.1
"""Probabilities of a sign so near to one half say nothing."""
_ONE_SIDED = 0.95


def slope_text(name: str, found: OrganisationSlope) -> str:
    """The slope with its prior beside it, what is left open, and whether the records tell its sign.

    Parameters
    ----------
    name : str
        Of the parameter.
    """
    span = f"{found.median:+.2f} ± {found.median_error:.2f} (5-95 %: {found.low:+.2f} to {found.high:+.2f})"
    return (
        f"ln {name} on ln of the organised share over {len(found.cases)} cases: slope {span}, before them 0 "
        f"({found.prior_low:+.2f} to {found.prior_high:+.2f}); at +1 it doubles where twice as many are organised. "
        f"Above 0 with probability {percent(found.above)} ± {100 * found.above_error:.1f}, before {percent(0.5)}; the "
        f"range is {percent(found.narrowed)} as wide as before. {_told(found)}"
    )


def _told(found: OrganisationSlope) -> str:
    sure = max(found.above, 1 - found.above)
    if sure - 0.5 < max(_CERTAIN * found.above_error, _EVEN):
        return "These records do not tell its sign."
    way = "more" if found.above > 0.5 else "less"
    if sure - _CERTAIN * found.above_error < _ONE_SIDED:
        return f"They lean to {way} where more are organised, and do not settle it."
    return f"They say {way} where more are organised."
