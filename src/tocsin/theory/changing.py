"""Changing frozen objects by hand (``--set``) and telling whether two of them mean the same (digests)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from tocsin.errors import InputError, InvalidValue, Problem, UnknownName
from tocsin.theory.declaration import Declaration
from tocsin.theory.frozen import FrozenMapping
from tocsin.theory.quantity import Quantity, Source

__all__ = ["BY_HAND", "Path", "changed", "digest_of", "fixed_by_hand", "place_of", "quantities_in"]

Path = tuple[str | int, ...]
"""Names of fields and indices from the top of a tree to a place in it."""

BY_HAND = Source(judgement="set by hand for this run")


def fixed_by_hand(quantity: Quantity, value: float | str) -> Quantity:
    """Return `quantity` fixed at `value`, which may be text from a command line.

    Raises
    ------
    InputError
        If the value does not fit; says what would.
    """
    declaration = Declaration.of(quantity)
    try:
        number = declaration.from_text(value) if isinstance(value, str) else declaration.number(value)
        return quantity.fixed_at(number, BY_HAND)
    except InvalidValue as error:
        raise InputError(
            [Problem(str(error), None, None, quantity.name, declaration.expected(), declaration.nearest(value))]
        ) from None


def quantities_in(node: Any, path: Path = ()) -> Iterator[tuple[Quantity, Path]]:
    """Yield every quantity in a tree of frozen models, tuples and mappings, with the path to it."""
    if isinstance(node, Quantity):
        yield node, path
    elif isinstance(node, BaseModel):
        for name, value in node:
            yield from quantities_in(value, (*path, name))
    elif isinstance(node, tuple):
        for index, value in enumerate(node):
            yield from quantities_in(value, (*path, index))
    elif isinstance(node, FrozenMapping):
        for name, value in node.items():
            yield from quantities_in(value, (*path, name))


def place_of(name: str, node: Any, path: Path = ()) -> tuple[Quantity, Path]:
    """Return the quantity of that full name in a tree, and the path to it.

    Raises
    ------
    UnknownName
        If no input has the name; gives the nearest.
    """
    places = {quantity.name: (quantity, where) for quantity, where in quantities_in(node, path)}
    if name not in places:
        raise UnknownName("input", name, places)
    return places[name]


def changed(node: Any, path: Path, value: Any) -> Any:
    """Return a copy of a tree of frozen models, tuples and mappings with the value at `path` replaced."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(node, BaseModel):
        return node.model_copy(update={str(step): changed(getattr(node, str(step)), rest, value)})
    if isinstance(node, FrozenMapping):
        return node.with_item(str(step), changed(node[str(step)], rest, value))
    index = int(step)
    return (*node[:index], changed(node[index], rest, value), *node[index + 1 :])


def digest_of(meaning: object) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical JSON of plain data and quantities."""
    text = json.dumps(_canonical(meaning), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, Quantity):
        prior = [value.prior.kind, *value.prior.arguments]
        return [value.name, value.unit, float(value.low), float(value.high), prior, list(value.choices)]
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_canonical(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value
