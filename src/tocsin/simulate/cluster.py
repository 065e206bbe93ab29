"""Cluster: chunks on a Dask cluster, by address or started on this machine; the same bits as here.

Workers get a function and a task and hand back a result; nothing is written but by the process that asks, so that no
shared disk is needed. A task whose worker dies is done again elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar

from tocsin.errors import ClusterError

__all__ = ["Cluster", "versions"]

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 2
"""Tasks handed out for each thread of the cluster: enough to keep it busy, few enough to stop soon."""
DEATHS = 5
"""Workers that may die over one task before it is given up, on a cluster started here: then the task kills them. A
scheduler that is running already has its own number."""
PATIENCE = 30
"""Seconds to wait for a scheduler to answer, and for the first worker of a cluster started here."""
QUEUE = 600
"""Seconds to wait for the first worker of somebody else's cluster, where workers may have to wait in a queue."""


class Cluster:
    """An executor on a Dask cluster; a context manager.

    Parameters
    ----------
    address : str, optional
        Of a scheduler, such as ``tcp://host:8786``. Without one a cluster of processes is started on this machine and
        ended with the context.
    workers : int, optional
        Processes of a cluster started here; all processors by default.

    Raises
    ------
    ClusterError
        If Dask is not installed, nobody answers at the address, no worker comes within `QUEUE` seconds, or a worker
        runs another version.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        self.address = address
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise ClusterError("a cluster needs Dask: pip install 'tocsin[cluster]'") from error
        dask.config.set({"distributed.scheduler.allowed-failures": DEATHS, "distributed.admin.tick.limit": "1h"})
        self._own = None
        try:
            if address is None:
                self._own = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
            self._client = Client(self._own or address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            self.close()
            where = f"no cluster answers at {address}" if address else "no cluster can be started on this machine"
            raise ClusterError(f"{where}: {error or type(error).__name__}") from error
        patience = PATIENCE if address is None else QUEUE
        try:
            self._client.wait_for_workers(1, timeout=patience)
        except TimeoutError as error:
            self.close()
            where = f"the scheduler at {address} answers" if address else "a scheduler was started on this machine"
            raise ClusterError(f"{where}, but no worker has come within {patience} s") from error
        self._check_code()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster, and end it if it was started here."""
        for part in (getattr(self, "_client", None), self._own):
            if part is not None:
                part.close()

    def wait(self, workers: int) -> None:
        """Wait until so many workers are there.

        Raises
        ------
        ClusterError
            If they do not come.
        """
        try:
            self._client.wait_for_workers(workers, timeout=QUEUE)
        except TimeoutError as error:
            raise ClusterError(f"{workers} workers have not come within {QUEUE} s") from error

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield results as they come; on an error or interruption what is handed out is called back.

        Raises
        ------
        ClusterError
            If a task's workers keep dying, or the cluster is gone.
        """
        from distributed import as_completed
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker

        waiting = iter(tasks)
        with self._client.as_current():
            # The function goes along with each task: data scattered once would be lost with the worker that holds it.
            first = [self._hand_out(function, task) for task in islice(waiting, AHEAD * self._threads())]
            running = as_completed(first)
            try:
                for future in running:
                    result = future.result()
                    future.release()
                    running.update([self._hand_out(function, task) for task in islice(waiting, 1)])
                    yield result
            except KilledWorker as error:
                died = error.allowed_failures + 1  # as the scheduler counts, which may have been started by others
                raise ClusterError(f"{died} workers died over one part of the work, the last at "
                                   f"{error.last_worker.address}: out of memory?") from error  # fmt: skip
            except (FutureCancelledError, OSError) as error:
                raise ClusterError(
                    "the cluster is gone. What was complete is kept: run the same command again"
                ) from error
            finally:
                self._client.cancel(list(running.futures), force=True)

    def _hand_out(self, function: Any, task: Any) -> Any:
        return self._client.submit(_call, function, task, pure=False)

    def _threads(self) -> int:
        return max(int(sum(self._client.nthreads().values())), 1)

    def _check_code(self) -> None:
        """Refuse workers that would give other bits."""
        here = versions()
        for worker, there in self._client.run(_VERSIONS).items():
            if there != here:
                self.close()
                told = next(f"{name} {there.get(name)}, here {value}" for name, value in here.items()
                            if there.get(name) != value)  # fmt: skip
                raise ClusterError(f"the worker {worker} would not give the same results: {told}")


def _call(function: Callable[[Task], Result], task: Task) -> Result:
    return function(task)


def versions() -> dict[str, str]:
    """What has to be the same here and on every worker for the same bits."""
    import numba
    import numpy
    import scipy

    from tocsin.simulate.compiler import code_hash

    # The world clock's hash covers all source, the crisis clock's with it.
    return {"code": code_hash("world")[:12], "numpy": numpy.__version__, "numba": numba.__version__,
            "scipy": scipy.__version__}  # fmt: skip


_VERSIONS = versions
