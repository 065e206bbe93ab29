"""The reduced model in Tocsin: its own compiler and driver, chunks over threads."""

from __future__ import annotations

import numpy

from contenders.reduced import Result, blocks
from tocsin.simulate.chunk import run_chunk
from tocsin.simulate.executors import executor
from tocsin.simulate.model import Model

BLOCK = 1000


def run(model: Model, seed: int, histories: int, workers: int) -> Result:
    """Run the histories 0 to `histories`; the compiled driver is expected in Tocsin's cache."""

    def work(task: tuple[int, int]) -> tuple[int, Result]:
        first, count = task
        chunk = run_chunk(model, seed, first, count, 0)
        courses = chunk.courses
        if (courses["failed_hour"] >= 0).any():
            raise ArithmeticError("a history's state stopped being finite")
        turnout = numpy.stack([courses[f"turnout_{cause}"] for cause in ("ruler", "challenger", "themselves")])
        hours = courses["hours"].astype(numpy.float64)
        return first, Result(
            courses["outcome"], hours, courses["nearest"], courses["response_1"], turnout, chunk.set_numbers()
        )

    tasks = blocks(histories, min(BLOCK, -(-histories // workers)))
    parts = dict(executor(workers).map(work, tasks))
    return Result.joined([parts[first] for first, _ in tasks])
