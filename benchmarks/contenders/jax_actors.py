"""Units, challenger, ruler and ending in JAX, each for one history."""

from __future__ import annotations

from typing import Any

from jax import lax
from jax import numpy as jnp

from contenders.jax_forces import ASIDE, CHALLENGER, FIGHTS, JOINED, LOYAL, MOBILISE, State, normal_share

REPRESS, FLEE = 1, 4
ABANDONED, COUP, RULER_FLEES, UNRESOLVED = 2, 4, 7, 8
HALVINGS, HOURS_AT_MOST = 20, 336


def win_probability(attack: Any, defence: Any, decisiveness: Any) -> Any:
    ratio = jnp.maximum(defence, 0.0) / jnp.where(attack > 0.0, attack, 1.0)
    return jnp.where(attack > 0.0, 1.0 / (1.0 + ratio**decisiveness), 0.0)


def expected(belief: Any) -> Any:
    return belief[0] / (belief[0] + belief[1])


def after_street(tick: Any, c: State, s: State, found: State, draws: State) -> tuple[State, State]:
    """Units, challenger, ruler and ending; write down how a history ended."""
    s = lax.cond(tick == 0, lambda s: _set_out(c, s), lambda s: s, s)
    s = _units(c, s, draws)
    s, quits = _challenger(c, s)
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


def _challenger(c: State, s: State) -> tuple[State, Any]:
    p, cities = c["p"], c["cities"]
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
