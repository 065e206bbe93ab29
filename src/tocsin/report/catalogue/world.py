"""What `tocsin show WORLD` prints: countries and their relations apart from the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tocsin.catalogue import Sources
from tocsin.report.catalogue.case import observation_text, print_inputs
from tocsin.report.catalogue.quantities import quantity_data, review
from tocsin.report.catalogue.wording import name_in_words
from tocsin.report.page import Page
from tocsin.report.percent import percent
from tocsin.theory.world import COUNTRY_PREFIX, World
from tocsin.theory.world_inputs import PairList

__all__ = ["print_world", "world_data"]

_TABLE = ("output", "development", "autocracy", "power")
_LISTS = (("contiguous", "Neighbours"), ("rivals", "Rivals"), ("allied", "Allies beside their blocs"))


def world_data(world: World, sources: Sources, name: str | None = None) -> dict[str, Any]:
    """Return a world: its countries, inputs, relations, record, and the works cited in full."""
    inputs = [quantity_data(quantity) for quantity in world.inputs().values()]
    record = [
        {"feature": item.feature, "observed": item.observed, "sources": item.source, "note": item.note}
        for item in world.record
    ]
    facts = [{"when": fact.when, "what": fact.what, "sources": fact.source} for fact in world.facts]
    lists = {kind: [_list(found) for found in getattr(world.pairs, kind)] for kind, _ in _LISTS}
    blocs = [
        {"id": bloc.id, "name": bloc.name, "opposed": bloc.opposed, "sources": bloc.source, "note": bloc.note}
        for bloc in world.blocs
    ]
    wars = [
        {"attacker": war.attacker, "defender": war.defender, "since": war.since, "rung": war.rung,
         "sources": war.source, "note": war.note}
        for war in world.wars
    ]  # fmt: skip
    ranks = {key: rank["source"] for key, rank in world.ranks.model_dump(exclude_none=True).items()}
    cited = {key: None for item in (*inputs, *record, *facts, *blocs, *wars) for key in item["sources"]}
    cited |= dict.fromkeys(key for found in lists.values() for item in found for key in item["sources"])
    cited |= dict.fromkeys(key for keys in ranks.values() for key in keys)
    return {
        "kind": "world",
        "id": world.id,
        "name": name or world.id,
        "title": world.title,
        "summary": " ".join(world.summary.split()),
        "start": world.start,
        "end": world.month(world.months - 1),
        "months": world.months,
        "reviewed_by": world.reviewed_by,
        "readings": 1,
        "scored_by": world.scored_by,
        "countries": [_country(country.model_dump(), world) for country in world.countries],
        "parts": [dict(zip(("prefix", "title", "note"), part, strict=True)) for part in _parts(world)],
        "inputs": inputs,
        "ranks": ranks,
        "blocs": blocs,
        "lists": lists,
        "pairs": _pairs(world),
        "wars": wars,
        "record": record,
        "facts": facts,
        "unknown": world.unknown,
        "sources": {key: sources.source(key).full for key in sorted(cited)},
    }


def _country(country: Mapping[str, Any], world: World) -> dict[str, Any]:
    inputs = world.inputs()
    kept = ("id", "name", "name_then", "codes", "exists", "parent", "major", "nuclear", "bloc")
    values = {key: inputs[f"{COUNTRY_PREFIX}{country['id']}.{key}"] for key in _TABLE}
    return {key: country[key] for key in kept} | {
        key: quantity.prior.arguments[0] if quantity.is_fixed else None for key, quantity in values.items()
    }


def _list(found: PairList) -> dict[str, Any]:
    return {"pairs": found.pairs, "sources": found.source or (), "judgement": found.judgement, "note": found.note}


def _pairs(world: World) -> list[dict[str, Any]]:
    ids = [country.id for country in world.countries]
    return [
        {"first": ids[pair.first], "second": ids[pair.second], "contiguous": pair.contiguous, "rivals": pair.rivals,
         "allied": pair.allied, "opposed": pair.opposed, "hostility": pair.hostility, "at_war": pair.war is not None}
        for pair in world.relevant_pairs()
    ]  # fmt: skip


def _parts(world: World) -> Iterator[tuple[str, str, str | None]]:
    """Yield the prefix of the inputs' names, the title and the note of each part of the inputs."""
    for country in world.countries:
        yield f"{COUNTRY_PREFIX}{country.id}.", country.name_then, country.note
    yield "hostility.", "Hostility of pairs, by their kind or their names", None
    yield "rest", "The rest of the world", None
    yield "completion_share", "Completion of the revolution", None


