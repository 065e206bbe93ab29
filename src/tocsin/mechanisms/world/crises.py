"""Where in the month the crises asked for are played, and by which numbers a country's state enters them."""

from __future__ import annotations

from tocsin.mechanisms.declaration import mechanism, parameter
from tocsin.mechanisms.world.state import Draws, Parameters, Setting, Worlds
from tocsin.theory.quantity import Prior

spark = parameter(
    "spark", "share of the aggrieved who are out in the hour in which a rising starts", "share", 0, 1,
    Prior.log_uniform(0.005, 0.2), "chenoweth-stephan-2011",
    judgement="campaigns that count as such have had from one in a thousand of the people to a few in a hundred out",
)  # fmt: skip
loyalty = parameter(
    "loyalty", "units' loyalty lost from a ruling group of full cohesion to one of none", "utility", 0, 10,
    Prior.uniform(0.3, 2), "svolik-2012",
    judgement="a group split down the middle costs a unit about as much as units differ by anyway (.3), or more",
)  # fmt: skip


@mechanism(
    "world.crises", step=125, parameters=(spark, loyalty), switchable=False,
    claims=("world-crisis/K4", "world-crisis/K16", "hidden-preferences/H11"),
)  # fmt: skip
def crises(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Mark the place in the month at which the crises asked for are played; the engine plays them here.

    For every country whose `crisis` is set, in the order of their numbers, the engine takes one of many draws of the
    generic crisis (`nesting.occasion`), makes it the country's own (`nesting.prepare`), runs the whole crisis clock on
    it, and takes its outcome over (`nesting.take_over`). This formula itself does nothing.
    """
