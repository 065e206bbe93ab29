"""Paths of a world, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.report.figures.drawing import BAR, OBSERVED, tidy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tocsin.study.world_summary import Fan

__all__ = ["PATHS", "fan_figure", "fan_words"]


PATHS = {
    "profit": ("profit rate of the world", "standard deviations"), "wars": ("pairs at war", "count"),
    "war_cost": ("cost of war", "share of the utmost"), "grievance": ("people aggrieved", "share"),
    "organised": ("people organised", "share"), "risings": ("risings so far", "count"),
    "conversions": ("risings that took power so far", "count"),
    "workers": ("output under workers' orders", "share of the world's"),
}  # fmt: skip
"""What the paths of a world are called, and their units."""


def fan_figure(fans: Sequence[Fan], title: str) -> Figure:
    """Paths of a world year by year: the median, the middle half and the middle 90 % of histories.

    Parameters
    ----------
    fans : sequence of Fan
        As a world's summary holds them.
    title : str
    """
    from tocsin.report.figures.shown import Shown

    rows = max(1, -(-len(fans) // 2))
    figure = Shown(figsize=(9, 2.1 * rows + 0.8), layout="constrained")
    grid = figure.subplots(rows, 2, squeeze=False).ravel()
    for axes, fan in zip(grid, fans, strict=False):
        low, lower, middle, upper, high = fan.quantiles
        axes.fill_between(fan.years, low, high, color=BAR, alpha=0.35, linewidth=0)
        axes.fill_between(fan.years, lower, upper, color=BAR, alpha=0.75, linewidth=0)
        axes.plot(fan.years, middle, color=OBSERVED, lw=1.8)
        name, unit = PATHS.get(fan.name, (fan.name, ""))
        axes.set_title(name, fontsize=10, loc="left")
        axes.set_ylabel(unit, fontsize=8)
        axes.tick_params(labelsize=8)
        tidy(axes)
        axes.xaxis.get_major_locator().set_params(integer=True)
        if not any(any(line) for line in fan.quantiles):
            axes.set_ylim(0, 1)  # nothing of it happens: a band about 0 would look like something
    for axes in grid[len(fans) :]:
        axes.set_axis_off()
    figure.suptitle(f"{title}\nline: median    bands: middle 50 and 90 % of histories", fontsize=10)
    return figure


def fan_words(fans: Sequence[Fan]) -> str:
    """What `fan_figure` shows, for those who do not see it."""
    told = []
    for fan in fans:
        name, unit = PATHS.get(fan.name, (fan.name, ""))
        low, _, middle, _, high = (line[-1] for line in fan.quantiles)
        told.append(f"{name} {middle:.3g} ({low:.3g} to {high:.3g}; {unit})")
    return f"Fan charts by year, median and the middle 50 and 90 % of histories. In the last year: {'; '.join(told)}."
