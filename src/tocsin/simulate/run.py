"""Running an ensemble: what is missing in its folder is computed, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tocsin.simulate import compiler
from tocsin.simulate.chunk import SET_SIZE, run_chunk
from tocsin.simulate.executors import default_workers, executor
from tocsin.simulate.model import Model
from tocsin.simulate.store import Manifest, Store
from tocsin.simulate.tables import events_table, histories_table, series_table

LOGGED = 1000
"""Histories whose events and hourly paths are kept unless asked for more."""


LOGGED_AT_ONCE = 1000
"""Histories of a chunk that keeps logs, at most: 50 kB each while they run."""


def make_manifest(model: Model, histories: int, seed: int, logged: int, settings: dict[str, str]) -> Manifest:
    """What an ensemble of the model will hold."""
    return Manifest(
        case=model.case.id,
        theory=model.theory.id,
        theory_digest=model.theory.digest(),
        case_digest=model.case.digest(),
        code_digest=compiler.code_hash("crisis"),
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
    model: Model,
    directory: Path,
    manifest: Manifest,
    *,
    workers: int | None = None,
    chunk: int | None = None,
    fresh: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Compute the histories that the folder lacks and return the folder.

    Parameters
    ----------
    model : Model
    directory : Path
        Results folder.
    manifest : Manifest
        From `make_manifest`.
    workers : int, optional
        Threads; all processors by default.
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

    def work(task: tuple[int, int]) -> int:
        first, count = task
        kept = max(0, min(manifest.logged - first, count))
        result = run_chunk(model, manifest.seed, first, count, kept)
        # The histories come last: where they are, the rest of the chunk is too.
        if kept:
            store.write("events", first, first + kept, events_table(model, result))
            store.write("series", first, first + kept, series_table(result))
        store.write("histories", first, first + count, histories_table(model, result))
        return count

    compiler.driver("crisis")  # once, before threads ask for it
    for count in executor(workers or default_workers()).map(work, tasks):
        done += count
        if progress:
            progress(done, manifest.histories)
    return directory


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
