"""The units: join, stand aside or fight."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import expected_share, hazard_probability, normal_share, win_probability
from tocsin.mechanisms.crisis.state import (
    ASIDE,
    FIGHTS,
    JOINED,
    LOYAL,
    REPRESS,
    Crisis,
    Draws,
    Parameters,
    Setting,
    note,
)
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

JOINS, STANDS_ASIDE, WILL_FIGHT = range(3)
GLOBAL_GAME, OWN_ODDS = range(2)
DRAW_SIGNAL, DRAW_ORDER = 0, 1
COMMON = 4_000_000  # address of what all units see alike

gain = parameter(
    "gain", "what joining brings if the challenger wins (the unit of a unit's payoffs)", "utility", 0.01, 10,
    Prior.fixed(1), "angeletos-hellwig-pavan-2007", judgement="1 by definition",
)  # fmt: skip
penalty = parameter(
    "penalty", "cost of having joined if the challenger loses, in units of the gain", "utility", 0.01, 100,
    Prior.log_uniform(1.5, 15),
    judgement="court martial or worse outweighs promotion; by how much nobody knows",
)  # fmt: skip
noise = parameter(
    "noise", "standard deviation of a unit's own error about the balance", "ratio", 1e-4, 2,
    Prior.log_uniform(0.03, 0.4), "morris-shin-2003", judgement="from near common knowledge to hardly a clue",
)  # fmt: skip
common = parameter(
    "common", "share of the variance of that error that all units have in common", "share", 0, 1,
    Prior.uniform(0, 0.5), "angeletos-hellwig-pavan-2007", "singh-2014",
    judgement="broadcasts and who seems to hold the capital mislead all alike, but are not all that a unit knows",
)  # fmt: skip
reward = parameter(
    "reward", "worth of having fought on the winning side", "utility", 0, 10, Prior.uniform(0.2, 1),
    judgement="at most what joining the winner brings",
)  # fmt: skip
defeat = parameter(
    "defeat", "cost of having fought on the losing side", "utility", 0, 10, Prior.uniform(0.2, 1),
    judgement="of the same order as the gain",
)  # fmt: skip
bloodshed = parameter(
    "bloodshed", "cost of firing on one's own", "utility", 0, 10, Prior.uniform(0, 0.8), "luttwak-1968", "singh-2014",
    judgement="aversion to fratricide is reported everywhere and measured nowhere",
)  # fmt: skip
order = parameter(
    "order", "worth added to fighting by an order to use force", "utility", 0, 10, Prior.uniform(0, 0.5),
    judgement="an order makes standing aside an act of disobedience; less than the reward itself",
)  # fmt: skip
notice = parameter(
    "notice", "mean time after an order to use force until a unit far from the column decides", "h", 0.5, 200,
    Prior.log_uniform(4, 36), judgement="half a day to readiness, give or take a factor of three",
)  # fmt: skip
sight = parameter(
    "sight", "distance at which the column forces a unit to decide", "km", 1, 200, Prior.uniform(10, 50),
    judgement="within an hour's drive",
)  # fmt: skip


def threshold_strength(gain: float, penalty: float) -> float:
    """Strength below which the regime falls in the limit of small noise: θ* = b / (b + c).

    Source: Morris & Shin (1998, 2003), Angeletos, Hellwig & Pavan (2007).
    """
    return gain / (gain + penalty)


@mechanism(
    "crisis.units", step=50,
    parameters=(gain, penalty, noise, common, reward, defeat, bloodshed, order, notice, sight),
    sources=("morris-shin-1998", "morris-shin-2003", "angeletos-hellwig-pavan-2007"),
    claims=(
        "officers-coordinate/O1", "officers-coordinate/O2", "officers-coordinate/O3", "counterbalanced-army/C2",
        "counterbalanced-army/C3", "structural-demographic/S2", "structural-demographic/S3",
        "structural-demographic/S5",
    ),
    events=(
        Event("unit-joins", "Over to the column: {unit} ({value:.0f} men)."),
        Event("unit-stands-aside", "Standing aside: {unit}."),
        Event("unit-will-fight", "Ready to fight for the ruler: {unit} ({value:.0f} men)."),
    ),
    variants=("global-game", "own-odds"),
)  # fmt: skip
def units(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let each unit that has to decide join, stand aside or fight: a regime-change game with private information.

    θ is the share of the undecided strength that must join for the challenger to win. A unit sees θ with an error and
    takes P = Φ((θ* − θ − error) / σ) for the odds that he wins, θ* = b / (b + c). It does what pays most: joining
    b P − c (1 − P) + affinity, standing aside 0, fighting e (1 − P) − d P − k + loyalty. Under the reading `own-odds`
    P is the contest success function with the same error on the ratio of strengths: no unit thinks of the others.
    Where units share part of their error (`common`), each still reads its error as private.
    A unit decides once: when the column comes within sight or an hour's march, or some hours after an order to use
    force. In a rising only the order makes it decide, and to join is to go over to the people.
    """
    resisting = expected_share(now.challenger.fights_for, now.challenger.fights_against)
    firm = now.balance.fighting + now.ruler.guard + now.balance.crowd_ruler + now.balance.hold
    defence = firm + resisting * now.balance.undecided
    needed = (defence - now.balance.attack) / (max(now.balance.undecided, 1.0) * (1.0 + resisting))
    ordered = now.ruler.response == REPRESS
    for number, unit in enumerate(now.units):
        if unit.stance != LOYAL:
            continue
        ahead = now.column.position - unit.distance
        # A fast column must not be past a unit before the unit has decided.
        in_the_way = unit.on_road == 1 or unit.distance <= p.balance.inside
        met = (
            case.challenger_present > 0.0
            and in_the_way
            and -p.units.sight <= ahead <= max(p.units.sight, p.march.speed)
        )
        reached = ordered and draw.uniform(number, DRAW_ORDER) < hazard_probability(1.0 / p.units.notice)
        if not (met or reached):
            continue
        private = draw.once_normal(number, DRAW_SIGNAL)
        public = draw.once_normal(COMMON, DRAW_SIGNAL)
        error = math.sqrt(1.0 - p.units.common) * private + math.sqrt(p.units.common) * public
        if p.units.variant == GLOBAL_GAME:
            threshold = threshold_strength(p.units.gain, p.units.penalty)
            odds = normal_share((threshold - needed) / p.units.noise - error)
        else:
            odds = win_probability(
                now.balance.attack * math.exp(-p.units.noise * error), defence, p.balance.decisiveness
            )
        joining = p.units.gain * odds - p.units.penalty * (1.0 - odds) + unit.affinity
        fighting = p.units.reward * (1.0 - odds) - p.units.defeat * odds - p.units.bloodshed + unit.loyalty
        if ordered:
            fighting += p.units.order
        now.course.news += 1
        if joining > 0.0 and joining >= fighting:
            unit.stance = JOINED
            now.course.units_joined += 1
            note(now, draw, JOINS, number, unit.strength)
        elif fighting > 0.0:
            unit.stance = FIGHTS
            now.course.units_fought += 1
            note(now, draw, WILL_FIGHT, number, unit.strength)
        else:
            unit.stance = ASIDE
            now.course.units_aside += 1
            note(now, draw, STANDS_ASIDE, number, unit.strength)
