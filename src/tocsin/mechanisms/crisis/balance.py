"""The balance of strength that everybody looks at."""

from __future__ import annotations

from tocsin.mechanisms.crisis.formulas import fighting_weight, nearness
from tocsin.mechanisms.crisis.rising import begin, share_of_arms
from tocsin.mechanisms.crisis.state import FIGHTS, JOINED, LOYAL, Crisis, Draws, Parameters, Setting
from tocsin.mechanisms.declaration import mechanism, parameter
from tocsin.theory.quantity import Prior

decisiveness = parameter(
    "decisiveness", "exponent on the ratio of strengths in the contest success function", "ratio", 0.25, 8,
    Prior.uniform(1, 2), "tullock-1980", "hirshleifer-1989",
    judgement="1 is Tullock's lottery; above 2 a small edge would decide, which armed seizures of capitals do not show",
)  # fmt: skip
hold = parameter(
    "hold", "men needed to hold the capital, per 1,000 inhabitants", "people per 1000", 0.01, 30,
    Prior.log_uniform(0.2, 3),
    judgement="from a guard on the key buildings only to light policing; counter-insurgency ratios (20) lie far above",
)  # fmt: skip
reach = parameter(
    "reach", "distance over which a force's bearing on the capital falls to a third", "km", 10, 2000,
    Prior.log_uniform(50, 500), "boulding-1962",
    judgement="Boulding's gradient is linear, the exponential is ours; from an hour's drive to a day's",
)  # fmt: skip
inside = parameter(
    "inside", "distance within which units stand in the capital's own fight", "km", 0, 200, Prior.uniform(15, 50),
    judgement="a garrison's outskirts: reached within the hour",
)  # fmt: skip
crowd = parameter(
    "crowd", "men that one unarmed person out is worth in a contest for the capital", "men per person", 0, 0.1,
    Prior.log_uniform(0.0005, 0.01),
    judgement="a crowd stops troops by standing in their way, not by fighting: a thousand people for one to ten men",
)  # fmt: skip
arms = parameter(
    "arms", "men that one fully organised and armed person out is worth", "men per person", 0, 1,
    Prior.log_uniform(0.05, 0.5),
    judgement="militia against troops: well below one soldier",
)  # fmt: skip


@mechanism(
    "crisis.balance", step=10, parameters=(decisiveness, hold, reach, inside, crowd, arms),
    sources=("tullock-1980", "hirshleifer-1989", "boulding-1962"), switchable=False,
    claims=("counterbalanced-army/C1",),
)  # fmt: skip
def balance(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Add up the strengths that bear on the capital.

    Attack = column × morale + joined units, weighed by their distance from the column, + people out for the
    challenger; against it stand the units that fight, weighed by their distance from the capital, the guard, people
    out for the ruler, and the men it takes to hold a city of this size. In a rising the attack is that of the people
    out for themselves and of the units that have joined them, weighed by their distance from the capital; people have
    the arms of the units there that have come over, which takes time to hand out.
    """
    rising = case.challenger_present == 0.0
    if draw.tick == 0:
        for unit in now.units:
            unit.nearness = nearness(unit.distance, p.balance.reach)
        if rising:
            begin(now)
    if rising:
        now.balance.armed += max(share_of_arms(now, p) - now.balance.armed, 0.0) / p.ruler.arming_time
    joined = 0.0
    fighting = 0.0
    undecided = 0.0
    for unit in now.units:
        if unit.stance == JOINED:
            joined += unit.strength * nearness(unit.distance - now.column.position, p.balance.reach)
        elif unit.stance == FIGHTS:
            fighting += unit.strength * unit.nearness
        elif unit.stance == LOYAL:
            undecided += unit.strength * unit.nearness
    crowd_ruler = 0.0
    crowd_challenger = 0.0
    crowd_themselves = 0.0
    for city in now.cities:
        if city.capital == 1:
            for index in range(city.groups_from, city.groups_to):
                group = now.groups[index]
                weight = fighting_weight(group.organised, now.ruler.armed, p.balance.crowd, p.balance.arms)
                crowd_ruler += group.size * group.out_ruler * weight
                crowd_challenger += group.size * group.out_challenger * p.balance.crowd
                if rising:
                    weight = fighting_weight(group.organised, now.balance.armed, p.balance.crowd, p.balance.arms)
                    crowd_themselves += group.size * group.out_themselves * weight
    now.balance.joined = joined
    now.balance.fighting = fighting
    now.balance.undecided = undecided
    now.balance.crowd_ruler = p.street.weight * crowd_ruler
    now.balance.crowd_challenger = p.street.weight * crowd_challenger
    now.balance.hold = p.balance.hold * case.capital_population / 1000.0
    now.balance.attack = now.column.strength * now.column.morale + joined + now.balance.crowd_challenger
    if rising:
        now.balance.crowd_themselves = p.street.weight * crowd_themselves
        now.balance.attack += now.balance.crowd_themselves
