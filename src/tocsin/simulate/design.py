"""Designs: histories at chosen places of the priors, for studies that vary the quantities after a plan of their own.

The kernel, the draws and their addresses are those of every run. A design is a table of points, rows × positions:
points of one row share the draws of their histories (they are paired), points of two rows share none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy
import polars
from numpy.typing import NDArray

from tocsin.errors import StoreError
from tocsin.simulate import compiler
from tocsin.simulate.chunk import AnyModel, run_sets
from tocsin.simulate.executors import Workers, executor
from tocsin.simulate.layout import failed
from tocsin.simulate.store import write_table

FAILED = 0
"""Code of a history that failed; outcomes are coded from 1, in the order of ``OUTCOMES`` of the clock's
state."""
_AT_ONCE = 2000
"""Histories a task."""


@dataclass(frozen=True)
class Design:
    """Points at which histories are run.

    Parameters
    ----------
    quantities : tuple of str
        Names of uncertain quantities of the model; those that are not named are drawn, a draw a row.
    quantiles : ndarray of float, shape (rows, positions, quantities)
        Where in its prior each of them stands, in [0, 1].
    size : int
        Histories a point.
    first : int
        Number of the first row: designs whose rows have the same numbers share draws.
    """

    quantities: tuple[str, ...]
    quantiles: NDArray[numpy.float64]
    size: int
    first: int = 0

    @property
    def histories(self) -> int:
        """How many histories it takes."""
        return self.quantiles[..., 0].size * self.size

    def digest(self, model: AnyModel, seed: int) -> str:
        """Hash of all that decides the outcomes: model, seed, code and design."""
        what = f"{model.digest()} {compiler.code_hash(model.clock)} {seed} {self.quantities} {self.size} {self.first}"
        digest = hashlib.sha256(what.encode() + str(self.quantiles.shape).encode())
        digest.update(numpy.ascontiguousarray(self.quantiles).tobytes())
        return digest.hexdigest()


def outcomes_at(
    model: AnyModel,
    design: Design,
    seed: int,
    directory: Path,
    *,
    workers: Workers = None,
    progress: Callable[[int, int], None] | None = None,
) -> NDArray[numpy.int8]:
    """How each history of a design ends; what `directory` holds already is read instead of run.

    Returns
    -------
    ndarray of int8, shape (rows, positions, size)
        Codes: `FAILED`, or 1 + the index of the outcome.

    Raises
    ------
    StoreError
        If the folder cannot be written, or holds a damaged file.
    """
    rows, positions = design.quantiles.shape[:2]
    path = directory / f"points-{design.digest(model, seed)[:16]}.parquet"
    total = design.histories
    if path.exists():
        if progress:
            progress(total, total)
        return _read(path).reshape(rows, positions, design.size)
    if progress:
        progress(0, total)
    result = numpy.empty((rows, positions, design.size), numpy.int8)
    done = 0
    compiler.driver(model.clock)  # once, before threads ask for it
    tasks = _tasks(rows, positions, max(1, _AT_ONCE // design.size))
    for start, stop, position, ended in executor(workers).map(partial(_work, model, design, seed), tasks):
        result[start:stop, position] = ended
        done += ended.size
        if progress:
            progress(done, total)
    row_of, position_of = numpy.divmod(numpy.repeat(numpy.arange(rows * positions), design.size), positions)
    table = {"row": row_of, "position": position_of, "outcome": result.ravel()}
    write_table(path, polars.DataFrame(table))
    return result


def outcomes_of_each(
    questions: Sequence[tuple[AnyModel, Design]], seed: int, directory: Path, *, workers: Workers = None
) -> Iterator[tuple[int, NDArray[numpy.int8]]]:
    """Outcomes of many designs, each in one go; what `directory` holds already is read, what is new is kept there.

    Yields
    ------
    int, ndarray of int8, shape (rows, positions, size)
        Number of the question and codes as in `outcomes_at`, in any order.

    Raises
    ------
    StoreError
        If the folder cannot be written, or holds a damaged file.
    """
    paths = [directory / f"points-{design.digest(model, seed)[:16]}.parquet" for model, design in questions]
    missing = []
    for number, ((model, design), path) in enumerate(zip(questions, paths, strict=True)):
        if path.exists():
            yield number, _read(path).reshape(*design.quantiles.shape[:2], design.size)
        else:
            missing.append((number, model, design))
    for clock in {model.clock for _, model, _ in missing}:
        compiler.driver(clock)  # once, before threads ask for it
    for number, codes in executor(workers).map(partial(_whole, seed), missing):
        write_table(paths[number], polars.DataFrame({"outcome": codes.ravel()}))
        yield number, codes


def _whole(seed: int, question: tuple[int, AnyModel, Design]) -> tuple[int, NDArray[numpy.int8]]:
    number, model, design = question
    rows, positions = design.quantiles.shape[:2]
    parts = [_work(model, design, seed, (0, rows, position))[3] for position in range(positions)]
    return number, numpy.stack(parts, axis=1)


def _read(path: Path) -> NDArray[numpy.int8]:
    try:
        codes: NDArray[numpy.int8] = polars.read_parquet(path, columns=["outcome"])["outcome"].to_numpy()
    except (OSError, polars.exceptions.PolarsError) as error:
        raise StoreError(f"{path} is damaged. Delete that file and run the same command again") from error
    return codes


def _tasks(rows: int, positions: int, at_once: int) -> Iterator[tuple[int, int, int]]:
    for start in range(0, rows, at_once):
        for position in range(positions):
            yield start, min(start + at_once, rows), position


def _work(
    model: AnyModel, design: Design, seed: int, task: tuple[int, int, int]
) -> tuple[int, int, int, NDArray[numpy.int8]]:
    start, stop, position = task
    first = design.first + start
    quantiles = model.quantiles(first, stop - start, seed)
    places = {name: row for row, name in enumerate(model.uncertain)}
    for column, name in enumerate(design.quantities):
        quantiles[places[name]] = design.quantiles[start:stop, position, column]
    sets = model.sets_at(first, quantiles)
    count = (stop - start) * design.size
    courses = run_sets(model, seed, sets, first * design.size, count, set_size=design.size).courses
    codes = numpy.where(failed(courses), FAILED, courses["outcome"]).astype(numpy.int8)
    return start, stop, position, codes.reshape(-1, design.size)
