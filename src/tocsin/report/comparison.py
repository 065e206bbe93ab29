"""What `tocsin compare` prints: effects, flips and what they mean; and the same as one JSON object."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from tocsin.report.page import Page
from tocsin.report.percent import percent
from tocsin.study.compare import FEW_SETS, Comparison
from tocsin.study.paired import Effect

__all__ = ["comparison_json", "print_comparison"]

ENOUGH = 100
"""Matches that a condition should have, for the number of histories that is recommended."""
_FLIPS_SHOWN = 6
_SHOWN = 17
"""Number of the history that is suggested for a look, where there are so many."""
_OPEN = 0.01
"""A range that reaches farther than this to both sides of 0 leaves the sign of an effect open."""
_WIDE = 94
_EVENT_WORDS = {
    "fighting_in_capital": "fighting in capital",
    "intervention": "intervention",
    "risk_90": "risk in 90 days",
}


def comparison_json(comparison: Comparison, seconds: float) -> dict[str, Any]:
    """A comparison as plain data, numbers in full; not-a-number becomes null when it is printed."""
    found = comparison
    return {
        "case": found.case,
        "theory": found.theory,
        "seed": found.seed,
        "histories": found.histories,
        "seconds": round(seconds, 3),
        "settings": found.settings,
        "do": found.do,
        "claims": list(found.claims),
        "given": list(found.given) or None,
        "matched": found.matched,
        "paired": found.paired,
        "failed": found.failed,
        "sets": found.sets,
        "too_few": found.too_few,
        "identical": found.identical,
        "observed": list(found.observed),
        "effects": [_line(line, "outcome") for line in found.effects],
        "events": [_line(line, "event") for line in found.events],
        "flipped": found.flipped,
        "flips": [{"from": flip.before, "to": flip.after, "count": flip.count} for flip in found.flips],
        "reading": reading(found),
        "doubt": doubt(found),
        "directories": list(found.directories),
        "clock": found.clock,
    }


def print_comparison(page: Page, comparison: Comparison, seconds: float, asked: tuple[str, str] | None = None) -> None:
    """Print a comparison, as wide as the console; `asked` are case and theory as they were asked for, maybe paths."""
    found = comparison
    page.heading(found.case, f"theory {found.theory}", f"{found.histories:,} histories twice", f"seed {found.seed}",
                 f"{seconds:.1f} s")  # fmt: skip
    rows = [("do", _do(found)), ("in both", _settings(found.settings))]
    if found.given:
        rows.append(("given", f"{_condition(found)}: {found.matched:,} of {found.histories:,} histories match"))
    if found.failed:
        rows.append(("failed", f"{found.failed:,} pairs, left out because one of the two histories failed"))
    page.terms(rows, indent=0)
    if found.paired:
        page.space()
        _effects(page, found)
        page.space()
        page.paragraph(_flips(found))
    page.space()
    page.terms([("Reading", reading(found)), ("Doubt", doubt(found)), ("Next", _next(found, asked)),
                ("Results", " and ".join(dict.fromkeys(found.directories)))], indent=0)  # fmt: skip


def _effects(page: Page, found: Comparison) -> None:
    shown = [line for line in found.effects if line.base or line.do]
    absent = [line.name for line in found.effects if not (line.base or line.do)]
    wide = page.console.width >= _WIDE
    rows = []
    for line in (*shown, *(() if found.clock == "world" else found.events)):
        name = _EVENT_WORDS.get(line.name, line.name)
        mark = " ◀ observed" if wide or page.narrow else " ◀"
        cells = [percent(line.base), percent(line.do), _points(line.difference), _between(line.low, line.high),
                 _between(line.prior_low, line.prior_high, 0)]  # fmt: skip
        rows.append([name + (mark if line.name in found.observed else ""), *cells])
    _table(page, "", rows, wide=wide)
    legend = (
        "change in percentage points, on the same histories. 95 % interval: how well it was computed, shrinks with "
        "more histories. priors: 5-95 % range of the change over the theory's own uncertain numbers."
    )
    if found.events and found.clock == "crisis":
        legend += " risk in 90 days: mean risk of a revolution within 90 days."
    if absent:
        legend += f" In neither: {', '.join(absent)}."
    page.paragraph(legend)
    if found.clock == "world":
        _counts(page, found, wide=wide)


def _counts(page: Page, found: Comparison, *, wide: bool) -> None:
    """The means of what is counted a history of a world."""
    shown = [line for line in found.events if line.base or line.do]
    if not shown:
        return
    rows = [
        [line.name.replace("_", " "), *(f"{number:.3g}" for number in (line.base, line.do)),
         *((f"{line.difference:+.2g}" if line.difference else "0"), _number_range(line.low, line.high),
           _number_range(line.prior_low, line.prior_high))]
        for line in shown
    ]  # fmt: skip
    if not (wide or page.narrow):
        rows = [row[:-1] for row in rows]  # there is no room for the range over the priors; --json has it
    page.space()
    _table(page, "a history", rows, wide=wide)
    page.paragraph(
        "means over the same histories; top rung: highest rung of any war, from 0 (peace) to 5 (nuclear use); workers "
        "most: largest share of world output under workers' orders."
    )


def _table(page: Page, head: str, rows: list[list[str]], *, wide: bool) -> None:
    columns = [head, "as it is", "do", "change", "95 % interval", "over the priors" if wide else "priors"]
    columns = columns[: len(rows[0])]
    if not page.narrow:
        widths = [max(len(row[i]) for row in [columns, *rows]) for i in range(1, len(columns))]
        columns = [head, *(text.rjust(width) for text, width in zip(columns[1:], widths, strict=True))]
        rows = [[row[0], *(text.rjust(width) for text, width in zip(row[1:], widths, strict=True))] for row in rows]
    page.table(columns, rows)


def _flips(found: Comparison) -> str:
    if not found.flips:
        return f"No history of {found.paired:,} ends otherwise."
    listed = ", ".join(f"{flip.before} → {flip.after} {flip.count:,}" for flip in found.flips[:_FLIPS_SHOWN])
    more = len(found.flips) - _FLIPS_SHOWN
    rest = f", and {more} rarer ways (--json)" if more > 0 else ""
    share = percent(found.flipped / found.paired)
    return f"{found.flipped:,} of {found.paired:,} histories ({share}) end otherwise: {listed}{rest}."


def reading(comparison: Comparison) -> str:
    """One paragraph in plain words: what changes, and how sure that is."""
    found = comparison
    if not found.matched and found.given:
        return f"No history of {found.histories:,} matches the condition: nothing can be said."
    if not found.paired:
        return "No pair of histories was completed: nothing can be said."
    if found.identical:
        return "The intervention sets what was so already: nothing changes, in any history."
    among = "Among the histories that match, " if found.given else ""
    moved = [line for line in found.effects if line.low > 0 or line.high < 0]
    moved.sort(key=lambda line: -abs(line.difference))
    if not moved:
        start = "no outcome" if among else "No outcome"
        text = f"{among}{start} becomes more or less frequent by more than computing error can explain."
        return f"{text}{_counted(found)}"
    told = []
    for line in moved[:3]:
        way = "more frequent" if line.difference > 0 else "rarer"
        told.append(f"{line.name} becomes {way} by {_size(line.difference)} points ({_interval(line)})")
    text = f"{among}{'; '.join(told)}."
    wide = [line for line in moved[:3] if line.prior_low < -_OPEN and line.prior_high > _OPEN]
    if wide:
        names = " and ".join(line.name for line in wide)
        text += f" Over numbers that nobody knows the sign is open for {names}."
    text += _counted(found)
    return text[0].upper() + text[1:] if among else text


def _counted(found: Comparison) -> str:
    """What of a world's counts surely changes, by the greatest part of itself first."""
    if found.clock != "world":
        return ""
    moved = [line for line in found.events if line.low > 0 or line.high < 0]
    moved.sort(key=lambda line: -abs(line.difference) / max(abs(line.base), abs(line.do), 1e-12))
    if not moved:
        return " Nor does what is counted a history change by more than that." if not found.flipped else ""
    told = [f"{line.name.replace('_', ' ')} {line.base:.3g} → {line.do:.3g}" for line in moved[:4]]
    return f" A history has {', '.join(told)}."


