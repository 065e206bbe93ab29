"""States that do not exist do nothing: whatever they hold stays as it is, and nobody else is moved by it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tocsin.mechanisms import declared
from tocsin.mechanisms.crisis.state import UNRESOLVED
from tocsin.mechanisms.world.state import BUREAUCRATIC, JUNTA, NO_CRISIS, RISING, WORKERS, Country, Setting

KEYS = (
    "cohesion", "growth", "diffusion", "fission", "defection", "rising", "crises", "aftermath", "conversion", "peace",
    "survival", "degeneration", "descent", "stress",
)  # fmt: skip
RESTLESS = {
    "defection.base": 10.0,
    "rising.base": 10.0,
    "fission.base": 9.0,
    "conversion.fall_base": 20.0,
    "conversion.power_base": 20.0,
    "degeneration.isolation": 9.0,
    "diffusion.strength": 9.0,
}


def absent(order: int, crisis: int) -> Country:
    return Country(
        exists=0, order=order, crisis=crisis, outcome=UNRESOLVED, dual_power=1.0, last_success=2, fell=1, output=0.5,
        grievance=1.0, strife=3.0, cohesion=0.2, organised=0.1, development=0.5, conversion_fixed=1.0,
    )  # fmt: skip


@pytest.mark.parametrize("order", [BUREAUCRATIC, JUNTA, WORKERS])
@pytest.mark.parametrize("crisis", [NO_CRISIS, RISING])
@pytest.mark.parametrize("key", KEYS)
def test_a_state_that_does_not_exist_does_nothing(stage: Any, key: str, crisis: int, order: int) -> None:
    formula = next(mechanism.formula for mechanism in declared("world") if mechanism.key == key)
    p = stage.parameters(RESTLESS)
    present = [Country(order=WORKERS, output=0.1, crisis=RISING, last_success=0), Country(output=0.2)]
    now, without = stage.worlds([*present, absent(order, crisis)]), stage.worlds(copy.deepcopy(present))
    for tick in (3, 4):
        formula(now, Setting(seeded=0.5, support_fixed=-1.0), p, stage.draw(key, tick))
        formula(without, Setting(seeded=0.5, support_fixed=-1.0), p, stage.draw(key, tick))
    assert now.countries[:2] == without.countries
    assert now.course == without.course
    left = now.countries[2]
    if key == "diffusion":  # what it had been inspired to fades, which is nothing here
        assert left.inspiration == 0.0
    assert left == absent(order, crisis)
