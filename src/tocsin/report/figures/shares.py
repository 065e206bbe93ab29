"""Shares of the outcomes with both uncertainties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars

from tocsin.report.figures.drawing import BAR, OBSERVED, RANGE, WHISKER, tidy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["outcome_figure", "outcome_words"]


def outcome_figure(outcomes: polars.DataFrame, title: str) -> Figure:
    """Shares of the outcomes (bars), their Monte Carlo interval (black) and range over the priors (grey).

    Parameters
    ----------
    outcomes : DataFrame
        As `Ensemble.outcomes` returns it.
    title : str
    """
    from tocsin.report.figures.shown import Shown

    figure = Shown(figsize=(7.5, 4), layout="constrained")
    axes = figure.subplots()
    rows = outcomes.reverse().rows(named=True)
    for place, row in enumerate(rows):
        axes.barh(place, 100 * row["share"], color=OBSERVED if row["observed"] else BAR, height=0.6)
        if row["prior_low"] == row["prior_low"]:  # not where the range is unknown
            axes.plot([100 * row["prior_low"], 100 * row["prior_high"]], [place - 0.38] * 2, color=RANGE, lw=3,
                      solid_capstyle="butt")  # fmt: skip
        axes.plot([100 * row["low"], 100 * row["high"]], [place] * 2, color=WHISKER, lw=1.5, marker="|")
    labels = [f"{row['outcome']} (observed)" if row["observed"] else row["outcome"] for row in rows]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_xlim(0, 100)
    axes.set_xlabel("share of histories, %\nblack: 95 % interval of the computing    grey: 5-95 % over the priors")
    axes.set_title(title)
    tidy(axes)
    return figure


def outcome_words(outcomes: polars.DataFrame) -> str:
    """What `outcome_figure` shows, for those who do not see it."""
    told = []
    for row in outcomes.filter(outcomes["count"] > 0).rows(named=True):
        seen = ", observed" if row["observed"] else ""
        name = row["outcome"].replace("_", " ")
        told.append(f"{name} {100 * row['share']:.1f} % ({100 * row['low']:.1f} to {100 * row['high']:.1f}{seen})")
    shown = "; ".join(told) or "none"
    return f"Bars: the share of histories that end in each outcome, with the 95 % interval of the computing: {shown}."
