"""What `tocsin show THEORY` and `tocsin show schedule THEORY` print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.catalogue import Sources
from tocsin.mechanisms import every
from tocsin.report.catalogue.quantities import print_parameters, quantity_data, review
from tocsin.report.catalogue.wording import beside_in_words, implication_in_words, settings_in_words
from tocsin.report.page import Page
from tocsin.theory.claim import Claim
from tocsin.theory.quantity import Quantity
from tocsin.theory.theory import Theory

__all__ = ["claim_data", "print_claim", "print_schedule", "print_theory", "schedule_data", "theory_data"]


def theory_data(theory: Theory, sources: Sources, name: str | None = None) -> dict[str, Any]:
    """Return a theory with its claims; what it assumes of mechanisms and parameters is in `schedule_data`."""
    return {
        "kind": "theory",
        "id": theory.id,
        "name": name or theory.id,
        "title": theory.title,
        "summary": " ".join(theory.summary.split()),
        "reviewed_by": theory.reviewed_by,
        "include": theory.include,
        "predicts": theory.predicts,
        "claims": [_claim(claim) for claim in theory.claims],
        "switched": {name: on for name, on in theory.mechanisms.items() if on != _default(name)},
        "parameters": [quantity_data(theory.parameters[name]) for name in theory.stated],
        "orders": [
            {"world": world, "country": country, "order": coding.order, "sources": coding.source, "note": coding.note}
            for world, codings in theory.orders.items()
            for country, coding in codings.items()
        ],
        "sources": {key: sources.source(key).full for key in theory.source},
    }


def _default(name: str) -> bool:
    return next((m.default_on for m in every() if m.name == name), True)


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "name": claim.name,
        "paragraph": claim.paragraph,
        "sources": claim.source,
        "claim": " ".join(claim.claim.split()),
        "status": claim.status,
        "mechanisms": claim.mechanisms,
        "contrast": dict(claim.contrast),
        "contrast_in_words": settings_in_words(claim.contrast),
        "implication_in_words": implication_in_words(claim.implication) if claim.implication else None,
        "beside_in_words": [beside_in_words(beside) for beside in claim.beside],
        "evidence": " ".join(claim.evidence.split()) if claim.evidence else None,
    }


def print_theory(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `theory_data` returned."""
    page.heading(data["id"], "theory", review(data["reviewed_by"]))
    page.paragraph(data["title"])
    page.space()
    page.paragraph(data["summary"])
    if data["include"]:
        page.paragraph(f"Builds on {', '.join(data['include'])}.")
    done = [claim for claim in data["claims"] if claim["status"] == "implemented"]
    planned = [claim for claim in data["claims"] if claim["status"] != "implemented"]
    if done:
        page.section("Claims", "contrast: the settings that make the claim false while the crisis still runs")
    for claim in done:
        _print_claim(page, claim)
    if planned:
        page.section("Claims not yet implemented", "no run depends on them")
    for claim in planned:
        page.paragraph(f"{_claim_title(claim)}: {claim['claim']}{_awaits(claim)}", 2)
    if data["switched"]:
        page.section("Mechanisms", "that it switches otherwise than by default")
        page.terms([(name, "on" if on else "off") for name, on in data["switched"].items()])
    if data["parameters"]:
        page.section("Parameters", "that it states itself; the others are in the schedule")
        print_parameters(page, data["parameters"])
    if data["orders"]:
        page.section("Social orders", "that it takes countries for; all others are capitalist to it")
        page.terms([(f"{item['country']} in {item['world']}", _order(item)) for item in data["orders"]])
    page.section("Compared on")
    page.paragraph(", ".join(data["predicts"]), 2)
    page.section("Sources")
    page.terms(data["sources"].items())
    page.section("Next")
    page.paragraph(f"tocsin show schedule {data['name']}", 2)
    page.paragraph(f"tocsin run march-on-moscow-2023 --theory {data['name']}", 2)


def _order(item: Mapping[str, Any]) -> str:
    note = f"\n{' '.join(item['note'].split())}" if item["note"] else ""
    return f"{item['order']} [{', '.join(item['sources'])}]{note}"


