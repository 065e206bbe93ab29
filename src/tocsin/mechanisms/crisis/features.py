"""The finite features of a crisis: what a record can hold, fixed before any run.

A history has exactly one value of each; matching a record is exact, so that no tolerance is chosen afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.mechanisms.crisis.state import OUTCOMES, RESPONSES


@dataclass(frozen=True, slots=True)
class CrisisFeature:
    """A feature, where it comes from, and its values.

    Attributes
    ----------
    column : str
        Column of a history's row.
    bins : tuple of str
        Values, or the items of a sequence.
    edges : tuple of float
        Upper edges of all bins but the last, for a number; a number equal to an edge belongs to the bin above,
        except at 0. Empty for a name or a sequence.
    meaning : str
        What it says, in words.
    """

    column: str
    bins: tuple[str, ...]
    edges: tuple[float, ...]
    meaning: str


_SHARES = ("under 0.1 %", "0.1-1 %", "1-5 %", "over 5 %")
_EDGES = (0.001, 0.01, 0.05)

FEATURES: dict[str, CrisisFeature] = {
    "outcome": CrisisFeature("outcome", OUTCOMES, (), "how the crisis ended"),
    "responses": CrisisFeature("responses", RESPONSES[1:], (), "the ruler's responses in their order"),
    "nearest_distance": CrisisFeature(
        "nearest", ("0", "0-100", "100-300", "300-600", "over 600"), (0.0, 100.0, 300.0, 600.0),
        "how near the column came to the capital, km",
    ),
    "turnout_ruler": CrisisFeature(
        "turnout_ruler", _SHARES, _EDGES, "largest share of the cities' people out for the ruler"
    ),
    "turnout_challenger": CrisisFeature(
        "turnout_challenger", _SHARES, _EDGES, "largest share of the cities' people out for the challenger"
    ),
    "turnout_themselves": CrisisFeature(
        "turnout_themselves", _SHARES, _EDGES, "largest share of the cities' people out for themselves"
    ),
    "duration": CrisisFeature(
        "hours", ("under 12 h", "12-24 h", "24-72 h", "over 72 h"), (12.0, 24.0, 72.0), "length of the crisis"
    ),
    "fighting_in_capital": CrisisFeature("fighting_hours", ("no", "yes"), (0.5,), "whether it was fought over"),
    "intervention": CrisisFeature("intervention", ("no", "yes"), (0.5,), "whether a foreign power stepped in"),
}  # fmt: skip
