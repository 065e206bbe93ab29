"""A theory and its claims."""

from __future__ import annotations

from typing import Literal

from tocsin.web.answers.base import Answer
from tocsin.web.answers.quantities import Quantity

__all__ = ["Theory"]


class Claim(Answer):
    """One claim of a theory."""

    id: str
    """Its id within the theory, such as ``K1``."""
    name: str
    """Its name in words."""
    paragraph: int | str | None
    """Where in the text it stands."""
    sources: list[str]
    """Keys of the works that make it."""
    claim: str
    """What is claimed."""
    status: str
    """``implemented``, or ``planned``: no run depends on it yet."""
    mechanisms: list[str]
    """Mechanisms that it is made of."""
    contrast: dict[str, float | str | bool]
    """The settings that make it false while the crisis still runs."""
    contrast_in_words: str
    """The same in words."""
    implication_in_words: str | None
    """What would follow if it were true."""
    beside_in_words: list[str]
    """What is looked at beside that."""
    evidence: str | None
    """What there is to say for and against it."""


class Order(Answer):
    """The social order that a theory takes a country for."""

    world: str
    """The world in which the country is."""
    country: str
    """Id of the country."""
    order: str
    """What the theory takes it for."""
    sources: list[str]
    """Keys of the works that say so."""
    note: str | None
    """What else is to be said of it."""


class Theory(Answer):
    """A theory with its claims."""

    kind: Literal["theory"]
    """What this is."""
    id: str
    """Its id."""
    name: str
    """The name that it was asked for by."""
    title: str
    """One line on it."""
    summary: str
    """What it says, in a few sentences."""
    reviewed_by: str | None
    """Who has checked it against its sources; null as long as nobody has."""
    include: list[str]
    """Theories that it builds on."""
    predicts: list[str]
    """Features on which it can be compared with others."""
    claims: list[Claim]
    """Its claims."""
    switched: dict[str, bool]
    """Mechanisms that it switches otherwise than by default."""
    parameters: list[Quantity]
    """Parameters that it states itself."""
    orders: list[Order]
    """Countries that it takes for something other than capitalist."""
    sources: dict[str, str]
    """Its works in full, by key."""
