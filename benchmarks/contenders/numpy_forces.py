"""NumPy port of balance, march and units: what stands where."""

from __future__ import annotations

import numpy
from scipy.special import ndtr

from contenders.numpy_histories import (
    ASIDE,
    CHALLENGER,
    FIGHTS,
    JOINED,
    LOYAL,
    REPRESS,
    RULER,
    Histories,
)
from contenders.reduced import Integers


def balance(h: Histories) -> None:
    """Add up the strengths that bear on the capital; the units' part anew only where it has changed."""
    changed = numpy.flatnonzero(h.unit_changed)
    if len(changed):
        stance, weight = h.stance[:, changed], h.unit_weight[:, changed]
        joined = h.unit_strength[:, changed] * (stance == JOINED)
        away = numpy.abs(h.unit_distance[:, changed] - h.position[changed])
        h.joined[changed] = (joined * numpy.exp(-away / h.balance_reach[changed])).sum(axis=0)
        h.fighting[changed] = ((stance == FIGHTS) * weight).sum(axis=0)
        h.undecided[changed] = ((stance == LOYAL) * weight).sum(axis=0)
        h.unit_changed[:] = False
    at = h.capital[:, 0].argmax()
    people = h.population[at]
    weight = h.organised[at] * (h.balance_arms * h.armed)
    weight += h.balance_crowd
    weight *= h.out[RULER, at]
    h.crowd_ruler = h.street_weight * people * weight.sum(axis=0)
    h.crowd_challenger = h.street_weight * h.balance_crowd * people * h.city[CHALLENGER, at]
    h.attack = h.strength * h.morale + h.joined + h.crowd_challenger


def march(h: Histories, tick: int) -> None:
    """Move the columns along their road. A column that meets a unit that fights stays there: nobody beats the unit."""
    if tick == 0:
        _look(h, numpy.arange(len(h)))
    _advance(h, tick)
    _follow(h)


def _advance(h: Histories, tick: int) -> None:
    on_the_way = (h.position > 0.0) & (tick >= h.departure)
    opponents = (h.organised_out * h.contact_nearness).sum(axis=0)
    opponents *= h.street_weight / numpy.maximum(h.strength, 1.0)
    h.morale *= numpy.where(on_the_way, numpy.exp(-h.march_talk * opponents / (1.0 + opponents)), 1.0)

    refuels = on_the_way & (h.refuelling >= 1.0)
    h.refuelling -= refuels
    moves = on_the_way & ~refuels & ~h.blocked
    h.moved[:] = False
    m = numpy.flatnonzero(moves)
    if len(m) == 0:
        return
    h.moved[m] = True
    before = h.position[m]
    moving = 1.0 - h.refuelling[m]
    way = moving * h.march_speed[m] / (1.0 + h.march_block[m] * opponents[m])
    after = numpy.maximum(before - numpy.minimum(way, h.fuel[m]), 0.0)
    distance = h.unit_distance[:, m]
    blocks = (h.stance[:, m] == FIGHTS) & h.unit_on_road[:, m] & (distance > h.balance_inside[m])
    blocks &= (distance <= before) & (distance >= after)
    blocked = blocks.any(axis=0)
    after = numpy.where(blocked, numpy.where(blocks, distance, 0.0).max(axis=0), after)
    h.blocked[m] = blocked
    h.position[m] = after
    fuel = h.fuel[m] - (before - after)
    empty = fuel <= 0.0
    h.fuel[m] = numpy.where(empty, h.march_fuel[m], fuel)
    halt = numpy.maximum(h.march_refuel[m] - moving * (1.0 - (before - after) / way), 0.0)
    h.refuelling[m] = numpy.where(empty, halt, 0.0)
    h.nearest[m] = numpy.minimum(h.nearest[m], after)
    to_pass = h.to_pass[:, m]
    passes = to_pass & (after <= h.city_distance[:, m])
    h.to_pass[:, m] = to_pass & ~passes
    h.news[m] += blocked + passes.sum(axis=0)
    _look(h, m)
    h.following[m] |= h.any_joined[m]
    h.unit_changed[m] |= h.any_joined[m]


