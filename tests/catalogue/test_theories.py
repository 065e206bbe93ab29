"""The shipped theories: all load, and their claims agree with what the mechanisms say that they implement."""

from pathlib import Path

import pytest

from tocsin.building import build, varied
from tocsin.catalogue import Catalogue
from tocsin.mechanisms import Mechanism, declared
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.mechanisms.world.course import Course
from tocsin.mechanisms.world.events import COUNTRY_HAPPENINGS, COUNTRY_MEASURES, HAPPENINGS, MEASURES
from tocsin.mechanisms.world.state import ORDERS, OUTCOMES, Country
from tocsin.simulate import layout
from tocsin.theory.claim import Claim
from tocsin.theory.theory import Theory
from tocsin.theory.validation import load_theory

SHIPPED = Path(__file__).parents[2] / "src" / "tocsin" / "catalogue"
CATALOGUE = Catalogue((SHIPPED,))
NAMES = [entry.id for entry in CATALOGUE.entries("theory")]
MECHANISMS = {mechanism.name: mechanism for clock in ("crisis", "world") for mechanism in declared(clock)}


def load(name: str) -> Theory:
    return load_theory(name, vocabulary(), CATALOGUE)


def implemented() -> list[tuple[str, Claim]]:
    return [(name, claim) for name in NAMES for claim in load(name).claims if claim.implemented]


