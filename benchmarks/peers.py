"""One reduced crisis model in Tocsin, Mesa, NumPy and JAX, side by side in one run.

The model is stated in `contenders/reduced.py`: the real case march-on-moscow-2023 through Tocsin's own compiler and
driver, with the mechanisms march, units, street, challenger and ruler on and combat, turn, intervention and settlement
off, its parameters drawn in sets. Every contender gets the same sets (drawing them is part of its time), draws its own
random numbers, uses all cores, and writes no file. They take turns; a round has its own seed. Mesa runs one history
of each of fewer sets and is extrapolated. What is done once is left out: compiling (Numba, XLA) and starting Mesa's
processes.

A ratio is a contender's time a history over Tocsin's in the same round; the median over the rounds counts. The results
of all rounds are tested against Tocsin's for being those of the same model, set by set (`contenders/equality.py`).
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from contenders import in_numpy, in_tocsin
from contenders.equality import compare
from contenders.reduced import OUTCOMES, Result, reduced_model
from tocsin.simulate.executors import default_workers

LEAST_P = 0.001
"""Outcome shares count as the same if their test gives at least this: with three contenders, one false alarm in 300."""
PACKAGES = {"Tocsin": "numba", "NumPy": "numpy", "Mesa": "mesa", "JAX": "jax"}


def contenders(model: Any, workers: int, histories: int, few: int, without: list[str]) -> dict[str, tuple[int, Any]]:
    """Histories a round and the runner of each contender, warmed up."""
    runners: dict[str, tuple[int, Callable[[int], Result]]] = {
        "Tocsin": (histories, lambda seed: in_tocsin.run(model, seed, histories, workers)),
        "NumPy": (histories, lambda seed: in_numpy.run(model, seed, histories, workers)),
    }
    if "jax" not in without:
        try:
            from contenders import in_jax
        except ImportError as error:
            print(f"JAX is left out: {error}", file=sys.stderr)
        else:
            runners["JAX"] = (histories, lambda seed: in_jax.run(model, seed, histories, workers))
    if "mesa" not in without:
        from contenders import in_mesa

        pool = in_mesa.Pool(model, workers)
        runners["Mesa"] = (few, lambda seed: pool.run(seed, few))
    for name, (_, run) in runners.items():
        if name != "Mesa":  # its processes have run a history each
            print(f"warming up {name}", file=sys.stderr)
            run(0)
    return runners


def measure(runners: dict[str, tuple[int, Any]], rounds: int, seed: int) -> tuple[dict[str, Any], dict[str, Result]]:
    """Seconds a history in each round, and the results of all rounds, by contender."""
    times: dict[str, list[float]] = {name: [] for name in runners}
    results: dict[str, list[Result]] = {name: [] for name in runners}
    for number in range(rounds):
        for name, (histories, run) in runners.items():
            start = time.perf_counter()
            result = run(seed + number)
            times[name].append((time.perf_counter() - start) / histories)
            results[name].append(replace(result, set=result.set + 1_000_000 * number))
        rates = ", ".join(f"{name} {1 / times[name][-1]:,.0f}" for name in runners)
        print(f"round {number + 1} of {rounds}, histories a second: {rates}", file=sys.stderr)
    return times, {name: Result.joined(parts) for name, parts in results.items()}


def report(times: dict[str, Any], results: dict[str, Result], sizes: dict[str, int], workers: int) -> dict[str, Any]:
    """All that was found, as plain data."""
    ratios = {
        name: [other / tocsin for other, tocsin in zip(values, times["Tocsin"], strict=True)]
        for name, values in times.items()
        if name != "Tocsin"
    }
    p_values = {name: compare(results["Tocsin"], results[name]) for name in ratios}
    return {
        **{f"ratio_{name.lower()}": statistics.median(values) for name, values in ratios.items()},
        "ratios": ratios,
        "same_model": {name: found["outcome"] >= LEAST_P for name, found in p_values.items()},
        "p_values": p_values,
        "shares": {name: result.shares() for name, result in results.items()},
        "mean_hours": {name: float(result.hours.mean()) for name, result in results.items()},
        "mean_nearest": {name: float(result.nearest.mean()) for name, result in results.items()},
        "histories_a_round": sizes,
        "histories_a_second": {name: 1.0 / statistics.median(values) for name, values in times.items()},
        "rounds": len(times["Tocsin"]),
        "cores": workers,
        "load_average": os.getloadavg()[0],
        "processor": processor(),
        "versions": {name: importlib.metadata.version(PACKAGES[name]) for name in times},
    }


def processor() -> str:
    """Name of the processor, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def table(found: dict[str, Any]) -> str:
    """The report as Markdown."""
    names = list(found["shares"])
    rows = [
        "| | " + " | ".join(names) + " |",
        "|---|" + "---:|" * len(names),
        "| version | " + " | ".join(_version(name, found) for name in names) + " |",
        "| histories a round | " + " | ".join(f"{found['histories_a_round'][name]:,}" for name in names) + " |",
        "| **time a history, Tocsin = 1** | " + " | ".join(_ratio(name, found) for name in names) + " |",
        "| its range over rounds | " + " | ".join(_range(name, found) for name in names) + " |",
        "| histories a second | " + " | ".join(f"{found['histories_a_second'][name]:,.0f}" for name in names) + " |",
    ]
    for outcome in OUTCOMES:
        if any(shares[outcome] > 0.0 for shares in found["shares"].values()):
            rows.append(
                f"| {outcome.replace('_', ' ')}, % | "
                + " | ".join(f"{100 * found['shares'][name][outcome]:.2f}" for name in names)
                + " |"
            )
    rows.append("| mean length, h | " + " | ".join(f"{found['mean_hours'][name]:.1f}" for name in names) + " |")
    rows.append("| mean nearest, km | " + " | ".join(f"{found['mean_nearest'][name]:.1f}" for name in names) + " |")
    for quantity in found["p_values"][names[1]]:
        cells = (f"{found['p_values'][name][quantity]:.3f}" if name != "Tocsin" else "–" for name in names)
        rows.append(f"| p, same {quantity} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _version(name: str, found: dict[str, Any]) -> str:
    return f"{PACKAGES[name]} {found['versions'][name]}"


def _ratio(name: str, found: dict[str, Any]) -> str:
    return "1" if name == "Tocsin" else f"**{found[f'ratio_{name.lower()}']:.2f}**"


def _range(name: str, found: dict[str, Any]) -> str:
    return "–" if name == "Tocsin" else f"{min(found['ratios'][name]):.2f}–{max(found['ratios'][name]):.2f}"


def page(found: dict[str, Any]) -> str:
    """The contents of peers.md."""
    return (
        "# One crisis model, four ways\n\n"
        f"Written by `python benchmarks/peers.py --table` with {found['rounds']} rounds on {found['cores']} cores "
        f"({found['processor']}, load average at the end {found['load_average']:.1f}).\n"
        "The model, what is timed and what is not: `peers.py` and `contenders/reduced.py`. Ratios carry over to other "
        "machines better than histories a second do.\n\n" + table(found) + "\n\n"
        "p-values: the shares by the generalised Cochran-Mantel-Haenszel test with sets as strata, the means by the "
        "paired t-test over sets, each against\nTocsin on the same sets and over all rounds. Of so many p-values "
        "one in twenty is below .05 by chance.\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="print all that was found as JSON")
    parser.add_argument("--table", action="store_true", help="write peers.md beside this script")
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--mesa-histories", type=int, default=160, help="histories that Mesa runs in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=default_workers())
    parser.add_argument("--without", nargs="*", choices=("mesa", "jax"), default=[], help="contenders to leave out")
    given = parser.parse_args()
    few = min(given.mesa_histories, given.histories)
    runners = contenders(reduced_model(), given.workers, given.histories, few, given.without)
    times, results = measure(runners, given.rounds, given.seed)
    found = report(times, results, {name: histories for name, (histories, _) in runners.items()}, given.workers)
    if given.table:
        Path(__file__).with_suffix(".md").write_text(page(found), encoding="utf-8")
    print(json.dumps(found, indent=2) if given.json else table(found))
    return 0 if all(found["same_model"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
