"""What `tocsin score` prints over the case library, in words and as plain data."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from tocsin.catalogue import Catalogue
from tocsin.report.page import Page
from tocsin.report.percent import percent
from tocsin.report.scores_reading import signed
from tocsin.study.calibration import calibration
from tocsin.study.library_scores import BASE_RATES, THIN, CasePrediction, LibraryScore, LibraryScores

__all__ = ["library_scores_json", "print_library_scores"]

_CHOSEN = "The cases were chosen to cover every outcome, so that shares over them are no shares of anything."
_SEEN = "Rules of combat were changed with all of their outcomes in view (CHANGELOG): no score here is out of sample."
COUNTED = ("greece-december-1967", "chile-1973", "portugal-april-1974", "venezuela-2002")
"""Cases that are rows of the table of Powell and Thyne, whose 362 attempts made the priors of the base rates."""


def reading(found: LibraryScores) -> str:
    """Which theory predicts best, and whether any does better than base rates beyond chance."""
    best = found.scores[0]
    mean = percent(math.exp(-best.log_score))
    told = [f"{best.theory} predicts what happened best: what it gave to it has a geometric mean of {mean}."]
    if len(found.scores) == 1:
        return " ".join([*told, "No theory was held against it."])
    above = [score.theory for score in found.scores if score.vs_base_rates.high < 0]
    below = [score.theory for score in found.scores if score.vs_base_rates.low > 0]
    if above:
        told.append(f"Better than base rates beyond chance: {', '.join(above)}.")
    else:
        told.append("No theory does better than base rates beyond chance.")
    if below:
        told.append(f"Worse beyond chance: {', '.join(below)}.")
    likely = max(found.scores, key=lambda score: score.probability)
    told.append(f"Of all, {likely.theory} is the most probable given the outcomes: {_probability(likely)}.")
    return " ".join(told)


def doubt(found: LibraryScores) -> str:
    """What the scores cannot bear: how cases and rules came about, and what nobody has checked."""
    told = [_CHOSEN, _unread(found.cases), _SEEN]
    held = [case.case for case in found.cases if case.case in COUNTED]
    if held:
        told.append(f"The priors of {BASE_RATES} count {len(held)} of the cases themselves, among 362 attempts: "
                    f"{', '.join(held)}.")  # fmt: skip
    return " ".join(part for part in told if part)


def _unread(cases: tuple[CasePrediction, ...]) -> str:
    """How many cases nobody has checked, and how many of these were at least read twice."""
    open_ones = [case.case for case in cases if not case.reviewed_by]
    if not open_ones:
        return ""
    twice = sum(Catalogue.default().readings("case", name) > 1 for name in open_ones)
    told = f"{len(open_ones)} of the {len(cases)} cases no person has yet checked against their sources"
    return f"{told}; {twice} of these rest on two machine readings." if twice else f"{told}."


def thin(found: LibraryScores) -> str:
    """Which cases hardly any history ended like, by theory."""
    cases: dict[str, list[str]] = {}
    for case, theory, matches, histories in found.thin():
        cases.setdefault(case, []).append(f"{theory} {matches} of {histories:,}")
    return "; ".join(f"{case} ({', '.join(counts)})" for case, counts in cases.items())


def print_library_scores(page: Page, found: LibraryScores, seconds: float) -> None:
    """Print scores, as wide as the console."""
    page.heading("score", f"{len(found.cases)} cases of the library", f"{found.histories:,} histories",
                 f"seed {found.seed}", f"{seconds:.1f} s")  # fmt: skip
    page.section("Scores", "each case by what the others teach")
    page.table(
        ("", "log score", "Brier", "against base rates"),
        [
            (score.theory, f"{score.log_score:.3f} ± {score.log_score_error:.3f}", f"{score.brier:.3f}",
             signed(score.vs_base_rates))
            for score in found.scores
        ],
    )  # fmt: skip
    page.table(
        ("", "probability", "log evidence"),
        [
            (score.theory, _probability(score), f"{score.log_evidence:.2f} ± {score.log_evidence_error:.2f}")
            for score in found.scores
        ],
    )
    page.space()
    page.paragraph(
        "log score: -ln of the probability given to the outcomes that the record supports, on average; Brier: squared "
        "distances of the probabilities of all outcomes from what happened, summed, a record that supports several "
        "being an equal part of each. Lower is better, and a difference below 0 is better than base rates. In brackets "
        "95 % intervals, clustered by country. probability: of the theory given all outcomes, equal before; in "
        "brackets 95 % of the counting. ±: standard error of counting histories, with Jeffreys' prior (half a history "
        "of each outcome)."
    )
    page.section("Cases", "probability of what happened; histories that ended so")
    best = next((score.theory for score in found.scores if score.theory != BASE_RATES), None)
    columns = ["case", "what happened", *(["best theory", "histories"] if best else []), BASE_RATES]
    page.table(columns, [_row(case, best) for case in found.cases])
    page.space()
    following = "--json holds every theory's prediction of every case · tocsin show library"
    few = f"Best theory: {best}." if best else ""
    page.terms([("Cases", few), (f"Fewer than {THIN}", thin(found)), ("Reading", reading(found)),
                ("Doubt", doubt(found)), ("Next", following)], indent=0)  # fmt: skip


def _row(case: CasePrediction, best: str | None) -> list[str]:
    cells = [case.case, " or ".join(case.observed)]
    if best:
        matches, histories = case.counts[best]
        cells += [percent(case.chances[best]), f"{matches:,} of {histories:,}"]
    return [*cells, percent(case.chances[BASE_RATES])]


def _probability(score: LibraryScore) -> str:
    """A theory's probability, with the interval of the counting."""
    low, high = percent(score.probability_low), percent(score.probability_high)
    return f"{percent(score.probability)} ({low} to {high})"


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
        "scores": [
            asdict(score) | {"calibration": [asdict(said) for said in calibration(found.cases, score.theory)]}
            for score in found.scores
        ],
        "cases": [_case(case) for case in found.cases],
        "thin": [
            {"case": case, "theory": theory, "matches": matches, "histories": histories}
            for case, theory, matches, histories in found.thin()
        ],
        "fitted": {name: list(parameters) for name, parameters in found.free.items()},
        "reading": reading(found),
        "doubt": doubt(found),
    }


def _case(case: CasePrediction) -> dict[str, Any]:
    counts = {name: {"matches": matches, "histories": total} for name, (matches, total) in case.counts.items()}
    return asdict(case) | {"counts": counts}
