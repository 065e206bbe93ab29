"""The screen of `run`: outcomes, reading, hinges, doubt; and the same as one JSON object."""

from __future__ import annotations

import math
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tocsin.library import Ensemble
from tocsin.report.doubt import doubt
from tocsin.report.page import Page, unbroken
from tocsin.report.percent import percent
from tocsin.report.run_data import common_json, number, plain_numbers
from tocsin.study.hinges import Hinge
from tocsin.study.shares import OutcomeShare
from tocsin.study.summary import Hours, Summary, summarise

WORDS = {
    "settlement": "the challenger leaves by agreement",
    "abandoned": "the march melts away without terms",
    "crushed": "the march is crushed",
    "coup": "the challenger takes power",
    "civil_war": "the capital is still fought over after 14 days",
    "revolution": "the regime falls to a revolution",
    "ruler_flees": "the ruler flees",
    "unresolved": "nothing is decided after 14 days",
}


def run_json(ensemble: Ensemble, seconds: float) -> dict[str, Any]:
    """The summary of a run as plain data, numbers in full."""
    summary = summarise(ensemble, ensemble.model)
    return {
        "case": ensemble.manifest.case,
        **common_json(ensemble, summary, seconds),
        "observed": list(ensemble.observed),
        "hours": {outcome: plain_numbers(found) for outcome, found in summary.hours.items()},
        "events": {name: plain_numbers(line) for name, line in summary.events.items()},
        "risk_90": number(summary.risk_90),
        "risk_90_social": number(summary.risk_90_social),
        "reading": reading(ensemble, summary),
        "doubt": doubt(ensemble, summary),
        "reviewed": {"case": ensemble.model.case.reviewed_by, "theory": ensemble.model.theory.reviewed_by},
    }


def print_run(console: Console, ensemble: Ensemble, seconds: float) -> None:
    """Print the summary of a run, as wide as the console."""
    summary, manifest = summarise(ensemble, ensemble.model), ensemble.manifest
    size = "1 history" if manifest.histories == 1 else f"{manifest.histories:,} histories"
    head = f"{manifest.case} · theory {manifest.theory} · {size} · seed {manifest.seed}"
    page = Page(console)
    page.put(Text(f"{head} · {seconds:.1f} s", style="bold"))
    if manifest.settings:
        page.put(Text("set by hand: " + ", ".join(f"{k} = {v}" for k, v in manifest.settings.items())))
    page.space()
    if summary.completed:
        page.put(bar_of_outcomes(summary.outcomes, console.width, summary.hours))
        page.put(Text(_alongside(summary), style="dim"))
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


def bar_of_outcomes(outcomes: list[OutcomeShare], width: int, lengths: dict[str, Hours] | None = None) -> Group:
    """Shares of the outcomes with both uncertainties and a bar; with the crisis's length where it is given."""
    narrow, with_hours = width < 76, width >= 86 and bool(lengths)
    table = Table(box=None, pad_edge=False, padding=(0, 1 if narrow else 2, 0, 0), header_style="dim")
    table.add_column("outcome", no_wrap=True)
    table.add_column("share", justify="right", no_wrap=True)
    table.add_column("± computing" if not narrow else "±", justify="right", no_wrap=True)
    table.add_column("over the priors (5-95 %)" if not narrow else "priors", justify="right", no_wrap=True)
    if with_hours:
        table.add_column("hours (80 %)", justify="right", no_wrap=True)
    room = width - 87
    if room >= 8:
        table.add_column("", no_wrap=True)
    table.add_column("", no_wrap=True)
    for line in outcomes:
        cells = [
            line.outcome,
            percent(line.share),
            _range(line.low, line.high),
            _range(line.prior_low, line.prior_high, 0),
        ]
        if with_hours:
            hours = (lengths or {}).get(line.outcome)
            cells.append(f"{hours.median:.0f} ({hours.low:.0f}-{hours.high:.0f})" if hours else "")
        if room >= 8:
            cells.append("█" * round(line.share * min(room, 40)))
        cells.append(("◀ observed" if not narrow else "◀") if line.observed else "")
        table.add_row(*cells, style="bold" if line.observed else "")
    computing, priors = ("±", "priors") if narrow else ("± computing", "over the priors")
    legend = Text(
        f"{computing}: 95 % interval, shrinks with more histories. {priors}: what the theory's own uncertain "
        "numbers leave open, does not shrink; usually the wider of the two.",
        style="dim",
    )
    return Group(table, legend)


