"""A share in per cent, as all screens write it."""

from __future__ import annotations

import math

__all__ = ["percent"]


def percent(share: float, digits: int = 1) -> str:
    """A share in per cent; never '0' for what happened or '100' for what did not always."""
    if math.isnan(share):
        return "-"
    least = 10.0**-digits
    value = 100 * share
    if 0 < value < least / 2:
        return f"<{least:.{digits}f}\u00a0%"
    if 100 - least / 2 < value < 100:
        return f">{100 - least:.{digits}f}\u00a0%"
    return f"{value:.{digits}f}\u00a0%"
