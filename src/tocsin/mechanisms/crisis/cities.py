"""How cities depart from the country that they are in."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.state import Crisis, Draws, Setting

__all__ = ["let_cities_differ"]


def let_cities_differ(now: Crisis, case: Setting, draw: Draws) -> None:
    """Let cities differ: in each, all groups' shares depart from the country's by the same normal error in log odds."""
    if case.city_spread <= 0.0:
        return
    for number, city in enumerate(now.cities):
        grievance = math.exp(-case.city_spread * draw.once_normal(number, 0))
        fear = math.exp(-case.city_spread * draw.once_normal(number, 1))
        sympathy = math.exp(-case.city_spread * draw.once_normal(number, 2))
        organised = math.exp(-case.city_spread * draw.once_normal(number, 3))
        for index in range(city.groups_from, city.groups_to):
            group = now.groups[index]
            group.grievance /= group.grievance + (1.0 - group.grievance) * grievance
            group.fear /= group.fear + (1.0 - group.fear) * fear
            group.sympathy /= group.sympathy + (1.0 - group.sympathy) * sympathy
            group.organised /= group.organised + (1.0 - group.organised) * organised
