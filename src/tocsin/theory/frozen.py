"""A mapping that cannot be changed, can be pickled, and keeps its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

__all__ = ["FrozenMapping"]

Value = TypeVar("Value")


class FrozenMapping(Mapping[str, Value], Generic[Value]):
    """An immutable mapping from names (``types.MappingProxyType`` cannot be sent to another process).

    Parameters
    ----------
    items : mapping
        Copied.
    """

    __slots__ = ("_items",)
    _items: dict[str, Value]

    def __init__(self, items: Mapping[str, Value] | None = None) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def __getitem__(self, name: str) -> Value:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMapping({self._items!r})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a FrozenMapping cannot be changed")

    def __reduce__(self) -> tuple[type[FrozenMapping[Value]], tuple[dict[str, Value]]]:
        return type(self), (self._items,)

    def with_item(self, name: str, value: Value) -> FrozenMapping[Value]:
        """Return a copy in which `name` has `value`; a name that is there keeps its place."""
        return FrozenMapping({**self._items, name: value})
