"""A quantity as plain data and as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tocsin.report.page import Page
from tocsin.theory.prior import format_number
from tocsin.theory.quantity import CHOICE, Quantity

__all__ = ["READ_TWICE", "UNREVIEWED", "print_parameters", "quantity_data", "quantity_line", "review"]

UNREVIEWED = "not yet checked by a person"
READ_TWICE = f"two machine readings, {UNREVIEWED}"


def review(reviewed_by: str | None, readings: int = 1) -> str:
    """Say who has checked an entry against its sources, and how often it was read by machine where nobody has."""
    if reviewed_by:
        return f"checked by {reviewed_by}"
    return READ_TWICE if readings > 1 else UNREVIEWED


def quantity_data(quantity: Quantity) -> dict[str, Any]:
    """Return name, meaning, unit, prior, value (None where uncertain), range, choices, sources, judgement, note."""
    return {
        "name": quantity.name,
        "meaning": quantity.meaning,
        "unit": quantity.unit,
        "prior": quantity.text(),
        "low": quantity.low,
        "high": quantity.high,
        "choices": quantity.choices,
        "value": quantity.prior.arguments[0] if quantity.is_fixed else None,
        "sources": quantity.source.keys,
        "judgement": quantity.source.judgement,
        "note": quantity.note,
    }


def quantity_line(data: Mapping[str, Any]) -> str:
    """Return prior, unit and where the numbers come from, as one line of text."""
    return f"{_prior(data)} · {_origin(data)}"


def print_parameters(page: Page, parameters: Iterable[Mapping[str, Any]]) -> None:
    """Print parameters: meaning; prior, unit and range; where the numbers come from."""
    rows = []
    for data in parameters:
        lines = [data["meaning"], _prior(data), _origin(data)]
        if data["unit"] != CHOICE:
            lines[1] += f", range {_number(data['low'])} to {_number(data['high'])}"
        rows.append((data["name"], "\n".join(lines)))
    page.terms(rows)


def _prior(data: Mapping[str, Any]) -> str:
    if data["unit"] == CHOICE:
        return f"{data['prior']} (one of {', '.join(data['choices'])})"
    if data["unit"] == "switch":
        return "yes" if data["value"] else "no"
    return f"{_number(data['value'])} {data['unit']}" if data["value"] is not None else str(data["prior"])


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10_000 and value == int(value) else format_number(value)


def _origin(data: Mapping[str, Any]) -> str:
    parts = [", ".join(data["sources"])] if data["sources"] else []
    if data["judgement"]:
        parts.append(f"judgement: {data['judgement'].strip()}")
    if data["note"]:
        parts.append(f"note: {data['note'].strip()}")
    return "; ".join(parts)
