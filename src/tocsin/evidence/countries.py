"""Countries under one number, whatever a table calls them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from tocsin.catalogue import Catalogue, read_yaml
from tocsin.theory.schema import Id, Part, SourceKeys, Text
from tocsin.theory.validation import common_faults, model_of

__all__ = ["Countries", "countries"]

FILE = Path(__file__).parents[1] / "catalogue" / "generic" / "countries.yaml"


class State(Part):
    """A state: its number in the Correlates of War list, its names, its ISO codes."""

    code: Annotated[int, Field(strict=True, gt=0)]
    name: Text
    also: tuple[Text, ...] = ()
    iso: tuple[Text, ...] = ()


class CountriesFile(Part):
    """The list as its file states it."""

    id: Id
    kind: Literal["countries"]
    source: SourceKeys
    states: tuple[State, ...]


@dataclass(frozen=True)
class Countries:
    """All states, found by number, name or ISO code.

    Parameters
    ----------
    states : tuple of State
    """

    states: tuple[State, ...]
    _by: dict[str, dict[str, tuple[int, ...]]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def codes(self, text: str, scheme: str) -> tuple[int, ...]:
        """Return the numbers of the states that a code or name stands for; none where it stands for no state."""
        if scheme == "cow":
            number = float(text) if text.replace(".", "", 1).isdigit() else 0.0
            return tuple(state.code for state in self.states if state.code == number)
        return self._index(scheme).get(text.casefold(), ())

    def name(self, code: int) -> str:
        """Name of a state, or its number where the list does not have it."""
        return next((state.name for state in self.states if state.code == code), str(code))

    def known(self, scheme: str) -> tuple[str, ...]:
        """All codes or names of a scheme."""
        return tuple(text for state in self.states for text in _texts(state, scheme))

    def _index(self, scheme: str) -> dict[str, tuple[int, ...]]:
        if scheme not in self._by:
            found: dict[str, tuple[int, ...]] = {}
            for state in self.states:
                for text in _texts(state, scheme):
                    found[text.casefold()] = (*found.get(text.casefold(), ()), state.code)
            self._by[scheme] = found
        return self._by[scheme]


def _texts(state: State, scheme: str) -> tuple[str, ...]:
    return state.iso if scheme == "iso" else (state.name, *state.also)


@cache
def countries() -> Countries:
    """Return the shipped list."""
    document = read_yaml(FILE.read_bytes(), str(FILE))
    faults = common_faults(document, Catalogue.default().sources().keys(), None)
    return Countries(model_of(document, CountriesFile, faults).states)
