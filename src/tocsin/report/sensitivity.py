"""What `tocsin sensitivity` prints: for each outcome what it hangs on; and the same as one JSON object."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from tocsin.report.page import Page
from tocsin.report.percent import percent
from tocsin.study.indices import Variance
from tocsin.study.sensitivity import Sensitivity

__all__ = ["print_sensitivity", "sensitivity_json"]

_OUTCOMES_SHOWN = 2
"""Beside those that the record holds."""
_LINES_SHOWN = 8


def sensitivity_json(found: Sensitivity, seconds: float) -> dict[str, Any]:
    """The indices as plain data, numbers in full; not-a-number becomes null when it is printed."""
    return {
        "case": found.case,
        "theory": found.theory,
        "seed": found.seed,
        "settings": found.settings,
        "points": found.rows,
        "histories_a_point": found.size,
        "histories": found.histories,
        "failed_points": found.failed_rows,
        "seconds": round(seconds, 3),
        "observed": list(found.observed),
        "alone": list(found.alone),
        "group": found.group,
        "others": list(found.others),
        "idle": list(found.idle),
        "outcomes": [asdict(line) for line in found.variances],
        "indices": [asdict(line) for line in found.indices],
        "reading": reading(found),
        "method": method(found),
    }


def print_sensitivity(page: Page, found: Sensitivity, seconds: float) -> None:
    """Print the indices of the observed and the most frequent outcomes, as wide as the console."""
    page.heading(found.case, f"theory {found.theory}", f"{found.histories:,} histories", f"seed {found.seed}",
                 f"{seconds:.1f} s")  # fmt: skip
    if found.settings:
        page.paragraph("set by hand: " + ", ".join(f"{name} = {value}" for name, value in found.settings.items()))
    frequent = [line.outcome for line in found.variances[:_OUTCOMES_SHOWN]]
    shown = [line for line in found.variances if line.outcome in found.observed or line.outcome in frequent]
    for line in shown:
        _outcome(page, found, line)
    rest = [line.outcome for line in found.variances if line not in shown]
    page.space()
    if shown:
        page.paragraph(
            "alone: share of the probability's variance over the priors that would go if the quantity were known. with "
            "interactions: share that would stay if all else were known. In brackets 95 % intervals: they shrink with "
            "more --points."
        )
        page.space()
    page.terms([("Reading", reading(found)), ("Method", method(found)),
                ("Also", f"--json holds {', '.join(rest)} and the names of the others" if rest else "")],
               indent=0)  # fmt: skip


def _outcome(page: Page, found: Sensitivity, line: Variance) -> None:
    mark = " ◀ observed" if line.outcome in found.observed else ""
    page.section(
        line.outcome + mark, f"{percent(line.mean)} on average, ± {percent(line.standard_deviation)} over the priors"
    )
    if line.low == 0:
        page.paragraph(
            "With so many points its variance over the priors cannot be told from none: nothing to share out.", 2
        )
        return
    rows = [
        (index.quantity, _cell(index.first, index.first_low, index.first_high),
         _cell(index.total, index.total_low, index.total_high))
        for index in found.of(line.outcome)[:_LINES_SHOWN]
    ]  # fmt: skip
    page.table(("quantity", "alone", "with interactions"), rows)


def reading(found: Sensitivity) -> str:
    """In plain words: what the observed outcomes and the most frequent one hang on, and how far on single things."""
    told = []
    for line in found.variances:
        if line.outcome not in found.observed and line is not found.variances[0]:
            continue
        single = [index for index in found.of(line.outcome) if index.quantity != found.group and index.total_low > 0]
        if not single:
            told.append(f"For {line.outcome} no single quantity stands out.")
            continue
        names = ", ".join(index.quantity for index in single[:3])
        text = f"{line.outcome} hangs most on {names}"
        alone = sum(index.first for index in found.of(line.outcome))
        part = (
            _share(min(alone, 1.0)) if alone > 0 else "next to nothing"
        )  # an estimate of a small share can be below 0
        told.append(f"{text}; what quantities do one at a time makes out {part} of its variance, "
                    "the rest lies in their interactions.")  # fmt: skip
    return " ".join(told)


def method(found: Sensitivity) -> str:
    """How the numbers were made, in words."""
    text = (
        f"Sobol' indices from a Saltelli sample of {found.rows:,} base points with {found.size} histories a point; the "
        "noise of so few histories is taken out, and is in the intervals."
    )
    if found.group:
        text += (
            f" A screening by Morris walks chose {len(found.alone)} quantities to stand alone; the {len(found.others)} "
            f"others, {len(found.idle)} of which changed no history in it, share one index."
        )
    if found.failed_rows:
        text += f" {found.failed_rows:,} base points were left out because a history failed."
    return text


def _cell(value: float, low: float, high: float) -> str:
    return f"{_share(value):>5} ({_share(low)} to {_share(high)})"


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{100 * value:.0f} %"
