"""What `tocsin score` prints: one table of scores, how well probabilities were calibrated, and what it means."""

from __future__ import annotations

from tocsin.report.page import Page
from tocsin.report.percent import percent
from tocsin.report.scores_reading import doubt, reading, signed
from tocsin.study.event_scores import EventScores

__all__ = ["print_scores"]

_WIDE = 118
_TITLES = {"cv": "cross-validated, five folds by country", "test": "attempts held out"}


def print_scores(page: Page, found: EventScores, seconds: float) -> None:
    """Print scores, as wide as the console."""
    fit = next(score.n for score in found.scores if score.split == "fit")
    test = next((score.n for score in found.scores if score.split == "test"), None)
    page.heading("score", f"{fit:,} attempts to fit on", *([f"{test:,} held out"] if test is not None else []),
                 f"{found.histories:,} histories", f"seed {found.seed}", f"{seconds:.1f} s")  # fmt: skip
    _table(page, found)
    page.space()
    page.paragraph(
        "log score: -ln of the probability given to what happened, on average; Brier: squared distance from what "
        "happened. Lower is better in both, and a difference (of log scores) below 0 is better than the baseline. In "
        "brackets 95 % intervals, clustered by country. ◀: the theory chosen on the fitting part, by cross-validation."
    )
    _calibration(page, found)
    _fits(page, found)
    page.space()
    following = "--json holds every prediction, the reliability diagram and all splits"
    rows = [("Reading", reading(found)), ("Doubt", doubt(found)), ("Left out", _left_out(found)), ("Next", following)]
    page.terms(rows, indent=0)


def _table(page: Page, found: EventScores) -> None:
    names = sorted({score.theory for score in found.scores}, key=lambda name: found.of(name).log_score)
    page.section("Scores", _TITLES[found.judged])
    crossed = found.judged == "test"
    rows, second = [], []
    for name in names:
        score = found.of(name)
        mark = " ◀" if name == found.chosen else ""
        cells = [f"{score.log_score:.4f}", f"{score.brier:.4f}"]
        if crossed:
            cells.append(f"{found.of(name, 'cv').log_score:.4f}")
        base, regression = signed(score.vs_base_rates), signed(score.vs_logistic_regression)
        rows.append([name + mark, *cells, base, *([regression] if _both(page) else [])])
        second.append([name + mark, regression])
    columns = ["", "log score", "Brier", *(["log score in cv"] if crossed else []), "against base rates"]
    if _both(page):
        page.table([*columns, "against the logistic regression"], rows)
    else:
        page.table(columns, rows)
        page.table(("", "against the logistic regression"), second)


def _both(page: Page) -> bool:
    return page.narrow or page.console.width >= _WIDE


def _calibration(page: Page, found: EventScores) -> None:
    if found.chosen is None:
        return
    page.section("Calibration", f"{found.chosen}: predicted against what happened")
    rows = [
        (f"{percent(part.low)} to {percent(part.high)}", f"{part.n:,}", percent(part.predicted),
         f"{percent(part.observed)} ({percent(part.observed_low)} to {percent(part.observed_high)})")
        for part in found.reliability[found.chosen, found.judged]
    ]  # fmt: skip
    page.table(("predicted", "attempts", "mean", "succeeded (95 %)"), rows)


def _fits(page: Page, found: EventScores) -> None:
    for fit in found.fits:
        if fit.theory != found.chosen or not fit.parameters:
            continue
        page.section("Fitted", f"{fit.theory}: what the fitting part teaches about its free parameters")
        rows = [
            (line.parameter, f"{line.prior_low:.3g} to {line.prior_high:.3g}",
             f"{line.median:.3g} ({line.low:.3g} to {line.high:.3g})", line.unit)
            for line in fit.parameters
        ]  # fmt: skip
        page.table(("parameter", "before (5-95 %)", "after (5-95 %)", "unit"), rows)


def _left_out(found: EventScores) -> str:
    parts = []
    if found.dropped:
        cases = ", ".join(f"{event.country} {event.day} ({event.case})" for event in found.dropped)
        parts.append(f"{len(found.dropped)} attempts that a case of the library is about: {cases}.")
    if found.incomplete:
        parts.append(f"{found.incomplete} rows without a full day or an outcome.")
    if found.repeated:
        parts.append(f"{found.repeated} rows of attempts that stood there before (same country and day).")
    return " ".join(parts)