def _alongside(summary: Summary) -> str:
    if not summary.events:
        return "this theory speaks of outcomes only"
    fighting, foreign = summary.events["fighting_in_capital"], summary.events["intervention"]
    return (
        f"alongside: fighting in the capital {percent(fighting.share)}, foreign intervention {percent(foreign.share)}, "
        f"mean risk of revolution within 90 days {percent(summary.risk_90)}"
    )


def reading(ensemble: Ensemble, summary: Summary) -> str:
    """One paragraph in plain words: what happens most, what was observed, and how sure that is."""
    if not summary.completed:
        return "No history was completed."
    first, second = summary.outcomes[0], summary.outcomes[1]
    parts = [f"Under this theory {WORDS[first.outcome]} in {of_ten(first.share)} histories"]
    if second.count:
        parts[0] += f"; next, {WORDS[second.outcome]} in {of_ten(second.share)}"
    parts[0] += "."
    seen = [line for line in summary.outcomes if line.observed]
    if len(seen) == 1 and seen[0] is not first and seen[0] is not second:
        parts.append(f"What happened ({seen[0].outcome}) comes out in {of_ten(seen[0].share)}.")
    elif len(seen) == 1:
        parts.append(f"What happened was {seen[0].outcome}.")
    elif seen:
        total = sum(line.share for line in seen)
        names = " or ".join(line.outcome for line in seen)
        parts.append(f"What happened was {names} (sources differ): together {of_ten(total)}.")
    shown = seen[0] if seen else first
    if not math.isnan(shown.prior_low):
        parts.append(
            f"How often depends on numbers that nobody knows: over them the share of {shown.outcome} runs from "
            f"{percent(shown.prior_low, 0)} to {percent(shown.prior_high, 0)}."
        )
    return " ".join(parts)


def hinges_in_words(hinges: dict[str, list[Hinge]]) -> str:
    """What the outcomes hinge on, in words."""
    told = []
    for outcome, found in hinges.items():
        if found:
            causes = ", ".join(
                f"{hinge.quantity} {'↑' if hinge.direction > 0 else '↓'} {hinge.share_of_variance:.0%}"
                for hinge in found
            )
            told.append(f"{outcome}: {causes}")
    if not told:
        return ""
    return (
        "; ".join(told)
        + " (share of the variance over the priors; ↑ more of it, more often; tocsin show NAME explains)"
    )


def _next(ensemble: Ensemble) -> str:
    case, theory = ensemble.asked
    manifest = ensemble.manifest
    same = f"{case} --theory {theory} --seed {manifest.seed}"
    same += "".join(f" --set {name}={value}" for name, value in manifest.settings.items())
    history = min(17, manifest.histories - 1)
    compare = f"tocsin compare {case} --theory {theory} --do ruler.response=mobilise · "
    if ensemble.model.theory.predicts == ("outcome",):
        compare = ""
    audit = f"tocsin audit {case} --theory {theory} · tocsin infer {case}"
    return f"{compare}{audit} · tocsin replay {same} --history {history}"


def labelled(label: str, text: str, width: int, style: str = "bold") -> Padding | Table:
    """A paragraph with its label before it, or above it where there is little room."""
    if width < 60:
        return Padding(Text.assemble((label, style), "  ", unbroken(text)), (0, 0, 1, 0))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=9, style=style)
    grid.add_column()
    grid.add_row(label, unbroken(text))
    return grid


def _range(low: float, high: float, digits: int = 1) -> str:
    if math.isnan(low) or math.isnan(high):
        return "-"
    ends = f"{100 * low:.{digits}f}-{100 * high:.{digits}f}"
    if digits == 0:
        if ends == "0-0":
            return "<1\u00a0%" if high > 0 else "none seen"
        return f"{ends}\u00a0%"
    return ends


def of_ten(share: float) -> str:
    """A share as a number out of ten, a hundred or a thousand, in words."""
    for total in (10, 100, 1000, 10_000):
        if round(share * total) >= 1:
            return f"about {round(share * total)} in {total:,}"
    return "none" if share == 0 else f"about 1 in {round(1 / share):,}"
