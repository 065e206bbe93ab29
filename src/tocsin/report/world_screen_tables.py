"""The tables on the screen of a world: counts a history, what became of countries, paths over the years, the record."""

from __future__ import annotations

import math

from rich.console import Group
from rich.table import Table
from rich.text import Text

from tocsin.report.percent import percent
from tocsin.study.world_summary import CountryLine, Fan, Mean, WorldSummary
from tocsin.theory.world import World

__all__ = ["PATHS", "cells", "short", "table_of_countries", "table_of_counts", "table_of_fans", "table_of_record"]

NAMES = {
    "onsets": "wars started", "attempts": "coup attempts, mutinies", "coups": "coups", "risings": "risings",
    "falls": "rulers brought down by risings", "conversions": "risings that took power",
    "political": "political revolutions", "social": "social revolutions", "degenerations": "degenerations",
    "overthrows": "new orders overthrown", "restorations": "restorations", "quits": "countries that left a war",
    "quits_by_revolution": "... by a revolution", "births": "states born",
}  # fmt: skip
RATE_NAMES = {
    "attempts": "attempts / 100 country-years", "risings": "risings / 100 country-years",
    "falls": "falls / 100 country-years", "wars_a_year": "wars started a year",
}  # fmt: skip
PATHS = {
    "profit": "profit", "wars": "pairs at war", "war_cost": "war cost", "grievance": "grievance",
    "organised": "organised", "risings": "risings", "conversions": "took power", "workers": "new orders",
}  # fmt: skip
"""What the paths are called."""
COUNTED_PATHS = ("wars", "risings", "conversions")
SHARES = ("war_cost", "grievance", "organised", "workers")
_SPARKS = "▁▂▃▄▅▆▇█"


def table_of_counts(summary: WorldSummary, width: int) -> Group:
    """What is counted in a history and its rates: means with both uncertainties, as many columns as there is room."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("in one history", no_wrap=True)
    # On a narrow screen what chance alone makes of it goes first, then how well it was computed.
    headings = ("mean", "over the priors", "± computing", "histories")[: 4 if width >= 88 else 3 if width >= 76 else 2]
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for names, found, style in ((NAMES, summary.counts, ""), (RATE_NAMES, summary.rates, "dim")):
        for name, one in found.items():
            table.add_row(names[name], *cells(one, whole=found is summary.counts)[: len(headings)], style=style)
    legend = "over the priors: 5-95 % of what the mean would be if the theory's uncertain numbers were known"
    if "± computing" in headings:
        legend += "; ± computing: 95 % interval of the mean"
    if "histories" in headings:
        legend += "; histories: 5-95 % of single ones"
    return Group(table, Text(f"{legend}.", style="dim"))


def cells(found: Mean, whole: bool) -> tuple[str, str, str, str]:
    """Mean, over the priors, how well computed, single histories; `whole` of what is counted."""
    of_histories = f"{found.least:,.0f}-{found.most:,.0f}" if whole else f"{short(found.least)}-{short(found.most)}"
    return (
        short(found.mean),
        "-" if math.isnan(found.prior_low) else f"{short(found.prior_low)}-{short(found.prior_high)}",
        "-" if math.isnan(found.low) else f"{short(found.low)}-{short(found.high)}",
        of_histories,
    )  # fmt: skip


def short(value: float) -> str:
    """Two digits that count, as far as two places; a negative end of what cannot be below 0 is 0."""
    if math.isnan(value):
        return "-"
    value = max(value, 0.0)
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def table_of_countries(summary: WorldSummary, world: World, width: int) -> Group:
    """A row a country, those first where risings take power most often."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("country", no_wrap=True)
    for heading in ("rising", "ruler fell", "coup", "took power"):
        table.add_column(heading, justify="right", no_wrap=True)
    wide = width >= 92
    if wide:
        table.add_column("first fell in", no_wrap=True)
        table.add_column("took power in", no_wrap=True)
    lines = sorted(summary.countries, key=lambda line: -line.conversion)
    for line in lines:
        cells = [line.name, *(percent(value, 0) for value in (line.rising, line.fall, line.coup, line.conversion))]
        if wide:
            cells += [_when(line, "first_fall", world), _when(line, "converted", world)]
        table.add_row(*cells)
    legend = (
        "Share of histories with at least one rising, one ruler brought down by a rising, one coup, one rising that "
        "took power itself"
    )
    if wide:
        legend += "; the months are the median of the first and the years of the middle 80 %"
    return Group(table, Text(f"{legend}.", style="dim"))


def _when(line: CountryLine, date: str, world: World) -> str:
    if date not in line.months:
        return ""
    middle, low, high = (world.month(round(month)) for month in line.months[date])
    return f"{middle} ({low[:4]}-{high[:4]})"


def table_of_fans(fans: list[Fan], width: int) -> Group:
    """A row a path: its median by the year, and where it ends."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(f"{fans[0].years[0]}-{fans[0].years[-1]}", no_wrap=True)
    table.add_column("median, year by year" if width >= 76 else "median by year", no_wrap=True)
    table.add_column("at the end: median (5-95 %)" if width >= 76 else "at the end", justify="right", no_wrap=True)
    for fan in fans:
        low, _, middle, _, high = fan.quantiles
        form = _whole if fan.name in COUNTED_PATHS else _percent if fan.name in SHARES else _signed
        ends = f"{form(middle[-1])} ({form(low[-1])} to {form(high[-1])})"
        table.add_row(PATHS[fan.name], _spark(middle, low, high), ends)
    legend = (
        "profit: the world's rate of profit in standard deviations; war cost, grievance and organised: means over "
        "countries, by output; new orders: the share of world output under workers' orders"
    )
    if width < 76:
        legend += "; at the end: median (5-95 %)"
    return Group(table, Text(f"{legend}.", style="dim"))


def _signed(value: float) -> str:
    return f"{value:+.2f}"


def _percent(value: float) -> str:
    return percent(value, 0)


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _spark(middle: tuple[float, ...], low: tuple[float, ...], high: tuple[float, ...]) -> str:
    least, most = min(low), max(high)
    span = most - least
    if span <= 0:
        return _SPARKS[0] * len(middle)
    return "".join(_SPARKS[min(int((value - least) / span * len(_SPARKS)), len(_SPARKS) - 1)] for value in middle)


def table_of_record(summary: WorldSummary) -> Group:
    """A row a feature of the record: how often histories have it."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("what the record holds", no_wrap=True)
    table.add_column("observed")
    table.add_column("share of histories", justify="right", no_wrap=True)
    for line in summary.record:
        table.add_row(line.feature, " or ".join(line.observed), percent(line.share.share))
    return Group(table)
