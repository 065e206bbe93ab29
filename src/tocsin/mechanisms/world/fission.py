"""Conflicts within a ruling group: purges, arrests, splits."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.chances import poisson_count
from tocsin.mechanisms.world.state import Draws, Parameters, Setting, Worlds, note
from tocsin.theory.quantity import Prior

SPLITS = 0
DRAW_CONFLICTS = 0

base = parameter(
    "base", "monthly rate of conflicts within a ruling group that nothing has set off", "per month", 0, 10,
    Prior.log_uniform(0.005, 0.02),
    judgement="one purge or open split in four to seventeen years, from a prototype adjusted with the record in view",
)  # fmt: skip
branching = parameter(
    "branching", "further conflicts that one sets off directly, on average", "ratio", 0, 0.99,
    Prior.uniform(0.2, 0.7), "hawkes-oakes-1974", "londregan-poole-1990",
    judgement="purges come in series that end, from a prototype adjusted with the record in view",
)  # fmt: skip
decay = parameter(
    "decay", "monthly rate at which a conflict stops setting off others", "per month", 0.01, 10,
    Prior.uniform(0.15, 0.6), judgement="two to seven months, from a prototype adjusted with the record in view",
)  # fmt: skip
kick = parameter(
    "kick", "conflicts that a crisis in the country sets off directly, on average", "ratio", 0, 20,
    Prior.uniform(0.3, 1.5), "editorial-2023",
    judgement="from one in three crises to several after each, from a prototype adjusted with the record in view",
)  # fmt: skip
splitting = parameter(
    "splitting", "share of its cohesion that a ruling group loses by one conflict", "share", 0, 1,
    Prior.uniform(0, 0.1), "svolik-2012",
    judgement="a purge costs some trust at most; that it may also close ranks leaves nothing as possible",
)  # fmt: skip


def fresh_rate(direct: float, decay: float) -> float:
    """Rate a month, one month on, of what sets off `direct` conflicts in all and fades by e^(−decay) a month."""
    return -direct * math.expm1(-decay)


@mechanism(
    "elite.fission", step=100, parameters=(base, branching, decay, kick, splitting),
    sources=("hawkes-1971", "hawkes-oakes-1974"), claims=("world-crisis/K10",),
    events=(Event("ruling-group-splits", "Conflict within the ruling group in {country} ({value:.0f} so far)."),),
)  # fmt: skip
def fission(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let conflicts within a ruling group excite one another (a Hawkes process by the month), set off by a crisis.

    In a month there are Poisson many at the rate base + strife. Each adds to strife what sets off `branching` others
    in all, fading by e^(−decay) a month, so that a cluster has 1 / (1 − branching) on average; a crisis sets off `kick`
    in the same way (`world.aftermath` adds it). Each conflict costs the group a share of its cohesion.
    """
    kept = math.exp(-p.fission.decay)
    for number, country in enumerate(now.countries):
        if country.exists == 1:
            count = poisson_count(p.fission.base + country.strife, draw.uniform(number, DRAW_CONFLICTS))
            country.strife *= kept
            if count > 0:
                country.strife += fresh_rate(p.fission.branching * count, p.fission.decay)
                country.conflicts += count
                now.course.conflicts += count
                country.cohesion *= math.pow(1.0 - p.fission.splitting, float(count))
                note(now, draw, SPLITS, number, float(country.conflicts))
