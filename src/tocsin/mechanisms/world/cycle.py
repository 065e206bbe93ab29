"""The economy: profit rates that swing together in part, the downturns in them, and what output follows from both."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.state import Draws, Parameters, Setting, Worlds, note
from tocsin.theory.quantity import Prior

WORLD_DOWNTURN, WORLD_RECOVERY = range(2)
DRAW_SHOCK = 0
COMMON = 4_000_000  # address of what all countries share
LINE = 0.8
"""Standard deviations below the mean at which a downturn begins: a fifth of all months, as in tables of recessions."""
DEEPEST = 2.0
"""Depth beyond which a downturn counts no further, standard deviations below the line."""
MONTHS_A_YEAR = 12.0

reversion = parameter(
    "reversion", "rate at which a profit rate returns to its mean", "per year", 0.01, 24, Prior.uniform(0.25, 0.6),
    "uhlenbeck-ornstein-1930",
    judgement="half of a deviation is gone after 14 to 33 months: a business cycle, from a prototype adjusted with the "
    "record in view",
)  # fmt: skip
common_share = parameter(
    "common_share", "share of the variance of profit rates that all countries have in common", "share", 0, 1,
    Prior.uniform(0.3, 0.7), "kose-otrok-whiteman-2003",
    judgement="a world factor is found to be an important part, not all; from a prototype adjusted with the record in "
    "view",
)  # fmt: skip
spread = parameter(
    "spread", "part of the world's profit rate of the month before that passes to every country through trade",
    "ratio", 0, 0.95, Prior.uniform(0, 0.5),
    judgement="from none to half; at 1 the world's swings would feed themselves without end",
)  # fmt: skip
war_weight = parameter(
    "war_weight", "profit rate lost under the full cost of war", "standard deviations", 0, 10, Prior.uniform(0.5, 3),
    judgement="a prototype's monthly drag of .02 to .1, adjusted with the record in view, sums to this under its "
    "reversion: from a slack month to a deep downturn",
)  # fmt: skip
growth = parameter(
    "growth", "growth of output, relative to the world's, for a profit rate one standard deviation higher", "per year",
    0, 0.5, Prior.uniform(0.005, 0.03), "bolt-van-zanden-2024",
    judgement="states' yearly growth rates differ by a few percent; a part of that follows profit",
)  # fmt: skip
destruction = parameter(
    "destruction", "output lost under the full cost of war, beside what lower profit costs", "per year", 0, 1,
    Prior.uniform(0.02, 0.12), "broadberry-harrison-2005",
    judgement="by 1917 the hardest pressed powers had lost a fifth to a third of their output in three years",
)  # fmt: skip


def depth(profit: float) -> float:
    """Depth of the downturn at a profit rate: clip(−profit − 0.8, 0, 2), all in standard deviations."""
    return min(max(-profit - LINE, 0.0), DEEPEST)


def held(profit: float, fixed: float) -> float:
    """The profit rate, or where a downturn's depth is held (not negative) the one nearest to it that has that depth."""
    if fixed < 0.0:
        return profit
    if fixed == 0.0:
        return max(profit, -LINE)
    return -LINE - fixed


@mechanism(
    "economy.cycle", step=10, parameters=(reversion, common_share, spread, war_weight, growth, destruction),
    sources=("uhlenbeck-ornstein-1930", "kose-otrok-whiteman-2003"),
    claims=("world-crisis/K1", "world-crisis/K2", "structural-demographic/S6"),
    events=(
        Event("world-downturn", "The world economy goes into a downturn; its profit rate is at {value:.1f}."),
        Event("world-recovery", "The world economy's downturn is over; its profit rate is at {value:.1f}."),
    ),
)  # fmt: skip
def cycle(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let profit rates swing around their mean, together in part, and output shares follow them.

    The common and each own part are Ornstein–Uhlenbeck processes of variance 1, moved exactly by a month; where a
    history begins they stand anywhere in their cycle. A profit
    rate is √ρ × common + √(1 − ρ) × own + spread × the world's of the month before − war weight × war cost; uncoupled
    its variance is 1 and its correlation between countries ρ. A downturn held by an intervention takes the place of
    what the common part, or every country's profit rate, would be; the processes behind them go on undisturbed.
    Shares of output grow by profit, shrink by the cost of war, and add up to 1 with the rest of the world's.
    """
    carry = math.exp(-p.cycle.reversion / MONTHS_A_YEAR)
    fresh = math.sqrt(-math.expm1(-2.0 * p.cycle.reversion / MONTHS_A_YEAR))
    if draw.tick == 0:  # nothing is known of where in the cycle the first month stands: the stationary distribution
        carry = 0.0
        fresh = 1.0
    now.world.shock = carry * now.world.shock + fresh * draw.normal(COMMON, DRAW_SHOCK)
    common = held(now.world.shock, case.downturn_world)
    shared = math.sqrt(p.cycle.common_share) * common + p.cycle.spread * now.world.profit
    own = math.sqrt(1.0 - p.cycle.common_share)
    world = now.world.rest * shared  # own parts of many small countries cancel out
    for number, country in enumerate(now.countries):
        if country.exists == 1:
            country.own_shock = carry * country.own_shock + fresh * draw.normal(number, DRAW_SHOCK)
            profit = shared + own * country.own_shock - p.cycle.war_weight * country.war_cost
            country.profit = held(profit, case.downturn_own)
            country.downturn = depth(country.profit)
            world += country.output * country.profit
    before = now.world.downturn
    now.world.profit = world
    now.world.downturn = depth(common)
    if before <= 0.0 < now.world.downturn:
        note(now, draw, WORLD_DOWNTURN, -1, world)
    elif now.world.downturn <= 0.0 < before:
        note(now, draw, WORLD_RECOVERY, -1, world)
    _grow(now, p, shared)


def _grow(now: Worlds, p: Parameters, rest_profit: float) -> None:
    total = now.world.rest * math.exp(p.cycle.growth * rest_profit / MONTHS_A_YEAR)
    now.world.rest = total
    for country in now.countries:
        if country.exists == 1:
            rate = p.cycle.growth * country.profit - p.cycle.destruction * country.war_cost
            country.output *= math.exp(rate / MONTHS_A_YEAR)
            total += country.output
    if total > 0.0:
        now.world.rest /= total
        for country in now.countries:
            if country.exists == 1:
                country.output /= total
