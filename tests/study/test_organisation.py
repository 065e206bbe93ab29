"""The organised share of a case's people: as the engine lays them out, and as uncertain as its inputs."""

import numpy
import pytest

from tocsin.library import build
from tocsin.study.organisation import organisation_of, organised_share

CASE = "kornilov-1917"


def test_it_is_the_share_of_the_people_that_the_engine_lays_out():
    model = build(CASE, "world-crisis")
    uniform = model.quantiles(0, 50, 3)
    groups = model.sets_at(0, uniform).groups
    expected = (groups["size"] * groups["organised"]).sum(axis=1) / groups["size"].sum(axis=1)
    values = {name: quantity.draw(uniform[model.uncertain.index(name)] if name in model.uncertain else numpy.zeros(50))
              for name, quantity in model.case.inputs().items()}  # fmt: skip
    assert organised_share(model.case, values) == pytest.approx(expected)
    found = organisation_of(model, uniform.T)
    assert numpy.exp(found.draws) == pytest.approx(expected)


def test_groups_can_be_chosen():
    model = build(CASE, "world-crisis")
    workers = organisation_of(model, model.quantiles(0, 50, 3).T, groups={"workers"})
    everybody = organisation_of(model, model.quantiles(0, 50, 3).T)
    assert workers.draws.mean() > everybody.draws.mean()  # two thirds of Petrograd's workers, hardly any artisans


def test_what_is_unknown_is_wide_and_never_nothing():
    groups = ("workers", "employees", "owners", "security")
    models = (
        build(CASE, "world-crisis", {f"groups.{group}.organised": 0.2 for group in groups}),
        build(CASE, "world-crisis"),
    )
    known, unknown = (organisation_of(model, numpy.empty((0, len(model.uncertain)))) for model in models)
    assert unknown.prior.std() > 1.5 * known.prior.std()
    assert numpy.isfinite(unknown.prior).all()
    assert len(unknown.draws) == 0


def test_nobody_organised_has_no_logarithm():
    groups = ("workers", "employees", "owners", "security")
    settings = {f"groups.{group}.organised": 0.0 for group in groups}
    settings["groups.workers.in_cities.petrograd.organised"] = 0.0
    model = build(CASE, "world-crisis", settings)
    assert organisation_of(model, numpy.empty((0, len(model.uncertain)))) is None
