"""Inputs of a world: countries, blocs, pairs and wars as they were in its first month."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from tocsin.theory.declaration import Declaration
from tocsin.theory.quantity import Quantity
from tocsin.theory.schema import Declared, Id, Part, SourceKeys, Switch, Text, refusal

__all__ = [
    "ENDS",
    "RUNGS",
    "Bloc",
    "Codes",
    "Country",
    "Hostility",
    "HostilityOfPair",
    "PairList",
    "Pairs",
    "Ranks",
    "Rung",
    "War",
    "YearMonth",
    "country_inputs",
    "month_number",
]

Rung = Literal["threat", "limited war", "war", "total war"]
"""Rungs of escalation at which a war can stand when a world starts."""

RUNGS: tuple[str, ...] = get_args(Rung)


def _year_month(raw: object) -> object:
    text = str(raw) if isinstance(raw, str) else ""
    year, _, month = text.partition("-")
    if not (len(year) == 4 and len(month) == 2 and (year + month).isdigit() and 1 <= int(month) <= 12):
        raise refusal(f"'{str(raw)[:60]}' is no month", "a year and a month such as 1914-01")
    return text


def _three_capitals(raw: object) -> object:
    if not (isinstance(raw, str) and len(raw) == 3 and raw.isascii() and raw.isalpha() and raw.isupper()):
        raise refusal(f"'{str(raw)[:60]}' is no code of a country", "three capital letters")
    return raw


YearMonth = Annotated[str, BeforeValidator(_year_month)]
"""A month, as ``1914-01``."""


def month_number(month: str) -> int:
    """Return the number of months from the year 0 to a `YearMonth`."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


class Codes(Part):
    """Codes under which public tables know the country.

    Parameters
    ----------
    cow : int
        Number in the Correlates of War list, of the state that it is or became.
    iso : str, optional
        Three letters, where a state of today answers to it.
    """

    cow: Annotated[int, Field(strict=True, gt=0)]
    iso: Annotated[str, BeforeValidator(_three_capitals)] | None = None


class Country(Part):
    """A state, or (``exists: no``) one that may yet break away from its `parent`.

    What such a state has of output and military capability is a part of its parent's until then, and its own after.

    Parameters
    ----------
    id : str
    name, name_then : str
        As it is called throughout, and its own name in the year in which the world starts.
    codes : Codes
    exists : bool
    parent : str, optional
        Id of the state that it may break away from; only where it does not exist.
    major, nuclear : bool
        Whether it is a major power; whether it has nuclear arms.
    bloc : str, optional
        Id of its alliance.
    """

    id: Id
    name: Text
    name_then: Text
    codes: Codes
    exists: Switch = True
    parent: Text | None = None
    major: Switch = False
    nuclear: Switch = False
    bloc: Text | None = None
    output: Annotated[Quantity, Declared("countries.{id}.output", "share of world output", "share")]
    development: Annotated[
        Quantity,
        Declared("countries.{id}.development", "output a head, as a share of the leading country's", "share"),
    ]
    autocracy: Annotated[
        Quantity, Declared("countries.{id}.autocracy", "from full democracy (0) to full autocracy (1)", "share")
    ]
    power: Annotated[Quantity, Declared("countries.{id}.power", "share of the world's military capability", "share")]
    capacity: Annotated[
        Quantity, Declared("countries.{id}.capacity", "what the state can do in normal times, κ₀", "share")
    ]
    grievance: Annotated[
        Quantity,
        Declared("countries.{id}.grievance", "share of workers who hold the rule a wrong done to them, G₀", "share"),
    ]
    organised: Annotated[
        Quantity,
        Declared("countries.{id}.organised", "share organised and ready to take power, not of party members", "share"),
    ]
    experience: Annotated[
        Quantity, Declared("countries.{id}.experience", "experience of that organisation's leadership", "share")
    ]
    cohesion: Annotated[Quantity, Declared("countries.{id}.cohesion", "cohesion of the ruling group", "share")]
    accommodation: Annotated[
        Quantity,
        Declared("countries.{id}.accommodation", "share of the ruling group that wants terms abroad", "share"),
    ]
    formation: Annotated[
        Quantity,
        Declared(
            "countries.{id}.formation", "share of armed men in formations outside the army's chain of command", "share"
        ),
    ]
    coexistence: Annotated[
        Quantity, Declared("countries.{id}.coexistence", "policy of coexistence with the other bloc", "share")
    ]
    strength: (
        Annotated[
            Quantity, Declared("countries.{id}.strength", "share of its capability that war has left it", "share")
        ]
        | None
    ) = None
    war_cost: (
        Annotated[Quantity, Declared("countries.{id}.war_cost", "how hard the war under way presses on it", "share")]
        | None
    ) = None
    note: Text | None = None


