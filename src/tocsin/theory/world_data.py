"""The plain data of a world's file, of which any part may be broken: what its checks look up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.catalogue.document import Document, Location
from tocsin.theory.checking import items
from tocsin.theory.declaration import SWITCH, Declaration

__all__ = ["WorldData", "is_on"]

_SWITCH = Declaration("", "", SWITCH, 0, 1)


def is_on(item: Mapping[str, object], key: str, *, default: bool = False) -> bool:
    """Return a switch of the plain data, or its default where it is missing or broken."""
    try:
        return bool(_SWITCH.number(item[key])) if key in item else default
    except ValueError:
        return default


class WorldData:
    """A world as its file states it.

    Parameters
    ----------
    document : Document
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.data = document.data
        self.listed = items(document.data, "countries")
        self.countries: dict[str, Mapping[str, object]] = {}
        for _, country in self.listed:
            name = country.get("id")
            if isinstance(name, str):
                self.countries.setdefault(name, country)

    def exists(self, country: str) -> bool:
        """Whether a country is a state from the start."""
        return is_on(self.countries[country], "exists", default=True)

    def place(self, country: str) -> Location:
        """Return where a country stands in the file."""
        return next((("countries", i) for i, item in self.listed if item.get("id") == country), ("countries",))

    def pairs(self, key: str) -> Iterator[tuple[Location, list[object]]]:
        """Yield the pairs listed under a key of `pairs`, each with its place."""
        for i, part in items(self.data, "pairs", key):
            pairs = part.get("pairs")
            for j, pair in enumerate(pairs if isinstance(pairs, list) else []):
                if isinstance(pair, list):
                    yield ("pairs", key, i, "pairs", j), pair

    def relevant(self, first: str, second: str) -> bool:
        """Whether two countries can come to war: neighbours, rivals, or one of them a major power."""
        if any(is_on(self.countries[name], "major") for name in (first, second)):
            return True
        near = [pair for key in ("contiguous", "rivals") for _, pair in self.pairs(key)]
        return [first, second] in near or [second, first] in near
