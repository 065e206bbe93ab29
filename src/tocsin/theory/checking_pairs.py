"""What the relations of a world's countries must satisfy: pairs of two known countries, wars of states that exist."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.catalogue.document import Location
from tocsin.theory.checking import block, items, names, repeated
from tocsin.theory.fault import Fault, unknown
from tocsin.theory.world_data import WorldData

__all__ = ["pair_faults"]

_LISTS = ("contiguous", "rivals", "allied")
_AT_WAR = ("strength", "war_cost")


def pair_faults(world: WorldData) -> Iterator[Fault]:
    """Find everything wrong with blocs, pairs, their hostility and wars."""
    yield from _blocs(world)
    yield from _lists(world)
    yield from _hostility(world)
    yield from _wars(world)


def _unordered(one: object, two: object) -> str:
    return " and ".join(sorted((str(one), str(two))))


def _blocs(world: WorldData) -> Iterator[Fault]:
    blocs = items(world.data, "blocs")
    known = [str(bloc.get("id")) for _, bloc in blocs]
    yield from repeated([(("blocs", i, "id"), bloc.get("id")) for i, bloc in blocs], "bloc", world.document)
    for i, country in world.listed:
        bloc = country.get("bloc")
        if isinstance(bloc, str) and bloc not in known:
            yield unknown(("countries", i, "bloc"), "bloc", bloc, known)
    for i, item in blocs:
        for place, other in names(item.get("opposed")):
            location = ("blocs", i, "opposed", *place)
            if other == item.get("id"):
                yield Fault(location, f"the bloc {other} stands against itself", "another bloc")
            elif other not in known:
                yield unknown(location, "bloc", other, known)


def _lists(world: WorldData) -> Iterator[Fault]:
    for key in _LISTS:
        found = list(world.pairs(key))
        for location, pair in found:
            if len(pair) != 2 or not all(isinstance(name, str) for name in pair):
                yield Fault(location, "this is no pair", "[one country, another]")
                continue
            for number, name in enumerate(pair):
                if name not in world.countries:
                    yield unknown((*location, number), "country", str(name), world.countries)
            if pair[0] == pair[1]:
                yield Fault(location, f"{pair[0]} is paired with itself", "two countries")
        pairs = [(place, _unordered(*pair)) for place, pair in found if len(pair) == 2]
        yield from repeated(pairs, "pair", world.document)
        for i, part in items(world.data, "pairs", key):
            if not part.get("source") and not part.get("judgement"):
                expected = "source: a key of sources.bib, or judgement: why these pairs"
                yield Fault(("pairs", key, i), "no source", expected)
    for location, pair in world.pairs("allied"):
        blocs = [world.countries[str(name)].get("bloc") for name in pair if name in world.countries]
        if len(blocs) == 2 and _against(world, blocs[0], blocs[1]):
            yield Fault(location, "these allies belong to opposed blocs", "allies, or opposed blocs")


def _against(world: WorldData, one: object, two: object) -> bool:
    blocs = items(world.data, "blocs")
    stated = [(bloc.get("id"), other) for _, bloc in blocs for _, other in names(bloc.get("opposed"))]
    return (one, two) in stated or (two, one) in stated


def _hostility(world: WorldData) -> Iterator[Fault]:
    found = []
    for i, item in items(block(world.data, "pairs"), "hostility", "of_pairs"):
        place: Location = ("pairs", "hostility", "of_pairs", i)
        first, second = item.get("first"), item.get("second")
        yield from _two(world, place, ("first", first), ("second", second))
        if item.get("id") != f"{first}-{second}":
            yield Fault((*place, "id"), "the id of a pair is made of its countries' ids", f"{first}-{second}")
        found.append((place, _unordered(first, second)))
    yield from repeated(found, "pair", world.document)


def _two(world: WorldData, place: Location, *named: tuple[str, object]) -> Iterator[Fault]:
    """Check two countries, each named under a key, and that they can come to war."""
    for key, name in named:
        if isinstance(name, str) and name not in world.countries:
            yield unknown((*place, key), "country", name, world.countries)
    one, two = (str(name) for _, name in named)
    if one not in world.countries or two not in world.countries:
        return
    if one == two:
        yield Fault((*place, named[1][0]), f"{one} is paired with itself", "two countries")
    elif not world.relevant(one, two):
        message = f"{one} and {two} are no pair that can come to war"
        yield Fault(place, message, "neighbours, rivals, or one of them a major power")


def _wars(world: WorldData) -> Iterator[Fault]:
    start, fighting = world.data.get("start"), set()
    wars, found = items(world.data, "wars"), []
    for i, war in wars:
        place: Location = ("wars", i)
        sides = [war.get("attacker"), war.get("defender")]
        yield from _two(world, place, ("attacker", sides[0]), ("defender", sides[1]))
        found.append((place, _unordered(*sides)))
        for name in sides:
            if isinstance(name, str) and name in world.countries:
                fighting.add(name)
                if not world.exists(name):
                    yield Fault(place, f"{name} is at war and does not exist", "states that exist")
        since = war.get("since")
        if isinstance(since, str) and isinstance(start, str) and since >= start:
            yield Fault((*place, "since"), "the war starts no earlier than the world", f"a month before {start}")
    yield from repeated(found, "war of", world.document)
    if not all(name in world.countries for _, war in wars for name in (war.get("attacker"), war.get("defender"))):
        return  # who is at war is not known
    for i, country in world.listed:
        name = country.get("id")
        for key in _AT_WAR:
            if name in fighting and country.get(key) is None:
                yield Fault(("countries", i), f"{name} is at war and has no '{key}'", f"{key}: a quantity")
            elif name not in fighting and country.get(key) is not None:
                yield Fault(("countries", i, key), f"{name} is in no war under way and has a '{key}'", f"no '{key}'")
