"""Figures: one module for all of them; colour-blind safe, labelled, intervals always drawn."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tocsin.study.audited import Audit
    from tocsin.study.scores import Bin
    from tocsin.study.world_summary import Fan

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
    axes.set_xlabel("share of histories, %\nblack: 95 % interval of the computing    grey: 5-95 % over the priors")
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
    from matplotlib.figure import Figure

    rows = max(1, -(-len(fans) // 2))
    figure = Figure(figsize=(9, 2.1 * rows + 0.8), layout="constrained")
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
        axes.spines[["top", "right"]].set_visible(False)
        axes.xaxis.get_major_locator().set_params(integer=True)
        if not any(any(line) for line in fan.quantiles):
            axes.set_ylim(0, 1)  # nothing of it happens: a band about 0 would look like something
    for axes in grid[len(fans) :]:
        axes.set_axis_off()
    figure.suptitle(f"{title}\nline: median    bands: middle 50 and 90 % of histories", fontsize=10)
    return figure


def claims_figure(audit: Audit, title: str) -> Figure:
    """What becomes of what was observed where each claim is put at its contrast: change with its 95 % interval.

    Parameters
    ----------
    audit : Audit
        Claims of which nothing was computed, or whose case has no record, are left out.
    title : str
    """
    from matplotlib.figure import Figure

    found = [(claim.id, claim.computed.load_bearing) for claim in audit.claims if claim.computed is not None]
    shown = [(name, change) for name, change in found if change.difference == change.difference]
    figure = Figure(figsize=(7.5, 0.32 * len(shown) + 1.4), layout="constrained")
    axes = figure.subplots()
    axes.axvline(0, color="0.55", lw=1)
    for place, (_, change) in enumerate(reversed(shown)):
        axes.plot([100 * change.low, 100 * change.high], [place] * 2, color=WHISKER, lw=1.5, marker="|")
        axes.plot(100 * change.difference, place, color=OBSERVED, marker="o", linestyle="none")
    axes.set_yticks(range(len(shown)), [name for name, _ in reversed(shown)])
    axes.set_ylim(-0.7, max(len(shown), 1) - 0.3)
    axes.set_xlabel("change at the claim's contrast, percentage points\nblack: 95 % interval of the computing")
    axes.set_title(title)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def svg_of(figure: Figure, name: str) -> str:
    """A figure as SVG to stand inside a page: the same text for the same figure, with ids of its own.

    Parameters
    ----------
    name : str
        Keeps its ids apart from those of other figures on the page.
    """
    import matplotlib

    stream = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": name}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, transparent=False)
    text = stream.getvalue()
    return re.sub(r'( id="|href="#|url\(#)', rf"\g<1>{name}-", text[text.index("<svg") :])
