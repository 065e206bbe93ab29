"""What a case must satisfy beyond the form of its parts: references, shares, and a record in known features."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic_core import PydanticCustomError

from tocsin.catalogue.document import Document
from tocsin.theory.checking import block, items, names, repeated
from tocsin.theory.declaration import Declaration
from tocsin.theory.entry import read_quantity
from tocsin.theory.fault import Fault, unknown
from tocsin.theory.record import observed_values
from tocsin.theory.vocabulary import Feature, Vocabulary

__all__ = ["case_faults", "mean_share", "record_faults"]

SHARE = Declaration("share", "", "share", 0, 1)
ROUNDING = 1e-9


def case_faults(document: Document, vocabulary: Vocabulary) -> list[Fault]:
    """Return everything wrong with a case that its schema cannot see."""
    return [
        *_ids(document),
        *_places(document.data),
        *_shares(document.data),
        *record_faults(document, vocabulary.features),
    ]


def _ids(document: Document) -> Iterator[Fault]:
    for part, what in (("cities", "city"), ("groups", "group"), ("units", "unit")):
        found = items(document.data, "inputs", part)
        yield from repeated([(("inputs", part, i, "id"), item.get("id")) for i, item in found], what, document)


def _city_ids(data: object) -> tuple[str, ...]:
    ids = (city.get("id") for _, city in items(data, "inputs", "cities"))
    return tuple(dict.fromkeys(name for name in ids if isinstance(name, str)))


def _places(data: object) -> Iterator[Fault]:
    cities = _city_ids(data)
    capital = block(data, "inputs").get("capital")
    if isinstance(capital, str) and capital not in cities:
        yield unknown(("inputs", "capital"), "city", capital, cities)
    for i, city in items(data, "inputs", "cities"):
        distance = block(city, "distance")
        if city.get("id") == capital and distance and distance.get("value") != 0:
            yield Fault(("inputs", "cities", i, "distance"), "the capital is away from itself", "value: 0")
    for i, unit in items(data, "inputs", "units"):
        place = unit.get("city")
        if isinstance(place, str) and place not in cities:
            yield unknown(("inputs", "units", i, "city"), "city", place, cities)
    for i, group in items(data, "inputs", "groups"):
        for name in block(group, "in_cities"):
            if name not in cities:
                yield unknown(("inputs", "groups", i, "in_cities", name), "city", name, cities)


def _shares(data: object) -> Iterator[Fault]:
    """Groups do not overlap, so their expected shares of a city must not exceed the whole of it."""
    groups = items(data, "inputs", "groups")
    country = {i: mean_share(group.get("share")) for i, group in groups}
    changed = {city for _, group in groups for city in block(group, "in_cities")}
    for city in (None, *sorted(changed)):
        own = {i: block(group, "in_cities", city).get("share") if city else None for i, group in groups}
        if city and not any(own.values()):
            continue
        total = sum(mean_share(own[i]) if own[i] else country[i] for i, _ in groups)
        if total > 1 + ROUNDING:
            where = f" in {city}" if city else ""
            message = f"the expected shares of the groups{where} add up to {total:.3g}"
            yield Fault(("inputs", "groups"), message, "at most 1")


def mean_share(raw: object) -> float:
    """Return the mean of the prior of a share in plain data; 0 where it is broken."""
    quantity, _ = read_quantity(raw, SHARE)
    return quantity.prior.mean() if quantity is not None else 0.0


def record_faults(document: Document, features: Mapping[str, Feature]) -> Iterator[Fault]:
    """Find features that do not exist, stand twice, or have values that they cannot have."""
    observations = items(document.data, "record")
    found = [(("record", i, "feature"), item.get("feature")) for i, item in observations]
    yield from repeated(found, "feature", document)
    for i, item in observations:
        feature = item.get("feature")
        if not isinstance(feature, str):
            continue
        if feature not in features:
            yield unknown(("record", i, "feature"), "feature", feature, features)
        elif "observed" in item:
            yield from _values(i, item, feature, features[feature])


def _values(i: int, item: Mapping[str, object], feature: str, known: Feature) -> Iterator[Fault]:
    try:
        values = observed_values(item["observed"])
    except PydanticCustomError:
        return  # the schema says it
    for number, value in enumerate(values):
        location = ("record", i, "observed", number)
        if isinstance(value, tuple) != known.sequence:
            form = "a list of sequences such as [[repress, bargain]]" if known.sequence else "a list of bins"
            yield Fault(location, f"the values of '{feature}' have another form", form)
            continue
        for _, name in names(list(value) if isinstance(value, tuple) else value):
            if name not in known.bins:
                yield unknown(location, f"value of '{feature}'", name, known.bins)
