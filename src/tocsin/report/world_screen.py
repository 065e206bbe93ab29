"""The screen of `run` for a world: what it came to, how often what happened, where and when; and the same as JSON."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from rich.console import Console
from rich.text import Text

from tocsin.library import Ensemble
from tocsin.report.page import Page
from tocsin.report.percent import percent
from tocsin.report.run_data import common_json, plain_numbers
from tocsin.report.screen import bar_of_outcomes, hinges_in_words, labelled, of_ten
from tocsin.report.world_screen_tables import table_of_countries, table_of_counts, table_of_fans, table_of_record
from tocsin.study.world_summary import WorldSummary, summarise_world
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


def world_run_json(ensemble: Ensemble, seconds: float) -> dict[str, Any]:
    """The summary of a run as plain data, numbers in full."""
    summary = summarise_world(ensemble, ensemble.model)
    return {
        "world": ensemble.manifest.case,
        **common_json(ensemble, summary, seconds),
        "counts": {name: plain_numbers(found) for name, found in summary.counts.items()},
        "rates": {name: plain_numbers(found) for name, found in summary.rates.items()},
        "countries": [dataclasses.asdict(line) for line in summary.countries],
        "fans": [dataclasses.asdict(fan) for fan in summary.fans],
        "reading": reading(ensemble, summary),
        "doubt": doubt(ensemble, summary),
        "reviewed": {"world": ensemble.model.case.reviewed_by, "theory": ensemble.model.theory.reviewed_by},
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
        page.put(table_of_counts(summary, console.width))
        page.space()
        page.put(table_of_countries(summary, world, console.width))
        page.space()
        if summary.fans:
            page.put(table_of_fans(summary.fans, console.width))
            page.space()
        if summary.record:
            page.put(table_of_record(summary))
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
        seen = of_ten(together.share.share) if together.share.share else "no"
        of_them = "histories" if together.share.share else f"history of {summary.completed:,}"
        parts.append(f"All that the record holds, feature by feature, comes out together in {seen} {of_them}.")
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
    manifest = ensemble.manifest
    held = "".join(f" --set {name}={value}" for name, value in manifest.settings.items())
    same = f"{world} --theory {theory} --seed {manifest.seed}{held}"
    country = ensemble.model.case.countries[0].id
    history = min(17, manifest.histories - 1)
    return (
        f"tocsin replay {same} --history {history} · tocsin run {same} --set {country}.experience=high · "
        f"tocsin show {world}"
    )
