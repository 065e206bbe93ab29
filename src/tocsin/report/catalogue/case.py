"""What `tocsin show CASE` prints: inputs apart from the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tocsin.catalogue import Sources
from tocsin.report.catalogue.quantities import quantity_data, quantity_line, review
from tocsin.report.catalogue.wording import name_in_words
from tocsin.report.page import Page
from tocsin.theory.case import Case
from tocsin.theory.record import Observed

__all__ = ["case_data", "observation_text", "observed_text", "print_case", "print_inputs"]


def observed_text(observed: tuple[Observed, ...]) -> str:
    """Write the values that the record supports: 'or' between them, '>' within a sequence."""
    return " or ".join(
        name_in_words(value) if isinstance(value, str) else " > ".join(value) or "none" for value in observed
    )


def case_data(case: Case, sources: Sources, name: str | None = None, readings: int = 1) -> dict[str, Any]:
    """Return a case: inputs by part, the record, the chronology, what is unknown, and the works cited in full."""
    inputs = [quantity_data(quantity) for quantity in case.inputs().values()]
    record = [
        {"feature": item.feature, "observed": item.observed, "sources": item.source, "note": item.note}
        for item in case.record
    ]
    facts = [{"when": fact.when, "what": fact.what, "sources": fact.source} for fact in case.facts]
    cited = {key: None for item in (*inputs, *record, *facts) for key in item["sources"]}
    return {
        "kind": "case",
        "id": case.id,
        "name": name or case.id,
        "title": case.title,
        "summary": " ".join(case.summary.split()),
        "country": case.country,
        "start": case.start.isoformat(),
        "reviewed_by": case.reviewed_by,
        "readings": readings,
        "resolved": [item.model_dump() for item in case.resolved],
        "capital": case.before.capital,
        "parts": [dict(zip(("prefix", "title", "note"), part, strict=True)) for part in _parts(case)],
        "inputs": inputs,
        "record": record,
        "facts": facts,
        "unknown": case.unknown,
        "sources": {key: sources.source(key).full for key in sorted(cited)},
    }


def _parts(case: Case) -> Iterator[tuple[str, str, str | None]]:
    """Yield the prefix of the inputs' names, the title and the note of each part of the inputs."""
    before = case.before
    yield "column.", "Column (the challenger's force)", before.column.note
    yield "ruler.", "Ruler", before.ruler.note
    yield "mediator.", "Mediator", before.mediator.note
    yield "foreign.", "Foreign powers", before.foreign.note
    for group in before.groups:
        yield f"groups.{group.id}.", f"Group: {group.name}", group.note
    yield "city_spread", "Differences between cities", None
    for city in before.cities:
        place = "the capital" if city.id == before.capital else "on the road" if city.on_road else "off the road"
        yield f"cities.{city.id}.", f"City: {city.name}, {place}", city.note
    names = {city.id: city.name for city in before.cities}
    for unit in before.units:
        yield f"units.{unit.id}.", f"Unit: {unit.name}, at {names[unit.city]}", unit.note


def print_case(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `case_data` returned."""
    page.heading(data["id"], "case", review(data["reviewed_by"], data["readings"]))
    page.paragraph(data["title"])
    page.paragraph(f"{data['country']}; hour 0 is {data['start']}")
    page.space()
    page.paragraph(data["summary"])
    fixed = sum(item["value"] is not None for item in data["inputs"])
    count = f"{len(data['inputs'])} quantities: {fixed} known, the others with priors"
    page.section("INPUTS: what was so before hour 0", count)
    print_inputs(page, data)
    page.section("RECORD: what happened after hour 0", "no history sees it; it is what histories are held against")
    page.terms([(name_in_words(item["feature"]), observation_text(item)) for item in data["record"]])
    if data["facts"]:
        page.section("Chronology")
        page.terms([(fact["when"], f"{fact['what']} [{', '.join(fact['sources'])}]") for fact in data["facts"]])
    if data["unknown"]:
        page.section("Unknown")
        for text in data["unknown"]:
            page.paragraph(f"- {text}", 2)
    if data["resolved"]:
        page.section("Where a second reading differed", "and how it was settled, without looking sources up")
        page.terms([(item["field"], _settled(item)) for item in data["resolved"]])
    page.section("Sources")
    page.terms(data["sources"].items())
    page.section("Next")
    page.paragraph(f"tocsin run {data['name']}", 2)


def print_inputs(page: Page, data: Mapping[str, Any]) -> None:
    """Print the inputs part by part."""
    for part in data["parts"]:
        found = [item for item in data["inputs"] if item["name"].startswith(part["prefix"])]
        page.space()
        page.heading(f"  {part['title']}", part["prefix"].rstrip("."))
        if part["note"]:
            page.paragraph(part["note"], 4)
        named = [(item["name"].removeprefix(part["prefix"]) or item["name"], quantity_line(item)) for item in found]
        page.terms(named, 4)


def _settled(item: Mapping[str, Any]) -> str:
    first = f"First read as {item['first']}. " if item["first"] else ""
    return first + " ".join(item["note"].split())


def observation_text(item: Mapping[str, Any]) -> str:
    """Write what the record has of a feature, with its sources and its note."""
    text = f"{observed_text(item['observed'])} [{', '.join(item['sources'])}]"
    return f"{text}\n{' '.join(item['note'].split())}" if item["note"] else text
