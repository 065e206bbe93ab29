"""What `tocsin show MAPPING` prints: where a table comes from, which columns are read, and what each means."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from typing import Any

from tocsin.catalogue import Sources
from tocsin.evidence.covariates import generic
from tocsin.evidence.mapping import Form, Mapping, Reading, Test
from tocsin.report.catalogue.quantities import review
from tocsin.report.page import Page

__all__ = ["mapping_data", "print_mapping"]

_TAKEN = {
    "event": "of the same attempt, dated on its day or at most {days} days before",
    "year-before": "of the year before",
    "spell": "of what had begun last by the end of the year before",
    "count": "counted over the {days} days before",
}


def mapping_data(mapping: Mapping, sources: Sources) -> dict[str, Any]:
    """Return a mapping as plain data."""
    return {
        "id": mapping.id,
        "kind": mapping.kind,
        "title": mapping.title,
        "summary": mapping.summary,
        "source": list(mapping.source),
        "citations": [sources.source(key).full for key in mapping.source],
        "reviewed_by": mapping.reviewed_by,
        "obtain": mapping.obtain,
        "holds": mapping.holds,
        "separators": list(mapping.separators),
        "tables": [_form(form) for form in mapping.tables],
    }


def _form(form: Form) -> dict[str, Any]:
    known = generic().by_id()
    return {
        "name": form.name,
        "columns": list(form.columns()),
        "outcome": form.outcome.model_dump() if form.outcome else None,
        "covariates": [
            {"covariate": reading.covariate, "meaning": known[reading.covariate].meaning, "taken": _taken(reading),
             "columns": list(reading.columns()), "levels": _levels(reading), "note": reading.note}
            for reading in form.covariates
        ],
    }  # fmt: skip


def _taken(reading: Reading) -> str:
    return _TAKEN[reading.take].format(days=reading.days)


def _levels(reading: Reading) -> dict[str, str]:
    tests = {level.level: " and ".join(_test(*item) for item in level.when.items()) for level in reading.levels}
    if reading.absent:
        tests[reading.absent] = " or ".join(filter(None, [tests.get(reading.absent), "no row"]))
    return tests


def _test(column: str, test: Test) -> str:
    if test.values:
        return f"{column} {' or '.join(test.values)}"
    parts = [f"from {test.low:g}" if test.low is not None else "", f"below {test.high:g}" if test.high is not None else ""]  # fmt: skip  # noqa: E501
    return f"{column} {' '.join(part for part in parts if part)}"


def print_mapping(page: Page, data: Dictionary[str, Any]) -> None:
    """Print what `mapping_data` returned."""
    page.heading(data["id"], "mapping", data["holds"], review(data["reviewed_by"]))
    page.paragraph(data["title"])
    page.space()
    page.paragraph(data["summary"])
    page.space()
    page.terms([("get it from", data["obtain"]), ("cite", "; ".join(data["citations"]))])
    for form in data["tables"]:
        page.section(form["name"], f"reads {', '.join(form['columns'])}, and no other column")
        if form["outcome"]:
            outcome = form["outcome"]
            success, failure = " or ".join(outcome["success"]), " or ".join(outcome["failure"])
            page.paragraph(
                f"outcome, for the scoring alone: {outcome['column']} {success} success, {failure} failure", 2
            )
        for covariate in form["covariates"]:
            page.paragraph(f"{covariate['covariate']}: {covariate['meaning']}, {covariate['taken']}", 2)
            page.terms(list(covariate["levels"].items()), 4)
