"""How a revolution, or the mass of the people, takes a country out of its wars."""

from __future__ import annotations

from tocsin.mechanisms.crisis.formulas import hazard_probability
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.state import NEVER, RISING, Country, Draws, Pair, Parameters, Setting, Worlds, note
from tocsin.theory.quantity import Prior

LEAVES_BY_REVOLUTION, LEAVES_BY_PEOPLE = range(2)
DRAW_REVOLUTION, DRAW_PEOPLE = 0, 1

revolution_leaves = parameter(
    "revolution_leaves", "monthly hazard of leaving a war for an order that a rising has put into power since the war "
    "began", "per month", 0, 10, Prior.log_uniform(0.05, 1), "editorial-2023", "walt-1996",
    judgement="the armistice of December 1917 came after one month, peace after four; revolutions elsewhere fought on",
)  # fmt: skip
mobilisation_ends = parameter(
    "mobilisation_ends", "monthly hazard of leaving a war if all the people were out, or under full dual power",
    "per month", 0, 10, Prior.log_uniform(0.005, 0.3), "editorial-2023",
    judgement="November 1918 ended the war within days, February 1917 did not within eight months",
)  # fmt: skip


@mechanism(
    "revolution.peace", step=150, parameters=(revolution_leaves, mobilisation_ends), sources=("walt-1996",),
    claims=("world-crisis/K11", "world-crisis/K20"),
    events=(
        Event("revolution-leaves-war", "The new order in {country} leaves the war."),
        Event("people-end-war", "With its people on the move, {country} leaves the war."),
    ),
)  # fmt: skip
def peace(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let a revolution leave the wars that it found, and let mass mobilisation end any.

    A country in which a rising took power after the war had begun leaves it at the hazard `revolution_leaves`; any
    country leaves at the hazard mobilisation_ends × the larger of its dual power and the share of its people out in
    this month's rising. A country that leaves in a month leaves all its wars of which this is true.
    """
    for number, pair in enumerate(now.pairs):
        if pair.war == 1:
            _try_to_leave(now, p, draw, number, pair.first)
        if pair.war == 1:
            _try_to_leave(now, p, draw, number, pair.second)


def mobilised(country: Country) -> float:
    """How far the people are on the move: dual power, or the share of them out in this month's rising."""
    out = 0.0
    if country.crisis == RISING:
        out = country.size
    return max(country.dual_power, out)


def _try_to_leave(now: Worlds, p: Parameters, draw: Draws, number: int, who: int) -> None:
    """Let one of the two leave the war; its draw of the month is one for all its wars."""
    country = now.countries[who]
    pair = now.pairs[number]
    if country.exists == 0:
        return
    found = country.last_success != NEVER and country.last_success >= pair.since
    if found and draw.uniform(who, DRAW_REVOLUTION) < hazard_probability(p.peace.revolution_leaves):
        _leave(pair)
        if country.quit_war == 0:
            now.course.quits_by_revolution += 1
        _count(now, draw, LEAVES_BY_REVOLUTION, who)
    elif draw.uniform(who, DRAW_PEOPLE) < hazard_probability(p.peace.mobilisation_ends * mobilised(country)):
        _leave(pair)
        _count(now, draw, LEAVES_BY_PEOPLE, who)


def _leave(pair: Pair) -> None:
    """End the war of this pair; world.ending counts who is at peace again."""
    pair.war = 0
    pair.rung = 0
    pair.attacker = -1
    pair.since = NEVER


def _count(now: Worlds, draw: Draws, kind: int, who: int) -> None:
    """Count a country's leaving once a month, however many wars it leaves."""
    country = now.countries[who]
    if country.quit_war == 0:
        country.quit_war = 1
        now.course.quits += 1
        note(now, draw, kind, who)