def _follow(h: Histories) -> None:
    """Let joined units behind the column come after it."""
    at = numpy.flatnonzero(h.following)
    if len(at) == 0:
        return
    distance, position = h.unit_distance[:, at], h.position[at]
    follows = (h.stance[:, at] == JOINED) & (distance > position)
    distance = numpy.where(follows, numpy.maximum(distance - h.march_speed[at], position), distance)
    h.unit_distance[:, at] = distance
    h.following[at] = (follows & (distance > position)).any(axis=0)
    h.unit_changed[at] |= follows.any(axis=0)


def _look(h: Histories, at: Integers) -> None:
    away = numpy.abs(h.city_distance[:, at] - h.position[at])
    h.contact_nearness[:, at] = numpy.exp(-away / h.march_contact[at])
    h.reach_nearness[:, at] = numpy.exp(-away / h.balance_reach[at])


def units(h: Histories, tick: int, draw: numpy.random.Generator) -> tuple[Integers, Integers]:
    """Let each unit that has to decide do so, in a global game; return which units of which histories did.

    `moved` says where the column's position changed in this hour; elsewhere none can come within sight.
    """
    ordered = h.response == REPRESS
    looked_at = ordered | h.moved if tick else numpy.ones(len(h), dtype=bool)
    rows = numpy.flatnonzero(looked_at & (h.loyal_left > 0))
    nothing = numpy.empty(0, dtype=numpy.int64)
    if len(rows) == 0:
        return nothing, nothing
    ahead = h.position[rows] - h.unit_distance[:, rows]
    sight = h.units_sight[rows]
    in_the_way = h.unit_on_road[:, rows] | (h.unit_distance[:, rows] <= h.balance_inside[rows])
    decides = in_the_way & (-sight <= ahead) & (ahead <= numpy.maximum(sight, h.march_speed[rows]))
    under_orders = numpy.flatnonzero(ordered[rows])
    notice = -numpy.expm1(-1.0 / h.units_notice[rows[under_orders]])
    decides[:, under_orders] |= draw.random((len(decides), len(under_orders))) < notice
    decides &= h.stance[:, rows] == LOYAL
    unit, column = numpy.nonzero(decides)
    if len(unit) == 0:
        return nothing, nothing
    at = rows[column]

    resisting = h.fights_for[at] / (h.fights_for[at] + h.fights_against[at])
    firm = h.fighting[at] + h.guard[at] + h.crowd_ruler[at] + h.hold[at]
    undecided = h.undecided[at]
    needed = firm + resisting * undecided - h.attack[at]
    needed /= numpy.maximum(undecided, 1.0) * (1.0 + resisting)
    common = h.units_common[at]
    error = numpy.sqrt(1.0 - common) * draw.standard_normal(len(at)) + numpy.sqrt(common) * h.public_error[at]
    threshold = h.units_gain[at] / (h.units_gain[at] + h.units_penalty[at])
    odds = ndtr((threshold - needed) / h.units_noise[at] - error)
    joining = h.units_gain[at] * odds - h.units_penalty[at] * (1.0 - odds) + h.unit_affinity[unit, at]
    fighting = h.units_reward[at] * (1.0 - odds) - h.units_defeat[at] * odds - h.units_bloodshed[at]
    fighting += h.unit_loyalty[unit, at] + ordered[at] * h.units_order[at]
    joins = (joining > 0.0) & (joining >= fighting)
    h.stance[unit, at] = numpy.where(joins, JOINED, numpy.where(fighting > 0.0, FIGHTS, ASIDE))

    changed = numpy.unique(at)
    stance = h.stance[:, changed]
    h.unit_changed[changed] = True
    h.any_joined[changed] = h.following[changed] = (stance == JOINED).any(axis=0)
    h.loyal_left[changed] = (stance == LOYAL).sum(axis=0)
    near = (stance == FIGHTS) & (h.unit_distance[:, changed] <= h.balance_inside[changed])
    h.fighting_in_capital[changed] = (near * h.unit_strength[:, changed]).sum(axis=0)
    h.news += numpy.bincount(at, minlength=len(h))
    return unit, at
