"""Who is called on when a war comes to an alliance, and distance: each as declared, at its rate."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tocsin.mechanisms.world.drive import called, drive, tension
from tocsin.mechanisms.world.state import Country, Pair, Setting
from tocsin.mechanisms.world.wars import count_fronts, note_calls, start_war

QUIET = {"drive.base": 0.0, "drive.joining": 0.0, "drive.mass_opposition": 0.0}


def alliances(**values: Any) -> tuple[list[Country], list[Pair]]:
    """Countries 0 and 1 of alliance 1 against 2 of alliance 2; country 3 is of none."""
    blocs = (1, 1, 2, 0)
    countries = [Country(output=0.2, power=0.1, strength=0.1, autocracy=1.0, bloc=bloc, **values) for bloc in blocs]
    return countries, [Pair(0, 2, opposed=1, hostility=0.5), Pair(1, 2, opposed=1, hostility=0.5), Pair(2, 3)]


def test_distance_lowers_the_hazard_by_its_factor_between_those_who_share_no_border(stage: Any) -> None:
    p = stage.parameters({"drive.distance": 3.0})
    near, far = (tension(Pair(0, 1, contiguous=c, hostility=0.5), Country(), Country(), p) for c in (1, 0))
    assert far / near == pytest.approx(math.exp(-3.0))


def test_a_call_lasts_one_month_and_none_comes_of_wars_under_way_at_the_start(stage: Any) -> None:
    now = stage.worlds(*alliances())
    start_war(now, 0, 0, -5)
    count_fronts(now)
    note_calls(now, 0)
    assert not called(now.countries[1], now.countries[2], now.pairs[1])
    now = stage.worlds(*alliances())
    count_fronts(now)
    note_calls(now, 0)
    start_war(now, 0, 0, 1)
    count_fronts(now)
    heard = []
    for month in (1, 2):
        note_calls(now, month)
        heard.append(called(now.countries[1], now.countries[2], now.pairs[1]))
    assert heard == [True, False]


def test_only_members_are_called_and_only_against_opposed_states(stage: Any) -> None:
    now = stage.worlds(*alliances())
    count_fronts(now)
    note_calls(now, 0)
    start_war(now, 0, 0, 1)
    count_fronts(now)
    note_calls(now, 1)
    assert called(now.countries[1], now.countries[2], now.pairs[1])
    assert not called(now.countries[1], now.countries[2], Pair(1, 2, opposed=0))
    assert not called(now.countries[3], now.countries[2], Pair(2, 3, opposed=1))
    assert not called(now.countries[2], now.countries[1], now.pairs[1])  # country 1 fights nobody yet


@pytest.mark.parametrize(("values", "nuclear", "expected"), [
    ({"drive.honoured": 0.75}, 0, 0.75), ({"drive.honoured": 0.5}, 0, 0.5), ({"drive.honoured": 0.0}, 0, 0.0),
    ({"drive.honoured": 0.8, "drive.commitment": 1.0, "drive.deterrence": math.log(2.0)}, 1, 0.4),
])  # fmt: skip
def test_allies_join_in_the_month_they_are_called_with_the_probability_declared(
    stage: Any, values: dict[str, float], nuclear: int, expected: float
) -> None:
    p, histories, joined = stage.parameters({**QUIET, **values}), 2000, 0
    for history in range(histories):
        now = stage.worlds(*alliances(nuclear=nuclear))
        count_fronts(now)
        note_calls(now, 0)
        start_war(now, 0, 0, 1)
        for month in (1, 2, 3):
            drive(now, Setting(), p, stage.draw("drive", month, history))
        joined += now.pairs[1].war
        assert now.course.joinings == now.pairs[1].war
        assert now.pairs[2].war == 0
    assert abs(joined / histories - expected) <= 4 * math.sqrt(expected * (1 - expected) / histories)