def _claim_title(claim: Mapping[str, Any]) -> str:
    return f"{claim['id']} {claim['name']}" + (f" (¶ {claim['paragraph']})" if claim["paragraph"] else "")


def _awaits(claim: Mapping[str, Any]) -> str:
    """Return the first sentence on the evidence, which says what an unimplemented claim waits for."""
    return f" {claim['evidence'].split('. ')[0].rstrip('.')}." if claim["evidence"] else ""


def claim_data(theory: Theory, name: str, sources: Sources) -> dict[str, Any]:
    """Return one claim of a theory with the works that make it.

    Raises
    ------
    UnknownName
        If the theory has no such claim.
    """
    claim = theory.claim(name)
    citations = {key: sources.source(key).full for key in claim.source}
    return {"kind": "claim", "theory": theory.id, **_claim(claim), "citations": citations}


def print_claim(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `claim_data` returned."""
    page.heading(f"{data['theory']}/{data['id']}", "claim")
    _print_claim(page, data)
    page.section("Sources")
    page.terms(data["citations"].items())


def _print_claim(page: Page, claim: Mapping[str, Any]) -> None:
    page.space()
    page.heading(f"  {_claim_title(claim)}", claim["status"])
    page.paragraph(claim["claim"], 4)
    rows = [
        ("mechanisms", ", ".join(claim["mechanisms"])),
        ("contrast", claim["contrast_in_words"]),
        ("implication", claim["implication_in_words"] or ""),
        *(("beside", text) for text in claim["beside_in_words"]),
        ("evidence", claim["evidence"] or ""),
        ("source", ", ".join(claim["sources"])),
    ]
    page.terms(rows, 4)


def schedule_data(theory: Theory, sources: Sources) -> dict[str, Any]:
    """Return the mechanisms in the order in which they run, with the claims that need them, and all parameters."""
    rows, parameters = [], []
    for mechanism in every():
        on = theory.mechanisms.get(mechanism.name, False) or not mechanism.switchable
        own = [theory.parameters[q.name] for q in mechanism.parameters if q.name in theory.parameters]
        claims = [claim.id for claim in theory.claims if mechanism.name in claim.mechanisms]
        rows.append(
            {
                "clock": mechanism.clock,
                "step": mechanism.step,
                "mechanism": mechanism.name,
                "on": on,
                "switchable": mechanism.switchable,
                "variant": _variant(own, mechanism.variants),
                "variants": mechanism.variants,
                "claims": claims,
                "sources": {key: sources.source(key).short for key in mechanism.sources},
            }
        )
        if on:
            parameters += [{**quantity_data(q), "stated_by_theory": q.name in theory.stated} for q in own]
    return {"theory": theory.id, "reviewed_by": theory.reviewed_by, "schedule": rows, "parameters": parameters}


def _variant(own: list[Quantity], variants: tuple[str, ...]) -> str | None:
    if not variants:
        return None
    return next((quantity.text() for quantity in own if quantity.name.endswith(".variant")), variants[0])


def print_schedule(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `schedule_data` returned."""
    page.heading(f"Schedule of {data['theory']}", "from top to bottom", review(data["reviewed_by"]))
    for clock, title in (("crisis", "Every hour of a crisis"), ("world", "Every month of a world")):
        page.section(title)
        rows = []
        for row in (row for row in data["schedule"] if row["clock"] == clock):
            on = ("on" if row["switchable"] else "always") if row["on"] else "off"
            cells = (str(row["step"]), row["mechanism"], on, row["variant"] or "", ", ".join(row["claims"]))
            rows.append((*cells, "; ".join(row["sources"].values())))
        page.table(("step", "mechanism", "on", "variant", "claims", "sources"), rows)
    page.section("Parameters", "of the mechanisms that are on; * stated by the theory, the others by default")
    marked = [{**q, "name": q["name"] + (" *" if q["stated_by_theory"] else "")} for q in data["parameters"]]
    print_parameters(page, marked)
