"""The end of a month: what is complete, what cannot be undone, and what the month leaves in the books."""

from __future__ import annotations

from tocsin.mechanisms.declaration import Event, mechanism
from tocsin.mechanisms.world.state import (
    BUREAUCRATIC,
    COMPLETION,
    NEVER,
    NEW_ORDER_DEGENERATED,
    NEW_ORDER_OVERTHROWN,
    NEW_ORDER_STANDS,
    NO_CRISIS,
    NO_RISING,
    NUCLEAR_USE,
    RISINGS_BEATEN,
    RULERS_FELL,
    RUNG_NUCLEAR,
    WORKERS,
    Draws,
    Parameters,
    Setting,
    Worlds,
    note,
)

NUCLEAR, COMPLETE = range(2)
YEARS_TO_LOOK_AFTER = 10
"""Years after the first success at which the argument looks at it (K13, K15)."""


@mechanism(
    "world.ending", step=210, switchable=False, claims=("world-crisis/K18", "world-crisis/K22"),
    events=(
        Event("nuclear-use", "Nuclear arms are used."),
        Event("completion", "Workers' orders hold {value:.0%} of the world's output."),
    ),
)  # fmt: skip
def ending(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Close the month: completion, nuclear use, counts, the path's line, and a clean sheet for the next month.

    The revolution is complete once workers' orders hold more than `completion_share` of world output, for good; a war
    on the top rung of the ladder has gone nuclear, for good.
    """
    _count_wars(now, draw)
    _measure_hostility(now, case)
    _add_up_orders(now, case, draw)
    _look_at_the_first(now, draw)
    now.course.months = draw.tick + 1
    if now.world.downturn > 0.0:
        now.course.downturn_months += 1
    if now.world.general_war == 1:
        now.course.general_war_months += 1
    if draw.tick + 1 >= case.months:
        now.course.outcome = what_it_came_to(now)
    if draw.tick < len(now.traces):
        _trace(now, draw)
    for country in now.countries:
        if country.exists == 1:
            now.course.country_months += 1
            if country.fronts > 0:
                now.course.months_at_war += 1
                country.war_months += 1
                if country.first_war == NEVER:
                    country.first_war = draw.tick
            elif country.first_war != NEVER and country.left_war == NEVER:
                country.left_war = draw.tick
        country.outcome = 0
        country.fell = 0
        country.took_power = 0
        country.quit_war = 0
        country.loss = 0.0
        country.crisis = NO_CRISIS


def _look_at_the_first(now: Worlds, draw: Draws) -> None:
    """Ten years after a rising took power in a country, and first in any, see what has become of the order it made."""
    for country in now.countries:
        if country.converted != NEVER and draw.tick == country.converted + YEARS_TO_LOOK_AFTER * 12:
            country.stood = 0
            if country.exists == 1 and country.order == WORKERS:
                country.stood = 1
    if now.course.first_conversion == NEVER or draw.tick != now.course.first_conversion + YEARS_TO_LOOK_AFTER * 12:
        return
    now.course.first_judged = 1
    now.course.first_stands = 0
    now.course.first_degeneration = 1.0
    for country in now.countries:
        if country.exists == 1 and country.converted == now.course.first_conversion:
            if country.order == WORKERS:
                now.course.first_stands = 1
            if country.order == WORKERS or country.order == BUREAUCRATIC:
                now.course.first_degeneration = min(now.course.first_degeneration, country.degeneration)


def what_it_came_to(now: Worlds) -> int:
    """One of `OUTCOMES` (counted from 1) for a whole history, the first that holds.

    A country counts in which a rising took power; where it did in several, the best of what became of them.
    """
    if now.world.nuclear == 1:
        return NUCLEAR_USE
    if now.world.complete == 1:
        return COMPLETION
    if now.course.conversions > 0:
        degenerated = 0
        for country in now.countries:
            if country.exists == 1 and country.converted >= 0:
                if country.order == WORKERS:
                    return NEW_ORDER_STANDS
                if country.order == BUREAUCRATIC:
                    degenerated = 1
        if degenerated == 1:
            return NEW_ORDER_DEGENERATED
        return NEW_ORDER_OVERTHROWN
    if now.course.falls > 0:
        return RULERS_FELL
    if now.course.risings > 0:
        return RISINGS_BEATEN
    return NO_RISING


def _count_wars(now: Worlds, draw: Draws) -> None:
    """Count the pairs at war and each country's fronts, and look for the highest rung."""
    for country in now.countries:
        country.fronts = 0
    now.world.wars = 0
    for pair in now.pairs:
        if pair.war == 1:
            now.world.wars += 1
            now.countries[pair.first].fronts += 1
            now.countries[pair.second].fronts += 1
            now.course.top_rung = max(now.course.top_rung, pair.rung)
            if pair.rung >= RUNG_NUCLEAR:
                now.world.nuclear = 1
    now.course.war_months += now.world.wars
    if now.world.wars > 0 and now.course.first_war == NEVER:
        now.course.first_war = draw.tick
    if now.world.nuclear == 1 and now.course.nuclear == NEVER:
        now.course.nuclear = draw.tick
        now.course.top_rung = RUNG_NUCLEAR
        note(now, draw, NUCLEAR)


def _measure_hostility(now: Worlds, case: Setting) -> None:
    """Add this month's part to the mean rise of hostility above normal across a divide of alliance or order."""
    risen = 0.0
    divided = 0
    for pair in now.pairs:
        first = now.countries[pair.first]
        second = now.countries[pair.second]
        if first.exists == 1 and second.exists == 1 and (pair.opposed == 1 or first.ally_of_new != second.ally_of_new):
            risen += pair.hostility - pair.hostility_normal
            divided += 1
    if divided > 0 and case.months > 0.0:
        now.course.hostility_rise += risen / divided / case.months


def _add_up_orders(now: Worlds, case: Setting, draw: Draws) -> None:
    """Add up the output under workers' orders, and see whether the revolution is complete."""
    workers = 0.0
    for country in now.countries:
        if country.exists == 1 and country.order == WORKERS:
            workers += country.output
    now.world.workers = workers
    now.course.workers_most = max(now.course.workers_most, workers)
    if workers > case.completion_share and now.world.complete == 0:
        now.world.complete = 1
        now.course.completion = draw.tick
        note(now, draw, COMPLETE, -1, workers)


def _trace(now: Worlds, draw: Draws) -> None:
    line = now.traces[draw.tick]
    output = 0.0
    war_cost = 0.0
    grievance = 0.0
    organised = 0.0
    cohesion = 0.0
    for country in now.countries:
        if country.exists == 1:
            output += country.output
            war_cost += country.output * country.war_cost
            grievance += country.output * country.grievance
            organised += country.output * country.organised
            cohesion += country.output * country.cohesion
    output = max(output, 1e-12)
    hostility = 0.0
    alive = 0
    for pair in now.pairs:
        if now.countries[pair.first].exists == 1 and now.countries[pair.second].exists == 1:
            hostility += pair.hostility
            alive += 1
    line.profit = now.world.profit
    line.downturn = now.world.downturn
    line.wars = now.world.wars
    line.war_cost = war_cost / output
    line.hostility = hostility / max(alive, 1)
    line.grievance = grievance / output
    line.organised = organised / output
    line.cohesion = cohesion / output
    line.risings = now.course.risings
    line.conversions = now.course.conversions
    line.attempts = now.course.attempts
    line.workers = now.world.workers
    line.top_rung = now.course.top_rung
