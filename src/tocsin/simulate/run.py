"""Running an ensemble: what is missing in its folder is computed, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import polars

from tocsin.simulate import compiler
from tocsin.simulate.chunk import SET_SIZE, AnyModel, run_chunk
from tocsin.simulate.executors import Workers, executor
from tocsin.simulate.store import LOGS, Manifest, Store
from tocsin.simulate.tables import tables_of

LOGGED = 1000
"""Histories whose events and hourly paths are kept unless asked for more."""


LOGGED_AT_ONCE = 1000
"""Histories of a chunk that keeps logs, at most: 50 kB each while they run."""


def make_manifest(model: AnyModel, histories: int, seed: int, logged: int, settings: dict[str, str]) -> Manifest:
    """What an ensemble of the model will hold."""
    return Manifest(
        case=model.case.id,
        theory=model.theory.id,
        theory_digest=model.theory.digest(),
        case_digest=model.case.digest(),
        code_digest=compiler.code_hash(model.clock),
        seed=seed,
        histories=histories,
        set_size=SET_SIZE,
        logged=min(logged, histories),
        settings=dict(settings),
    )


def chunk_size(histories: int) -> int:
    """Histories a chunk unless asked otherwise: small enough to share out and to lose little, few enough files."""
    return min(max(1000, -(-histories // (50 * SET_SIZE)) * SET_SIZE), 20_000)


def run(
    model: AnyModel,
    directory: Path,
    manifest: Manifest,
    *,
    workers: Workers = None,
    chunk: int | None = None,
    fresh: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Compute the histories that the folder lacks and return the folder.

    Parameters
    ----------
    model : Model or WorldModel
    directory : Path
        Results folder.
    manifest : Manifest
        From `make_manifest`.
    workers : int or Executor, optional
        Threads, all processors by default; or where else the chunks are to run, such as a `Cluster`.
    chunk : int, optional
        Histories a chunk; has no effect on the results.
    fresh : bool
        Delete what an earlier run left.
    progress : callable, optional
        Called with (histories done, histories asked for).

    Raises
    ------
    StoreError
        If the folder cannot be used; what is complete stays.
    """
    store = Store(directory, manifest, fresh)
    size = chunk or chunk_size(manifest.histories)
    tasks = list(_tasks(store.missing(), size, manifest.logged))
    done = manifest.histories - sum(count for _, count in tasks)
    if progress:
        progress(done, manifest.histories)
    if not tasks:
        return directory

    compiler.driver(model.clock)  # once, before threads ask for it
    for (first, count), tables in executor(workers).map(partial(_work, model, manifest), tasks):
        # The histories come last: where they are, the rest of the chunk is too.
        for kind, table in tables.items():
            held = _kept(manifest, first, count) if kind in LOGS else count
            store.write(kind, first, first + held, table)
        done += count
        if progress:
            progress(done, manifest.histories)
    return directory


def _work(
    model: AnyModel, manifest: Manifest, task: tuple[int, int]
) -> tuple[tuple[int, int], dict[str, polars.DataFrame]]:
    """Compute one chunk wherever this runs: its tables, to be written by whoever asked for them."""
    first, count = task
    kept = _kept(manifest, first, count)
    return task, tables_of(model, run_chunk(model, manifest.seed, first, count, kept))


def _kept(manifest: Manifest, first: int, count: int) -> int:
    """How many histories of a chunk keep their logs."""
    return max(0, min(manifest.logged - first, count))


def _tasks(gaps: list[tuple[int, int]], size: int, logged: int) -> Iterator[tuple[int, int]]:
    """Chunks of histories; those that keep their logs are small, because a log takes room for all that it could hold.

    Sizes stay multiples of a set where the chunk asked for is one.
    """
    for first, stop in gaps:
        start = first
        while start < stop:
            most = min(size, LOGGED_AT_ONCE) if start < logged else size
            yield start, min(most, stop - start)
            start += most
