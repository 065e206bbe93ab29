"""Births of states: parts of a state break away when its hold is loose."""

from __future__ import annotations

from tocsin.mechanisms.crisis.formulas import hazard_probability
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.state import NEVER, Country, Draws, Parameters, Setting, Worlds, note
from tocsin.mechanisms.world.wars import count_fronts, leave_wars, note_peace
from tocsin.theory.quantity import Prior

BORN, ENDS = range(2)
DRAW_BIRTH = 0
REMNANT = 0.01
"""A state of which less than this share is left after a birth has ended: its parts were made to add up to it."""

rate = parameter(
    "rate", "hazard that a part breaks away from a state that has lost its hold altogether", "per month", 0, 10,
    Prior.log_uniform(0.03, 0.5), "griffiths-2016",
    judgement="in 1917-18 and in 1991 it took from weeks to a little over two years",
)  # fmt: skip
window = parameter(
    "window", "time after it left a war beaten for which a state has no hold on its parts", "months", 0, 240,
    Prior.uniform(3, 18), "griffiths-2016",
    judgement="until a peace treaty has drawn the borders",
)  # fmt: skip
collapse = parameter(
    "collapse", "capacity below which a state has no hold on its parts", "share", 0, 1, Prior.uniform(0.1, 0.3),
    judgement="a state that can do less than a third of what it must",
)  # fmt: skip


def looseness(parent: Country, month: int, p: Parameters) -> float:
    """How loose a state's hold on its parts is, 0 to 1: all of it after defeat or collapse, else its ruler's own."""
    if parent.capacity < p.birth.collapse:
        return 1.0
    if parent.beaten != NEVER and month - parent.beaten < p.birth.window:
        return 1.0
    if parent.fell == 1:
        return 1.0
    return parent.insecurity


@mechanism(
    "state.birth", step=200, parameters=(rate, window, collapse), sources=("griffiths-2016",),
    claims=("world-crisis/K12",),
    events=(
        Event("state-is-born", "{country} comes to exist, with {value:.1%} of world output."),
        Event("state-ends", "{country} is no more."),
    ),
)  # fmt: skip
def birth(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let parts of a state come to exist when its ruler fell, it left a war beaten, or its capacity collapsed.

    The hazard is rate × looseness. The new state takes its part of what its parent's output and power were at the
    start, out of what they are now, so that shares still add up; it starts at peace, under its parent's economic
    conditions, with a capacity no higher than its parent's and a ruler whose hold is new. Pairs with it become live. A
    parent whose parts have all gone ends, and its wars with it.
    """
    ended = 0
    for number, child in enumerate(now.countries):
        if child.exists == 0 and child.born == NEVER and child.parent >= 0:
            parent = now.countries[child.parent]
            if parent.exists == 1:
                hazard = p.birth.rate * looseness(parent, draw.tick, p)
                if hazard > 0.0 and draw.uniform(number, DRAW_BIRTH) < hazard_probability(hazard):
                    _separate(parent, child, draw.tick)
                    now.course.births += 1
                    note(now, draw, BORN, number, child.output)
                    if parent.whole <= 0.0:
                        parent.exists = 0
                        leave_wars(now, child.parent)
                        ended += 1
                        note(now, draw, ENDS, child.parent)
    if ended > 0:
        count_fronts(now)
        note_peace(now, draw.tick)


def _separate(parent: Country, child: Country, month: int) -> None:
    left = parent.whole - child.part
    taken = 1.0
    if left >= REMNANT:
        taken = child.part / parent.whole
        parent.whole = left
    else:
        parent.whole = 0.0
    child.output = taken * parent.output
    child.power = taken * parent.power
    child.strength = taken * parent.strength
    parent.output -= child.output
    parent.power -= child.power
    parent.strength -= child.strength
    child.own_shock = parent.own_shock
    child.profit = parent.profit
    child.downturn = parent.downturn
    child.capacity = min(child.capacity_normal, parent.capacity)
    child.insecurity = 1.0
    child.exists = 1
    child.born = month
    child.order_since = month