class Rank(Part):
    """Where it comes from which countries have a rank."""

    source: SourceKeys
    note: Text | None = None


class Ranks(Part):
    """Sources of the ranks of countries: which are major powers, and which have nuclear arms."""

    major: Rank
    nuclear: Rank | None = None


ENDS = ("low", "high")
"""Words for the 5th and the 95th percentile of a country's quantity over all countries of a world."""


def country_inputs() -> dict[str, Declaration]:
    """Return the quantities that every country has, by the last word of their names."""
    declared = {}
    for field in Country.model_fields.values():
        for item in field.metadata:
            if isinstance(item, Declared):
                declared[item.declaration.name.rpartition(".")[2]] = item.declaration
    return declared


class Bloc(Part):
    """An alliance of countries, and the blocs that it stands against (it is enough that one of two says so)."""

    id: Id
    name: Text
    opposed: tuple[Text, ...] = ()
    source: SourceKeys
    note: Text | None = None


class PairList(Part):
    """Pairs of countries of which the same is true, in either order, and why."""

    pairs: Annotated[tuple[tuple[Text, Text], ...], Field(min_length=1)]
    source: SourceKeys | None = None
    judgement: Text | None = None
    note: Text | None = None


def _hostility(kind: str, meaning: str) -> Declared:
    return Declared(f"hostility.{kind}", f"hostility of two countries: {meaning}", "share")


class HostilityOfPair(Part):
    """Hostility of one pair, where its kind does not tell it; `id` is both ids with a hyphen between."""

    id: Id
    first: Text
    second: Text
    hostility: Annotated[Quantity, _hostility("{id}", "this pair")]
    note: Text | None = None


class Hostility(Part):
    """Normal hostility of a pair by its kind (0 to 1); allies who are rivals are a kind of their own."""

    allied: Annotated[Quantity, _hostility("allied", "allies")]
    allied_rivals: Annotated[Quantity, _hostility("allied_rivals", "allies who are rivals")]
    neither: Annotated[Quantity, _hostility("neither", "neither allies nor rivals nor of opposed blocs")]
    rivals: Annotated[Quantity, _hostility("rivals", "strategic rivals")]
    opposed: Annotated[Quantity, _hostility("opposed", "of opposed blocs")]
    opposed_rivals: Annotated[Quantity, _hostility("opposed_rivals", "rivals of opposed blocs")]
    of_pairs: tuple[HostilityOfPair, ...] = ()


class Pairs(Part):
    """What is known of pairs; which pairs are relevant follows from it and is not written down.

    Parameters
    ----------
    contiguous : tuple of PairList
        Those that share a land border or at most 24 miles of water.
    rivals : tuple of PairList
        Strategic rivals.
    allied : tuple of PairList
        Allies beside those of one bloc.
    hostility : Hostility
    """

    contiguous: tuple[PairList, ...]
    rivals: tuple[PairList, ...] = ()
    allied: tuple[PairList, ...] = ()
    hostility: Hostility


class War(Part):
    """A war under way between two countries."""

    attacker: Text
    defender: Text
    since: YearMonth
    rung: Rung
    source: SourceKeys
    note: Text | None = None
