"""What `tocsin score` prints over the case library, in words and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tocsin.report.page import Page
from tocsin.report.percent import percent
from tocsin.report.scores_reading import signed
from tocsin.study.library_scores import BASE_RATES, LibraryScore, LibraryScores

__all__ = ["library_scores_json", "print_library_scores"]

DOUBT = (
    "The cases were chosen to cover every outcome, so that shares over them are no shares of anything; they rest on "
    "two machine readings, not yet checked by a person; and rules of combat were changed with all of their outcomes in "
    "view (CHANGELOG): no score here is out of sample."
)


def reading(found: LibraryScores) -> str:
    """Which theory predicts best, and whether any does better than base rates beyond chance."""
    best = found.scores[0]
    told = [f"{best.theory} predicts what happened best: on average it gave it {percent(_typical(best))}."]
    above = [score.theory for score in found.scores if score.vs_base_rates.high < 0]
    below = [score.theory for score in found.scores if score.vs_base_rates.low > 0]
    if above:
        told.append(f"Better than base rates beyond chance: {', '.join(above)}.")
    else:
        told.append("No theory does better than base rates beyond chance.")
    if below:
        told.append(f"Worse beyond chance: {', '.join(below)}.")
    likely = max(found.scores, key=lambda score: score.probability)
    told.append(f"Of all, {likely.theory} is the most probable given the outcomes: {percent(likely.probability)}.")
    return " ".join(told)


def _typical(score: LibraryScore) -> float:
    """The probability whose log score is the mean log score."""
    return float(2.718281828459045**-score.log_score)


def print_library_scores(page: Page, found: LibraryScores, seconds: float) -> None:
    """Print scores, as wide as the console."""
    page.heading("score", f"{len(found.cases)} cases of the library", f"{found.histories:,} histories",
                 f"seed {found.seed}", f"{seconds:.1f} s")  # fmt: skip
    page.section("Scores", "each case by what the others teach")
    page.table(
        ("", "log score", "Brier", "against base rates", "probability"),
        [
            (score.theory, f"{score.log_score:.3f}", f"{score.brier:.3f}", signed(score.vs_base_rates),
             percent(score.probability))
            for score in found.scores
        ],
    )  # fmt: skip
    page.space()
    page.paragraph(
        "log score: -ln of the probability given to the outcomes that the record supports, on average; Brier: its "
        "squared distance from 1. Lower is better, and a difference below 0 is better than base rates. In brackets "
        "95 % intervals, clustered by country. probability: of the theory given all outcomes, equal before."
    )
    page.section("Cases", "probability of what happened")
    names = [score.theory for score in found.scores]
    best = names[0] if names[0] != BASE_RATES else names[1]
    page.table(
        ("case", "what happened", best, BASE_RATES),
        [
            (case.case, " or ".join(case.observed), percent(case.chances[best]), percent(case.chances[BASE_RATES]))
            for case in found.cases
        ],
    )
    page.space()
    following = "--json holds every theory's prediction of every case · tocsin show library"
    page.terms([("Reading", reading(found)), ("Doubt", DOUBT), ("Next", following)], indent=0)


def library_scores_json(found: LibraryScores, seconds: float) -> dict[str, Any]:
    """The scores as plain data."""
    return {
        "seed": found.seed,
        "points": found.points,
        "histories": found.histories,
        "failed": found.failed,
        "seconds": round(seconds, 3),
        "orientation": "both scores are losses: lower is better; a difference below 0 is better than the baseline",
        "chosen": next((score.theory for score in found.scores if score.theory != BASE_RATES), None),
        "scores": [asdict(score) for score in found.scores],
        "cases": [asdict(case) for case in found.cases],
        "fitted": {name: list(parameters) for name, parameters in found.free.items()},
        "reading": reading(found),
        "doubt": DOUBT,
    }
