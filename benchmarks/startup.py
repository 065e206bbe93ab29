"""How long it takes from the start of a process to its printed result.

Four bars, each the median over some starts of real processes on all cores (the first-ever start is measured once):

- ``tocsin run march-on-moscow-2023``, 10,000 histories into a new folder, compiled before: at most 3 s;
- the same with an empty TOCSIN_CACHE, which compiles first: at most 40 s;
- ``tocsin --help`` and ``tocsin list``: under 0.5 s each.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CASE = "march-on-moscow-2023"
BARS = {"run, 10,000 histories": 3.0, "run, first ever": 40.0, "--help": 0.5, "list": 0.5}


def command() -> list[str]:
    """The console command beside this Python, or the same entry point where it is not installed."""
    script = Path(sys.executable).with_name("tocsin")
    return [str(script)] if script.exists() else [sys.executable, "-c", "from tocsin.cli import main; main()"]


def seconds(arguments: list[str], cache: str | None = None) -> float:
    """Seconds from start to end of a process.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails; its output is in the error.
    """
    environment = os.environ | ({"TOCSIN_CACHE": cache} if cache else {})
    start = time.perf_counter()
    subprocess.run([*command(), *arguments], env=environment, check=True, capture_output=True, text=True)
    return time.perf_counter() - start


def measure(rounds: int, histories: int) -> dict[str, list[float]]:
    """Seconds of each start."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder, "results")

        def run(number: int) -> list[str]:
            return ["run", CASE, "--histories", str(histories), "--out", str(results / str(number))]

        cache = str(Path(folder, "cache"))
        first = seconds(run(0), cache)
        found: dict[str, list[float]] = {name: [] for name in BARS}
        found["run, first ever"].append(first)
        for number in range(1, rounds + 1):
            found["run, 10,000 histories"].append(seconds(run(number), cache))
            found["--help"].append(seconds(["--help"], cache))
            found["list"].append(seconds(["list"], cache))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--histories", type=int, default=10_000)
    given = parser.parse_args()
    found = measure(given.rounds, given.histories)
    medians = {name: statistics.median(found[name]) for name in BARS}
    if given.json:
        report = {"seconds": found, "median": medians, "bars": BARS, "load_average": os.getloadavg()[0]}
        print(json.dumps(report, indent=2))
    else:
        print("| start to end of the process | median, s | range, s | bar, s |\n|---|---:|---:|---:|")
        for name, bar in BARS.items():
            print(f"| {name} | {medians[name]:.2f} | {min(found[name]):.2f}–{max(found[name]):.2f} | {bar:g} |")
    return 0 if all(medians[name] <= bar for name, bar in BARS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