def doubt(comparison: Comparison) -> str:
    """What the numbers cannot bear: too few matches, failures."""
    found = comparison
    parts = []
    if found.given and found.too_few:
        fewer = "--given outcome" if found.clock == "crisis" else f"--given {','.join(found.given[:2])}"
        enough = f"at least {found.histories:,} times {ENOUGH}"
        if found.matched:
            enough = f"about {_round_up(found.histories * ENOUGH / found.matched):,}"
        parts.append(
            f"Too few: {found.matched:,} matches from {found.sets:,} parameter sets (below {FEW_SETS} the interval "
            f"says little). For {ENOUGH} matches take --histories {enough}, or fewer features ({fewer})."
        )
    elif found.too_few:
        parts.append(f"Too few: {found.sets:,} parameter sets. Take more --histories.")
    if found.failed:
        parts.append(f"{found.failed:,} pairs failed; if what failed is what would have changed, the effect is off.")
    return " ".join(parts)


def _round_up(number: float) -> int:
    """Up to two digits that are not 0."""
    step: int = 10 ** max(math.floor(math.log10(max(number, 1.0))) - 1, 0)
    return math.ceil(number / step) * step


def _do(found: Comparison) -> str:
    claims = [f"claim {name} at its contrast" for name in found.claims]
    return "; ".join([*claims, _settings(found.do)])


