"""The screen of `run`: outcomes, reading, hinges, doubt; and the same as one JSON object."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tocsin.catalogue import Catalogue
from tocsin.library import Ensemble
from tocsin.report.page import Page
from tocsin.study.shares import OutcomeShare, Share
from tocsin.study.summary import IMPROBABLE, FeatureShare, Summary, summarise

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
    summary, manifest = summarise(ensemble, ensemble.model), ensemble.manifest
    return {
        "case": manifest.case,
        "theory": manifest.theory,
        "seed": manifest.seed,
        "histories": manifest.histories,
        "set_size": manifest.set_size,
        "completed": summary.completed,
        "failed": summary.failed,
        "failures": summary.reasons,
        "seconds": round(seconds, 3),
        "settings": manifest.settings,
        "observed": list(ensemble.observed),
        "outcomes": [_plain(line) for line in summary.outcomes],
        "hours": {outcome: _plain(found) for outcome, found in summary.hours.items()},
        "events": {name: _plain(line) for name, line in summary.events.items()},
        "risk_90": _number(summary.risk_90),
        "risk_90_social": _number(summary.risk_90_social),
        "record": [
            {"feature": line.feature, "observed": list(line.observed), **_plain(line.share)} for line in summary.record
        ],
        "hinges": {outcome: [_plain(h) for h in found] for outcome, found in summary.hinges.items()},
        "reading": reading(ensemble, summary),
        "doubt": doubt(ensemble, summary),
        "reviewed": {"case": ensemble.model.case.reviewed_by, "theory": ensemble.model.theory.reviewed_by},
        "directory": str(ensemble.directory.resolve()),
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
        page.put(_outcomes(summary, console.width))
        page.put(Text(_alongside(summary), style="dim"))
        page.space()
    if summary.failed:
        told = "; ".join(f"{reason} ({count:,})" for reason, count in summary.reasons.items())
        line = f"{summary.failed:,} of {manifest.histories:,} histories failed and are left out of the shares: {told}"
        page.put(_note("Failed", line, console.width, "bold red"))
    for label, text in (
        ("Reading", reading(ensemble, summary)),
        ("Hinges on", hinges_on(summary)),
        ("Doubt", doubt(ensemble, summary)),
        ("Next", _next(ensemble)),
        ("Results", f"{ensemble.directory}  (Parquet; read with polars, pandas, DuckDB, R)"),
    ):
        if text:
            page.put(_note(label, text, console.width))


def _outcomes(summary: Summary, width: int) -> Group:
    narrow, with_hours = width < 76, width >= 86 and bool(summary.hours)
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
    for line in summary.outcomes:
        cells = [
            line.outcome,
            percent(line.share),
            _range(line.low, line.high),
            _range(line.prior_low, line.prior_high, 0),
        ]
        if with_hours:
            hours = summary.hours.get(line.outcome)
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
    parts = [f"Under this theory {WORDS[first.outcome]} in {_of_ten(first.share)} histories"]
    if second.count:
        parts[0] += f"; next, {WORDS[second.outcome]} in {_of_ten(second.share)}"
    parts[0] += "."
    seen = [line for line in summary.outcomes if line.observed]
    if len(seen) == 1 and seen[0] is not first and seen[0] is not second:
        parts.append(f"What happened ({seen[0].outcome}) comes out in {_of_ten(seen[0].share)}.")
    elif len(seen) == 1:
        parts.append(f"What happened was {seen[0].outcome}.")
    elif seen:
        total = sum(line.share for line in seen)
        names = " or ".join(line.outcome for line in seen)
        parts.append(f"What happened was {names} (sources differ): together {_of_ten(total)}.")
    shown = seen[0] if seen else first
    if not math.isnan(shown.prior_low):
        parts.append(
            f"How often depends on numbers that nobody knows: over them the share of {shown.outcome} runs from "
            f"{percent(shown.prior_low, 0)} to {percent(shown.prior_high, 0)}."
        )
    return " ".join(parts)


def hinges_on(summary: Summary) -> str:
    """What the outcomes hinge on, in words."""
    told = []
    for outcome, found in summary.hinges.items():
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


def doubt(ensemble: Ensemble, summary: Summary) -> str:
    """What the theory does not expect of the record, what nobody has checked, and where to look for rivals."""
    parts = []
    outcome = summary.of("outcome")
    if outcome is not None and outcome.share.high < IMPROBABLE:
        parts.append(f"The observed outcome is improbable under this theory: {_rarity(outcome)}.")
    elif outcome is not None and outcome.share.share < IMPROBABLE:
        parts.append(f"The observed outcome turns up in {_rarity(outcome)}{_TOO_FEW}.")
    responses = summary.of("responses")
    if responses is not None:
        sequence = " or ".join(_sequence(value) for value in responses.observed)
        text = f"The observed sequence of responses ({sequence}) turns up in {_rarity(responses)}"
        parts.append(f"{text}{_verdict(responses, ': this theory does not expect it')}.")
    together = summary.of("all of these")
    if together is not None:
        text = f"All {len(summary.record) - 1} features of the record at once: {_rarity(together)}"
        parts.append(f"{text}{_verdict(together, ': as a whole it is improbable under this theory')}.")
    held = [observation.feature for observation in ensemble.model.case.record]
    missing = [name.replace("_", " ") for name in held if not summary.of(name)]
    if missing and outcome is not None:
        rest = "the rest of the record" if len(summary.record) == 1 else "the record's " + ", ".join(missing)
        parts.append(f"This theory says nothing of {rest}.")
    unread = [kind for kind, by in (("case", ensemble.model.case.reviewed_by),
                                    ("theory", ensemble.model.theory.reviewed_by)) if not by]  # fmt: skip
    if unread:
        parts.append(f"No person has yet checked the {' or the '.join(unread)} file against its sources.")
    if "case" in unread and Catalogue.default().readings("case", ensemble.model.case.id) > 1:
        parts.append("The case rests on two machine readings.")
    return " ".join(parts)


_TOO_FEW = "; too few histories to tell whether this theory expects it"


def _verdict(found: FeatureShare, improbable: str) -> str:
    """What to say of a rare observation: that it is improbable only where its whole interval says so."""
    if found.share.high < IMPROBABLE:
        return improbable
    return _TOO_FEW if found.share.share < IMPROBABLE else ""


def _sequence(value: str) -> str:
    words = {"repress": "force", "bargain": "a bargain", "mobilise": "a call on the people", "flee": "flight"}
    return "“" + ", then ".join(words.get(item, item) for item in value.split(" > ")) + "”"


def _next(ensemble: Ensemble) -> str:
    case, theory = ensemble.asked
    manifest = ensemble.manifest
    same = f"{case} --theory {theory} --seed {manifest.seed}"
    same += "".join(f" --set {name}={value}" for name, value in manifest.settings.items())
    history = min(17, manifest.histories - 1)
    following = [
        f"tocsin replay {same} --history {history}",
        f"tocsin audit {case} --theory {theory}",
        f"tocsin infer {case}",
    ]
    if ensemble.model.theory.predicts != ("outcome",):
        following.insert(0, f"tocsin compare {case} --theory {theory} --do ruler.response=mobilise")
    return " · ".join(following)


def _note(label: str, text: str, width: int, style: str = "bold") -> Padding | Table:
    if width < 60:
        return Padding(Text.assemble((label, style), "  ", text), (0, 0, 1, 0))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=9, style=style)
    grid.add_column()
    grid.add_row(label, Text(text))
    return grid


def percent(share: float, digits: int = 1) -> str:
    """A share in per cent; never '0' for what happened or '100' for what did not always."""
    if math.isnan(share):
        return "-"
    least = 10.0**-digits
    value = 100 * share
    if 0 < value < least / 2:
        return f"<{least:.{digits}f}\u00a0%"
    if 100 - least / 2 < value < 100:
        return f">{100 - least:.{digits}f}\u00a0%"
    return f"{value:.{digits}f}\u00a0%"


def _range(low: float, high: float, digits: int = 1) -> str:
    if math.isnan(low) or math.isnan(high):
        return "-"
    ends = f"{100 * low:.{digits}f}-{100 * high:.{digits}f}"
    if digits == 0:
        if ends == "0-0":
            return "<1\u00a0%" if high > 0 else "none seen"
        return f"{ends}\u00a0%"
    return ends


def _of_ten(share: float) -> str:
    for total in (10, 100, 1000, 10_000):
        if round(share * total) >= 1:
            return f"about {round(share * total)} in {total:,}"
    return "none" if share == 0 else f"about 1 in {round(1 / share):,}"


def _rarity(line: FeatureShare) -> str:
    found = line.share
    if found.count == 0:
        return f"no history (at most 1 in {max(round(1 / found.high), 1):,})" if found.high > 0 else "no history"
    if found.share > 0.2:
        return f"{percent(found.share, 0)} of the histories"
    return f"1 history in {round(1 / found.share):,} (95 %: {_one_in(found)})"


def _one_in(found: Share) -> str:
    return f"1 in {round(1 / found.high):,} to 1 in {round(1 / max(found.low, 1e-12)):,}"


def _plain(line: OutcomeShare | Share | Any) -> dict[str, Any]:
    return {name: _number(value) for name, value in dataclasses.asdict(line).items()}


def _number(value: Any) -> Any:
    """Not-a-number has no form in JSON: None stands for it."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
