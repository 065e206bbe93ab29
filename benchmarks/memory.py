"""Whether memory, or time a history, grows with the number of histories.

Runs ``tocsin run march-on-moscow-2023`` as a process of its own with 10,000 and with 1,000,000 histories (files
written, summary made) and reports the peak of its resident memory and its time a history. Two bars: at most 1 GB for a
million, and no more time a history than at 10,000. The time of the small run includes the start of the process, as a
user sees it; `simulating`, the seconds in the run's own report, leaves it out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from startup import CASE, command

MOST_MEMORY = 1e9


def run(histories: int, folder: Path) -> dict[str, float]:
    """Peak memory (bytes), seconds from start to end, and seconds that the run itself reports."""
    results = folder / str(histories)
    arguments = [*command(), "run", CASE, "--histories", str(histories), "--out", str(results), "--json"]
    start = time.perf_counter()
    with Path(folder, "printed").open("w+", encoding="utf-8") as printed:
        process = subprocess.Popen(arguments, stdout=printed, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        text = printed.read()
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)} ended with exit code {process.returncode}:\n{text}")
    disk = sum(path.stat().st_size for path in results.rglob("*") if path.is_file())
    # Linux counts in kB, macOS in bytes.
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"peak": peak, "seconds": taken, "simulating": json.loads(text)["seconds"], "disk": disk}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    given = parser.parse_args()
    found: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        run(20, Path(folder))  # compiles, if need be
        for histories in (given.few, given.many):
            found[histories] = run(histories, Path(folder))
    few, many = found[given.few], found[given.many]
    slowdown = (many["seconds"] / given.many) / (few["seconds"] / given.few)
    slowdown_simulating = (many["simulating"] / given.many) / (few["simulating"] / given.few)
    report = {
        "peak_bytes": {histories: values["peak"] for histories, values in found.items()},
        "time_a_history_ratio": slowdown,
        "time_a_history_ratio_simulating": slowdown_simulating,
        "runs": found,
        "load_average": os.getloadavg()[0],
    }
    if given.json:
        print(json.dumps(report, indent=2))
    else:
        print("| histories | peak memory, MB | start to end, s | of it simulating, s | disk, MB |")
        print("|---:|---:|---:|---:|---:|")
        for histories, values in found.items():
            sizes = [f"{values[name] / 1e6:.0f}" for name in ("peak", "disk")]
            seconds = [f"{values[name]:.1f}" for name in ("seconds", "simulating")]
            print(f"| {histories:,} | {sizes[0]} | {seconds[0]} | {seconds[1]} | {sizes[1]} |")
        print(f"\ntime a history, many against few: {slowdown:.2f} (simulating alone: {slowdown_simulating:.2f})")
    return 0 if many["peak"] <= MOST_MEMORY and slowdown <= 1.0 else 1


if __name__ == "__main__":
    sys.exit(main())
