"""Theory: which mechanisms run, with which priors, in support of which claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from tocsin.errors import InputError, InvalidValue, Problem, UnknownName
from tocsin.theory.changing import digest_of, fixed_by_hand
from tocsin.theory.claim import Claim
from tocsin.theory.declaration import SWITCH, Declaration
from tocsin.theory.frozen import FrozenMapping
from tocsin.theory.orders import Coding, Orders, orders_of
from tocsin.theory.quantity import Quantity
from tocsin.theory.schema import Id, Part, SourceKeys, Switch, Text

__all__ = ["Fitted", "MechanismChoice", "Theory", "TheoryFile"]


class MechanismChoice(Part):
    """What a theory's file says about one mechanism."""

    on: Switch = True
    variant: Text | None = None


class Fitted(Part):
    """A parameter that scoring fits to a table of events, and why this one."""

    parameter: Text
    because: Text


class TheoryFile(Part):
    """A theory as its file states it, before what it includes and what is declared are filled in.

    The quantities of `parameters` are read against their declarations, apart from this schema.
    """

    id: Id
    kind: Literal["theory"]
    title: Text
    summary: Text
    source: SourceKeys
    reviewed_by: Text | None = None
    include: tuple[Text, ...] = ()
    predicts: tuple[Text, ...] | None = None
    mechanisms: Annotated[Mapping[str, MechanismChoice], AfterValidator(FrozenMapping)] = FrozenMapping()
    parameters: Mapping[str, Any] = FrozenMapping()
    orders: Orders = FrozenMapping()
    fitted: tuple[Fitted, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Theory:
    """A complete theory.

    Parameters
    ----------
    id, title, summary : str
    source : tuple of str
        Keys of the works that it comes from.
    mechanisms : mapping from full name to bool
        Whether each mechanism runs; all of them, in the order of the vocabulary.
    parameters : mapping from full name to Quantity
        All parameters of all mechanisms, the theory's own in place of the declared.
    stated : tuple of str
        Names of the parameters that the theory (or one that it includes) states itself.
    predicts : tuple of str
        Features of the record that it can be compared on.
    claims : tuple of Claim
    fitted : tuple of str
        Names of the parameters of its own that scoring fits to a table of events: common to all events of it.
    include : tuple of str
        Theories that it builds on.
    reviewed_by : str, optional
        Who has checked it against its sources; None means nobody yet.
    orders : mapping from the id of a world to a mapping from the id of a country to Coding
        The social orders that it takes countries for at the start; all others are capitalist to it.
    """

    id: str
    title: str
    summary: str
    source: tuple[str, ...]
    mechanisms: FrozenMapping[bool]
    parameters: FrozenMapping[Quantity]
    stated: tuple[str, ...] = ()
    predicts: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    include: tuple[str, ...] = ()
    reviewed_by: str | None = None
    fitted: tuple[str, ...] = ()
    orders: FrozenMapping[FrozenMapping[Coding]] = field(default_factory=FrozenMapping)

    def order(self, world: str, country: str) -> str | None:
        """Return the social order that the theory takes a country for; None where it says nothing of it."""
        codings = self.orders.get(world)
        coding = codings.get(country) if codings is not None else None
        return coding.order if coding is not None else None

    def claim(self, name: str) -> Claim:
        """Return the claim with that id or name.

        Raises
        ------
        UnknownName
            If there is none.
        """
        for claim in self.claims:
            if name in (claim.id, claim.name):
                return claim
        raise UnknownName("claim", name, [claim.id for claim in self.claims] + [claim.name for claim in self.claims])

    def override(self, name: str, value: float | str) -> Theory:
        """Return a copy in which one parameter is fixed, or one mechanism is switched on or off.

        Parameters
        ----------
        name : str
            Full name of a parameter (``ruler.fear_ratio``) or a mechanism (``crisis.intervention``: ``on`` or ``off``).
        value : float or str
            A number, the name of a choice, or on or off; text that spells a number is taken as one.

        Raises
        ------
        UnknownName
            If nothing has the name; gives the nearest.
        InputError
            If the value does not fit.
        """
        if name in self.mechanisms:
            switch = Declaration(name, "whether the mechanism runs", SWITCH, 0, 1)
            try:
                on = switch.from_text(value) if isinstance(value, str) else switch.number(value)
            except InvalidValue as error:
                raise InputError([Problem(str(error), None, None, name, switch.expected())]) from None
            return replace(self, mechanisms=self.mechanisms.with_item(name, bool(on)))
        if name not in self.parameters:
            raise UnknownName("parameter", name, [*self.parameters, *self.mechanisms])
        quantity = fixed_by_hand(self.parameters[name], value)
        stated = (*self.stated, name) if name not in self.stated else self.stated
        return replace(self, parameters=self.parameters.with_item(name, quantity), stated=stated)

    def digest(self) -> str:
        """Return the SHA-256 of the meaning: names, numbers and what is switched on; not wording, notes or sources."""
        claims = [
            [claim.id, claim.status, claim.mechanisms, claim.contrast, _implication(claim), *map(dict, claim.beside)]
            for claim in self.claims
        ]
        meaning = [self.id, self.mechanisms, self.parameters, sorted(self.predicts), claims]
        orders = orders_of(self.orders)
        return digest_of([*meaning, orders] if orders else meaning)  # no orders, no change: older runs keep their name


def _implication(claim: Claim) -> Mapping[str, object] | None:
    return dict(claim.implication) if claim.implication is not None else None
