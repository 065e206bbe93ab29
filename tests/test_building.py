"""Building a model of a world: what is held by hand goes where it belongs, and bad input is one clear error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import pytest

import tocsin
from tocsin.building import build, build_case
from tocsin.errors import InputError, TocsinError, UnknownName
from tocsin.mechanisms.world.state import ORDERS
from tocsin.simulate.world_model import WorldModel

WORLD = "world-1914"


def world(settings: dict[str, Any]) -> WorldModel:
    model = tocsin.build(WORLD, settings=settings)
    assert isinstance(model, WorldModel)
    return model


@pytest.mark.parametrize(
    ("settings", "kind", "message"),
    [
        ({"atlantis.experience": 0.5}, UnknownName, "no parameter or input is called 'atlantis.experience'"),
        ({"germany.experiance": 0.5}, UnknownName, "did you mean 'germany.experience'"),
        ({"germany.experience": 3}, InputError, "3 is out of range; expected a number from 0 to 1"),
        ({"germany.experience": "much"}, InputError, "'much'"),
        ({"war.onsets": "some"}, InputError, "'some' is no choice of war.onsets; expected one of none"),
        ({"rising.outcome": "victory"}, InputError, "expected one of running, settlement"),
        ({"russia.revolution": "maybe"}, InputError, "expected one of failure, success"),
        ({"months": 12}, UnknownName, "no parameter or input is called 'months'"),
        ({"cycle.reversion": -1}, InputError, "out of range"),
        ({"world.ending": "off"}, InputError, "this mechanism cannot be switched off"),
        ({"economy.world_downturn": 5}, InputError, "from 0 to 2"),
    ],
)
def test_bad_input_is_one_clear_error(settings: dict[str, Any], kind: type[TocsinError], message: str) -> None:
    with pytest.raises(kind) as caught:
        world(settings)
    told = str(caught.value)
    assert message in told
    assert "\n" not in told.strip()
    assert len(told) < 400


def test_a_theory_that_says_nothing_of_worlds_is_refused() -> None:
    with pytest.raises(InputError, match="has no mechanism of the world clock"):
        tocsin.build(WORLD, theory="base-rates")
    with pytest.raises(InputError, match="'world-1914' is a world, and audit works on cases only"):
        build_case(WORLD, verb="audit")


def test_what_is_held_by_hand_stands_in_the_state() -> None:
    model = world({
        "germany.experience": 0.7, "rising.outcome": "crushed", "war.onsets": "none", "russia.revolution": "success",
        "economy.world_downturn": 1.5, "cycle.growth": 0.01,
    })  # fmt: skip
    sets = model.sets(0, 4, 1)
    ids = [country.id for country in model.case.countries]
    assert (sets.countries["experience"][:, ids.index("germany")] == 0.7).all()
    assert (sets.countries["conversion_fixed"][:, ids.index("russia")] == 1.0).all()
    assert (sets.countries["conversion_fixed"][:, ids.index("germany")] == -1.0).all()
    assert (sets.settings["war_fixed"] == 0.0).all()
    assert (sets.settings["downturn_world"] == 1.5).all()
    assert (sets.settings["commander_outcome"] == -1.0).all()
    assert (sets.settings["rising_outcome"] == 3.0).all()
    assert (sets.parameters["cycle"]["growth"] == 0.01).all()
    assert "countries.germany.experience" not in model.uncertain


@pytest.mark.parametrize("end", ["low", "high"])
def test_low_and_high_are_ends_over_all_countries(end: str) -> None:
    value = world({"germany.experience": end}).case.inputs()["countries.germany.experience"].prior.arguments[0]
    pooled = numpy.concatenate([
        quantity.draw(numpy.linspace(0.0005, 0.9995, 1000))
        for name, quantity in tocsin.build(WORLD).case.inputs().items() if name.endswith(".experience")
    ])  # fmt: skip
    assert (pooled < value).mean() == pytest.approx({"low": 0.05, "high": 0.95}[end], abs=0.01)


def test_a_name_that_is_a_mechanism_and_an_intervention_is_both() -> None:
    held, off = world({"war.coexistence": 1}), world({"war.coexistence": "off"})
    names = [mechanism.name for mechanism in held.mechanisms]
    assert held.on[names.index("war.coexistence")]
    assert dict(held.interventions) == {"war.coexistence": 1.0}
    assert not off.on[names.index("war.coexistence")]
    assert not off.interventions


def test_the_first_state_is_that_of_the_files() -> None:
    model = world({})
    sets = model.sets(0, 3, 1)
    first = sets.countries[0]
    assert numpy.allclose(sets.countries["output"].sum(axis=1) + sets.world["rest"], 1.0)
    assert [bool(c["exists"]) for c in first] == [country.exists for country in model.case.countries]
    for country, laid in zip(model.case.countries, first, strict=True):
        order = model.theory.order(model.case.id, country.id)
        assert ORDERS[int(laid["order"])] == (order or "capitalist")
        if not country.exists:
            assert laid["output"] == laid["power"] == laid["strength"] == 0.0
            assert 0.0 < laid["part"] < 1.0


def test_a_name_that_nobody_knows_is_held_against_cases_and_worlds() -> None:
    with pytest.raises(UnknownName, match=r"no case or world is called 'world-1941'.*did you mean 'world-1914'"):
        build("world-1941")
    with pytest.raises(UnknownName, match=r"did you mean 'kapp-1920'"):
        build("kapp-1921")


def test_a_file_that_cannot_be_read_is_no_world_and_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    for name in ("nowhere.yaml", "folder.yaml"):
        with pytest.raises(InputError):
            build(str(tmp_path / name))
