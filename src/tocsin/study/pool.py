"""Pool: features of the first histories of a model, as many as a study has needed so far, kept on disk."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy
import polars
from numpy.typing import NDArray

from tocsin.errors import StoreError
from tocsin.evidence.codes import FAILED, feature_codes, observed_codes
from tocsin.evidence.features import features_of
from tocsin.simulate import compiler, random
from tocsin.simulate.chunk import SET_SIZE, AnyModel, run_sets
from tocsin.simulate.executors import Workers, executor
from tocsin.simulate.store import write_table
from tocsin.study.question import Booleans, Floats, Step, matched

__all__ = ["Pool"]

AT_ONCE = {"crisis": 2000, "world": 200}
"""Histories a task, by the clock."""
KEEP_EVERY = 5.0
"""Seconds after which what there is so far is written to disk: each block would be written again with each new one."""


class Pool:
    """Features of histories 0, 1, … of a model: with sets of 20, the same histories as any run with that seed holds.

    Parameters
    ----------
    model : Model or WorldModel
    seed : int
    root : Path, optional
        Folder below which what was simulated is kept; nothing is without it.
    workers : int or Executor, optional
        Where histories run; no effect on the results.
    set_size : int
        Histories that share a draw of the parameters, a divisor of a task.
    """

    def __init__(
        self,
        model: AnyModel,
        seed: int,
        root: Path | None = None,
        workers: Workers = None,
        set_size: int = SET_SIZE,
    ) -> None:
        self.model, self.seed, self.set_size = model, seed, set_size
        self.workers = workers
        self.names = tuple(features_of(model.case))
        self.task = AT_ONCE[model.clock]
        what = f"{model.digest()} {compiler.code_hash(model.clock)} {seed} {set_size}"
        self.digest = hashlib.sha256(what.encode()).hexdigest()[:16]
        self.folder = None if root is None else root / model.case.id / "inference"
        self.codes: NDArray[numpy.int16] = numpy.empty((0, len(self.names)), numpy.int16)
        if self._path and self._path.exists():
            self.codes = self._read(self._path)

    @property
    def _path(self) -> Path | None:
        return self.folder / f"features-{self.model.theory.id}-{self.digest}.parquet" if self.folder else None

    @property
    def histories(self) -> int:
        """How many there are."""
        return len(self.codes)

    def missing(self, histories: int) -> int:
        """How many would have to be simulated for there to be so many."""
        return max(0, self._whole(histories) - self.histories)

    def grow(self, histories: int, told: Callable[[int], None] | None = None) -> None:
        """See to it that there are at least so many (whole tasks); `told` hears of each task's size when it is done."""
        start, stop = self.histories // self.task * self.task, self._whole(histories)
        if stop <= self.histories:
            return
        codes = numpy.empty((stop, len(self.names)), numpy.int16)
        codes[:start] = self.codes[:start]

        compiler.driver(self.model.clock)  # once, before threads ask for it
        work = partial(_work, self.model, self.names, self.seed, self.set_size, self.task)
        done: set[int] = set()
        whole, kept = start, time.monotonic()
        try:
            for first, found in executor(self.workers).map(work, range(start, stop, self.task)):
                codes[first : first + self.task] = found
                done.add(first)
                while whole in done:  # blocks come in any order
                    whole += self.task
                if time.monotonic() - kept > KEEP_EVERY:
                    self._keep(codes[:whole])
                    kept = time.monotonic()
                if told:
                    told(self.task)
        except BaseException:
            with contextlib.suppress(StoreError):  # interrupted: what is whole up to there is kept as well
                self._keep(codes[:whole])
            raise
        self._keep(codes[:whole])

    def _keep(self, codes: NDArray[numpy.int16]) -> None:
        if len(codes) <= self.histories:
            return
        self.codes = codes
        if self._path:
            write_table(self._path, polars.DataFrame({name: codes[:, i] for i, name in enumerate(self.names)}))

    def first(self, histories: int) -> Pool:
        """The first so many of those that there are (whole tasks), as a pool of their own that is not to grow."""
        part = copy.copy(self)
        part.codes = self.codes[: self._whole(histories)]
        return part

    def matched(self, features: tuple[str, ...]) -> Booleans:
        """Whether each history agrees with the record; (histories, features)."""
        observed = tuple(observed_codes(self.model.case, name) for name in features)
        return matched(self.codes[:, [self.names.index(name) for name in features]], observed)

    def passed(self, steps: tuple[Step, ...]) -> Booleans:
        """Whether each history passes each step; (histories, steps)."""
        columns = [self.names.index(step.feature) for step in steps]
        return matched(self.codes[:, columns], tuple(step.codes for step in steps))

    def failed(self) -> Booleans:
        """Which histories failed."""
        result: Booleans = self.codes[:, 0] == FAILED
        return result

    def sets(self) -> NDArray[numpy.int64]:
        """Number of each history's set."""
        return numpy.arange(self.histories) // self.set_size

    def quantiles(self, histories: NDArray[numpy.int64]) -> Floats:
        """Parameters of some histories as quantiles of their priors: (histories, uncertain quantities)."""
        found: Floats = random.per_set(list(self.model.uncertain), histories // self.set_size, self.seed).T
        return found

    def _whole(self, histories: int) -> int:
        return -(-histories // self.task) * self.task

    def _read(self, path: Path) -> NDArray[numpy.int16]:
        try:
            table = polars.read_parquet(path, columns=list(self.names))
        except (OSError, polars.exceptions.PolarsError) as error:
            raise StoreError(f"{path} is damaged. Delete that file and run the same command again") from error
        return table.to_numpy().astype(numpy.int16, copy=False)


def _work(
    model: AnyModel, names: tuple[str, ...], seed: int, set_size: int, size: int, first: int
) -> tuple[int, NDArray[numpy.int16]]:
    """Features of one task's histories, wherever this runs."""
    sets = model.sets(first // set_size, size // set_size, seed)
    courses = run_sets(model, seed, sets, first, size, set_size=set_size).courses
    return first, feature_codes(courses, names, model.case).astype(numpy.int16)
