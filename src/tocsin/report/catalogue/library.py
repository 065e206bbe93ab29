"""What `tocsin show library` prints: the cases as a whole, who has read them, and how far the readings agree."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tocsin.catalogue import Catalogue
from tocsin.evidence.agreement import TENTATIVE, agreement, differences, reading_of, unresolved
from tocsin.mechanisms.crisis.state import OUTCOMES
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.report.catalogue.case import observed_text
from tocsin.report.catalogue.quantities import review
from tocsin.report.page import Page
from tocsin.theory.validation import load_case, parse_case

__all__ = ["library_data", "print_library"]

NONE_OUT = "under 0.1 %"
"""Turnout at which nobody to speak of came out."""


def library_data(catalogue: Catalogue) -> dict[str, Any]:
    """Return the library: a line a case, the outcomes that it covers, and agreement by field.

    Raises
    ------
    InputError
        If a case or a second reading has faults.
    """
    cases, pairs = [], []
    for entry in catalogue.entries("case"):
        case = load_case(entry.id, vocabulary(), catalogue)
        line: dict[str, Any] = {
            "id": case.id,
            "year": case.start.year,
            "country": case.country,
            "outcome": case.observed("outcome"),
            "responses": case.observed("responses"),
            "people_out": _people_out(
                [case.observed(f"turnout_{who}") for who in ("ruler", "challenger", "themselves")]
            ),
            "readings": 1,
            "differences": None,
            "unresolved": None,
            "reviewed_by": case.reviewed_by,
        }
        second = catalogue.second_reading(case.id)
        if second is not None:
            other = parse_case(second.read(), second.file, vocabulary(), catalogue.sources().keys())
            line |= {
                "readings": 2,
                "differences": len(
                    {item.field for item in differences(case, other)} | {r.field for r in case.resolved}
                ),
                "unresolved": len(unresolved(case, other)),
            }
            pairs.append((reading_of(case, before_resolution=True), reading_of(other)))
        cases.append(line)
    covered = {value for case in cases for value in case["outcome"]}
    return {
        "kind": "library",
        "cases": cases,
        "outcomes": {name: sum(name in case["outcome"] for case in cases) for name in OUTCOMES},
        "missing_outcomes": [name for name in OUTCOMES if name not in covered],
        "agreement": [
            {"field": a.field, "level": a.level, "pairs": a.pairs, "alpha": None if math.isnan(a.alpha) else a.alpha}
            for a in agreement(pairs)
        ],
    }


def _people_out(turnouts: list[tuple[Any, ...]]) -> bool | None:
    """Whether people came out for anybody; None where the record leaves it open."""
    if any(seen and NONE_OUT not in seen for seen in turnouts):
        return True
    return False if all(seen == (NONE_OUT,) for seen in turnouts) else None


def _told(agreement: Sequence[Mapping[str, Any]]) -> str:
    """Which fields a second reader does not reproduce."""
    known = [line for line in agreement if line["alpha"] is not None]
    low = sorted((line for line in known if line["alpha"] < TENTATIVE), key=lambda line: float(line["alpha"]))
    if not low:
        return f"No field lies below {TENTATIVE}, the least that Krippendorff takes for tentative conclusions."
    names = ", ".join(line["field"] for line in low)
    return (
        f"{len(low)} of {len(known)} fields lie below {TENTATIVE}, the least that Krippendorff takes for tentative "
        f"conclusions: {names}. A second reader does not reproduce them: what hangs on them hangs on who read. With so "
        "few values α is itself uncertain."
    )


def print_library(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `library_data` returned."""
    cases = data["cases"]
    read_twice = sum(case["readings"] == 2 for case in cases)
    page.heading("library", f"{len(cases)} cases", f"{read_twice} read twice")
    page.paragraph(
        "A second reading is made from the sources without sight of the first, but for notes in the bibliography that "
        "hold some of its numbers; differences were settled without looking sources up. Both are machine readings, not "
        "yet checked by a person: until one signs a case (reviewed_by), nobody has checked it."
    )
    page.space()
    page.table(
        ("case", "outcome", "people out", "readings", "review"),
        [
            (case["id"], observed_text(case["outcome"]) or "unknown", _OUT[case["people_out"]], _readings(case),
             review(case["reviewed_by"]))
            for case in cases
        ],
    )  # fmt: skip
    page.section("Outcomes")
    page.paragraph(", ".join(f"{name} {count}" for name, count in data["outcomes"].items()), 2)
    if data["agreement"]:
        page.section("Agreement of the two readings", "Krippendorff's α: 1 full, 0 no more than chance")
        page.table(
            ("field", "α", "values"),
            [
                (line["field"], "-" if line["alpha"] is None else f"{line['alpha']:.2f}", str(line["pairs"]))
                for line in data["agreement"]
            ],
        )
        page.paragraph(_told(data["agreement"]), 2)
        page.paragraph(
            "- : too few values, or all the same. What differs and how it was settled: the case's own file.", 2
        )


_OUT = {True: "yes", False: "no", None: "unknown"}


def _readings(case: Mapping[str, Any]) -> str:
    if case["readings"] == 1:
        return "one"
    left = f", {case['unresolved']} open" if case["unresolved"] else ""
    return f"two, {case['differences']} differences{left}"
