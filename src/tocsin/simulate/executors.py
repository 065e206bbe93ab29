"""Executors: where chunks run.

Threads suffice on one machine, because compiled histories release the interpreter lock; they need no main guard, start
at once and end with their process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Protocol, TypeVar

from tocsin.errors import InputError, Problem

Task = TypeVar("Task")
Result = TypeVar("Result")


class Executor(Protocol):
    """Runs a function over tasks and yields the results as they come, in any order."""

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield `function(task)` for each task; the first error ends the work and is raised."""
        ...


MOST_THREADS = 1024
Workers = int | Executor | None
"""Where work is done: so many threads, all processors (None), or an executor."""


class Serial:
    """One task after the other in this thread."""

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the results in the order of the tasks."""
        for task in tasks:
            yield function(task)


class Threads:
    """Several tasks at once on this machine.

    Parameters
    ----------
    workers : int
        At least 1.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield results as they come; on an error or interruption the running tasks finish, no other starts."""
        waiting = iter(tasks)
        with ThreadPoolExecutor(self.workers, thread_name_prefix="tocsin") as pool:
            running: set[Future[Result]] = set()
            try:
                while True:
                    # Few are handed out ahead, so that an interruption does not wait for a long queue.
                    for task in islice(waiting, 2 * self.workers - len(running)):
                        running.add(pool.submit(function, task))
                    if not running:
                        return
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield future.result()
            except BaseException:
                for future in running:
                    future.cancel()
                raise


def default_workers() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def executor(workers: Workers = None) -> Executor:
    """The executor for a number of threads (all processors by default), or the one that is given.

    Raises
    ------
    InputError
        If it is neither a sensible number nor an executor.
    """
    if workers is None:
        workers = default_workers()
    if hasattr(workers, "map"):
        return workers
    if not (isinstance(workers, int) and 1 <= workers <= MOST_THREADS):
        expected = f"a whole number from 1 to {MOST_THREADS:,}"
        raise InputError([Problem(f"{workers} is out of range", "--workers", expected=expected)])
    return Serial() if workers == 1 else Threads(workers)