def _settings(settings: dict[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in settings.items())


def _condition(found: Comparison) -> str:
    return f"the record in {', '.join(found.given)}"


def _next(found: Comparison, asked: tuple[str, str] | None) -> str:
    same = " --theory ".join(asked or (found.case, found.theory))
    settings = "".join(f" --set {name}={value}" for name, value in (found.settings | found.do).items())
    parts = []
    if found.paired and found.histories > _SHOWN:
        parts.append(f"tocsin replay {same}{settings} --history {_SHOWN}")
    if not found.given:
        do = "".join(f" --do claim:{name}" for name in found.claims)
        do = do or "".join(f" --do {name}={value}" for name, value in found.do.items())
        given = "record" if found.clock == "crisis" else found.held[0] if found.held else ""
        if given:
            parts.append(f"tocsin compare {same}{do} --given {given}")
    return " · ".join(parts)


def _line(line: Effect, key: str) -> dict[str, Any]:
    data = asdict(line)
    return {key: data.pop("name"), **data}


def _points(number: float) -> str:
    """A difference in percentage points, with its sign; never '0.0' for what is not 0."""
    if math.isnan(number):
        return "-"
    if number == 0:
        return "0"
    text = f"{100 * number:+.1f}"
    return f"{100 * number:+.1g}" if text[1:] == "0.0" else text


def _size(number: float) -> str:
    return _points(abs(number)).removeprefix("+")


def _between(low: float, high: float, digits: int = 1) -> str:
    if math.isnan(low) or math.isnan(high):
        return "-"
    if low == high == 0:
        return "0"
    least, most = (f"{100 * end:+.{digits}f}" for end in (low, high))
    nothing = f"{0:+.{digits}f}"
    if digits == 0 and least in ("+0", "-0") and most in ("+0", "-0"):
        return "within 1"
    return " to ".join(nothing[1:] if end[1:] == nothing[1:] else end for end in (least, most))


def _number_range(low: float, high: float) -> str:
    if math.isnan(low) or math.isnan(high):
        return "-"
    return "0" if low == high == 0 else f"{low:+.2g} to {high:+.2g}"


def _interval(line: Effect) -> str:
    return f"95 %: {_between(line.low, line.high)}"
