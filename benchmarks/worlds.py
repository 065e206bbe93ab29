"""How the cost of a history of a world grows with its months, its countries, and the number of histories.

Each size differs in one thing from the world world-2023 as it is (30 states, 240 months): its first months only, its
first countries with the pairs and wars among them, or another number of histories. All sizes take turns in every
round; a ratio is a size's cost a history over that of the whole world in the same round, and the median over the rounds
counts. Cost is processor time of one thread, drawing the parameters included, so that other work on the machine
disturbs it less than it would a clock; compiling, tables and files are left out.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import tocsin
from peers import processor
from tocsin.simulate.chunk import SET_SIZE, run_chunk
from tocsin.simulate.world_model import WorldModel
from tocsin.theory.world import World

WORLD = "world-2023"
MONTHS = (60, 120)
COUNTRIES = (8, 15)
TIMES = (0.25, 4.0)
"""Numbers of histories, as multiples of that of the other sizes."""


@dataclasses.dataclass(frozen=True)
class Size:
    """A size of the problem: the model, and how many histories of it are run at once."""

    name: str
    model: WorldModel
    histories: int

    @property
    def pairs(self) -> int:
        return len(self.model.case.relevant_pairs())


def of_the_first(world: World, countries: int, months: int) -> World:
    """A world of the first months and countries; what is said of others is left out."""
    kept = world.countries[:countries]
    ids = {country.id for country in kept}

    def among(lists: tuple[Any, ...]) -> tuple[Any, ...]:
        found = []
        for one in lists:
            pairs = tuple(pair for pair in one.pairs if ids.issuperset(pair))
            if pairs:
                found.append(one.model_copy(update={"pairs": pairs}))
        return tuple(found)

    of_pairs = tuple(one for one in world.pairs.hostility.of_pairs if {one.first, one.second} <= ids)
    pairs = world.pairs.model_copy(update={
        **{name: among(getattr(world.pairs, name)) for name in ("contiguous", "rivals", "allied")},
        "hostility": world.pairs.hostility.model_copy(update={"of_pairs": of_pairs}),
    })  # fmt: skip
    wars = tuple(war for war in world.wars if {war.attacker, war.defender} <= ids)
    return world.model_copy(update={"countries": kept, "months": months, "pairs": pairs, "wars": wars, "record": ()})


def sizes(histories: int) -> list[Size]:
    """The whole world first, then each size that differs from it in one thing."""
    whole = tocsin.build(WORLD)
    assert isinstance(whole, WorldModel)
    number, months = len(whole.case.countries), whole.case.months

    def size(name: str, countries: int = number, first: int = months, times: float = 1.0) -> Size:
        model = dataclasses.replace(whole, case=of_the_first(whole.case, countries, first))
        return Size(name, model, max(round(histories * times / SET_SIZE), 1) * SET_SIZE)

    return [
        size(f"{number} countries, {months} months"),
        *(size(f"{first} months", first=first) for first in MONTHS),
        *(size(f"{countries} countries", countries=countries) for countries in COUNTRIES),
        *(size(f"{times:g} times the histories", times=times) for times in TIMES),
    ]


def measure(tried: list[Size], rounds: int, seed: int) -> list[list[float]]:
    """Seconds of the processor a history: (sizes, rounds)."""
    found: list[list[float]] = [[] for _ in tried]
    for size in tried:  # compiled, and everything read once
        run_chunk(size.model, seed, 0, SET_SIZE, 0)
    for number in range(rounds):
        for size, costs in zip(tried, found, strict=True):
            start = time.process_time()
            run_chunk(size.model, seed + number, 0, size.histories, 0)
            costs.append((time.process_time() - start) / size.histories)
        print(f"round {number + 1} of {rounds}: {1000 * found[0][-1]:.2f} ms a history", file=sys.stderr)
    return found


def report(tried: list[Size], costs: list[list[float]]) -> dict[str, Any]:
    """All that was found, as plain data."""
    lines = []
    for size, own in zip(tried, costs, strict=True):
        ratios = [mine / whole for mine, whole in zip(own, costs[0], strict=True)]
        lines.append({
            "size": size.name, "countries": len(size.model.case.countries), "pairs": size.pairs,
            "months": size.model.case.months, "histories": size.histories,
            "milliseconds": 1000 * statistics.median(own), "ratio": statistics.median(ratios), "ratios": ratios,
        })  # fmt: skip
    return {"sizes": lines, "rounds": len(costs[0]), "load_average": os.getloadavg()[0], "processor": processor()}


def table(found: dict[str, Any]) -> str:
    """The report as Markdown."""
    rows = ["| | countries | pairs | months | histories | ms a history | ratio, median (range) |",
            "|---|---:|---:|---:|---:|---:|---:|"]  # fmt: skip
    for line in found["sizes"]:
        ratio = f"{line['ratio']:.2f} ({min(line['ratios']):.2f}–{max(line['ratios']):.2f})"
        rows.append(
            f"| {line['size']} | {line['countries']} | {line['pairs']} | {line['months']} | {line['histories']:,} "
            f"| {line['milliseconds']:.2f} | {ratio if line is not found['sizes'][0] else '1'} |"
        )
    return "\n".join(rows)


def page(found: dict[str, Any]) -> str:
    """The contents of worlds.md."""
    return (
        "# What a history of a world costs\n\n"
        f"Written by `python benchmarks/worlds.py --table` with {found['rounds']} rounds on one thread "
        f"({found['processor']}, load average at the end {found['load_average']:.1f}).\nWhat is timed and what is not: "
        "`worlds.py`. Ratios carry over to other machines better than milliseconds do; another number of histories has "
        "other\nparameter sets, some of which are dearer, so that its ratio says no more than that it is near 1.\n\n"
        + table(found)
        + "\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="print all that was found as JSON")
    parser.add_argument("--table", action="store_true", help="write worlds.md beside this script")
    parser.add_argument("--histories", type=int, default=200, help="of most sizes in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    tried = sizes(given.histories)
    found = report(tried, measure(tried, given.rounds, given.seed))
    if given.table:
        Path(__file__).with_suffix(".md").write_text(page(found), encoding="utf-8")
    print(json.dumps(found, indent=2) if given.json else table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
