"""Jobs: what was asked for, where it stands, and the processes that do it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import multiprocessing
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tocsin.web.worker import work

__all__ = ["Full", "Job", "Jobs"]

GRACE = 2.0
"""Seconds that a worker has to stop a job before it is ended and replaced."""
IDLE = 600.0
"""Seconds without anything to do after which a worker ends; it is there again when a page opens."""
KEPT = 200
"""Finished jobs that stay in memory; what they computed lies on disk."""
LOST = {
    "kind": "WorkerLost", "message": "the process that computed this ended; ask again, it goes on from what is kept",
    "exit_code": 1, "problems": [],
}  # fmt: skip


class Full(Exception):  # noqa: N818 - the name says it
    """More is waiting than the server takes on; `retry_after` says in how many seconds to ask again."""

    def __init__(self, retry_after: int, what: str = "the server is busy") -> None:
        super().__init__(f"{what}; ask again in {retry_after} s")
        self.retry_after = retry_after


@dataclass
class Job:
    """One request and what became of it.

    Attributes
    ----------
    id : str
        A hash of the request and who asks.
    client : str
        The page that asks.
    request : dict
    status : str
        ``waiting``, ``running``, ``done``, ``failed`` or ``cancelled``.
    done, total : int
        Histories, as far as that is known.
    stopping : bool
        Whether it was cancelled and is about to end.
    attempt : str
        What tells it from an earlier job for the same request.
    asked : float
        When its client was last there, by the clock of `time.monotonic`.
    """

    id: str
    client: str
    request: dict[str, Any]
    status: str = "waiting"
    done: int = 0
    total: int = 0
    result: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    stopping: bool = False
    attempt: str = field(default_factory=lambda: secrets.token_hex(8))
    asked: float = field(default_factory=time.monotonic)

    def data(self, *, whole: bool = True) -> dict[str, Any]:
        """The job as plain data; with its result if `whole`."""
        found = {
            "id": self.id, "verb": self.request["verb"], "request": self.request, "status": self.status,
            "done": self.done, "total": self.total, "error": self.error,
            "seconds": round((self.ended or time.monotonic()) - self.began, 3),
        }  # fmt: skip
        return {**found, "result": self.result} if whole else found

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in ("done", "failed", "cancelled")


class Jobs:
    """Takes requests, hands them to workers in their order, and tells whoever listens.

    Parameters
    ----------
    root : str
        Folder below which histories are kept.
    workers, waiting : int
        Processes, and jobs that may wait for one.
    """

    def __init__(self, root: str, workers: int = 2, waiting: int = 8) -> None:
        self.root, self.waiting = root, waiting
        self.jobs: dict[str, Job] = {}
        self.listeners: dict[asyncio.Queue[Job | None], tuple[str, asyncio.AbstractEventLoop]] = {}
        self.lock = threading.Condition()
        self.closed = False
        self.workers = [_Worker(self) for _ in range(workers)]

    def counts(self) -> tuple[int, int]:
        """Jobs running and waiting."""
        states = [job.status for job in self.jobs.values()]
        return states.count("running"), states.count("waiting")

    def submit(self, client: str, request: dict[str, Any]) -> Job:
        """Take a request on; the same one from the same client is the same job, unless it failed or was cancelled.

        Raises
        ------
        Full
            If too many jobs wait already.
        """
        text = json.dumps([client, request], sort_keys=True)
        key = hashlib.sha256(text.encode()).hexdigest()[:24]
        with self.lock:
            known = self.jobs.get(key)
            if known is not None and not known.stopping and known.status not in ("failed", "cancelled"):
                return known
            if self.counts()[1] >= self.waiting:
                raise Full(retry_after=10)
            job = self.jobs[key] = Job(key, client, request)
            self._forget()
            self.lock.notify_all()
        self.tell(job)
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job: at once if it waits, within some seconds if it runs."""
        with self.lock:
            job.stopping = not job.over
            if job.status == "waiting":
                job.status, job.ended = "cancelled", time.monotonic()
        for worker in self.workers:
            worker.cancel(job)
        self.tell(job)

    def here(self, client: str) -> None:
        """Note that a client is there: it asked for something, or its stream ended only now."""
        for job in [job for job in self.jobs.values() if job.client == client]:
            job.asked = time.monotonic()

    def stop_forsaken(self, seconds: float) -> None:
        """Stop the jobs of all clients that have no stream and did not ask for so long."""
        streaming = {client for client, _ in self.listeners.values()}
        away = [job for job in self.jobs.values() if not job.over and job.client not in streaming]
        for job in away:
            if time.monotonic() - job.asked > seconds:
                self.cancel(job)

    def next(self, worker: _Worker) -> Job | None:
        """Wait for a job to do; None when there will be no more."""
        with self.lock:
            while not self.closed:
                for job in self.jobs.values():
                    if job.status == "waiting":
                        job.status, job.began = "running", time.monotonic()
                        return job
                told = self.lock.wait(IDLE)
                if not self.closed:
                    worker.wake() if told else worker.rest()
        return None

    def tell(self, job: Job) -> None:
        """Let the pages of the job's client know where it stands, unless another has taken its place."""
        if self.jobs.get(job.id) is not job:
            return
        for queue, (client, loop) in list(self.listeners.items()):
            if client == job.client:
                loop.call_soon_threadsafe(queue.put_nowait, job)

    def wake(self) -> None:
        """Have all workers warm: somebody is there."""
        with self.lock:
            self.lock.notify_all()

    def farewell(self) -> None:
        """End all streams, so that the server need not wait for pages to leave."""
        for queue, (_, loop) in list(self.listeners.items()):
            loop.call_soon_threadsafe(queue.put_nowait, None)

    def close(self) -> None:
        """End all workers; what they have written whole stays."""
        with self.lock:
            self.closed = True
            self.lock.notify_all()
        for worker in self.workers:
            worker.close()

    def _forget(self) -> None:
        over = [key for key, job in self.jobs.items() if job.over]
        for key in over[: max(0, len(over) - KEPT)]:
            del self.jobs[key]


