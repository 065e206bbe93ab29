"""Agents of the Mesa model: column, cities, groups and units."""

from __future__ import annotations

import math
from typing import Any

import mesa

REPRESS, MOBILISE = 1, 3


def normal_share(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


class Column(mesa.Agent):  # type: ignore[misc]
    """The column on its road (crisis.march)."""

    def __init__(self, model: Any, start: dict[str, float]) -> None:
        super().__init__(model)
        self.position = self.nearest = start["position"]
        self.strength = start["strength"]
        self.morale = self.morale_at_start = start["morale"]
        self.departure = -model.p["march.assembly"] * math.log(1.0 - self.random.random())
        self.fuel = model.p["march.fuel"]
        self.refuelling = 0.0
        self.blocked_by: Unit | None = None

    def march(self) -> None:
        self.advance()
        for unit in self.model.units:
            unit.follow(self.position)

    def advance(self) -> None:
        model, p = self.model, self.model.p
        if self.position <= 0.0 or model.hour < self.departure:
            return
        opponents = sum(
            city.organised_out * math.exp(-abs(city.distance - self.position) / p["march.contact"])
            for city in model.cities
        )
        opponents *= p["street.weight"] / max(self.strength, 1.0)
        self.morale *= math.exp(-p["march.talk"] * opponents / (1.0 + opponents))
        if self.refuelling >= 1.0:
            self.refuelling -= 1.0
            return
        if self.blocked_by is not None:
            return
        moving = 1.0 - self.refuelling
        self.refuelling = 0.0
        way = moving * p["march.speed"] / (1.0 + p["march.block"] * opponents)
        before = self.position
        after = max(before - min(way, self.fuel), 0.0)
        for unit in model.units:
            blocks = unit.stance == "fights" and unit.on_road and unit.distance > p["balance.inside"]
            if blocks and after <= unit.distance <= before:
                after = unit.distance
                self.blocked_by = unit
        if self.blocked_by is not None:
            model.news += 1
        self.position = after
        self.fuel -= before - after
        if self.fuel <= 0.0:
            self.fuel = p["march.fuel"]
            self.refuelling = max(p["march.refuel"] - moving * (1.0 - (before - after) / way), 0.0)
        self.nearest = min(self.nearest, after)
        for city in model.cities:
            if city.on_road and not city.passed and after <= city.distance:
                city.passed = True
                model.news += 1


class City(mesa.Agent):  # type: ignore[misc]
    """A city; it adds up its groups."""

    def __init__(self, model: Any, start: dict[str, float]) -> None:
        super().__init__(model)
        self.population, self.distance = start["population"], start["distance"]
        self.on_road, self.capital, self.passed = bool(start["on_road"]), bool(start["capital"]), bool(start["passed"])
        self.groups: list[Group] = []
        self.out = [0.0, 0.0, 0.0]
        self.expressed = 0.0
        self.organised_out = 0.0
        self.seen = [-1.0, -1.0, -1.0]
        self.stirred = [False, False, False]
        spread = model.setting["city_spread"]
        names = ("grievance", "fear", "sympathy", "organised")
        self.departure = {name: math.exp(-spread * self.random.gauss(0.0, 1.0)) for name in names}

    def look(self, anew: bool) -> None:
        """Whether the company that the people see has changed enough to weigh it again."""
        model, near = self.model, self.model.p["street.near"]
        far = (1.0 - near) / model.people
        company = [near * own + far * all_out for own, all_out in zip(self.out, model.country, strict=True)]
        for cause in range(3):
            self.stirred[cause] = anew or abs(company[cause] - self.seen[cause]) > 1e-5
            if self.stirred[cause]:
                self.seen[cause] = company[cause]

    def listen(self) -> None:
        self.expressed = sum(max(group.expressed, group.out[1]) * group.share for group in self.groups)

    def count(self) -> float:
        """Add up; return the largest change."""
        before = self.out
        self.out = [sum(group.share * group.out[cause] for group in self.groups) for cause in range(3)]
        self.organised_out = sum(group.size * group.organised * (group.out[0] + group.out[2]) for group in self.groups)
        for old, new in zip(before, self.out, strict=True):
            if old < self.model.p["street.telling"] <= new and self.model.p["street.weight"] > 0.0:
                self.model.news += 1
        return max(abs(new - old) for old, new in zip(before, self.out, strict=True))


class Group(mesa.Agent):  # type: ignore[misc]
    """A social group in a city (crisis.street)."""

    def __init__(self, model: Any, start: dict[str, float], city: City) -> None:
        super().__init__(model)
        self.city, self.size = city, start["size"]
        self.share = self.size / max(city.population, 1.0)
        city.groups.append(self)
        self.grievance, self.fear, self.sympathy, self.organised = (
            start[name] / (start[name] + (1.0 - start[name]) * city.departure[name])
            for name in ("grievance", "fear", "sympathy", "organised")
        )
        self.expressed = 0.0
        self.out = [0.0, 0.0, 0.0]
        self.ready = [0.0, 0.0, 0.0]

    def speak(self, pace: float) -> float:
        p = self.model.p
        mean = p["street.falsification"] * self.fear
        change = self.sympathy * normal_share((self.city.expressed - mean) / p["street.spread"]) - self.expressed
        self.expressed += pace * change
        return abs(change)

    def come_out(self) -> None:
        pace = self.model.p["street.pace"]
        for cause, stirred in enumerate(self.city.stirred):
            if stirred:
                self.ready[cause] = self.weigh(cause)
            self.out[cause] += pace * (self.ready[cause] - self.out[cause])

    def weigh(self, cause: int) -> float:
        """Share ready to come out for a cause."""
        model, p = self.model, self.model.p
        called = 1.0 if model.ruler.response == MOBILISE else 0.0
        mean = p["street.threshold"] + p["street.fear_raises"] * self.fear
        mean -= p["street.organisation_lowers"] * self.organised
        answering = called * model.setting["organised_appeal"] * self.organised * self.grievance
        if cause == 0:
            pool = (1.0 - self.sympathy) * (1.0 - self.grievance + answering)
            mean -= p["street.call_lowers"] * called
        elif cause == 1:
            pool = self.sympathy
            mean -= p["street.call_lowers"]
        else:
            pool = (1.0 - self.sympathy) * (self.grievance - answering)
            mean -= p["street.grievance_lowers"] * self.grievance
        return pool * normal_share((self.city.seen[cause] - mean) / p["street.spread"])


class Unit(mesa.Agent):  # type: ignore[misc]
    """A unit: loyal until it joins, stands aside or fights (crisis.units)."""

    def __init__(self, model: Any, start: dict[str, float]) -> None:
        super().__init__(model)
        self.distance, self.on_road, self.strength = start["distance"], bool(start["on_road"]), start["strength"]
        self.loyalty, self.affinity = start["loyalty"], start["affinity"]
        self.nearness = math.exp(-abs(self.distance) / model.p["balance.reach"])
        self.weight = self.strength * self.nearness
        self.stance = "loyal"
        self.counted = False

    def follow(self, position: float) -> None:
        if self.stance == "joined" and self.distance > position:
            self.distance = max(self.distance - self.model.p["march.speed"], position)

    def decide(self) -> None:
        model, p = self.model, self.model.p
        if self.stance != "loyal":
            return
        ordered = model.ruler.response == REPRESS
        ahead = model.column.position - self.distance
        sight = p["units.sight"]
        in_the_way = self.on_road or self.distance <= p["balance.inside"]
        if not (in_the_way and -sight <= ahead <= max(sight, p["march.speed"])) and not (
            ordered and self.random.random() < -math.expm1(-1.0 / p["units.notice"])
        ):
            return
        resisting = model.challenger.expected("fights")
        firm = model.fighting + model.ruler.guard + model.crowd_ruler + model.hold
        needed = (firm + resisting * model.undecided - model.attack) / (max(model.undecided, 1.0) * (1.0 + resisting))
        error = math.sqrt(1.0 - p["units.common"]) * self.random.gauss(0.0, 1.0)
        error += math.sqrt(p["units.common"]) * model.public_error
        threshold = p["units.gain"] / (p["units.gain"] + p["units.penalty"])
        odds = normal_share((threshold - needed) / p["units.noise"] - error)
        joining = p["units.gain"] * odds - p["units.penalty"] * (1.0 - odds) + self.affinity
        fighting = p["units.reward"] * (1.0 - odds) - p["units.defeat"] * odds - p["units.bloodshed"] + self.loyalty
        if ordered:
            fighting += p["units.order"]
        model.news += 1
        if joining > 0.0 and joining >= fighting:
            self.stance = "joined"
        elif fighting > 0.0:
            self.stance = "fights"
        else:
            self.stance = "aside"
