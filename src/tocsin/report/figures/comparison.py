"""A counterfactual: how far each outcome moves, and which histories end otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.report.figures.drawing import RANGE, interval, known, rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tocsin.study.compare import Flip
    from tocsin.study.paired import Effect

__all__ = ["effects_figure", "effects_words", "flips_figure", "flips_words"]


def effects_figure(effects: Sequence[Effect], observed: Sequence[str], title: str) -> Figure:
    """How much more or less often each outcome comes under an intervention, on the same histories.

    Parameters
    ----------
    effects : sequence of Effect
        `Comparison.effects`: with the interval of the computing (black) and the range over the priors (grey).
    observed : sequence of str
        Outcomes that the record holds.
    title : str
    """
    from tocsin.report.figures.shown import Shown

    figure = Shown(figsize=(7.5, 0.4 * len(effects) + 1.5), layout="constrained")
    axes = figure.subplots()
    axes.axvline(0, color=RANGE, lw=1)
    shown = list(reversed(effects))
    for place, one in enumerate(shown):
        if known(one.prior_low, one.prior_high):
            axes.plot([100 * one.prior_low, 100 * one.prior_high], [place - 0.25] * 2, color=RANGE, lw=3,
                      solid_capstyle="butt")  # fmt: skip
        interval(axes, place, 100 * one.difference, 100 * one.low, 100 * one.high)
    rows(axes, [f"{one.name} (observed)" if one.name in observed else one.name for one in shown])
    axes.set_xlabel("change of the share of histories, percentage points\n"
                    "black: 95 % interval of the computing    grey: 5-95 % over the priors")  # fmt: skip
    axes.set_title(title)
    return figure


def effects_words(effects: Sequence[Effect]) -> str:
    """What `effects_figure` shows, for those who do not see it."""
    told = "; ".join(
        f"{one.name.replace('_', ' ')} {100 * one.difference:+.1f} ({100 * one.low:+.1f} to {100 * one.high:+.1f})"
        for one in effects
        if known(one.difference)
    )
    return f"Change of each outcome's share, in percentage points with its 95 % interval: {told or 'not known'}."


def flips_figure(flips: Sequence[Flip], paired: int, title: str) -> Figure:
    """Which histories end otherwise: a field for each way, from what (row) to what (column), with how many.

    These are counts of the histories that were played; how sure the shares are stands in `effects_figure`.

    Parameters
    ----------
    flips : sequence of Flip
    paired : int
        Pairs of histories in all.
    title : str
    """
    import numpy

    from tocsin.report.figures.shown import Shown

    before = list(dict.fromkeys(flip.before for flip in flips))
    after = list(dict.fromkeys(flip.after for flip in flips))
    figure = Shown(figsize=(1.0 * max(len(after), 3) + 2.5, 0.5 * max(len(before), 2) + 2), layout="constrained")
    axes = figure.subplots()
    counts = numpy.zeros((max(len(before), 1), max(len(after), 1)))
    for flip in flips:
        counts[before.index(flip.before), after.index(flip.after)] = flip.count
    # The lower half of a blue scale: black numbers stand out on all of it.
    axes.imshow(counts, cmap="Blues", vmin=0, vmax=2 * max(counts.max(), 1), aspect="auto")
    for flip in flips:
        place = (after.index(flip.after), before.index(flip.before))
        axes.annotate(f"{flip.count:,}", place, ha="center", va="center", fontsize=9)
    axes.set_xticks(range(len(after)), after, rotation=30, ha="right")
    axes.set_yticks(range(len(before)), before)
    axes.set_xlabel(f"ends so instead (of {paired:,} pairs of histories)")
    axes.set_ylabel("ended so")
    axes.set_title(title)
    return figure


def flips_words(flips: Sequence[Flip], paired: int) -> str:
    """What `flips_figure` shows, for those who do not see it."""
    told = "; ".join(
        f"{flip.before.replace('_', ' ')} to {flip.after.replace('_', ' ')} {flip.count:,}" for flip in flips
    )
    return f"Of {paired:,} pairs of histories these end otherwise: {told or 'none'}."
