"""Ctrl-C for real: a process of its own is interrupted, says so, and the same command goes on from there."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CASE = "march-on-moscow-2023"
COMMANDS = {
    "audit": (["audit", CASE, "--histories", "1000", "--workers", "1"], "*/*/manifest.json"),
    "infer": (["infer", CASE, "--theories", "world-crisis,officers-coordinate,base-rates", "--features", "outcome",
               "--histories", "20000", "--most", "20000", "--error", "1", "--workers", "1"],
              f"{CASE}/inference/features-*.parquet"),
}  # fmt: skip


def started(words: list[str], folder: Path) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    return subprocess.Popen(
        [sys.executable, "-m", "tocsin", *words, "--json"], cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finished(words: list[str], folder: Path) -> dict[str, object]:
    process = started(words, folder)
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    found: dict[str, object] = json.loads(out)
    del found["seconds"]
    return found


def kept(folder: Path, pattern: str) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (folder / "runs").glob(pattern)}


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to send")
@pytest.mark.parametrize("verb", COMMANDS)
def test_an_interrupted_command_goes_on_from_what_is_kept(verb: str, tmp_path: Path) -> None:
    words, pattern = COMMANDS[verb]
    here, apart = tmp_path / "here", tmp_path / "apart"
    here.mkdir()
    apart.mkdir()
    process = started(words, here)
    until = time.monotonic() + 300
    while not kept(here, pattern) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 130, err
    assert json.loads(out)["error"]["message"].startswith("Interrupted. What was complete is kept")
    assert "Traceback" not in err
    before = kept(here, pattern)
    assert before
    assert not list((here / "runs").rglob("*.partial"))
    again = finished(words, here)
    after = kept(here, pattern)
    assert len(after) > len(before)  # it was interrupted in the midst of its work
    assert sum(after[path] == stamp for path, stamp in before.items()) >= len(before) - 1
    assert again == finished(words, apart)
