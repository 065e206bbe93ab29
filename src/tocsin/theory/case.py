"""Case: what was so before hour 0 (inputs), apart from what then happened (record)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tocsin.theory.changing import changed, digest_of, fixed_by_hand, place_of, quantities_in
from tocsin.theory.inputs import City, Column, Foreign, Group, GroupInCity, Inputs, Mediator, Ruler, Unit
from tocsin.theory.quantity import Quantity
from tocsin.theory.record import Fact, Observation, Observed, Resolution
from tocsin.theory.schema import Id, Moment, Part, Text

__all__ = [
    "Case",
    "City",
    "Column",
    "Fact",
    "Foreign",
    "Group",
    "GroupInCity",
    "Inputs",
    "Mediator",
    "Observation",
    "Resolution",
    "Ruler",
    "Unit",
]


class Case(Part):
    """A crisis that happened.

    Parameters
    ----------
    id, title, summary, country : str
    start : datetime
        Hour 0, with its time zone.
    reviewed_by : str, optional
        Who has checked it against its sources; None means nobody yet.
    before : Inputs
        ``inputs:`` in the file; what was so before hour 0.
    record : tuple of Observation
        What happened after hour 0, as features.
    facts : tuple of Fact
        The chronology.
    unknown : tuple of str
        What nobody knows.
    resolved : tuple of Resolution
        Where a second reading, made without sight of this one, differed, and what was done about it.
    """

    id: Id
    kind: Literal["case"]
    title: Text
    summary: Text
    country: Text
    start: Moment
    reviewed_by: Text | None = None
    before: Inputs = Field(alias="inputs")
    record: tuple[Observation, ...] = ()
    facts: tuple[Fact, ...] = ()
    unknown: tuple[Text, ...] = ()
    resolved: tuple[Resolution, ...] = ()

    def inputs(self) -> dict[str, Quantity]:
        """Return every quantity by its full name (``units.rostov.loyalty``), always in the same order."""
        return {quantity.name: quantity for quantity, _ in quantities_in(self.before, ("before",))}

    def observed(self, feature: str) -> tuple[Observed, ...]:
        """Return the values that the record supports for a feature; empty where it holds none."""
        return next((item.observed for item in self.record if item.feature == feature), ())

    def override(self, name: str, value: float | str) -> Case:
        """Return a copy in which one input is fixed.

        Raises
        ------
        UnknownName
            If no input has the name; gives the nearest.
        InputError
            If the value does not fit the input.
        """
        quantity, path = place_of(name, self.before, ("before",))
        result: Case = changed(self, path, fixed_by_hand(quantity, value))
        return result

    def with_prior(self, quantity: Quantity) -> Case:
        """Return a copy in which the input of that name has this prior.

        Raises
        ------
        UnknownName
            If no input has the name; gives the nearest.
        """
        result: Case = changed(self, place_of(quantity.name, self.before, ("before",))[1], quantity)
        return result

    def digest(self) -> str:
        """Return the SHA-256 of the meaning: names, numbers and the record; not wording, notes or sources."""
        quantities = list(self.inputs().values())
        cities = [[city.id, city.latitude, city.longitude, city.on_road] for city in self.before.cities]
        units = [[unit.id, unit.city, unit.on_road] for unit in self.before.units]
        record = {item.feature: item.observed for item in self.record}
        return digest_of([self.id, self.start.isoformat(), self.before.capital, cities, units, quantities, record])
