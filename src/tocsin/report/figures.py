"""Figures: one module for all of them; colour-blind safe, labelled, intervals always drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BAR, OBSERVED, WHISKER = "#56B4E9", "#0072B2", "#000000"
"""From the palette of Okabe and Ito (2008), told apart with any colour vision."""


def outcome_figure(outcomes: polars.DataFrame, title: str) -> Figure:
    """Shares of the outcomes (bars), their Monte Carlo interval (black) and range over the priors (grey).

    Parameters
    ----------
    outcomes : DataFrame
        As `Ensemble.outcomes` returns it.
    title : str
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 4), layout="constrained")
    axes = figure.subplots()
    rows = outcomes.reverse().rows(named=True)
    for place, row in enumerate(rows):
        axes.barh(place, 100 * row["share"], color=OBSERVED if row["observed"] else BAR, height=0.6)
        if row["prior_low"] == row["prior_low"]:  # not where the range is unknown
            axes.plot([100 * row["prior_low"], 100 * row["prior_high"]], [place - 0.38] * 2, color="0.55", lw=3,
                      solid_capstyle="butt")  # fmt: skip
        axes.plot([100 * row["low"], 100 * row["high"]], [place] * 2, color=WHISKER, lw=1.5, marker="|")
    labels = [f"{row['outcome']} (observed)" if row["observed"] else row["outcome"] for row in rows]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_xlim(0, 100)
    axes.set_xlabel("share of histories, %    black: 95 % interval of the computing    grey: 5-95 % over the priors")
    axes.set_title(title)
    axes.spines[["top", "right"]].set_visible(False)
    return figure
