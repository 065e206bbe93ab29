"""The store: complete or absent, resumed or refused, never silently wrong."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars
import pytest

import tocsin
from tocsin.errors import StoreError
from tocsin.simulate import store

CASE = "march-on-moscow-2023"
COMMAND = ("import sys, tocsin; tocsin.run('march-on-moscow-2023', histories=6000, rng=11, out=sys.argv[1], chunk=40, "
           "events=200)")  # fmt: skip


def run(folder, **options):
    return tocsin.run(CASE, **{"histories": 400, "rng": 1, "out": folder, "chunk": 100, **options})


def test_kill_at_any_moment_then_the_same_command_gives_the_same(tmp_path):
    whole = tocsin.run(CASE, histories=6000, rng=11, out=tmp_path / "whole", events=200)
    moments = random.Random(20230624)
    kills = 0
    for attempt in range(6):
        child = subprocess.Popen([sys.executable, "-c", COMMAND, str(tmp_path / "killed")])
        deadline = time.monotonic() + 60
        seen = len(list((tmp_path / "killed").glob("histories-*.parquet")))
        while child.poll() is None and time.monotonic() < deadline:
            # The first dies anywhere from its start on, the others while they write.
            if attempt == 0 or len(list((tmp_path / "killed").glob("histories-*.parquet"))) > seen:
                break
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 3 if attempt == 0 else 0.2))
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            kills += 1
        child.wait()
    assert kills >= 3, "every run ended before it could be killed: make it longer"
    resumed = tocsin.run(CASE, histories=6000, rng=11, out=tmp_path / "killed", chunk=500, events=200)
    for table in ("histories", "events", "series"):
        assert getattr(resumed, table)().equals(getattr(whole, table)())
    assert not list((tmp_path / "killed").glob("*.partial"))


def test_a_second_run_computes_nothing(tmp_path):
    run(tmp_path / "r")
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "r").iterdir()}
    calls = []
    run(tmp_path / "r", progress=lambda done, total: calls.append((done, total)))
    assert calls == [(400, 400)]
    assert {p.name: p.stat().st_mtime_ns for p in (tmp_path / "r").iterdir()} == before


def test_only_what_is_missing_is_computed(tmp_path):
    whole = run(tmp_path / "r").histories()
    (tmp_path / "r" / "histories-0000000100-0000000200.parquet").unlink()
    calls = []
    again = run(tmp_path / "r", chunk=30, progress=lambda done, total: calls.append(done))
    assert calls[0] == 300
    assert again.histories().equals(whole)


@pytest.mark.parametrize("change", [{"rng": 2}, {"histories": 500}, {"theory": "officers-coordinate"},
                                    {"settings": {"ruler.fear_ratio": 2}}])  # fmt: skip
def test_another_run_is_refused_and_kept(tmp_path, change):
    mine = run(tmp_path / "r").histories()
    with pytest.raises(StoreError, match="holds another run"):
        run(tmp_path / "r", **change)
    assert run(tmp_path / "r").histories().equals(mine)
    changed = run(tmp_path / "r", fresh=True, **change)
    assert changed.manifest.histories == change.get("histories", 400)


def test_default_folders_differ_with_what_decides_the_results(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folders = {run(None, **change).directory for change in ({}, {"rng": 2}, {"settings": {"turn.rate": 1}})}
    assert len(folders) == 3
    assert all(str(folder).startswith(f"runs/{CASE}/world-crisis-") for folder in folders)


def test_a_foreign_folder_is_refused_and_left_alone(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_text("meow")
    for fresh in (False, True):
        with pytest.raises(StoreError, match="not empty and holds no run"):
            run(tmp_path / "photos", fresh=fresh)
    assert [p.name for p in (tmp_path / "photos").iterdir()] == ["cat.jpg"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', '{"format": 1, "surprise": 1}'])
def test_a_damaged_manifest_is_refused(tmp_path, content):
    run(tmp_path / "r")
    (tmp_path / "r" / "manifest.json").write_text(content)
    with pytest.raises(StoreError, match=r"damaged|format"):
        run(tmp_path / "r")


def test_a_damaged_page_is_one_clear_error(tmp_path):
    """The footer is whole, so that it shows only when the rows are read."""
    folder = run(tmp_path / "r", histories=1000, chunk=1000).directory
    path = next(folder.glob("histories-*.parquet"))
    content = bytearray(path.read_bytes())
    middle = slice(100, len(content) * 2 // 3)
    content[middle] = bytes(byte ^ 0x5A for byte in content[middle])
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged.*--fresh"):
        run(folder, histories=1000, chunk=1000).histories()


@pytest.mark.parametrize("kind", ["histories", "events", "series"])
@pytest.mark.parametrize("damage", [b"", b"PAR1", b"x" * 5000])
def test_a_damaged_file_is_named(tmp_path, damage, kind):
    run(tmp_path / "r")
    victim = tmp_path / "r" / f"{kind}-0000000200-0000000300.parquet"
    victim.write_bytes(damage)
    with pytest.raises(StoreError, match=victim.name):
        run(tmp_path / "r")
    victim.unlink()
    assert run(tmp_path / "r").histories().height == 400


@pytest.mark.parametrize("kind", ["events", "series"])
def test_a_missing_log_is_made_again(tmp_path, kind):
    whole = getattr(run(tmp_path / "r"), kind)()
    (tmp_path / "r" / f"{kind}-0000000200-0000000300.parquet").unlink()
    assert getattr(run(tmp_path / "r"), kind)().equals(whole)


def test_the_partial_file_of_another_live_run_is_left_alone(tmp_path):
    run(tmp_path / "r")
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    mine, dead = (
        tmp_path / "r" / f"histories-0000000000-0000000100.parquet.{n}.partial" for n in (other.pid, 2**22 + 1)
    )
    for partial in (mine, dead):
        partial.write_text("half")
    try:
        run(tmp_path / "r")
        assert mine.exists()
        assert not dead.exists()
    finally:
        other.communicate(b"\n")


def test_files_that_overlap_are_refused(tmp_path):
    run(tmp_path / "r", events=0)
    folder = tmp_path / "r"
    (folder / "histories-0000000050-0000000150.parquet").write_bytes(
        (folder / "histories-0000000100-0000000200.parquet").read_bytes()
    )
    with pytest.raises(StoreError, match="repeats"):
        run(folder, events=0)


def test_a_full_disk_that_polars_reports_in_its_own_way(tmp_path, monkeypatch):
    def full(*_, **__):
        raise polars.exceptions.ComputeError("parquet: underlying IO error: No space left on device (os error 28)")

    monkeypatch.setattr(polars.DataFrame, "write_parquet", full)
    with pytest.raises(StoreError, match="is full"):
        run(tmp_path / "r", workers=1)


def test_full_disk_keeps_what_is_complete(tmp_path, monkeypatch):
    real = os.fsync
    writes = []

    def full(descriptor):
        writes.append(descriptor)
        if len(writes) > 8:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(StoreError, match="is full"):
        run(tmp_path / "r", workers=1)
    monkeypatch.undo()
    kept = list((tmp_path / "r").glob("histories-*.parquet"))
    assert 1 <= len(kept) < 4
    assert not list((tmp_path / "r").glob("*.partial"))
    assert run(tmp_path / "r").histories().equals(run(tmp_path / "other").histories())


def test_a_file_in_the_way(tmp_path):
    (tmp_path / "r").write_text("not a folder")
    with pytest.raises(StoreError, match="in the way"):
        run(tmp_path / "r")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that not even root can write")
def test_an_unwritable_folder():
    with pytest.raises(StoreError, match="cannot write results"):
        run(Path("/proc/self/results"))


def test_manifest_is_machine_independent(tmp_path):
    content = json.loads((run(tmp_path / "r").directory / "manifest.json").read_text())
    assert set(content) == {"case", "theory", "theory_digest", "case_digest", "code_digest", "seed", "histories",
                            "set_size", "logged", "settings", "format"}  # fmt: skip
    assert str(tmp_path) not in json.dumps(content)
