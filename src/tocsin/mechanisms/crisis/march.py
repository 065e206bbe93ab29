"""The column on its road."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import nearness
from tocsin.mechanisms.crisis.state import FIGHTS, HALTED, JOINED, MARCHING, Crisis, Draws, Parameters, Setting, note
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

PASSES, BLOCKED, ARRIVES = range(3)
DRAW_ASSEMBLY = 0

speed = parameter(
    "speed", "speed of an unopposed column", "km/h", 1, 120, Prior.uniform(15, 60),
    judgement="military road and rail movement in convoy, halts included: well below what a vehicle or train can do",
)  # fmt: skip
assembly = parameter(
    "assembly", "mean time before the column moves", "h", 0.1, 100, Prior.uniform(1, 10),
    judgement="loading and lining up several thousand men takes hours; nobody published it as a distribution",
)  # fmt: skip
fuel = parameter(
    "fuel", "distance between two halts to refuel or change engines", "km", 50, 3000, Prior.uniform(250, 700),
    judgement="range of a loaded military lorry or of a steam engine between water and coal stops and reliefs",
)  # fmt: skip
refuel = parameter(
    "refuel", "length of such a halt", "h", 0, 24, Prior.uniform(0.5, 4),
    judgement="a column refuels in turn",
)  # fmt: skip
contact = parameter(
    "contact", "distance over which organised people out meet the column", "km", 1, 500, Prior.log_uniform(30, 150),
    judgement="as far as people go out to meet troops within a day",
)  # fmt: skip
block = parameter(
    "block", "slowing by one organised opponent out per man of the column", "ratio", 0, 20, Prior.log_uniform(0.02, 1),
    "wildman-1987", judgement="barricades, torn-up track, engines withdrawn: seen to stop trains, nowhere measured",
)  # fmt: skip
talk = parameter(
    "talk", "hourly loss of morale where organised opponents far outnumber the column", "per hour", 0, 1,
    Prior.log_uniform(0.003, 0.1), "wildman-1987",
    judgement="agitation among troops worked within a day or two where it worked at all",
)  # fmt: skip


@mechanism(
    "crisis.march", step=20, parameters=(speed, assembly, fuel, refuel, contact, block, talk),
    sources=("wildman-1987",), claims=("world-crisis/K6",),
    events=(
        Event("column-passes", "The column reaches {city}, {value:.0f} km from the capital."),
        Event("column-blocked", "The road is blocked {value:.0f} km from the capital by: {unit}."),
        Event("column-arrives", "The column enters the capital with {value:.0f} men."),
    ),
    memory={"departure": "h", "position": "km"},
)  # fmt: skip
def march(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Move the column along its road: slowed by organised people, halted to refuel and by units that fight.

    Unopposed it needs distance / speed hours, and the halts, after it has assembled. With n organised opponents out
    within reach per man of the column, speed is divided by 1 + block × n and morale falls at the hourly rate
    talk × n / (1 + n). Units that have joined come after it. In a rising there is no column.
    """
    if case.challenger_present == 0.0:
        return
    if draw.tick == 0:
        now.memory.march_departure = -p.march.assembly * math.log(draw.once(0, DRAW_ASSEMBLY))
        now.column.fuel = p.march.fuel
    if now.column.position > 0.0 and draw.tick >= now.memory.march_departure:
        _advance(now, p, draw)
    for unit in now.units:
        # Those who joined come after the column at its speed; who has caught up keeps up.
        if unit.stance == JOINED and unit.distance > now.column.position:
            unit.distance = max(unit.distance - p.march.speed, now.column.position)


def _advance(now: Crisis, p: Parameters, draw: Draws) -> None:
    opponents = 0.0
    if now.memory.march_position != now.column.position:  # a column that marches is not at 0, where memory starts
        now.memory.march_position = now.column.position
        for city in now.cities:
            city.contact = nearness(city.distance - now.column.position, p.march.contact)
    for city in now.cities:
        opponents += city.organised_out * city.contact
    opponents = p.street.weight * opponents / max(now.column.strength, 1.0)
    now.column.morale *= math.exp(-p.march.talk * opponents / (1.0 + opponents))

    if now.column.refuelling >= 1.0:
        now.column.refuelling -= 1.0
        return
    if now.column.engaged >= 0:
        if now.units[now.column.engaged].stance == FIGHTS:
            return
        now.column.engaged = -1
    now.column.stance = MARCHING
    moving = 1.0 - now.column.refuelling  # what the end of a halt leaves of this hour
    now.column.refuelling = 0.0
    way = moving * p.march.speed / (1.0 + p.march.block * opponents)
    before = now.column.position
    after = max(before - min(way, now.column.fuel), 0.0)
    for number, unit in enumerate(now.units):
        # The nearest fighting unit ahead stops the column where it stands; those in the capital are fought there.
        blocks = unit.stance == FIGHTS and unit.on_road == 1 and unit.distance > p.balance.inside
        if blocks and unit.strength >= 1.0 and after <= unit.distance <= before:
            after = unit.distance
            now.column.engaged = number
    if now.column.engaged >= 0:
        now.column.stance = HALTED
        now.course.news += 1
        note(now, draw, BLOCKED, now.column.engaged, after)
    now.column.position = after
    now.column.fuel -= before - after
    if now.column.fuel <= 0.0:
        now.column.fuel = p.march.fuel
        # The halt begins within the hour in which the fuel runs out.
        now.column.refuelling = max(p.march.refuel - moving * (1.0 - (before - after) / way), 0.0)
    now.course.nearest = min(now.course.nearest, after)
    for number, city in enumerate(now.cities):
        if city.on_road == 1 and city.passed == 0 and after <= city.distance:
            city.passed = 1
            now.course.news += 1
            if city.capital == 0:
                note(now, draw, PASSES, number, city.distance)
    if after <= 0.0:
        now.course.arrival = draw.tick
        note(now, draw, ARRIVES, -1, now.column.strength)
