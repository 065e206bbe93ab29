"""Occasions: each crisis is one of many draws of what varies between crises."""

from __future__ import annotations

from typing import Any

import numpy
from scipy import stats

import tocsin
from tocsin.mechanisms.world.nesting import occasion
from tocsin.simulate.world_model import OCCASIONS


def test_every_occasion_is_as_likely_as_any_other(stage: Any) -> None:
    drawn = [occasion(stage.draw("crises", month, history), 3, 16) for month in range(40) for history in range(100)]
    counts = [drawn.count(number) for number in range(16)]
    assert sum(counts) == len(drawn)
    assert stats.chisquare(counts).pvalue > 1e-4


def test_every_country_meets_its_own(stage: Any) -> None:
    draw = stage.draw("crises", 7)
    assert len({occasion(draw, country, 4096) for country in range(30)}) == 30


def test_what_varies_between_crises_is_not_among_what_nobody_knows() -> None:
    model = tocsin.build("world-2023")
    assert not set(model.uncertain) & set(model.generic.inputs())
    assert "street.pace" in model.uncertain


def test_occasions_follow_the_priors_of_the_crisis_that_stands_for_any() -> None:
    model = tocsin.build("world-2023")
    found = model.occasions(1)
    prior = model.generic.inputs()["column.strength"]
    drawn = numpy.sort(prior.draw((numpy.arange(OCCASIONS) + 0.5) / OCCASIONS))
    assert len(found.column) == OCCASIONS
    assert stats.ks_2samp(found.column["strength"], drawn).pvalue > 1e-4
    assert model.occasions(1) is found
    assert model.occasions(2).column["strength"][0] != found.column["strength"][0]
