"""The screen of `run` for a world: what it came to, how often what happened, where and when; and the same as JSON."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from tocsin.library import Ensemble
from tocsin.report.page import Page
from tocsin.report.percent import percent
from tocsin.report.screen import bar_of_outcomes, hinges_in_words, labelled, of_ten, plain_numbers
from tocsin.study.world_summary import CountryLine, Fan, Mean, WorldSummary, summarise_world
from tocsin.theory.world import World

__all__ = ["print_world_run", "world_run_json"]

WORDS = {
    "nuclear_use": "a war goes up to nuclear use",
    "completion": "workers' orders come to hold the stated share of world output",
    "new_order_stands": "a rising takes power somewhere and what it made stands at the end",
    "new_order_degenerated": "what risings made stands at the end only as a bureaucratic order",
    "new_order_overthrown": "risings take power and nothing of it stands at the end",
    "rulers_fell": "risings bring rulers down and nowhere take power",
    "risings_beaten": "there are risings and no ruler falls to one",
    "no_rising": "there is no rising",
}
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
_SPARKS = "▁▂▃▄▅▆▇█"


def world_run_json(ensemble: Ensemble, seconds: float) -> dict[str, Any]:
    """The summary of a run as plain data, numbers in full."""
    summary, manifest = summarise_world(ensemble, ensemble.model), ensemble.manifest
    return {
        "world": manifest.case,
        "theory": manifest.theory,
        "seed": manifest.seed,
        "histories": manifest.histories,
        "set_size": manifest.set_size,
        "completed": summary.completed,
        "failed": summary.failed,
        "failures": summary.reasons,
        "seconds": round(seconds, 3),
        "settings": manifest.settings,
        "outcomes": [plain_numbers(line) for line in summary.outcomes],
        "counts": {name: plain_numbers(found) for name, found in summary.counts.items()},
        "rates": {name: plain_numbers(found) for name, found in summary.rates.items()},
        "countries": [dataclasses.asdict(line) for line in summary.countries],
        "fans": [dataclasses.asdict(fan) for fan in summary.fans],
        "record": [
            {"feature": line.feature, "observed": list(line.observed), **plain_numbers(line.share)}
            for line in summary.record
        ],
        "hinges": {outcome: [plain_numbers(h) for h in found] for outcome, found in summary.hinges.items()},
        "reading": reading(ensemble, summary),
        "doubt": doubt(ensemble, summary),
        "reviewed": {"world": ensemble.model.case.reviewed_by, "theory": ensemble.model.theory.reviewed_by},
        "directory": str(ensemble.directory.resolve()),
    }


def print_world_run(console: Console, ensemble: Ensemble, seconds: float) -> None:
    """Print the summary of a run, as wide as the console."""
    summary, manifest = summarise_world(ensemble, ensemble.model), ensemble.manifest
    world: World = ensemble.model.case
    size = "1 history" if manifest.histories == 1 else f"{manifest.histories:,} histories"
    page = Page(console)
    until = world.month(world.months - 1)
    head = f"{manifest.case} · {world.start} to {until} · theory {manifest.theory} · {size} · seed {manifest.seed}"
    page.put(Text(f"{head} · {seconds:.1f} s", style="bold"))
    if manifest.settings:
        page.put(Text("set by hand: " + ", ".join(f"{k} = {v}" for k, v in manifest.settings.items())))
    page.space()
    if summary.completed:
        page.put(bar_of_outcomes(summary.outcomes, console.width))
        page.space()
        page.put(_counts(summary, console.width))
        page.space()
        page.put(_countries(summary, world, console.width))
        page.space()
        if summary.fans:
            page.put(_fans(summary.fans, world, console.width))
            page.space()
        if summary.record:
            page.put(_record(summary, console.width))
            page.space()
    if summary.failed:
        told = "; ".join(f"{reason} ({count:,})" for reason, count in summary.reasons.items())
        line = f"{summary.failed:,} of {manifest.histories:,} histories failed and are left out of the shares: {told}"
        page.put(labelled("Failed", line, console.width, "bold red"))
    for label, text in (
        ("Reading", reading(ensemble, summary)),
        ("Hinges on", hinges_in_words(summary.hinges)),
        ("Doubt", doubt(ensemble, summary)),
        ("Next", _next(ensemble)),
        ("Results", f"{ensemble.directory}  (Parquet; read with polars, pandas, DuckDB, R)"),
    ):
        if text:
            page.put(labelled(label, text, console.width))


def _counts(summary: WorldSummary, width: int) -> Group:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("in one history", no_wrap=width >= 60)
    # On a narrow screen what chance alone makes of it goes first, then how well it was computed.
    headings = ("mean", "over the priors", "± computing", "histories (5-95 %)")[
        : 4 if width >= 96 else 3 if width >= 76 else 2
    ]
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for names, found, style in ((NAMES, summary.counts, ""), (RATE_NAMES, summary.rates, "dim")):
        for name, one in found.items():
            table.add_row(names[name], *_cells(one)[: len(headings)], style=style)
    return Group(table)


def _cells(found: Mean) -> tuple[str, str, str, str]:
    return (
        _short(found.mean),
        "-" if math.isnan(found.prior_low) else f"{_short(found.prior_low)}-{_short(found.prior_high)}",
        f"{_short(found.low)}-{_short(found.high)}",
        f"{_short(found.least)}-{_short(found.most)}",
    )  # fmt: skip


def _short(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{max(value, 0.0):.2f}" if abs(value) < 10 else f"{value:.0f}"


def _countries(summary: WorldSummary, world: World, width: int) -> Group:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("country", no_wrap=True)
    columns = ("rising", "fall", "coup", "power")
    for heading in columns:
        table.add_column(heading, justify="right", no_wrap=True)
    wide = width >= 90
    if wide:
        table.add_column("first fall (80 %)", no_wrap=True)
        table.add_column("took power (80 %)", no_wrap=True)
    lines = sorted(summary.countries, key=lambda line: -line.conversion)
    for line in lines:
        cells = [line.name, *(percent(value, 0) for value in (line.rising, line.fall, line.coup, line.conversion))]
        if wide:
            cells += [_when(line, "first_fall", world), _when(line, "converted", world)]
        table.add_row(*cells)
    legend = Text(
        "Share of histories with at least one rising, one ruler brought down by a rising, one coup, one rising that "
        "took power itself; the month is the median of those.",
        style="dim",
    )
    return Group(table, legend)


def _when(line: CountryLine, date: str, world: World) -> str:
    if date not in line.months:
        return ""
    middle, low, high = (world.month(round(month)) for month in line.months[date])
    return f"{middle} ({low[:4]}-{high[:4]})"


def _fans(fans: list[Fan], world: World, width: int) -> Group:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(f"{fans[0].years[0]}-{fans[0].years[-1]}", no_wrap=True)
    table.add_column("median, year by year", no_wrap=True)
    table.add_column("at the end: median (5-95 %)", justify="right", no_wrap=True)
    for fan in fans:
        low, _, middle, _, high = fan.quantiles
        ends = f"{_signed(middle[-1])} ({_signed(low[-1])} to {_signed(high[-1])})"
        table.add_row(fan.name.replace("_", " "), _spark(middle, low, high), ends)
    return Group(table)


def _signed(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"


def _spark(middle: tuple[float, ...], low: tuple[float, ...], high: tuple[float, ...]) -> str:
    least, most = min(low), max(high)
    span = most - least
    if span <= 0:
        return _SPARKS[0] * len(middle)
    return "".join(_SPARKS[min(int((value - least) / span * len(_SPARKS)), len(_SPARKS) - 1)] for value in middle)


def _record(summary: WorldSummary, width: int) -> Group:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("what the record holds", no_wrap=True)
    table.add_column("observed")
    table.add_column("share of histories", justify="right", no_wrap=True)
    for line in summary.record:
        table.add_row(line.feature, " or ".join(line.observed), percent(line.share.share))
    return Group(table)


def reading(ensemble: Ensemble, summary: WorldSummary) -> str:
    """One paragraph in plain words: what happens most, and how sure that is."""
    if not summary.completed:
        return "No history was completed."
    first, second = summary.outcomes[0], summary.outcomes[1]
    parts = [f"Under this theory {WORDS[first.outcome]} in {of_ten(first.share)} histories"]
    if second.count:
        parts[0] += f"; next, {WORDS[second.outcome]} in {of_ten(second.share)}"
    parts[0] += "."
    if not math.isnan(first.prior_low):
        parts.append(
            f"How often depends on numbers that nobody knows: over them the share of {first.outcome} runs from "
            f"{percent(first.prior_low, 0)} to {percent(first.prior_high, 0)}."
        )
    together = summary.record[-1] if summary.record else None
    if together is not None and together.feature == "all of these":
        seen = of_ten(together.share.share)
        parts.append(f"All that the record holds, feature by feature, comes out together in {seen} histories.")
    return " ".join(parts)


def doubt(ensemble: Ensemble, summary: WorldSummary) -> str:
    """What speaks against taking the numbers at their word."""
    world: World = ensemble.model.case
    parts = []
    worst = [line for line in summary.record if line.feature != "all of these" and line.share.share < 0.05]
    if worst:
        names = ", ".join(f"{line.feature} ({percent(line.share.share)})" for line in worst)
        parts.append(f"The record holds what this theory gives less than 5 %: {names}.")
    if not world.record:
        until = f" by {world.scored_by}" if world.scored_by else ""
        parts.append(f"There is no record yet: these are forecasts, to be scored{until}.")
    reviewed = [
        kind for kind, who in (("world", world.reviewed_by), ("theory", ensemble.model.theory.reviewed_by)) if not who
    ]
    if reviewed:
        parts.append(f"Not yet reviewed by a person: {' and '.join(reviewed)}.")
    parts.append(
        "Priors of the world clock are judgements, many from a prototype that was adjusted with the record in view; "
        "they are no evidence."
    )
    return " ".join(parts)


def _next(ensemble: Ensemble) -> str:
    world, theory = ensemble.asked
    country = ensemble.model.case.countries[0].id
    return (
        f"tocsin compare {world} --theory {theory} --do {country}.experience=high · tocsin replay {world} --theory "
        f"{theory} --history 17 · tocsin show {world}"
    )
