"""Start, balance, march and street in JAX, each for one history; `in_jax.py` vmaps them. Branches are `where`s."""

from __future__ import annotations

from typing import Any

import jax
from jax import lax
from jax import numpy as jnp

State = dict[str, Any]
MOBILISE = 3
LOYAL, FIGHTS, ASIDE, JOINED = range(4)
CHALLENGER = 1
ROUNDS_BEFORE = 20
STANDSTILL, VISIBLE, NOTICED = 1e-6, 1e-4, 1e-5


def normal_share(z: Any) -> Any:
    return 0.5 * lax.erfc(-z * 0.7071067811865476)


def prepare(given: State, key: Any, kinds: int) -> tuple[State, State, State]:
    """What stays the same all through a history, its state at hour 0, and what is found out about it."""
    p, setting, cities, column = given["p"], given["settings"], given["cities"], given["column"]
    units, count = given["units"], len(given["cities"]["population"])
    spreading, assembling, reacting, public = jax.random.split(key, 4)
    groups = {name: values.reshape(count, kinds) for name, values in given["groups"].items()}
    errors = jnp.exp(-setting["city_spread"] * jax.random.normal(spreading, (4, count, 1), dtype=float))
    for name, error in zip(("grievance", "fear", "sympathy", "organised"), errors, strict=True):
        groups[name] = groups[name] / (groups[name] + (1.0 - groups[name]) * error)
    groups["share"] = groups["size"] / jnp.maximum(cities["population"], 1.0)[:, None]
    mediator = setting["mediator_present"] * setting["mediator_credibility"]
    credibility = 1.0 - (1.0 - p["settlement.retained"]) * (1.0 - mediator)
    safety = p["settlement.safety"]
    capital = jnp.argmax(cities["capital"])
    nearness = jnp.exp(-jnp.abs(units["distance"]) / p["balance.reach"])
    constant = {
        "p": p, "setting": setting, "cities": cities, "groups": groups, "units": units, "capital": capital,
        "guard": given["ruler"]["guard"], "people": jnp.maximum(cities["population"].sum(), 1.0),
        "nearness": nearness, "weight": units["strength"] * nearness, "strength": column["strength"],
        "morale_at_start": column["morale"], "public_error": jax.random.normal(public, dtype=float),
        "hold": p["balance.hold"] * setting["capital_population"] / 1000.0,
        "terms": credibility * (safety + (1.0 - safety) * setting["stake"] * p["settlement.generosity"]),
        "departure": p["march.assembly"] * jax.random.exponential(assembling, dtype=float),
        "first_choice": p["ruler.reaction"] * jax.random.exponential(reacting, dtype=float),
        "conceded": setting["stake"] * p["settlement.generosity"],
    }  # fmt: skip
    state = {
        "position": column["position"], "morale": column["morale"], "fuel": p["march.fuel"], "refuelling": 0.0,
        "blocked": False, "passed": cities["passed"] == 1, "news": 0, "stance": jnp.full(len(nearness), LOYAL),
        "counted": jnp.zeros(len(nearness), dtype=bool), "out": jnp.zeros((3, count, kinds)),
        "ready": jnp.zeros((3, count, kinds)), "seen": jnp.full((3, count), -1.0),
        "said": jnp.zeros((count, kinds)), "city": jnp.zeros((3, count)), "city_said": jnp.zeros(count),
        "organised_out": jnp.zeros(count), "settled": False, "heard": 0, "turnout": jnp.zeros(3),
        "mass": jnp.ones(2), "joins": jnp.ones(2), "fights": jnp.ones(2), "quitting": p["challenger.quitting"],
        "hours_below": 0, "response": 0, "armed": 0.0, "flight": 0.0, "last_choice": 0, "news_seen": 0,
        "temper": jnp.zeros(4), "capital_hours": 0, "first_response": 0, "nearest": column["position"],
        "distance": units["distance"], "joined": 0.0,
        "fighting": 0.0, "undecided": 0.0, "crowd_ruler": 0.0, "crowd_challenger": 0.0, "attack": 0.0,
    }  # fmt: skip

    def talk(carry: tuple[Any, State, Any]) -> tuple[Any, State, Any]:
        number, state, _ = carry
        state, change = _speak(constant, state, 1.0)
        return number + 1, state, change

    going = lambda carry: (carry[0] < ROUNDS_BEFORE) & (carry[2] >= VISIBLE)  # noqa: E731
    _, state, _ = lax.while_loop(going, talk, (0, state, jnp.float64(1.0)))
    found = {
        "outcome": 0, "hours": 0, "nearest": column["position"], "response": 0, "turnout": jnp.zeros(3),
    }  # fmt: skip
    return constant, state, found


