"""Support: by the economies of the other successes; and its effect as a ratio of hazards."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tocsin.mechanisms.world.degeneration import degeneration
from tocsin.mechanisms.world.state import BUREAUCRATIC, WORKERS, Country, Setting
from tocsin.mechanisms.world.survival import survival


def world(stage: Any) -> Any:
    return stage.worlds([
        Country(order=WORKERS, output=0.05, development=0.25),
        Country(order=WORKERS, output=0.1, development=0.7),
        Country(order=WORKERS, output=0.02, development=0.4),
        Country(order=WORKERS, output=0.5, development=1.0, exists=0),
        Country(order=BUREAUCRATIC, output=0.2, development=0.5, support=0.9),
    ])  # fmt: skip


def test_support_comes_from_the_others_by_output_and_development(stage: Any) -> None:
    now = world(stage)
    survival(now, Setting(), stage.parameters({"survival.economy": 12.0}), stage.draw("survival"))
    weights = [0.05 * 0.25, 0.1 * 0.7, 0.02 * 0.4]
    for country, weight in zip(now.countries, weights, strict=False):
        assert country.support == pytest.approx(1.0 - math.exp(-12.0 * (sum(weights) - weight)))
    assert [country.support for country in now.countries[3:]] == [0.0, 0.0]


def test_the_advanced_country_gives_more_than_its_size(stage: Any) -> None:
    p = stage.parameters({"survival.economy": 12.0})
    supports = []
    for development in (0.2, 0.9):
        now = stage.worlds([Country(order=WORKERS), Country(order=WORKERS, output=0.1, development=development)])
        survival(now, Setting(), p, stage.draw("survival"))
        supports.append(now.countries[0].support)
    assert math.log1p(-supports[1]) / math.log1p(-supports[0]) == pytest.approx(0.9 / 0.2)


@pytest.mark.parametrize(("economy", "output"), [(5.0, 0.1), (20.0, 0.1), (20.0, 0.3)])
def test_support_divides_the_hazard_of_degenerating(stage: Any, economy: float, output: float) -> None:
    """Of two orders alike, alone and supported: hazard ratio e^(−economy × output × development).

    The share not yet degenerated, 1 − D, falls like a survival curve where support does not undo degeneration.
    """
    p = stage.parameters({"survival.economy": economy, "degeneration.support": 0.0, "degeneration.threshold": 1.0})

    def hazard(*others: Country) -> float:
        now = stage.worlds([Country(order=WORKERS, development=0.3), *others])
        for tick in range(12):
            survival(now, Setting(), p, stage.draw("survival", tick))
            degeneration(now, Setting(), p, stage.draw("degeneration", tick))
        return -math.log1p(-now.countries[0].degeneration) / 12.0

    ratio = hazard(Country(order=WORKERS, output=output, development=0.8)) / hazard()
    assert ratio == pytest.approx(math.exp(-economy * output * 0.8), rel=1e-9)


def test_the_link_can_be_cut_and_support_held_by_hand(stage: Any) -> None:
    now = world(stage)
    survival(now, Setting(), stage.parameters({"survival.economy": 0.0}), stage.draw("survival"))
    assert [country.support for country in now.countries[:3]] == [0.0, 0.0, 0.0]
    for fixed in (0.0, 0.8):
        survival(now, Setting(support_fixed=fixed), stage.parameters(), stage.draw("survival"))
        assert [country.support for country in now.countries] == [fixed, fixed, fixed, 0.0, 0.0]
