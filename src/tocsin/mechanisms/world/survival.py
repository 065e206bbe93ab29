"""What other successes do for a workers' order."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import mechanism, parameter
from tocsin.mechanisms.world.state import WORKERS, Draws, Parameters, Setting, Worlds
from tocsin.theory.quantity import Prior

economy = parameter(
    "economy", "support from other workers' orders by their share of world output × their development", "ratio",
    0, 1000, Prior.log_uniform(5, 50), "editorial-2023",
    judgement="a tenth of world output at two thirds of the leading development, Germany's in 1914, gives from a "
    "quarter of full support to nearly all",
)  # fmt: skip


@mechanism(
    "revolution.survival", step=160, parameters=(economy,), sources=("editorial-2023",), claims=("world-crisis/K13",),
)  # fmt: skip
def survival(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let each workers' order be supported by all others, as far as their economies go.

    Support = 1 − exp(−economy × Σ output × development) over the other workers' orders: the advanced country counts
    for more than its size. Isolation, at which an order degenerates (`revolution.degeneration`), is 1 − support, so
    that support divides the hazard of degenerating by exp(economy × Σ). An intervention can hold support fixed.
    """
    weight = 0.0
    for country in now.countries:
        if country.exists == 1 and country.order == WORKERS:
            weight += country.output * country.development
    for country in now.countries:
        if country.exists == 1:
            country.support = 0.0
            if country.order == WORKERS:
                others = max(weight - country.output * country.development, 0.0)
                country.support = -math.expm1(-p.survival.economy * others)
                if case.support_fixed >= 0.0:
                    country.support = case.support_fixed
