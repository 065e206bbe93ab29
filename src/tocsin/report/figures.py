"""Figures: one module for all of them; colour-blind safe, labelled, intervals always drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tocsin.study.scores import Bin

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


def reliability_figure(bins: Sequence[Bin], title: str) -> Figure:
    """How often attempts succeeded against how probable that was said to be; on the diagonal both are the same.

    Parameters
    ----------
    bins : sequence of Bin
        With intervals clustered by country.
    title : str
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 100], [0, 100], color="0.55", lw=1)
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
    axes.spines[["top", "right"]].set_visible(False)
    return figure
