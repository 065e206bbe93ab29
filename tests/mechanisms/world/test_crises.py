"""The mark in the schedule at which the engine plays crises."""

from __future__ import annotations

import copy
from typing import Any

from tocsin.mechanisms import declared
from tocsin.mechanisms.world.crises import crises
from tocsin.mechanisms.world.state import COMMANDER, RISING, Country, Setting


def test_it_does_nothing_itself(stage: Any) -> None:
    now = stage.worlds([Country(crisis=COMMANDER), Country(crisis=RISING)], notes=2)
    before = copy.deepcopy(now)
    crises(now, Setting(), stage.parameters(), stage.draw("crises"))
    assert (now.countries, now.course, now.world) == (before.countries, before.course, before.world)


def test_it_stands_between_those_who_ask_for_crises_and_their_aftermath() -> None:
    keys = [mechanism.key for mechanism in declared("world")]
    assert keys.index("defection") < keys.index("rising") < keys.index("crises") < keys.index("aftermath")
    assert not next(mechanism for mechanism in declared("world") if mechanism.key == "crises").switchable
