"""The record of a world in rough strokes: whether what it counts happened at all, not how often or in which year.

No history of a world agrees with thirty numbers at once. Whole theories are compared on the world's own features (no
single country's), each cut in two: its lowest value, such as none or never, against all others. The rule is the same
for every world and looks at no simulation.
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.mechanisms.world.features import WORLD_FEATURES
from tocsin.theory.world import World

__all__ = ["roughly", "span_of"]


def roughly(world: World) -> World:
    """Return the world with its record in rough strokes; what the record leaves open even so is left out."""
    record = []
    for item in world.record:
        feature = WORLD_FEATURES.get(item.feature)
        if feature is None or not feature.edges:
            continue
        lowest, *others = feature.bins
        if lowest not in item.observed:
            record.append(item.model_copy(update={"observed": tuple(others)}))
        elif item.observed == (lowest,):
            record.append(item)
    return world.model_copy(update={"record": tuple(record)})


def span_of(bins: Sequence[str], values: Sequence[str]) -> str:
    """Values of a feature in words: neighbours, three or more of them, by the first and the last."""
    places = sorted(bins.index(value) for value in values)
    if len(places) < 3 or places[-1] - places[0] >= len(places):
        return " or ".join(bins[place] for place in places)
    return f"{bins[places[0]]} to {bins[places[-1]]}"
