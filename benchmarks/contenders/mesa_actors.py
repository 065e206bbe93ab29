"""Agents of the Mesa model: the challenger and the ruler."""

from __future__ import annotations

import math
from typing import Any

import mesa

from contenders.mesa_places import MOBILISE, REPRESS, Group, normal_share

WAITS, FLEE = 0, 4


def win_probability(attack: float, defence: float, decisiveness: float) -> float:
    if attack <= 0.0:
        return 0.0
    if defence <= 0.0:
        return 1.0
    return 1.0 / (1.0 + (defence / attack) ** decisiveness)


class Challenger(mesa.Agent):  # type: ignore[misc]
    """What the challenger believes, and whether he goes on (crisis.challenger)."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.belief = {name: [1.0, 1.0] for name in ("mass", "joins", "fights")}
        self.quitting = model.p["challenger.quitting"]
        self.hours_below = 0
        self.quits = False
        p, setting = model.p, model.setting
        mediator = setting["mediator_present"] * setting["mediator_credibility"]
        credibility = 1.0 - (1.0 - p["settlement.retained"]) * (1.0 - mediator)
        safety = p["settlement.safety"]
        self.conceded = setting["stake"] * p["settlement.generosity"]
        self.terms = credibility * (safety + (1.0 - safety) * setting["stake"] * p["settlement.generosity"])

    def expected(self, name: str) -> float:
        in_favour, against = self.belief[name]
        return in_favour / (in_favour + against)

    def step(self) -> None:
        model, p = self.model, self.model.p
        for unit in model.units:
            if unit.stance != "loyal" and not unit.counted:
                unit.counted = True
                self.belief["joins"][0 if unit.stance == "joined" else 1] += unit.nearness
                self.belief["fights"][0 if unit.stance == "fights" else 1] += unit.nearness
        for city in model.cities:
            if city.expressed > 0.0:
                share = min(city.out[1] / city.expressed, 1.0)
                away = abs(city.distance - model.column.position)
                weight = p["challenger.attention"] * math.exp(-away / p["balance.reach"])
                self.belief["mass"][0] += weight * share
                self.belief["mass"][1] += weight * (1.0 - share)
        self.hours_below = self.hours_below + 1 if self.going_on() < self.quitting else 0
        self.quits = self.hours_below >= p["challenger.patience"]

    def set_out(self) -> None:
        p = self.model.p
        self.expect(0.0)
        if self.going_on() >= self.quitting:
            return
        low, high = 0.0, 1.0
        for _ in range(20):
            middle = 0.5 * (low + high)
            self.expect(middle)
            if self.going_on() >= self.quitting:
                high = middle
            else:
                low = middle
        self.expect(high + p["challenger.optimism"] * (1.0 - high))
        self.quitting = min(self.quitting, self.going_on())

    def expect(self, faith: float) -> None:
        p = self.model.p
        for name, moved in (("mass", faith), ("joins", faith), ("fights", 0.0)):
            prior = p[f"challenger.{name}_prior"]
            expected = prior + moved * (1.0 - prior)
            self.belief[name] = [p["challenger.confidence"] * expected, p["challenger.confidence"] * (1.0 - expected)]

    def going_on(self) -> float:
        model, p = self.model, self.model.p
        odds = self.odds()
        terms = self.terms if model.column.position > 0.0 else 0.0
        value: float = odds + (1.0 - odds) * p["challenger.hope"] * terms - p["challenger.weariness"]
        return value

    def odds(self) -> float:
        model, p, capital = self.model, self.model.p, self.model.capital
        crowd = p["street.weight"] * p["balance.crowd"] * self.expected("mass") * capital.expressed * capital.population
        joins = self.expected("joins")
        attack = model.attack + joins * model.undecided + max(crowd - model.crowd_challenger, 0.0)
        defence = model.fighting + model.ruler.guard + model.crowd_ruler + model.hold
        defence += self.expected("fights") * (1.0 - joins) * model.undecided
        return win_probability(attack, defence, p["balance.decisiveness"])


class Ruler(mesa.Agent):  # type: ignore[misc]
    """The ruler, who represses, bargains, mobilises or flees (crisis.ruler)."""

    def __init__(self, model: Any, start: dict[str, float]) -> None:
        super().__init__(model)
        self.guard = start["guard"]
        self.response = self.first_response = WAITS
        self.armed = self.flight = 0.0
        self.first_choice = -model.p["ruler.reaction"] * math.log(1.0 - self.random.random())
        self.last_choice = self.news_seen = 0
        self.temper = [0.0, 0.0, 0.0, 0.0]

    def step(self) -> None:
        model, p = self.model, self.model.p
        if self.response == MOBILISE:
            self.armed += (1.0 - self.armed) / p["ruler.arming_time"]
        if self.response == FLEE:
            self.flight += 1.0
        if model.hour < self.first_choice:
            return
        first = self.response == WAITS
        if not first and (model.news <= self.news_seen or model.hour - self.last_choice < p["ruler.deliberation"]):
            return
        self.news_seen, self.last_choice = model.news, model.hour
        for option in range(4):
            if first or self.random.random() >= p["ruler.steadiness"]:
                self.temper[option] = -math.log(-math.log(1.0 - self.random.random()))
        worth = [p["ruler.rationality"] * payoff for payoff in self.payoffs()]
        best = REPRESS + max(range(4), key=lambda option: worth[option] + self.temper[option])
        if best != self.response:
            self.response = best
            self.flight = 0.0
            self.first_response = self.first_response or best

    def payoffs(self) -> tuple[float, float, float, float]:
        model, p = self.model, self.model.p
        joining = model.challenger.expected("joins")
        attack = model.attack + joining * model.undecided
        firm = self.guard + model.crowd_ruler + model.hold + model.fighting
        hesitant = model.challenger.expected("fights") * (1.0 - joining) * model.undecided
        gamma = p["balance.decisiveness"]
        by_force = win_probability(attack, firm + p["ruler.force_effect"] * hesitant, gamma)
        by_delay = min(win_probability(attack, firm + hesitant, gamma) + p["ruler.delay_cost"], 1.0)
        people, ready = self.answer_to_call()
        with_call = win_probability(attack, firm + hesitant + people, gamma)
        conceded = p["ruler.concession_cost"] + p["ruler.conceding_cost"] * model.challenger.conceded
        accepted = normal_share((model.challenger.terms - by_delay) / p["ruler.reading_error"])
        groups = model.agents_by_type[Group]
        out = sum(
            group.size * (group.out[0] + group.out[2]) * group.grievance * group.organised for group in groups
        ) / max(sum(group.size for group in groups), 1.0)
        risk = p["ruler.fear_ratio"] * self.perceived(out)
        risk_called = p["ruler.fear_ratio"] * self.perceived(max(ready, out) + p["ruler.perceived_risk"])
        return (
            -by_force - p["ruler.force_cost"] - risk,
            -accepted * conceded - (1.0 - accepted) * by_delay - risk,
            -with_call - p["ruler.arming_cost"] - risk_called,
            -p["ruler.flight_cost"] - risk,
        )

    def perceived(self, ready: float) -> float:
        return -math.expm1(-self.model.p["turn.rate"] * self.model.p["turn.lasting"] * ready)

    def answer_to_call(self) -> tuple[float, float]:
        model, p = self.model, self.model.p
        armed = max(-math.expm1(-model.column.position / p["march.speed"] / p["ruler.arming_time"]), self.armed)
        men = ready = people = 0.0
        for group in model.agents_by_type[Group]:
            answering = (1.0 - group.expressed) * group.organised * model.setting["organised_appeal"]
            people += group.size
            ready += group.size * answering * group.grievance
            if group.city is model.capital:
                weight = p["balance.crowd"] + p["balance.arms"] * group.organised * armed
                men += group.size * max(answering - group.out[0], 0.0) * weight
        return p["street.weight"] * men, ready / max(people, 1.0)
