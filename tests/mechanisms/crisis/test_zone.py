"""The capital's zone: whoever stands in it decides, fights and falls there, and blocks no road."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tocsin.mechanisms.crisis.state import ASIDE, FIGHTS, LOYAL, Ruler, Setting, Unit
from tocsin.mechanisms.crisis.units import units

CLOCK = ["balance", "march", "combat", "units", "ending"]
VALUES = {"march.assembly": 0.0, "march.fuel": 1e9, "march.speed": 40.0, "balance.inside": 30.0,
          "combat.column_effect": 0.02, "combat.defence_effect": 0.03, "combat.breaking": 0.05,
          "combat.assault": 0.0, "combat.yielding": 0.0, "units.sight": 10.0}  # fmt: skip


def garrison(distance: float, **rest: Any) -> Unit:
    rest = {"on_road": 1, "stance": FIGHTS, **rest}
    return Unit(distance=distance, strength=600.0, initial=600.0, **rest)


@pytest.mark.parametrize("on_road", [0, 1])
def test_a_unit_at_5_km_and_the_guard_fight_as_one_once_the_column_is_in(stage: Any, on_road: int) -> None:
    """100 km at 40 km/h: in the capital in the third hour, never stopped, and then 4,000 men against 1,500 + 600."""
    now = stage.crisis(
        column=stage.column(100.0, 4000.0), units=[garrison(5.0, on_road=on_road)], ruler=Ruler(guard=1500.0), notes=9
    )
    pace, ratio = math.sqrt(0.02 * 0.03), math.sqrt(0.03 / 0.02)
    attack, defence = 4000.0, 2100.0
    for tick in stage.play(CLOCK, now, Setting(), stage.parameters(VALUES), range(8)):
        assert now.column.position == max(100.0 - 40.0 * (tick + 1), 0.0)
        assert now.column.engaged == -1
        if tick >= 2:
            attack, defence = (
                attack * math.cosh(pace) - ratio * defence * math.sinh(pace),
                defence * math.cosh(pace) - attack / ratio * math.sinh(pace),
            )
        assert (now.course.fighting_now, now.course.fighting_hours) == (int(tick >= 2), max(tick - 1, 0))
        assert now.column.strength == pytest.approx(attack)
        assert now.ruler.guard == pytest.approx(1500.0 / 2100.0 * defence)
        assert now.units[0].strength == pytest.approx(600.0 / 2100.0 * defence)
    assert now.course.arrival == 2
    begins = [line for line in now.notes[: now.course.events] if line.value == 2100.0]
    assert [line.hour for line in begins] == [2]  # told with both in the defence


def test_a_unit_70_km_out_on_the_road_still_blocks_it_and_is_fought_alone(stage: Any) -> None:
    now = stage.crisis(column=stage.column(100.0, 4000.0), units=[garrison(70.0), garrison(5.0)],
                       ruler=Ruler(guard=1500.0))  # fmt: skip
    pace, ratio = math.sqrt(0.02 * 0.03), math.sqrt(0.03 / 0.02)
    attack, defence = 4000.0, 600.0
    for _ in stage.play(CLOCK, now, Setting(), stage.parameters(VALUES), range(4)):
        attack, defence = (
            attack * math.cosh(pace) - ratio * defence * math.sinh(pace),
            defence * math.cosh(pace) - attack / ratio * math.sinh(pace),
        )
        assert (now.column.position, now.column.engaged, now.course.fighting_hours) == (70.0, 0, 0)
        assert (now.column.strength, now.units[0].strength) == pytest.approx((attack, defence))
        assert (now.ruler.guard, now.units[1].strength) == (1500.0, 600.0)


@pytest.mark.parametrize("inside", [0.0, 20.0, 60.0])
@pytest.mark.parametrize("distance", [0.0, 19.0, 20.0, 21.0, 60.0, 61.0])
def test_the_zone_s_edge_is_a_parameter(stage: Any, inside: float, distance: float) -> None:
    now = stage.crisis(column=stage.column(0.0, 4000.0), units=[garrison(distance)], ruler=Ruler(guard=1500.0))
    for _ in stage.play(CLOCK, now, Setting(), stage.parameters({**VALUES, "balance.inside": inside}), range(1)):
        pass
    assert (now.units[0].strength < 600.0) == (distance <= inside)
    defence = 2100.0 if distance <= inside else 1500.0
    pace, ratio = math.sqrt(0.02 * 0.03), math.sqrt(0.03 / 0.02)
    assert now.column.strength == pytest.approx(4000.0 * math.cosh(pace) - ratio * defence * math.sinh(pace))


@pytest.mark.parametrize("position", [100.0, 66.0, 64.0, 30.0, 15.0, 14.0])
@pytest.mark.parametrize(("distance", "on_road"), [(25.0, 0), (25.0, 1), (31.0, 0), (31.0, 1)])
def test_in_the_zone_a_unit_off_the_road_decides_when_the_column_is_near(
    stage: Any, position: float, distance: float, on_road: int
) -> None:
    """Near: an hour's march (40 km) before to sight (10 km) past it. Beyond the zone, only on the road."""
    unit = Unit(distance=distance, on_road=on_road, strength=600.0)
    now = stage.crisis(column=stage.column(position), units=[unit])
    units(now, Setting(), stage.parameters(VALUES), stage.draw("units"))
    near = -10.0 <= position - distance <= 40.0
    assert (unit.stance != LOYAL) == (near and (on_road == 1 or distance <= 30.0))


def test_on_its_way_in_the_column_makes_all_of_the_zone_decide(stage: Any) -> None:
    places = [(0.0, 0), (5.0, 0), (29.0, 0), (30.0, 1), (35.0, 0), (200.0, 0)]
    formations = [Unit(distance=d, on_road=road, strength=600.0, loyalty=-9.0, affinity=-9.0) for d, road in places]
    for sight in (1.0, 30.0):
        now = stage.crisis(column=stage.column(400.0), units=[Unit(**as_dict(unit)) for unit in formations])
        p = stage.parameters({**VALUES, "units.sight": sight})
        for _ in stage.play(CLOCK, now, Setting(), p, range(11)):
            pass
        assert [unit.stance for unit in now.units] == [ASIDE] * 4 + [LOYAL] * 2


def as_dict(unit: Unit) -> dict[str, Any]:
    return {name: getattr(unit, name) for name in Unit.__slots__}
