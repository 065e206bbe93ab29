"""Social orders of a world's countries, as a theory codes them: its reading, no fact of the world's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator

from tocsin.catalogue import Catalogue, read_yaml
from tocsin.errors import InputError, UnknownName
from tocsin.theory.checking import block, items
from tocsin.theory.fault import Fault, unknown
from tocsin.theory.frozen import FrozenMapping
from tocsin.theory.schema import Part, SourceKeys, Text

__all__ = ["Coding", "Orders", "layered", "order_faults", "orders_of"]


class Coding(Part):
    """The social order that a theory takes a country for, and whose view that is."""

    order: Text
    source: SourceKeys
    note: Text | None = None


Codings = Annotated[Mapping[str, Coding], AfterValidator(FrozenMapping)]

Orders = Annotated[Mapping[str, Codings], AfterValidator(FrozenMapping)]
"""Codings by the id of a world and the id of a country of it."""


def layered(*layers: Mapping[str, Mapping[str, Coding]]) -> FrozenMapping[FrozenMapping[Coding]]:
    """Return the codings of several layers, those of a later one in place of an earlier one's."""
    merged: dict[str, dict[str, Coding]] = {}
    for layer in layers:
        for world, codings in layer.items():
            merged.setdefault(world, {}).update(codings)
    return FrozenMapping({world: FrozenMapping(codings) for world, codings in merged.items()})


def orders_of(orders: Mapping[str, Mapping[str, Coding]]) -> dict[str, dict[str, str]]:
    """Return the names of the orders alone: what the codings mean."""
    return {world: {country: coding.order for country, coding in found.items()} for world, found in orders.items()}


def order_faults(data: Mapping[str, object], known: tuple[str, ...], catalogue: Catalogue | None) -> Iterator[Fault]:
    """Find orders that do not exist, and countries that a world of the catalogue does not have.

    Parameters
    ----------
    data : mapping
        The plain data of a theory's file.
    known : tuple of str
        The names of the orders.
    catalogue : Catalogue, optional
        Where the worlds are looked up; one that it does not have may be a file of the user's, and is let pass. Without
        it no world is read.
    """
    for world in block(data, "orders"):
        codings = block(data, "orders", world)
        countries = _countries(world, catalogue) if catalogue else ()
        for country in codings:
            order = block(codings, country).get("order")
            if isinstance(order, str) and order not in known:
                yield unknown(("orders", world, country, "order"), "social order", order, known)
            if countries and country not in countries:
                yield unknown(("orders", world, country), f"country of {world}", country, countries)


def _countries(world: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the ids of a world's countries; none where the catalogue has no such world, or cannot read it."""
    if not any(entry.id == world for entry in catalogue.entries("world")):
        return ()
    try:
        entry = catalogue.find("world", world)
        found = items(read_yaml(entry.read(), entry.file).data, "countries")
    except (InputError, UnknownName):
        return ()  # `check` says what is wrong with it
    return tuple(str(country.get("id")) for _, country in found)