def before_street(tick: Any, c: State, s: State) -> State:
    """Balance and march."""
    p, groups, units = c["p"], c["groups"], c["units"]
    at = c["capital"]
    people = c["cities"]["population"][at]
    weight = p["balance.crowd"] + p["balance.arms"] * groups["organised"][at] * s["armed"]
    crowd_ruler = p["street.weight"] * people * (s["out"][0, at] * weight).sum()
    crowd_challenger = p["street.weight"] * people * s["out"][1, at].sum() * p["balance.crowd"]
    away = jnp.abs(s["distance"] - s["position"])
    joined = jnp.where(s["stance"] == JOINED, units["strength"] * jnp.exp(-away / p["balance.reach"]), 0.0).sum()
    s = s | {
        "joined": joined, "fighting": jnp.where(s["stance"] == FIGHTS, c["weight"], 0.0).sum(),
        "undecided": jnp.where(s["stance"] == LOYAL, c["weight"], 0.0).sum(),
        "crowd_ruler": crowd_ruler, "crowd_challenger": crowd_challenger,
        "attack": c["strength"] * s["morale"] + joined + crowd_challenger,
    }  # fmt: skip

    cities, before = c["cities"], s["position"]
    under_way = (before > 0.0) & (tick >= c["departure"])
    away = jnp.abs(cities["distance"] - before)
    opponents = (s["organised_out"] * jnp.exp(-away / p["march.contact"])).sum()
    opponents *= p["street.weight"] / jnp.maximum(c["strength"], 1.0)
    morale = s["morale"] * jnp.where(under_way, jnp.exp(-p["march.talk"] * opponents / (1.0 + opponents)), 1.0)
    refuels = under_way & (s["refuelling"] >= 1.0)
    moves = under_way & ~refuels & ~s["blocked"]
    moving = 1.0 - s["refuelling"]
    way = moving * p["march.speed"] / (1.0 + p["march.block"] * opponents)
    after = jnp.maximum(before - jnp.minimum(way, s["fuel"]), 0.0)
    distance = units["distance"]
    blocks = (s["stance"] == FIGHTS) & (units["on_road"] == 1) & (distance > p["balance.inside"])
    blocks &= (distance <= before) & (distance >= after)
    after = jnp.where(blocks.any(), jnp.where(blocks, distance, 0.0).max(), after)
    fuel = s["fuel"] - (before - after)
    halt = jnp.maximum(p["march.refuel"] - moving * (1.0 - (before - after) / jnp.maximum(way, 1e-300)), 0.0)
    passes = moves & (cities["on_road"] == 1) & ~s["passed"] & (after <= cities["distance"])
    position = jnp.where(moves, after, before)
    follows = (s["stance"] == JOINED) & (s["distance"] > position)
    stays = jnp.where(refuels, s["refuelling"] - 1.0, s["refuelling"])
    return s | {
        "distance": jnp.where(follows, jnp.maximum(s["distance"] - p["march.speed"], position), s["distance"]),
        "morale": morale, "position": position, "passed": s["passed"] | passes,
        "fuel": jnp.where(moves, jnp.where(fuel <= 0.0, p["march.fuel"], fuel), s["fuel"]),
        "refuelling": jnp.where(moves, jnp.where(fuel <= 0.0, halt, 0.0), stays),
        "blocked": s["blocked"] | (moves & blocks.any()),
        "news": s["news"] + passes.sum() + (moves & blocks.any()),
        "nearest": jnp.where(moves, jnp.minimum(s["nearest"], after), s["nearest"]),
    }  # fmt: skip


def _speak(c: State, s: State, pace: Any) -> tuple[State, Any]:
    p, groups = c["p"], c["groups"]
    company = (jnp.maximum(s["said"], s["out"][CHALLENGER] / groups["share"]) * groups["share"]).sum(axis=1)
    mean = p["street.falsification"] * groups["fear"]
    change = groups["sympathy"] * normal_share((company[:, None] - mean) / p["street.spread"]) - s["said"]
    return s | {"city_said": company, "said": s["said"] + pace * change}, jnp.abs(change).max()


def street(c: State, s: State, moves: Any) -> State:
    """Street; `out` is a share of the city's people."""
    p, groups, before, population = c["p"], c["groups"], s["city"], c["cities"]["population"]
    heard = s["turnout"][CHALLENGER] > VISIBLE
    spoken, said = _speak(c, s, p["street.pace"])
    after = {name: jnp.where(heard, spoken[name], s[name]) for name in ("said", "city_said")}
    called = (s["response"] == MOBILISE).astype(float)
    mean = p["street.threshold"] + p["street.fear_raises"] * groups["fear"]
    mean -= p["street.organisation_lowers"] * groups["organised"]
    others, grievance = 1.0 - groups["sympathy"], groups["grievance"]
    answering = called * c["setting"]["organised_appeal"] * groups["organised"] * grievance
    pools = jnp.stack([others * (1.0 - grievance + answering), groups["sympathy"], others * (grievance - answering)])
    means = jnp.stack(
        [
            mean - p["street.call_lowers"] * called,
            mean - p["street.call_lowers"],
            mean - p["street.grievance_lowers"] * grievance,
        ]
    )
    country = (before * population).sum(axis=1, keepdims=True) / c["people"]
    company = p["street.near"] * before + (1.0 - p["street.near"]) * country
    stirred = (jnp.abs(company - s["seen"]).max(axis=0) > NOTICED) | (s["heard"] != s["response"])
    ready = groups["share"] * pools * normal_share((company[:, :, None] - means) / p["street.spread"])
    ready = jnp.where(stirred[:, None], ready, s["ready"])
    out = s["out"] + p["street.pace"] * (ready - s["out"])
    city = out.sum(axis=2)
    told = ((before < p["street.telling"]) & (city >= p["street.telling"])).sum() * (p["street.weight"] > 0.0)
    change = jnp.maximum(jnp.abs(city - before).max(), jnp.where(heard, said, 0.0))
    after |= {
        "seen": jnp.where(stirred, company, s["seen"]), "ready": ready,
        "out": out, "city": city, "settled": change < STANDSTILL, "heard": s["response"], "news": s["news"] + told,
        "turnout": jnp.maximum(s["turnout"], (city * population).sum(axis=1) / c["people"]),
        "organised_out": population * (groups["organised"] * (out[0] + out[2])).sum(axis=1),
    }  # fmt: skip
    return s | {name: jnp.where(moves, values, s[name]) for name, values in after.items()}
