"""The shipped theories: all load, and their claims agree with what the mechanisms say that they implement."""

from pathlib import Path

import pytest

from tocsin.catalogue import Catalogue
from tocsin.mechanisms import Mechanism, declared
from tocsin.mechanisms.vocabulary import vocabulary
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
    assert {claim.id for claim in theory.claims if claim.implemented} == {"K5", "K6", "K7", "K8", "K9"}
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
