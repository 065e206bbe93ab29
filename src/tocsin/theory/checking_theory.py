"""What a theory must satisfy beyond the form of its parts: names that exist, values in range, runnable claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tocsin.catalogue.document import Document, Location
from tocsin.errors import InvalidValue
from tocsin.theory.checking import block, checked_quantity, items, names, repeated
from tocsin.theory.declaration import Declaration
from tocsin.theory.fault import Fault, unknown
from tocsin.theory.orders import Coding
from tocsin.theory.quantity import Quantity, Source
from tocsin.theory.vocabulary import Vocabulary
from tocsin.theory.world_inputs import ENDS

__all__ = ["Stated", "check_theory"]

ONE_ARM_SCALE = "level"


@dataclass
class Stated:
    """What a theory's file states itself, as far as it is right, and everything wrong with it."""

    switches: dict[str, bool] = field(default_factory=dict)
    parameters: dict[str, Quantity] = field(default_factory=dict)
    orders: Mapping[str, Mapping[str, Coding]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def check_theory(document: Document, vocabulary: Vocabulary) -> Stated:
    """Read mechanisms and parameters against the vocabulary, and check predictions and claims."""
    stated = Stated()
    data = document.data
    _mechanisms(data, vocabulary, stated)
    _parameters(data, vocabulary, stated)
    predicts = data.get("predicts")
    found = [(("predicts", *place), name) for place, name in names(predicts)]
    stated.faults.extend(_unknown_names(found, "feature", vocabulary.features))
    stated.faults.extend(repeated(found, "feature", document))
    _fitted(document, vocabulary, stated)
    claims = items(data, "claims")
    for key in ("id", "name"):
        listed = [(("claims", i, key), claim.get(key)) for i, claim in claims]
        stated.faults.extend(repeated(listed, f"claim {key}", document))
    for i, claim in claims:
        stated.faults.extend(_claim(claim, ("claims", i), vocabulary))
    return stated


def _unknown_names(found: list[tuple[Location, str]], what: str, known: Iterable[str]) -> Iterator[Fault]:
    valid = tuple(known)
    for location, name in found:
        if name not in valid:
            yield unknown(location, what, name, valid)


def _mechanisms(data: Mapping[str, object], vocabulary: Vocabulary, stated: Stated) -> None:
    for name in block(data, "mechanisms"):
        location = ("mechanisms", name)
        if name not in vocabulary.mechanisms:
            stated.faults.append(unknown(location, "mechanism", name, vocabulary.mechanisms))
            continue
        mechanism, choice = vocabulary.mechanisms[name], block(data, "mechanisms", name)
        try:
            on = bool(Declaration(name, "", "switch", 0, 1).number(choice.get("on", True)))
        except InvalidValue:
            continue  # the schema says it
        stated.switches[name] = on
        if not on and not mechanism.switchable:
            stated.faults.append(Fault((*location, "on"), f"{name} cannot be switched off", "on: true"))
        variant = choice.get("variant")
        if isinstance(variant, str):
            _variant(name, variant, data, vocabulary, stated)


def _variant(name: str, variant: str, data: Mapping[str, object], vocabulary: Vocabulary, stated: Stated) -> None:
    location = ("mechanisms", name, "variant")
    mechanism, parameter = vocabulary.mechanisms[name], f"{name.split('.', 1)[-1]}.variant"
    if variant not in mechanism.variants:
        fault = unknown(location, f"variant of {name}", variant, mechanism.variants)
        stated.faults.append(fault if mechanism.variants else Fault(location, f"{name} has no variants", "no variant"))
    elif parameter in block(data, "parameters"):
        stated.faults.append(
            Fault(location, f"the variant is stated under parameters too ({parameter})", "one of them")
        )
    elif parameter in mechanism.parameters:
        source = Source(judgement="the reading of the mechanism that this theory takes")
        declared = mechanism.parameters[parameter]
        stated.parameters[parameter] = declared.fixed_at(mechanism.variants.index(variant), source)


def _parameters(data: Mapping[str, object], vocabulary: Vocabulary, stated: Stated) -> None:
    declared = vocabulary.parameters()
    for name, raw in block(data, "parameters").items():
        if name not in declared:
            stated.faults.append(unknown(("parameters", name), "parameter", name, declared))
            continue
        quantity = checked_quantity(raw, Declaration.of(declared[name]), ("parameters", name), stated.faults)
        if quantity is not None:
            stated.parameters[name] = quantity


def _fitted(document: Document, vocabulary: Vocabulary, stated: Stated) -> None:
    declared = vocabulary.parameters()
    found = [(("fitted", i, "parameter"), item.get("parameter")) for i, item in items(document.data, "fitted")]
    named = [(location, name) for location, name in found if isinstance(name, str)]
    stated.faults.extend(_unknown_names(list(named), "parameter", declared))
    stated.faults.extend(repeated(found, "parameter", document))
    for location, name in named:
        quantity = stated.parameters.get(name, declared.get(name))
        if quantity is not None and quantity.is_fixed:
            stated.faults.append(Fault(location, f"{name} is fixed: nothing is left to fit", "an uncertain parameter"))


def _claim(claim: Mapping[str, object], location: Location, vocabulary: Vocabulary) -> Iterator[Fault]:
    mechanisms = [((*location, "mechanisms", *place), name) for place, name in names(claim.get("mechanisms"))]
    yield from _unknown_names(mechanisms, "mechanism", vocabulary.mechanisms)
    yield from _settings(
        claim, (*location, "contrast"), "contrast", vocabulary.contrasts(), vocabulary.country_settings
    )
    if claim.get("status") == "implemented":
        for part, why in (
            ("mechanisms", "the mechanisms that implement it"),
            ("contrast", "the settings that make the claim false"),
            ("implication", "what follows from the claim"),
            ("evidence", "what in the record bears on it"),
        ):
            if not claim.get(part):
                yield Fault(location, f"an implemented claim without {part}", f"{part}: {why}")
    implication = claim.get("implication")
    if isinstance(implication, dict):
        yield from _implication(implication, (*location, "implication"), vocabulary)
    for i, beside in items(claim, "beside"):
        yield from _implication(beside, (*location, "beside", i), vocabulary)


def _implication(raw: Mapping[str, object], location: Location, vocabulary: Vocabulary) -> Iterator[Fault]:
    estimand, parameter = raw.get("estimand"), raw.get("parameter")
    if isinstance(estimand, str) and estimand not in vocabulary.estimands:
        yield unknown((*location, "estimand"), "estimand", estimand, vocabulary.estimands)
    for key in ("event", "given", "per"):
        found = [((*location, key, *place), name) for place, name in names(raw.get(key))]
        own = [name for _, name in found if "." in name and name.rpartition(".")[2] in vocabulary.country_events]
        yield from _unknown_names(found, "event", (*vocabulary.events, *own))
    for key in ("do", "versus"):
        yield from _settings(raw, (*location, key), key, vocabulary.settings(), vocabulary.country_settings)
    if isinstance(parameter, str) and parameter not in vocabulary.parameters():
        yield unknown((*location, "parameter"), "parameter", parameter, vocabulary.parameters())
    if not raw.get("event") and not parameter:
        yield Fault(location, "neither event nor parameter", "event: what the estimand is about")
    if raw.get("per") and (raw.get("given") or raw.get("estimand") != "mean"):
        yield Fault(
            (*location, "per"), "one thing per another is a mean without condition", "estimand: mean, given: null"
        )
    if raw.get("event") and parameter:
        yield Fault((*location, "parameter"), "both event and parameter", "one of them")
    do, versus = block(raw, "do"), block(raw, "versus")
    if raw.get("scale", "difference") == ONE_ARM_SCALE:
        if versus:
            yield Fault((*location, "versus"), "a level has one arm", "no versus, or scale: difference")
    elif do == versus and not parameter:
        expected = f"do and versus that differ, or scale: {ONE_ARM_SCALE}"
        yield Fault((*location, "do"), "both arms are the same", expected)


def _settings(
    raw: Mapping[str, object],
    location: Location,
    key: str,
    known: Mapping[str, Declaration],
    of_countries: Mapping[str, Declaration],
) -> Iterator[Fault]:
    for name, value in block(raw, key).items():
        declared = known.get(name) or (of_countries.get(name.rpartition(".")[2]) if "." in name else None)
        if declared is None:
            yield unknown((*location, name), "parameter or input", name, known)
            continue
        if name not in known and value in ENDS:
            continue  # an end of what countries have
        try:
            declared.number(value)
        except InvalidValue as error:
            given = value if isinstance(value, str) else None
            yield Fault((*location, name), str(error), declared.expected(), given, declared.choices)
