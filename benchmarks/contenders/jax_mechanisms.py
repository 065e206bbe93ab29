"""The mechanisms in JAX, each for one history; `in_jax.py` vmaps them. Branches are `where`s."""

from __future__ import annotations

from typing import Any

import jax
from jax import lax, numpy as jnp

State = dict[str, Any]
REPRESS, MOBILISE, FLEE = 1, 3, 4
LOYAL, FIGHTS, ASIDE, JOINED = range(4)
ABANDONED, COUP, RULER_FLEES, UNRESOLVED = 2, 4, 7, 8
CHALLENGER = 1
ROUNDS_BEFORE, HALVINGS, HOURS_AT_MOST = 20, 20, 336
STANDSTILL, VISIBLE, NOTICED = 1e-6, 1e-4, 1e-5


def normal_share(z: Any) -> Any:
    return 0.5 * lax.erfc(-z * 0.7071067811865476)


def win_probability(attack: Any, defence: Any, decisiveness: Any) -> Any:
    ratio = jnp.maximum(defence, 0.0) / jnp.where(attack > 0.0, attack, 1.0)
    return jnp.where(attack > 0.0, 1.0 / (1.0 + ratio**decisiveness), 0.0)


def expected(belief: Any) -> Any:
    return belief[0] / (belief[0] + belief[1])


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
        "distance": units["distance"], "joined": 0.0, "fighting": 0.0, "undecided": 0.0, "crowd_ruler": 0.0, "crowd_challenger": 0.0, "attack": 0.0,
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
    follows = (s["stance"] == JOINED) & (s["distance"] > before)
    stays = jnp.where(refuels, s["refuelling"] - 1.0, s["refuelling"])
    return s | {
        "distance": jnp.where(follows, jnp.maximum(s["distance"] - p["march.speed"], before), s["distance"]),
        "morale": morale, "position": jnp.where(moves, after, before), "passed": s["passed"] | passes,
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


def after_street(tick: Any, c: State, s: State, found: State, draws: State) -> tuple[State, State]:
    """Units, challenger, ruler and ending; write down how a history ended."""
    s = _units(c, s, draws)
    s, quits = _challenger(tick, c, s)
    s = _ruler(tick, c, s, draws)
    p, units = c["p"], c["units"]
    near = (s["stance"] == FIGHTS) & (units["distance"] <= p["balance.inside"])
    engaged = c["guard"] + s["crowd_ruler"] + jnp.where(near, units["strength"], 0.0).sum()
    holds = (s["position"] <= 0.0) & (s["attack"] > p["ending.superiority"] * engaged) & (s["attack"] > c["hold"])
    s = s | {"capital_hours": jnp.where(holds, s["capital_hours"] + 1, 0)}
    outcome = jnp.where(tick >= HOURS_AT_MOST, UNRESOLVED, 0)
    outcome = jnp.where(s["capital_hours"] >= p["ending.consolidation"], COUP, outcome)
    outcome = jnp.where(quits | (s["morale"] < p["ending.melted"] * c["morale_at_start"]), ABANDONED, outcome)
    outcome = jnp.where(s["flight"] >= p["ending.flight"], RULER_FLEES, outcome)
    new = {
        "outcome": outcome, "hours": tick, "nearest": s["nearest"], "response": s["first_response"],
        "turnout": s["turnout"],
    }  # fmt: skip
    runs = found["outcome"] == 0
    return s, {name: jnp.where(runs, new[name], found[name]) for name in found}


def _units(c: State, s: State, draws: State) -> State:
    p, units = c["p"], c["units"]
    ordered = s["response"] == REPRESS
    ahead, sight = s["position"] - units["distance"], p["units.sight"]
    in_the_way = (units["on_road"] == 1) | (units["distance"] <= p["balance.inside"])
    met = in_the_way & (-sight <= ahead) & (ahead <= jnp.maximum(sight, p["march.speed"]))
    reached = ordered & (draws["order"] < -jnp.expm1(-1.0 / p["units.notice"]))
    decides = (s["stance"] == LOYAL) & (met | reached)
    resisting = expected(s["fights"])
    firm = s["fighting"] + c["guard"] + s["crowd_ruler"] + c["hold"]
    needed = firm + resisting * s["undecided"] - s["attack"]
    needed /= jnp.maximum(s["undecided"], 1.0) * (1.0 + resisting)
    error = jnp.sqrt(1.0 - p["units.common"]) * draws["signal"] + jnp.sqrt(p["units.common"]) * c["public_error"]
    threshold = p["units.gain"] / (p["units.gain"] + p["units.penalty"])
    odds = normal_share((threshold - needed) / p["units.noise"] - error)
    joining = p["units.gain"] * odds - p["units.penalty"] * (1.0 - odds) + units["affinity"]
    fighting = p["units.reward"] * (1.0 - odds) - p["units.defeat"] * odds - p["units.bloodshed"] + units["loyalty"]
    fighting += ordered * p["units.order"]
    choice = jnp.where(fighting > 0.0, FIGHTS, ASIDE)
    choice = jnp.where((joining > 0.0) & (joining >= fighting), JOINED, choice)
    return s | {"stance": jnp.where(decides, choice, s["stance"]), "news": s["news"] + decides.sum()}


def _challenger(tick: Any, c: State, s: State) -> tuple[State, Any]:
    p, cities = c["p"], c["cities"]
    s = lax.cond(tick == 0, lambda s: _set_out(c, s), lambda s: s, s)
    new = jnp.where((s["stance"] != LOYAL) & ~s["counted"], c["nearness"], 0.0)
    joins, fights = s["stance"] == JOINED, s["stance"] == FIGHTS
    share = jnp.minimum(s["city"][CHALLENGER] / jnp.maximum(s["city_said"], 1e-300), 1.0)
    weight = jnp.exp(-jnp.abs(cities["distance"] - s["position"]) / p["balance.reach"])
    weight *= p["challenger.attention"] * (s["city_said"] > 0.0)
    s = s | {
        "counted": s["stance"] != LOYAL,
        "joins": s["joins"] + jnp.stack([(new * joins).sum(), (new * ~joins).sum()]),
        "fights": s["fights"] + jnp.stack([(new * fights).sum(), (new * ~fights).sum()]),
        "mass": s["mass"] + jnp.stack([(weight * share).sum(), (weight * (1.0 - share)).sum()]),
    }
    below = jnp.where(_going_on(c, s) < s["quitting"], s["hours_below"] + 1, 0)
    return s | {"hours_below": below}, below >= p["challenger.patience"]


def _expect(c: State, s: State, faith: Any) -> State:
    p = c["p"]
    beliefs = {}
    for name, moved in (("mass", faith), ("joins", faith), ("fights", 0.0)):
        share = p[f"challenger.{name}_prior"] + moved * (1.0 - p[f"challenger.{name}_prior"])
        beliefs[name] = p["challenger.confidence"] * jnp.stack([share, 1.0 - share])
    return s | beliefs


def _set_out(c: State, s: State) -> State:
    quitting = c["p"]["challenger.quitting"]
    unmoved = _expect(c, s, 0.0)

    def halve(_: Any, ends: tuple[Any, Any]) -> tuple[Any, Any]:
        low, high = ends
        middle = 0.5 * (low + high)
        enough = _going_on(c, _expect(c, s, middle)) >= quitting
        return jnp.where(enough, low, middle), jnp.where(enough, middle, high)

    _, high = lax.fori_loop(0, HALVINGS, halve, (jnp.float64(0.0), jnp.float64(1.0)))
    moved = _expect(c, s, high + c["p"]["challenger.optimism"] * (1.0 - high))
    moved |= {"quitting": jnp.minimum(quitting, _going_on(c, moved))}
    worth_it = _going_on(c, unmoved) >= quitting
    return {name: jnp.where(worth_it, unmoved[name], moved[name]) for name in s}


def _going_on(c: State, s: State) -> Any:
    p, at = c["p"], c["capital"]
    joins, fights = expected(s["joins"]), expected(s["fights"])
    crowd = p["street.weight"] * p["balance.crowd"] * expected(s["mass"])
    crowd *= s["city_said"][at] * c["cities"]["population"][at]
    attack = s["attack"] + joins * s["undecided"] + jnp.maximum(crowd - s["crowd_challenger"], 0.0)
    defence = s["fighting"] + c["guard"] + s["crowd_ruler"] + c["hold"] + fights * (1.0 - joins) * s["undecided"]
    odds = win_probability(attack, defence, p["balance.decisiveness"])
    terms = jnp.where(s["position"] > 0.0, c["terms"], 0.0)
    return odds + (1.0 - odds) * p["challenger.hope"] * terms - p["challenger.weariness"]


def _ruler(tick: Any, c: State, s: State, draws: State) -> State:
    p, before = c["p"], s["response"]
    s = s | {
        "armed": s["armed"] + (before == MOBILISE) * (1.0 - s["armed"]) / p["ruler.arming_time"],
        "flight": s["flight"] + (before == FLEE),
    }
    first = before == 0
    again = (s["news"] > s["news_seen"]) & (tick - s["last_choice"] >= p["ruler.deliberation"])
    chooses = (tick >= c["first_choice"]) & (first | again)
    anew = chooses & (first | (draws["keep"] >= p["ruler.steadiness"]))
    temper = jnp.where(anew, draws["temper"], s["temper"])
    best = 1 + jnp.argmax(p["ruler.rationality"] * _payoffs(c, s) + temper)
    response = jnp.where(chooses, best, before)
    return s | {
        "temper": temper, "response": response, "flight": jnp.where(response == before, s["flight"], 0.0),
        "news_seen": jnp.where(chooses, s["news"], s["news_seen"]),
        "last_choice": jnp.where(chooses, tick, s["last_choice"]),
        "first_response": jnp.where(first, response, s["first_response"]),
    }  # fmt: skip


def _payoffs(c: State, s: State) -> Any:
    p, groups, at = c["p"], c["groups"], c["capital"]
    joining = expected(s["joins"])
    attack = s["attack"] + joining * s["undecided"]
    firm = c["guard"] + s["crowd_ruler"] + c["hold"] + s["fighting"]
    hesitant = expected(s["fights"]) * (1.0 - joining) * s["undecided"]
    gamma = p["balance.decisiveness"]
    by_force = win_probability(attack, firm + p["ruler.force_effect"] * hesitant, gamma)
    by_delay = jnp.minimum(win_probability(attack, firm + hesitant, gamma) + p["ruler.delay_cost"], 1.0)
    size, organised, grievance = groups["size"], groups["organised"], groups["grievance"]
    answering = (1.0 - s["said"]) * organised * c["setting"]["organised_appeal"]
    people = jnp.maximum(size.sum(), 1.0)
    ready = (size * answering * grievance).sum() / people
    out = s["out"][0] + s["out"][2]
    out_already = (c["cities"]["population"][:, None] * out * grievance * organised).sum() / people
    armed = jnp.maximum(-jnp.expm1(-s["position"] / p["march.speed"] / p["ruler.arming_time"]), s["armed"])
    weight = p["balance.crowd"] + p["balance.arms"] * organised[at] * armed
    more = jnp.maximum(groups["share"][at] * answering[at] - s["out"][0, at], 0.0)
    men = p["street.weight"] * c["cities"]["population"][at] * (more * weight).sum()
    with_call = win_probability(attack, firm + hesitant + men, gamma)
    accepted = normal_share((c["terms"] - by_delay) / p["ruler.reading_error"])
    conceded = p["ruler.concession_cost"] + p["ruler.conceding_cost"] * c["conceded"]
    lasting = p["turn.rate"] * p["turn.lasting"]
    risk = -p["ruler.fear_ratio"] * jnp.expm1(-lasting * out_already)
    risk_called = jnp.maximum(ready, out_already) + p["ruler.perceived_risk"]
    risk_called = -p["ruler.fear_ratio"] * jnp.expm1(-lasting * risk_called)
    return jnp.stack(
        [
            -by_force - p["ruler.force_cost"] - risk,
            -accepted * conceded - (1.0 - accepted) * by_delay - risk,
            -with_call - p["ruler.arming_cost"] - risk_called,
            -p["ruler.flight_cost"] - risk,
        ]
    )
