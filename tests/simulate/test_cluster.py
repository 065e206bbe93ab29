"""A Dask cluster: the same bits as here, and a worker killed in the middle loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars
import pytest

import tocsin
from tocsin.errors import ClusterError
from tocsin.simulate.cluster import Cluster

CASE = "march-on-moscow-2023"


class Machines:
    """A scheduler and two workers, each a process of its own, as on machines of their own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.log = (folder / "log").open("w")
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self._wait(self.file.exists)
        self.workers = [
            self._start("worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard",
                        "--local-directory", str(folder))
            for _ in range(2)
        ]  # fmt: skip

    def _start(self, role: str, *options: str) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "dask", role, "--scheduler-file", str(self.file), *options]
        return subprocess.Popen(words, stdout=self.log, stderr=self.log)

    @staticmethod
    def _wait(ready: object) -> None:
        deadline = time.monotonic() + 60
        while not ready():  # type: ignore[operator]
            assert time.monotonic() < deadline
            time.sleep(0.1)

    @property
    def address(self) -> str:
        import json

        return str(json.loads(self.file.read_text())["address"])

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                process.kill()
            process.wait(20)
        self.log.close()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    started = Machines(tmp_path)
    yield started
    started.close()


def tables(directory: Path) -> list[polars.DataFrame]:
    return [
        polars.concat([polars.read_parquet(path) for path in sorted(directory.glob(f"{kind}-*.parquet"))])
        for kind in ("histories", "events", "series")
    ]


def same(first: Path, second: Path) -> bool:
    return all(a.equals(b) for a, b in zip(tables(first), tables(second), strict=True))


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_nothing(machines: Machines, tmp_path: Path) -> None:
    here = tocsin.run(CASE, histories=4000, rng=3, out=tmp_path / "here", events=300)
    killed: list[int] = []

    def after_some(done: int, total: int) -> None:
        if 1000 < done < total and not killed:
            killed.append(machines.workers[0].pid)
            os.kill(machines.workers[0].pid, signal.SIGKILL)

    with Cluster(machines.address) as cluster:
        cluster.wait(2)
        there = tocsin.run(CASE, histories=4000, rng=3, out=tmp_path / "there", events=300, chunk=100,
                           workers=cluster, progress=after_some)  # fmt: skip
    assert killed
    assert machines.workers[0].wait(10) == -signal.SIGKILL
    assert same(here.directory, there.directory)
    assert there.histories()["history"].to_list() == list(range(4000))


@pytest.mark.slow
def test_a_cluster_on_this_machine_gives_the_same_bits(tmp_path: Path) -> None:
    here = tocsin.run(CASE, histories=600, rng=4, out=tmp_path / "here", events=100)
    with Cluster(workers=2) as cluster:
        there = tocsin.run(CASE, histories=600, rng=4, out=tmp_path / "there", events=100, chunk=60, workers=cluster)
        assert same(here.directory, there.directory)
        with pytest.raises(ZeroDivisionError):
            list(cluster.map(_divide, range(-3, 3)))
        assert sorted(cluster.map(_divide, range(1, 4))) == [1 / 3, 1 / 2, 1.0]  # it goes on after an error


def _divide(number: int) -> float:
    return 1 / number


def test_an_address_where_nobody_answers_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.simulate.cluster.PATIENCE", 1)
    with pytest.raises(ClusterError, match=r"no cluster answers at tcp://127\.0\.0\.1:9"):
        Cluster("tcp://127.0.0.1:9")
    with pytest.raises(ClusterError, match="no cluster answers at nonsense"):
        Cluster("nonsense://x")


def test_a_scheduler_without_workers_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr("tocsin.simulate.cluster.QUEUE", 1)
    with (
        LocalCluster(n_workers=0, dashboard_address=None) as empty,
        pytest.raises(ClusterError, match="answers, but no worker has come within 1 s"),
    ):
        Cluster(empty.scheduler_address)


def test_workers_of_another_version_are_refused(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.simulate.cluster.versions", lambda: {"code": "another"})
    with pytest.raises(ClusterError, match=r"would not give the same results: code \w+, here another"):
        Cluster(machines.address)
