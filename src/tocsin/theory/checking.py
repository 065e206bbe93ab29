"""Checks that hold for every kind of file, on its plain data, so that one broken part hides no fault of another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from tocsin.catalogue.document import Document, Location
from tocsin.theory.declaration import Declaration
from tocsin.theory.entry import read_quantity, read_source_keys
from tocsin.theory.fault import Fault, unknown
from tocsin.theory.quantity import Quantity

__all__ = ["block", "checked_quantity", "identity", "items", "names", "repeated", "unknown_sources", "wrong_kind"]


def block(raw: object, *keys: str) -> Mapping[str, object]:
    """Return the block under `keys`, or an empty one where there is none."""
    for key in keys:
        raw = raw.get(key) if isinstance(raw, dict) else None
    return raw if isinstance(raw, dict) else {}


def items(raw: object, *keys: str) -> list[tuple[int, Mapping[str, object]]]:
    """Return the blocks in the list under `keys`, each with its index."""
    listed = block(raw, *keys[:-1]).get(keys[-1])
    return [(i, item) for i, item in enumerate(listed) if isinstance(item, dict)] if isinstance(listed, list) else []


def names(raw: object) -> list[tuple[Location, str]]:
    """Return the texts in a list, or the one text, each with its relative location."""
    if isinstance(raw, str):
        return [((), raw)]
    return [((i,), item) for i, item in enumerate(raw) if isinstance(item, str)] if isinstance(raw, list) else []


def wrong_kind(data: Mapping[str, object], kind: str, kinds: Collection[str]) -> Fault | None:
    """Return a fault when the file is of another known kind: nothing else about it is worth saying then."""
    stated = data.get("kind")
    if isinstance(stated, str) and stated != kind and stated in kinds:
        return Fault(("kind",), f"this is a {stated}, not a {kind}", f"kind: {kind}")
    return None


def identity(data: Mapping[str, object], expected: str | None) -> Iterator[Fault]:
    """Find an id that differs from the name of the file that it is looked up by."""
    stated = data.get("id")
    if expected is not None and isinstance(stated, str) and stated != expected:
        yield Fault(("id",), f"the id '{stated[:80]}' differs from the file's name", expected)


def repeated(found: Sequence[tuple[Location, object]], what: str, where: Document) -> Iterator[Fault]:
    """Find names that stand at more than one location."""
    first: dict[str, Location] = {}
    for location, name in found:
        if not isinstance(name, str):
            continue
        if name in first:
            message = f"{what} '{name[:80]}' stands here a second time (first in line {where.line(first[name])})"
            yield Fault(location, message, f"each {what} once")
        first.setdefault(name, location)


def unknown_sources(raw: object, known: Collection[str], location: Location = ()) -> Iterator[Fault]:
    """Find keys under any ``source:`` of the file that no BibTeX file holds."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key == "source" and read_source_keys(value) is not None:
                for place, name in names(value):
                    if name not in known:
                        yield unknown((*location, key, *place), "source", name, known)
            else:
                yield from unknown_sources(value, known, (*location, key))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from unknown_sources(value, known, (*location, index))


def checked_quantity(raw: object, declaration: Declaration, location: Location, faults: list[Fault]) -> Quantity | None:
    """Read the quantity at `location`; its faults are added to `faults`."""
    quantity, found = read_quantity(raw, declaration)
    faults.extend(replace(fault, location=(*location, *fault.location)) for fault in found)
    return quantity
