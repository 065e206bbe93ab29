"""How probable an event was said to be, and how often it came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.report.figures.drawing import OBSERVED, RANGE, WHISKER, tidy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tocsin.study.scores import Bin

__all__ = ["reliability_figure", "reliability_words"]


def reliability_figure(bins: Sequence[Bin], title: str) -> Figure:
    """How often attempts succeeded against how probable that was said to be; on the diagonal both are the same.

    Parameters
    ----------
    bins : sequence of Bin
        With intervals clustered by country.
    title : str
    """
    from tocsin.report.figures.shown import Shown

    figure = Shown(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 100], [0, 100], color=RANGE, lw=1)
    for part in bins:
        x = 100 * part.predicted
        axes.plot([x, x], [100 * part.observed_low, 100 * part.observed_high], color=WHISKER, lw=1.5, marker="_")
        axes.plot(x, 100 * part.observed, color=OBSERVED, marker="o", linestyle="none")
        axes.annotate(f"{part.n:,}", (x, 100 * part.observed), xytext=(6, 4), textcoords="offset points", fontsize=8)
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.set_aspect("equal")
    axes.set_xlabel("probability of success that was predicted, %")
    axes.set_ylabel("attempts that succeeded, %\nblack: 95 % interval, clustered by country")
    axes.set_title(title)
    tidy(axes)
    return figure


def reliability_words(bins: Sequence[Bin]) -> str:
    """What `reliability_figure` shows, for those who do not see it."""
    told = "; ".join(
        f"predicted {100 * part.predicted:.0f} %, came {100 * part.observed:.0f} % "
        f"({100 * part.observed_low:.0f} to {100 * part.observed_high:.0f}, {part.n:,} attempts)"
        for part in bins
    )
    return f"Points against a diagonal, on which what was predicted comes as often as predicted: {told or 'none'}."