class _Worker:
    """A process and the thread that hands it jobs and hears from it."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs
        self.job: Job | None = None
        self.ending: Callable[[], None] = lambda: None
        self._start()
        threading.Thread(target=self._serve, daemon=True, name="tocsin-worker").start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        heard, self.orders = context.Pipe(duplex=False)
        self.process = context.Process(target=work, args=(other, heard, self.jobs.root), daemon=True)
        self.process.start()
        other.close()
        heard.close()
        self.stopping = False

    def _serve(self) -> None:
        while (job := self.jobs.next(self)) is not None:
            self.job, self.stopping = job, False
            if job.stopping:  # cancelled before it was known who does it
                job.status, job.ended, self.job = "cancelled", time.monotonic(), None
                self.jobs.tell(job)
                continue
            self.wake()
            self.jobs.tell(job)
            try:
                self.connection.send((job.attempt, job.request))
                self._hear(job)
            except (EOFError, OSError):
                self._lost(job)
            self.job = None

    def _hear(self, job: Job) -> None:
        while not job.over:
            kind, what = self.connection.recv()
            if kind == "progress":
                job.done, job.total = what
            elif kind != "ready":
                job.status, job.ended = kind, time.monotonic()
                job.result = what if kind == "done" else None
                job.error = what if kind == "failed" else None
            if kind != "ready":
                self.jobs.tell(job)

    def _lost(self, job: Job) -> None:
        """The process has ended, by itself or because it did not stop: the job says so, and another one takes over."""
        job.ended = time.monotonic()
        job.status, job.error = ("cancelled", None) if self.stopping else ("failed", LOST)
        self.jobs.tell(job)
        self.process.join(timeout=1)
        if not self.jobs.closed:
            self._start()

    def wake(self) -> None:
        """Be there: the process may have ended while it had nothing to do."""
        if not self.process.is_alive():
            self._start()

    def rest(self) -> None:
        """End the process while there is nothing to do."""
        self.process.terminate()
        self.process.join(timeout=2)

    def cancel(self, job: Job) -> None:
        if self.job is not job or job.over:
            return
        self.stopping = True
        process = self.process
        with contextlib.suppress(OSError):
            self.orders.send(job.attempt)

        def insist() -> None:
            if self.job is job and not job.over:
                process.terminate()

        timer = threading.Timer(GRACE, insist)
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        self.stopping = True
        self.process.terminate()
        self.process.join(timeout=2)
