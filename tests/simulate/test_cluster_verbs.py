"""Every verb that simulates prints the same on a Dask cluster as here; a worker killed in the middle loses nothing."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import tocsin
from event_tables import ATTEMPTS, write
from tocsin import cli
from tocsin.simulate.cluster import Cluster

CASE = "march-on-moscow-2023"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def machines() -> Iterator[Any]:
    """A scheduler and two worker processes on this machine, the same for all tests."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as started:
        yield started


@pytest.fixture
def handed_out(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Tasks that went to a cluster."""
    tasks: list[Any] = []
    original = Cluster.map

    def counted(self: Cluster, function: Callable[[Any], Any], wanted: Iterable[Any]) -> Iterator[Any]:
        def told() -> Iterator[Any]:
            for task in wanted:
                tasks.append(task)
                yield task

        return original(self, function, told())

    monkeypatch.setattr(Cluster, "map", counted)
    return tasks


@pytest.fixture
def printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., dict[str, Any]]:
    """What a command prints as JSON, started in a folder of its own; wall time and the names of folders apart."""

    def called(*words: str) -> dict[str, Any]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        monkeypatch.chdir(folder)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main([*words, "--json"])
        out, err = capsys.readouterr()
        assert ended.value.code == 0, err
        return {name: value for name, value in json.loads(out.replace(str(folder), "")).items() if name != "seconds"}

    return called


def attempts(folder: Path) -> str:
    """A table of twenty attempts."""
    rows = [f"x,{code},{year},6,15,{1 + (code + year // 4) % 2},1"
            for code in (40, 41, 42, 90, 130, 135, 150, 160, 432, 436) for year in (1992, 1996)]  # fmt: skip
    return f"powell-thyne={write(folder, 'attempts.csv', ATTEMPTS, *rows)}"


VERBS = {
    "compare": ("compare", CASE, "--do", "ruler.response=mobilise", "--histories", "200"),
    "audit over cases": ("audit", CASE, "--histories", "60", "--cases", "turkey-2016"),
    "infer": ("infer", CASE, "--theories", "world-crisis,base-rates", "--histories", "2000", "--most", "2000"),
    "infer in stages": ("infer", CASE, "--theories", "world-crisis", "--features", "responses,outcome,nearest_distance",
                        "--histories", "100", "--most", "2000", "--error", "0.5"),
    "sensitivity": ("sensitivity", CASE, "--points", "32", "--theory", "base-rates"),
    "score over the library": ("score", "--points", "64", "--theories", "world-crisis"),
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_a_cluster_prints_what_threads_print(
    verb: str, machines: Any, handed_out: list[Any], printed: Callable[..., dict[str, Any]]
) -> None:
    here = printed(*VERBS[verb])
    assert not handed_out
    there = printed(*VERBS[verb], "--cluster", machines.scheduler_address)
    assert handed_out
    assert there == here


def test_a_cluster_prints_the_same_scores_over_a_table(
    machines: Any,
    handed_out: list[Any],
    printed: Callable[..., dict[str, Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    words = ("score", "--events", attempts(tmp_path_factory.mktemp("table")), "--points", "64",
             "--theories", "world-crisis,officers-coordinate")  # fmt: skip
    here, there = printed(*words), printed(*words, "--cluster", machines.scheduler_address)
    assert handed_out
    assert there == here


def test_an_inference_loses_nothing_with_a_worker(machines: Any, tmp_path: Path) -> None:
    """Killed, not asked to end, while both workers have histories under way."""
    killed: list[int] = []

    def after_some(done: int, total: int) -> None:
        if 0 < done < total and not killed:
            killed.append(next(iter(machines.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    asked: dict[str, Any] = {"theories": "world-crisis", "features": "outcome", "histories": 8_000, "error": 1.0}
    here = tocsin.infer(CASE, root=tmp_path / "here", **asked)
    with Cluster(machines.scheduler_address) as cluster:
        there = tocsin.infer(CASE, root=tmp_path / "there", workers=cluster, progress=after_some, **asked)
    assert killed
    assert here.cases[0].contests[0].standings == there.cases[0].contests[0].standings
    mine, theirs = (found.cases[0].posteriors["world-crisis"].draws for found in (here, there))
    assert len(mine.weights) > 100
    for name in ("uniform", "weights", "clusters"):
        assert (getattr(mine, name) == getattr(theirs, name)).all()
