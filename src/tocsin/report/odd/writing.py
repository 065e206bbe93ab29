"""A model's description as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tocsin.report.catalogue.quantities import quantity_line, review
from tocsin.report.catalogue.wording import name_in_words

__all__ = ["odd_markdown"]

_CLOCKS = {"crisis": "crisis clock (hours)", "world": "world clock (months)"}


def odd_markdown(data: Mapping[str, Any]) -> str:
    """Write what `odd_data` returned."""
    kind = "world" if "world" in data else "case"
    parts = [
        _head(data, kind), _purpose(data, kind), _entities(data), _schedule(data), _concepts(data),
        _initialisation(data, kind), _input_data(data, kind), _submodels(data), _references(data),
    ]  # fmt: skip
    return "\n".join(line for part in parts for line in (*part, "")).rstrip() + "\n"


def _head(data: Mapping[str, Any], kind: str) -> Iterator[str]:
    yield f"# {data['theory']} on {data[kind]}: model description"
    yield ""
    yield (
        "The description follows ODD (Overview, Design concepts, Details) for describing individual- and agent-based "
        "models (Grimm et al. 2006), as updated by Grimm et al. (2010, 2020). It is made from what the model declares: "
        f"`tocsin odd {data[kind]} --theory {data['theory']}` prints it anew."
    )
    yield ""
    reviews = data["reviewed_by"]
    yield f"Theory: {review(reviews['theory'])}. {kind.capitalize()}: {review(reviews[kind], data['readings'])}."


def _purpose(data: Mapping[str, Any], kind: str) -> Iterator[str]:
    purpose = data["purpose"]
    yield "## 1. Purpose and patterns"
    yield ""
    yield purpose["text"]
    yield ""
    yield f"**Theory: {purpose['theory']['title']}.** {purpose['theory']['summary']}"
    yield ""
    yield f"**{kind.capitalize()}: {purpose[kind]['title']}.** {purpose[kind]['summary']}"
    yield ""
    yield "The theory's claims, and what is computed of each:"
    yield ""
    for claim in purpose["claims"]:
        asked = f" *{claim['implication_in_words']}*" if claim["implication_in_words"] else ""
        yield f"- {claim['id']}, {claim['name']} ({claim['status']}): {claim['claim']}{asked}"
    yield ""
    yield "It is judged by these patterns, values fixed before any run:"
    yield ""
    rows = [(name_in_words(p["feature"]), p["meaning"], p["observed"] or "not recorded") for p in purpose["patterns"]]
    yield from _table(("feature", "meaning", "record"), rows)


def _entities(data: Mapping[str, Any]) -> Iterator[str]:
    yield "## 2. Entities, state variables, and scales"
    for clock, scale in data["scales"].items():
        yield ""
        start = f" from {scale['start']}" if "start" in scale else ""
        yield (
            f"**{_CLOCKS[clock].capitalize()}.** A tick is one {scale['tick']}; a history has at most "
            f"{scale['ticks']:,} of them{start}. Space: {scale['space']}."
        )
    for entity in data["entities"]:
        yield ""
        many = f" × {entity['count']}" if entity["count"] else ""
        yield f"### {entity['entity']}{many} ({entity['clock']})"
        yield ""
        yield entity["meaning"]
        yield ""
        rows = [(f"`{v['name']}`", v["meaning"] or "as above", f"{v['start']:g}") for v in entity["variables"]]
        yield from _table(("variable", "unit and meaning", "before it is set"), rows)


def _schedule(data: Mapping[str, Any]) -> Iterator[str]:
    yield "## 3. Process overview and scheduling"
    for clock in data["clocks"]:
        yield ""
        tick = "hour" if clock == "crisis" else "month"
        yield f"**{_CLOCKS[clock].capitalize()}.** Every {tick}, in this order; all changes take effect at once."
        yield ""
        rows = [
            (str(row["step"]), f"`{row['mechanism']}`", "on" if row["on"] else "off", row["does"])
            for row in data["schedule"]
            if row["clock"] == clock
        ]
        yield from _table(("step", "mechanism", "here", "what it does"), rows)


def _concepts(data: Mapping[str, Any]) -> Iterator[str]:
    yield "## 4. Design concepts"
    for clock in data["clocks"]:
        if len(data["clocks"]) > 1:
            yield ""
            yield f"### {_CLOCKS[clock].capitalize()}"
        for item in data["concepts"]:
            if item["clock"] == clock:
                yield ""
                yield f"**{item['concept']}.** {item['text']}"


def _initialisation(data: Mapping[str, Any], kind: str) -> Iterator[str]:
    begin = data["initialisation"]
    known = sum(item["value"] is not None for item in begin["inputs"])
    yield "## 5. Initialisation"
    yield ""
    yield (
        f"A history starts from the {kind}'s inputs: what was so before the first tick, apart from what then "
        f"happened. Of {len(begin['inputs'])} quantities {known} are known; the others are drawn from their "
        f"priors, once for every {begin['set_size']} histories. In this order: prior or value and unit; source; "
        "judgement."
    )
    for part in begin["parts"]:
        found = [item for item in begin["inputs"] if item["name"].startswith(part["prefix"])]
        if not found:
            continue
        yield ""
        yield f"**{part['title']}**" + (f". {' '.join(part['note'].split())}" if part["note"] else "")
        yield ""
        for item in found:
            yield f"- `{item['name'].removeprefix(part['prefix']) or item['name']}`: {_flat(quantity_line(item))}"
    if data["orders"]:
        yield ""
        yield "Social orders, as the theory codes them (all others capitalist):"
        yield ""
        for item in data["orders"]:
            yield f"- {item['country']}: {item['order']} [{', '.join(item['sources'])}]"


def _input_data(data: Mapping[str, Any], kind: str) -> Iterator[str]:
    yield "## 6. Input data"
    yield ""
    yield (
        f"None: no series drives a running history. The record ({data['input_data']['facts']} dated facts, "
        f"{data['input_data']['sources']} sources in the {kind}'s file) is what histories are held against afterwards."
    )


def _submodels(data: Mapping[str, Any]) -> Iterator[str]:
    yield "## 7. Submodels"
    for clock in data["clocks"]:
        yield ""
        yield f"### {_CLOCKS[clock].capitalize()}"
        off = [f"`{one['mechanism']}`" for one in data["submodels"] if one["clock"] == clock and not one["on"]]
        if off:
            yield ""
            yield f"Off under this theory, and not described: {', '.join(off)}."
        for one in data["submodels"]:
            if one["clock"] == clock and one["on"]:
                yield ""
                yield from _submodel(one)


def _submodel(one: Mapping[str, Any]) -> Iterator[str]:
    yield f"#### `{one['mechanism']}`"
    yield ""
    yield one["description"]
    yield ""
    facts = [
        ("Claims", ", ".join(one["claims"])),
        ("Readings", ", ".join(one["variants"])),
        ("Remembers", ", ".join(f"{name} ({unit})" for name, unit in one["memory"].items())),
        ("Tells", " / ".join(one["events"])),
        ("Sources", ", ".join(one["sources"])),
        ("Code", f"`{one['module']}`"),
    ]
    yield from (f"- {label}: {text}" for label, text in facts if text)
    if one["parameters"]:
        yield ""
        rows = [(f"`{q['name']}`", q["meaning"], _flat(quantity_line(q))) for q in one["parameters"]]
        yield from _table(("parameter", "meaning", "prior, unit; source; judgement"), rows)


def _references(data: Mapping[str, Any]) -> Iterator[str]:
    yield "## References"
    yield ""
    yield from (f"- **{key}**: {text}" for key, text in sorted(data["sources"].items()))


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(_flat(cell).replace('|', chr(92) + '|') for cell in row)} |"


def _flat(text: str) -> str:
    return " ".join(text.split())
