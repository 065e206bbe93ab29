"""The reduced model in JAX: one history's mechanisms, vmapped over a block, an hour a turn of a compiled while loop.

Float64, as everywhere here. A block runs until its last history has ended; the street is skipped once nobody in the
block moves any more. Blocks run in threads, one a core, because XLA's own threads do not share out a loop of this size.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import numpy
from jax import lax
from jax import numpy as jnp

from contenders.jax_actors import after_street
from contenders.jax_forces import before_street, prepare, street
from contenders.reduced import Result, blocks, parameters_of, sets_of
from tocsin.simulate.executors import executor
from tocsin.simulate.model import Model

jax.config.update("jax_enable_x64", True)
BLOCK = 2500
HOURS_AT_MOST = 336
State = dict[str, Any]


def run(model: Model, seed: int, histories: int, workers: int) -> Result:
    """Run the histories 0 to `histories`, blocks over threads; the first call compiles."""
    size = min(BLOCK, -(-histories // workers))
    tasks = blocks(histories, size)

    def work(task: tuple[int, int]) -> tuple[int, Result]:
        first, count = task
        sets, rows = sets_of(model, seed, first, count)
        # The last block is filled up, so that all have one shape and nothing is compiled twice.
        filled = numpy.concatenate([rows, numpy.repeat(rows[-1:], tasks[0][1] - count)])
        given = {"p": parameters_of(sets, filled)}
        for name in ("settings", "cities", "groups", "units", "column", "ruler"):
            records = getattr(sets, name)
            given[name] = {key: records[key][filled] for key in records.dtype.names}
        kinds = len(model.case.before.groups)
        end = _compiled(kinds)(given, jax.random.key(seed * 1_000_003 + first))
        found = {name: numpy.asarray(values)[:count] for name, values in end.items()}
        return first, Result(
            found["outcome"], found["hours"].astype(float), found["nearest"], found["response"], found["turnout"].T,
            sets.first + rows,
        )  # fmt: skip

    parts = dict(executor(workers).map(work, tasks))
    return Result.joined([parts[first] for first, _ in tasks])


@cache
def _compiled(kinds: int) -> Any:
    def play(given: State, key: Any) -> State:
        count = len(given["column"]["position"])
        start, every_hour = jax.random.split(key)
        keys = jax.random.split(start, count)
        constant, state, found = jax.vmap(lambda given, key: prepare(given, key, kinds))(given, keys)

        def running(carry: tuple[Any, State, State]) -> Any:
            tick, _, found = carry
            return (tick <= HOURS_AT_MOST) & (found["outcome"] == 0).any()

        def hour(carry: tuple[Any, State, State]) -> tuple[Any, State, State]:
            tick, state, found = carry
            state = jax.vmap(before_street, (None, 0, 0))(tick, constant, state)
            moves = ~state["settled"] | (state["heard"] != state["response"])
            moves &= found["outcome"] == 0
            state = lax.cond(moves.any(), lambda s: jax.vmap(street)(constant, s, moves), lambda s: s, state)
            units = state["stance"].shape[1]
            drawing = jax.random.fold_in(every_hour, tick)
            orders, signals, keeps, tempers = jax.random.split(drawing, 4)
            draws = {
                "order": jax.random.uniform(orders, (count, units), dtype=float),
                "signal": jax.random.normal(signals, (count, units), dtype=float),
                "keep": jax.random.uniform(keeps, (count, 4), dtype=float),
                "temper": jax.random.gumbel(tempers, (count, 4), dtype=float),
            }
            state, found = jax.vmap(after_street, (None, 0, 0, 0, 0))(tick, constant, state, found, draws)
            return tick + 1, state, found

        _, _, found = lax.while_loop(running, hour, (jnp.int64(0), state, found))
        return found

    return jax.jit(play)