def test_the_theories_are_there() -> None:
    assert {"world-crisis", "officers-coordinate", "base-rates"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_theory_loads_and_says_who_it_comes_from(name: str) -> None:
    theory = load(name)
    assert theory.id == name
    assert theory.source
    assert not theory.reviewed_by  # until a person signs
    assert "outcome" in theory.predicts


def test_world_crisis_makes_each_of_its_claims_once() -> None:
    theory = load("world-crisis")
    assert [claim.id for claim in theory.claims] == [f"K{number}" for number in range(1, 23)]
    assert all(claim.implemented for claim in theory.claims)
    assert all(claim.paragraph and claim.source == ("editorial-2023",) for claim in theory.claims)


def test_officers_coordinate_has_four_sourced_claims_that_run() -> None:
    claims = load("officers-coordinate").claims
    assert sum(claim.implemented for claim in claims) >= 4
    assert all(claim.paragraph for claim in claims)


@pytest.mark.parametrize("name", NAMES)
def test_claims_say_what_they_rest_on(name: str) -> None:
    for claim in load(name).claims:
        assert claim.evidence, claim.id
        if claim.implemented:
            assert claim.mechanisms, claim.id
            assert claim.contrast, claim.id
            assert claim.implication is not None, claim.id
        else:
            assert claim.evidence.startswith("Awaits "), claim.id
            assert not claim.contrast, claim.id
            assert claim.implication is None, claim.id


@pytest.mark.parametrize(("theory", "claim"), implemented(), ids=lambda item: getattr(item, "id", item))
def test_a_contrast_changes_something_that_the_theory_has_on(theory: str, claim: Claim) -> None:
    loaded = load(theory)
    for name, value in claim.contrast.items():
        if name in loaded.parameters:
            quantity = loaded.parameters[name]
            assert not quantity.is_fixed or quantity.prior.arguments[0] != vocabulary().number(name, value), name
    assert all(loaded.mechanisms[mechanism] for mechanism in claim.mechanisms)


@pytest.mark.parametrize("name", NAMES)
def test_every_source_of_a_theory_resolves(name: str) -> None:
    theory, sources = load(name), CATALOGUE.sources()
    keys = {key for claim in theory.claims for key in claim.source}
    keys |= {key for quantity in theory.parameters.values() for key in quantity.source.keys}
    for key in keys | set(theory.source):
        citation = sources.source(key)
        assert citation.short
        assert citation.full


@pytest.mark.parametrize("mechanism", MECHANISMS.values(), ids=lambda mechanism: mechanism.name)
def test_every_source_of_a_mechanism_resolves(mechanism: Mechanism) -> None:
    cited = {key for quantity in mechanism.parameters for key in quantity.source.keys}
    for key in cited | set(mechanism.sources):
        assert key in CATALOGUE.sources(), key


@pytest.mark.parametrize("mechanism", MECHANISMS.values(), ids=lambda mechanism: mechanism.name)
def test_a_claim_that_a_mechanism_names_names_the_mechanism(mechanism: Mechanism) -> None:
    for name in mechanism.claims:
        theory, claim = name.split("/")
        found = load(theory).claim(claim)
        assert found.implemented, name
        assert mechanism.name in found.mechanisms, name


def test_a_mechanism_that_a_claim_names_names_the_claim() -> None:
    missing = [
        f"{mechanism} lacks {theory}/{claim.id}"
        for theory, claim in implemented()
        for mechanism in claim.mechanisms
        if f"{theory}/{claim.id}" not in MECHANISMS[mechanism].claims
    ]
    assert not missing


def test_base_rates_has_no_mechanism_and_predicts_the_outcome_only() -> None:
    theory = load("base-rates")
    assert theory.predicts == ("outcome",)
    on = {name for name, runs in theory.mechanisms.items() if runs and MECHANISMS[name].switchable}
    assert on == {"crisis.base_rates"}
    odds = {name.removeprefix("base_rates.") for name in theory.stated}
    assert odds == set(vocabulary().outcomes)
    assert all(theory.parameters[f"base_rates.{outcome}"].prior.kind == "gamma" for outcome in odds)


def test_no_theory_tunes_what_only_the_case_can_know() -> None:
    inputs = set(vocabulary().case_inputs)
    for name in NAMES:
        assert not inputs & set(load(name).stated), name


WORLDS = ("world-1914", "world-2023")
RIVALS = ("officers-coordinate", "bargain-within-the-state", "counterbalanced-army", "hidden-preferences",
          "structural-demographic")  # fmt: skip


def of_worlds(theory: Theory) -> list[Claim]:
    """Claims that run on the world clock."""
    return [
        c for c in theory.claims if c.implemented and any(MECHANISMS[name].clock == "world" for name in c.mechanisms)
    ]


@pytest.mark.parametrize("name", RIVALS)
def test_each_rival_says_something_of_worlds(name: str) -> None:
    theory = load(name)
    claims = of_worlds(theory)
    assert len(claims) >= 2
    assert all(claim.paragraph and claim.source for claim in claims)
    own = {m.key for m in declared("world")}
    assert any(parameter.split(".", 1)[0] in own for parameter in theory.stated)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", ["world-crisis", *RIVALS])
def test_what_follows_from_a_claim_can_be_asked_of_both_worlds(name: str, world: str) -> None:
    """Every arm can be built, and every event has its column."""
    model = build(world, name)
    columns = set(layout.record_type(Course).names or ())
    lives = set(layout.record_type(Country).names or ())
    countries = {country.id for country in model.case.countries}
    for claim in of_worlds(model.theory):
        assert claim.implication is not None
        assert not varied(model, claim.contrast).same_as(model), claim.id
        for what in (claim.implication, *claim.beside):
            assert what.estimand in ("mean", "probability"), claim.id
            for settings in (what.do, what.versus):
                assert not settings or not varied(model, settings).same_as(model), (claim.id, settings)
            for event in (*what.event, *what.given, *what.per):
                country, _, last = event.rpartition(".")
                if country:
                    assert country in countries, event
                    assert COUNTRY_HAPPENINGS.get(last, last) in lives, event
                else:
                    assert event in OUTCOMES or HAPPENINGS.get(event, event) in columns, event
            measured = [event for event in what.event if event.rpartition(".")[2] in (*MEASURES, *COUNTRY_MEASURES)]
            assert (what.estimand == "mean") == bool(measured), (claim.id, what.event)
            assert what.estimand == "probability" or len(measured) == len(what.event), claim.id


def test_the_order_of_a_country_can_be_held() -> None:
    coded = build("world-2023", "world-crisis")
    number = coded.case.number("china")
    for order, held in (("bureaucratic", {}), ("workers", {"china.order": "workers"}),
                        ("capitalist", {"china.order": "capitalist"})):  # fmt: skip
        sets = varied(coded, held).sets(0, 2, 1)
        assert (sets.countries["order"][:, number] == ORDERS.index(order)).all()