def print_world(page: Page, data: Mapping[str, Any]) -> None:
    """Print what `world_data` returned."""
    page.heading(data["id"], "world", review(data["reviewed_by"], data["readings"]))
    page.paragraph(data["title"])
    states = sum(country["exists"] for country in data["countries"])
    others = len(data["countries"]) - states
    to_come = f" and {others} that may come to exist" if others else ""
    page.paragraph(f"{states} states{to_come}; {data['months']} months, {data['start']} to {data['end']}")
    page.space()
    page.paragraph(data["summary"])
    page.section(
        "Countries", f"names of {data['start'][:4]}; shares of the world, output a head as share of the leader's"
    )
    page.table(
        ("id", "name", "rank", "bloc", "output", "a head", "autocracy", "power"), [_row(c) for c in data["countries"]]
    )
    page.paragraph("Social orders are coded by the theory: tocsin show THEORY.", 2)
    _print_relations(page, data)
    fixed = sum(item["value"] is not None for item in data["inputs"])
    count = f"{len(data['inputs'])} quantities: {fixed} known, the others with priors"
    page.section(f"INPUTS: what was so in {data['start']}", count)
    print_inputs(page, data)
    _print_record(page, data)
    if data["unknown"]:
        page.section("Unknown")
        for text in data["unknown"]:
            page.paragraph(f"- {' '.join(text.split())}", 2)
    page.section("Sources")
    page.terms(data["sources"].items())


def _row(country: Mapping[str, Any]) -> tuple[str, ...]:
    ranks = [text for key, text in (("major", "major power"), ("nuclear", "nuclear arms")) if country[key]]
    if not country["exists"]:
        ranks = [f"not yet: part of {country['parent']}"]
    values = ("-" if country[key] is None else percent(country[key]) for key in _TABLE)
    return country["id"], country["name_then"], ", ".join(ranks), country["bloc"] or "", *values


def _print_relations(page: Page, data: Mapping[str, Any]) -> None:
    page.section("Relations", f"{len(data['pairs'])} pairs can come to war: neighbours, rivals, or with a major power")
    rows = [("ranks", "; ".join(f"{key}: {', '.join(keys)}" for key, keys in data["ranks"].items()))]
    rows += [(f"bloc {bloc['id']}", _bloc(bloc, data["countries"])) for bloc in data["blocs"]]
    for kind, title in _LISTS:
        rows += [(title, f"{_names(found['pairs'])}{_origin(found)}") for found in data["lists"][kind]]
    for war in data["wars"]:
        text = f"{war['attacker']} against {war['defender']} since {war['since']}, on the rung '{war['rung']}'"
        rows.append(("War under way", f"{text}{_origin(war)}"))
    page.terms(rows)
    if not data["wars"]:
        page.paragraph("No war is under way between any two of them.", 2)


def _bloc(bloc: Mapping[str, Any], countries: Iterable[Mapping[str, Any]]) -> str:
    members = ", ".join(country["id"] for country in countries if country["bloc"] == bloc["id"])
    against = f"; against {', '.join(bloc['opposed'])}" if bloc["opposed"] else ""
    return f"{bloc['name']}: {members}{against}{_origin(bloc)}"


def _names(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{one}–{two}" for one, two in pairs)


def _origin(item: Mapping[str, Any]) -> str:
    parts = [", ".join(item["sources"])] if item["sources"] else []
    if item.get("judgement"):
        parts.append(f"judgement: {item['judgement']}")
    note = f"\n{' '.join(item['note'].split())}" if item["note"] else ""
    return f" [{'; '.join(parts)}]{note}"


def _print_record(page: Page, data: Mapping[str, Any]) -> None:
    if not data["record"]:
        page.section("RECORD", "none yet")
        page.paragraph(f"A forecast, to be scored by {data['scored_by']}.", 2)
        return
    page.section("RECORD: what happened then", "no history sees it; it is what histories are held against")
    page.terms([(name_in_words(item["feature"]), observation_text(item)) for item in data["record"]])
    if data["facts"]:
        page.section("Chronology")
        page.terms([(fact["when"], f"{fact['what']} [{', '.join(fact['sources'])}]") for fact in data["facts"]])
