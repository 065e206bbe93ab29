"""World: countries and their relations in a first month (inputs), apart from what then happened (record)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tocsin.errors import UnknownName
from tocsin.theory.changing import changed, digest_of, fixed_by_hand, place_of, quantities_in
from tocsin.theory.quantity import Quantity
from tocsin.theory.record import Fact, Observation, Observed
from tocsin.theory.schema import Declared, Id, Part, Text, refusal
from tocsin.theory.world_inputs import Bloc, Country, Pairs, Ranks, War, YearMonth
from tocsin.theory.world_pairs import Relations, RelevantPair

__all__ = ["COUNTRY_PREFIX", "World"]

COUNTRY_PREFIX = "countries."
"""What the short name of a country's quantity (``germany.experience``) leaves out."""


def _january(raw: object) -> object:
    if not (isinstance(raw, str) and raw.endswith("-01")):
        raise refusal(f"'{str(raw)[:60]}' is no January", "a world starts in a January, such as 1914-01")
    return raw


class World(Part):
    """A set of countries from a first month on.

    Parameters
    ----------
    id, title, summary : str
    start : str
        The first month, a January: ``1914-01``.
    months : int
        Length of a history.
    reviewed_by : str, optional
        Who has checked it against its sources; None means nobody yet.
    countries : tuple of Country
        Their order is that of their numbers.
    rest : Quantity
        Share of world output outside the countries listed; with the outputs of those that exist it makes 1. Whoever
        draws or sets an output divides all by their sum.
    ranks : Ranks
        Where it comes from which countries are major powers or have nuclear arms.
    blocs, pairs, wars
        Relations between countries.
    completion_share : Quantity
        Share of world output under workers' orders at which the revolution is complete.
    scored_by : int, optional
        Year by which a forecast can be scored, where there is no record yet.
    record : tuple of Observation
        What happened from the first month on, as features.
    facts : tuple of Fact
        The chronology.
    unknown : tuple of str
        What nobody knows, or what the world leaves out.
    """

    id: Id
    kind: Literal["world"]
    title: Text
    summary: Text
    start: Annotated[YearMonth, BeforeValidator(_january)]
    months: Annotated[int, Field(strict=True, ge=12, le=1200)]
    reviewed_by: Text | None = None
    countries: Annotated[tuple[Country, ...], Field(min_length=2)]
    rest: Annotated[Quantity, Declared("rest", "share of world output outside the countries listed", "share")]
    ranks: Ranks
    blocs: tuple[Bloc, ...] = ()
    pairs: Pairs
    wars: tuple[War, ...] = ()
    completion_share: Annotated[
        Quantity,
        Declared(
            "completion_share",
            "share of world output under workers' orders that makes the revolution complete",
            "share",
        ),
    ]
    scored_by: Annotated[int, Field(strict=True, ge=1800, le=3000)] | None = None
    record: tuple[Observation, ...] = ()
    facts: tuple[Fact, ...] = ()
    unknown: tuple[Text, ...] = ()

    @property
    def first_year(self) -> int:
        """Year of the first month, which is a January."""
        return int(self.start[:4])

    def month(self, number: int) -> str:
        """Return the month of that number, counted from 0, as ``1914-01``."""
        return f"{self.first_year + number // 12:04}-{number % 12 + 1:02}"

    def number(self, country: str) -> int:
        """Return the number of a country.

        Raises
        ------
        UnknownName
            If there is none of that id; gives the nearest.
        """
        ids = [item.id for item in self.countries]
        if country not in ids:
            raise UnknownName("country", country, ids)
        return ids.index(country)

    def relevant_pairs(self) -> tuple[RelevantPair, ...]:
        """Return all pairs that are contiguous, rivals, or with a major power, in the order of their numbers."""
        return Relations(self.countries, self.blocs, self.pairs, self.wars).relevant()

    def inputs(self) -> dict[str, Quantity]:
        """Return every quantity by its full name (``countries.germany.experience``), always in the same order."""
        return {quantity.name: quantity for quantity, _ in quantities_in(self)}

    def full_name(self, name: str) -> str:
        """Return the full name of an input for its short one: ``countries.germany.experience`` for the last two words.

        Raises
        ------
        UnknownName
            If no input has the name; gives the nearest.
        """
        known = self.inputs()
        if full := self.known_name(name):
            return full
        short = [full.removeprefix(COUNTRY_PREFIX) for full in known if full.startswith(COUNTRY_PREFIX)]
        raise UnknownName("input", name, [*known, *short])

    def known_name(self, name: str) -> str | None:
        """Return the full name of an input for its full or short one; None where there is no such input."""
        known = self.inputs()
        return next((full for full in (name, COUNTRY_PREFIX + name) if full in known), None)

    def observed(self, feature: str) -> tuple[Observed, ...]:
        """Return the values that the record supports for a feature; empty where it holds none."""
        return next((item.observed for item in self.record if item.feature == feature), ())

    def override(self, name: str, value: float | str) -> World:
        """Return a copy in which one input, by its full or short name, is fixed.

        Raises
        ------
        UnknownName
            If no input has the name; gives the nearest.
        InputError
            If the value does not fit the input.
        """
        quantity, path = place_of(self.full_name(name), self)
        result: World = changed(self, path, fixed_by_hand(quantity, value))
        return result

    def with_prior(self, quantity: Quantity) -> World:
        """Return a copy in which the input of that full name has this prior.

        Raises
        ------
        UnknownName
            If no input has the name; gives the nearest.
        """
        result: World = changed(self, place_of(quantity.name, self)[1], quantity)
        return result

    def digest(self) -> str:
        """Return the SHA-256 of the meaning: names, numbers and the record; not wording, notes or sources."""
        countries = [[c.id, c.exists, c.parent, c.major, c.nuclear, c.bloc] for c in self.countries]
        pairs = [
            [pair.first, pair.second, pair.contiguous, pair.rivals, pair.allied, pair.opposed, pair.hostility]
            for pair in self.relevant_pairs()
        ]
        wars = [[war.attacker, war.defender, war.since, war.rung] for war in self.wars]
        quantities = list(self.inputs().values())
        record = {item.feature: item.observed for item in self.record}
        return digest_of([self.id, self.start, self.months, countries, pairs, wars, quantities, record])
