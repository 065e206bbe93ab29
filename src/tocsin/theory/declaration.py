"""Declaration: what a quantity must be before a file says what it is, and the reading of single values against it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tocsin.errors import InvalidValue, nearest_name
from tocsin.theory.prior import format_number
from tocsin.theory.quantity import CHOICE, Quantity

__all__ = ["SWITCH", "Declaration"]

SWITCH = "switch"
"""Unit of a quantity that is 1 (on) or 0 (off)."""

_SWITCH_WORDS: dict[object, float] = {"on": 1.0, "yes": 1.0, "true": 1.0, "off": 0.0, "no": 0.0, "false": 0.0}


@dataclass(frozen=True, slots=True)
class Declaration:
    """Name, meaning, unit and hard range of a quantity whose value comes from a file.

    Parameters
    ----------
    name, meaning, unit : str
        As in `Quantity`.
    low, high : float
        Hard range.
    choices : tuple of str
        Names of the values 0, 1, … where the unit is ``choice``.
    """

    name: str
    meaning: str
    unit: str
    low: float
    high: float
    choices: tuple[str, ...] = ()

    @classmethod
    def of(cls, quantity: Quantity) -> Declaration:
        """Return the declaration that `quantity` fulfils."""
        low, high = quantity.limits or (quantity.low, quantity.high)
        return cls(quantity.name, quantity.meaning, quantity.unit, low, high, quantity.choices)

    @classmethod
    def choice(cls, name: str, meaning: str, choices: tuple[str, ...]) -> Declaration:
        """Declare a quantity whose values are names."""
        return cls(name, meaning, CHOICE, 0.0, float(len(choices) - 1), choices)

    def expected(self) -> str:
        """Say what a value must look like."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.unit == SWITCH:
            return "on or off (1 or 0)"
        return f"a number from {format_number(self.low)} to {format_number(self.high)} ({self.unit})"

    def number(self, value: object) -> float:
        """Return the number that `value` stands for.

        Parameters
        ----------
        value : object
            A number; ``on``/``off``, ``yes``/``no`` or a boolean for a switch; the name of a choice for a choice. Text
            that spells a number is accepted from the command line only, see `from_text`.

        Raises
        ------
        InvalidValue
            If it is none of these or outside the range.
        """
        if self.choices:
            if isinstance(value, str) and value in self.choices:
                return float(self.choices.index(value))
            raise InvalidValue(f"{_shown(value)} is no choice of {self.name}")
        if self.unit == SWITCH:
            word = value.lower() if isinstance(value, str) else value
            if isinstance(word, str | bool) and str(word).lower() in _SWITCH_WORDS:
                return _SWITCH_WORDS[str(word).lower()]
            if isinstance(word, int | float) and word in (0, 1):
                return float(word)
            raise InvalidValue(f"{_shown(value)} is neither on nor off")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidValue(f"{_shown(value)} is not a number")
        if not math.isfinite(value):
            raise InvalidValue(f"{value} is not finite")
        if not self.low <= value <= self.high:
            raise InvalidValue(f"{format_number(value)} is out of range")
        return float(value)

    def from_text(self, text: str) -> float:
        """Return the number that `text` from a command line stands for; errors as in `number`."""
        try:
            number = float(text)
        except ValueError:
            return self.number(text)
        return self.number(text if self.choices else number)

    def nearest(self, value: object) -> str | None:
        """Return the choice nearest to `value`, where this is a choice."""
        return nearest_name(value, self.choices) if isinstance(value, str) else None


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"'{value[:60]}'"
    if isinstance(value, dict):
        return "a block of keys"
    if isinstance(value, list | tuple):
        return "a list"
    return "nothing" if value is None else str(value)[:60]
