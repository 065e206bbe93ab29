"""The reduced model in NumPy, as fast as we could make it.

A block of histories at a time, the history axis last and contiguous, blocks in threads, arithmetic in place. What stays
the same all through a history is made once. Histories in which people still come out are kept in front, so that the
street works on views; where less happens in an hour (columns that move, units that decide, rulers who choose) only
those histories are gathered; histories that have ended are compacted away. `scipy.special.ndtr` is the normal
distribution. Large blocks are best here: NumPy's fixed cost a call, which threads cannot share, weighs more
than the cache does.
"""

from __future__ import annotations

import numpy

from contenders import numpy_street
from contenders.numpy_actors import HOURS_AT_MOST, challenger, ending, ruler, set_out
from contenders.numpy_forces import balance, march, units
from contenders.numpy_histories import RUNNING, Histories
from contenders.reduced import Result, blocks, sets_of
from tocsin.simulate.executors import executor
from tocsin.simulate.model import Model

BLOCK = 5000
COMPACT = 0.8
"""Compaction waits until this share of a block, or fewer, still run."""


def run(model: Model, seed: int, histories: int, workers: int, block: int = BLOCK) -> Result:
    """Run the histories 0 to `histories`, blocks over threads."""

    def work(task: tuple[int, int]) -> tuple[int, Result]:
        return task[0], run_block(model, seed, *task)

    tasks = blocks(histories, min(block, -(-histories // workers)))
    parts = dict(executor(workers).map(work, tasks))
    return Result.joined([parts[first] for first, _ in tasks])


def run_block(model: Model, seed: int, first: int, count: int) -> Result:
    """Run one block of histories, all of them hour by hour together."""
    draw = numpy.random.Generator(numpy.random.SFC64((seed, first)))
    sets, rows = sets_of(model, seed, first, count)
    h = Histories(sets, rows, draw)
    numpy_street.prepare(h, draw)
    result = Result(
        numpy.zeros(count, dtype=numpy.int64), numpy.zeros(count), numpy.zeros(count),
        numpy.zeros(count, dtype=numpy.int64), numpy.zeros((3, count)),
        sets.first + rows,
    )  # fmt: skip
    for tick in range(HOURS_AT_MOST + 1):
        balance(h)
        march(h, tick)
        numpy_street.street(h)
        if tick == 0:
            set_out(h)
        unit, at = units(h, tick, draw)
        quits = challenger(h, unit, at)
        ruler(h, tick, draw)
        outcome = ending(h, tick, quits)
        ends = (outcome != RUNNING) & ~h.ended
        if ends.any():
            h.write(result, numpy.flatnonzero(ends), outcome, tick)
            h.ended |= ends
            if h.ended.all():
                break
            if h.ended.mean() > 1.0 - COMPACT:
                h.keep(~h.ended)
    return result
