"""What a world must satisfy beyond the form of its parts: references, sums, and a record in known features."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.catalogue.document import Document, Location
from tocsin.theory.checking import block, items, repeated
from tocsin.theory.checking_case import mean_share, record_faults
from tocsin.theory.checking_pairs import pair_faults
from tocsin.theory.fault import Fault, unknown
from tocsin.theory.vocabulary import Feature, Vocabulary
from tocsin.theory.world_data import WorldData, is_on
from tocsin.theory.world_inputs import month_number

__all__ = ["ROUNDING", "world_faults"]

ROUNDING = 1e-6
"""How far from 1 the sum of all outputs may lie; outputs are then divided by their sum."""


def world_faults(document: Document, vocabulary: Vocabulary) -> list[Fault]:
    """Return everything wrong with a world that its schema cannot see."""
    world = WorldData(document)
    features = _features(world, vocabulary)
    return [
        *_countries(world),
        *_parts(world, "output"),
        *_parts(world, "power"),
        *_outputs(world),
        *pair_faults(world),
        *_time(world),
        *record_faults(document, features),
    ]


def _features(world: WorldData, vocabulary: Vocabulary) -> Mapping[str, Feature]:
    """Return the features of the whole, and those of every country as ``germany.left_war``."""
    own = vocabulary.country_features.items()
    return {**vocabulary.features, **{f"{country}.{name}": f for country in world.countries for name, f in own}}


def _countries(world: WorldData) -> Iterator[Fault]:
    ids = [(("countries", i, "id"), country.get("id")) for i, country in world.listed]
    yield from repeated(ids, "country", world.document)
    armed = False
    for i, country in world.listed:
        place: Location = ("countries", i)
        if not is_on(country, "exists", default=True):
            yield from _dormant(world, place, country)
        elif country.get("parent") is not None:
            message = f"{country.get('id')} exists and has a parent"
            yield Fault((*place, "parent"), message, "exists: no, or no parent")
        armed = armed or is_on(country, "nuclear")
    if armed and not block(world.data, "ranks", "nuclear"):
        yield Fault(("ranks",), "nuclear arms without a source", "nuclear: {source: a key of sources.bib}")


def _dormant(world: WorldData, place: Location, country: Mapping[str, object]) -> Iterator[Fault]:
    """Check a state that may come to exist: it has a parent that exists, and no rank of its own."""
    parent, name = country.get("parent"), country.get("id")
    if parent is None:
        yield Fault(place, f"{name} does not exist and has no parent", "parent: the state that it may break away from")
    elif isinstance(parent, str) and parent not in world.countries:
        yield unknown((*place, "parent"), "country", parent, world.countries)
    elif isinstance(parent, str) and not world.exists(parent):
        yield Fault((*place, "parent"), f"the parent {parent} does not exist itself", "a state that exists")
    for key in ("major", "nuclear"):
        if is_on(country, key):
            yield Fault((*place, key), f"{name} does not exist and has a rank", f"no '{key}'")
    if country.get("bloc") is not None:
        yield Fault((*place, "bloc"), f"{name} does not exist and is in a bloc", "no 'bloc'")


def _parts(world: WorldData, key: str) -> Iterator[Fault]:
    """What states that may come to exist have is a part of what their parent has."""
    for parent, whole in world.countries.items():
        parts = [c for _, c in world.listed if c.get("parent") == parent and not is_on(c, "exists", default=True)]
        total, most = sum(mean_share(part.get(key)) for part in parts), mean_share(whole.get(key))
        if parts and total > most + ROUNDING:
            message = f"the states that may leave {parent} have more {key} than it has: {total:.6g}"
            yield Fault((*world.place(parent), key), message, f"at least {total:.6g}")


def _outputs(world: WorldData) -> Iterator[Fault]:
    """The expected outputs of the states that exist and of the rest make the world's."""
    existing = [country for _, country in world.listed if is_on(country, "exists", default=True)]
    parts = [*(country.get("output") for country in existing), world.data.get("rest")]
    if not existing or not all(isinstance(part, dict) for part in parts):
        return  # the schema says it
    total = sum(mean_share(part) for part in parts)
    if abs(total - 1) > ROUNDING:
        message = f"the expected outputs of the states that exist and the rest add up to {total:.8g}"
        yield Fault(("rest",), message, f"1 (within {ROUNDING:g})")


def _time(world: WorldData) -> Iterator[Fault]:
    """The record lies within the horizon; where there is none, the file says when there will be."""
    start, months, year = (world.data.get(key) for key in ("start", "months", "scored_by"))
    if not world.data.get("record") and year is None:
        yield Fault(("record",), "neither a record nor a year to score the forecast by", "scored_by: a year")
    well_formed = isinstance(start, str) and len(start) == 7 and start[:4].isdigit() and start.endswith("-01")
    if not (isinstance(start, str) and well_formed and isinstance(months, int)):
        return  # the schema says it
    end = month_number(start) + months
    if isinstance(year, int) and year * 12 < end:
        yield Fault(("scored_by",), "the forecast is scored before its horizon", f"{-(-end // 12)} or later")
    for i, fact in items(world.data, "facts"):
        when = str(fact.get("when"))[:7]
        known = len(when) == 7 and when[:4].isdigit() and when[5:].isdigit()
        if known and not month_number(start) <= month_number(when) < end:
            yield Fault(("facts", i, "when"), "this is outside the time of the world", "a day within it")
