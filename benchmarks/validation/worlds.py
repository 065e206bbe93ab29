"""The two worlds beside the record: rates observed in public tables, the range simulated, hit or miss.

    TOCSIN_DATA=FOLDER python benchmarks/validation/worlds.py [HISTORIES]

For the countries of `world-2023`, rates observed before 1990 and from 1990 on; the priors' prototype was adjusted with
rates of 1946 to 2010 in view, so that neither period is out of sample, but the later one was looked at less. For
`world-1914`, what happened from 1917 to 1923, by the chronology in its file. A hit is an observed value within the
middle 90% of histories; what the model does not have is listed as such.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars
from worlds_from_data import RECIPES

import tocsin

HISTORIES = 2000
SPLIT, LAST = 1990, 2010
LISTED_SHARE = 0.8
"""Share of countries that the table of revolutionary episodes at hand covers: about one in five is left out of it."""
FROM_1917, TO_1923 = 36, 120
"""Months of `world-1914` counted from January 1914: January 1917 to December 1923."""


@dataclass(frozen=True)
class Line:
    """One rate: observed before and after the split, and simulated (median, 5 and 95% of histories)."""

    what: str
    before: float | None
    after: float | None
    simulated: tuple[float, float, float] | None

    def text(self) -> str:
        cells = [self.what, *(_number(value) for value in (self.before, self.after))]
        if self.simulated is None:
            return "| " + " | ".join([*cells, "not in the model", ""]) + " |"
        middle, low, high = self.simulated
        held = [value for value in (self.before, self.after) if value is not None]
        hits = "".join("hit " if low <= value <= high else "miss " for value in held).strip()
        return "| " + " | ".join([*cells, f"{middle:.2f} ({low:.2f} to {high:.2f})", hits]) + " |"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def rows(data: Path, name: str) -> Iterator[dict[str, str]]:
    """Rows of a table."""
    with (data / name).open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def states() -> set[int]:
    """Correlates of War numbers of the countries of world-2023."""
    return {key.cow for key in RECIPES["world-2023"].countries.values()}


def country_years(data: Path, first: int, last: int) -> int:
    """Years in which listed states were members of the system of states."""
    total = 0
    for row in rows(data, "states_cow_system_2016.csv"):
        if int(row["ccode"]) in states():
            total += max(0, min(int(row["endyear"]), last) - max(int(row["styear"]), first) + 1)
    return total


def war_onsets(data: Path, first: int, last: int) -> float:
    """Interstate wars a year with a listed state on each side."""
    wars: dict[str, tuple[int, set[str]]] = {}
    for row in rows(data, "wars_cow_interstate_v4.0.csv"):
        if int(row["ccode"]) in states():
            year, sides = wars.get(row["WarNum"], (9999, set()))
            wars[row["WarNum"]] = (min(year, int(row["StartYear1"])), sides | {row["Side"]})
    return sum(first <= year <= last and len(sides) > 1 for year, sides in wars.values()) / (last - first + 1)


def coups(data: Path, first: int, last: int) -> tuple[float, float]:
    """Coup attempts per 100 country-years in the table, and the share that succeeded."""
    attempts = successes = years = 0
    for row in rows(data, "coups_powell_thyne_country_year.csv"):
        if int(row["ccode"]) in states() and first <= int(row["year"]) <= last:
            years += 1
            codes = [int(row[f"coup{n}"]) for n in (1, 2, 3, 4)]
            attempts += sum(code > 0 for code in codes)
            successes += sum(code == 2 for code in codes)
    return 100 * attempts / max(years, 1), successes / max(attempts, 1)


def exits(data: Path, first: int, last: int) -> tuple[float, float]:
    """Irregular exits of rulers per 100 country-years, and the share of them by popular protest."""
    irregular = protest = 0
    for row in rows(data, "leaders_archigos_4.1.csv"):
        if int(row["ccode"]) in states() and first <= int(row["enddate"][:4]) <= last and row["exit"] == "Irregular":
            irregular += 1
            protest += row["exitcode"].startswith("Popular Protest")
    return 100 * irregular / max(country_years(data, first, last), 1), protest / max(irregular, 1)


def episodes(data: Path, first: int, last: int) -> tuple[float, float]:
    """Revolutionary episodes per 100 country-years, and the share of them that brought the ruler down."""
    found = [
        float(row["beis_success"])
        for row in rows(data, "uprisings_beissinger_revolutionary_episodes.csv")
        if int(float(row["beis_cowcode"])) in states() and first <= int(row["beis_startyear"]) <= last
    ]
    at_risk = LISTED_SHARE * country_years(data, first, last)
    return 100 * len(found) / max(at_risk, 1), sum(found) / max(len(found), 1)


def spread(values: polars.Series) -> tuple[float, float, float]:
    """Median, and the middle 90%."""
    known = values.drop_nulls().drop_nans()
    return tuple(float(known.quantile(q) or 0.0) for q in (0.5, 0.05, 0.95))  # type: ignore[return-value]


def of_2023(data: Path, histories: int) -> Iterator[Line]:
    """Rates of world-2023."""
    ensemble = tocsin.run("world-2023", histories=histories, events=0)
    table = ensemble.histories().filter(polars.col("status") == "ok")
    years, hundred = table["months"] / 12, table["country_months"] / 1200
    periods = ((1946, SPLIT - 1), (SPLIT, LAST))
    wars = [war_onsets(data, first, min(last, 2007)) for first, last in periods]
    tried = [coups(data, max(first, 1950), last) for first, last in periods]
    left = [exits(data, first, last) for first, last in periods]
    yield Line("wars between listed states, a year", *wars, spread(table["onsets"] / years))
    yield Line("coup attempts per 100 country-years", tried[0][0], tried[1][0], spread(table["attempts"] / hundred))
    yield Line("share of attempts that succeed", tried[0][1], tried[1][1], spread(table["coups"] / table["attempts"]))
    gone = table["coups"] + table["falls"]
    yield Line("irregular exits of rulers per 100 country-years", left[0][0], left[1][0], spread(gone / hundred))
    yield Line("share of these by protest or rising", left[0][1], left[1][1], spread(table["falls"] / gone))
    rose = [episodes(data, first, last) for first, last in periods]
    yield Line("risings per 100 country-years", rose[0][0], rose[1][0], spread(table["risings"] / hundred))
    fell = table["falls"] / table["risings"]
    yield Line("share of risings that bring the ruler down", rose[0][1], rose[1][1], spread(fell))
    yield Line("campaigns: nonviolent against violent success", None, None, None)


def of_1914(histories: int) -> Iterator[Line]:
    """What happened from 1917 to 1923 in world-1914, from the log of every history."""
    ensemble = tocsin.run("world-1914", histories=histories, events=histories)
    numbers = ensemble.histories(["history"])
    window = ensemble.events().filter(polars.col("month").is_between(FROM_1917, TO_1923 - 1))

    def count(kinds: Iterable[str]) -> polars.Series:
        found = window.filter(polars.col("event").is_in(list(kinds))).group_by("history").len()
        return numbers.join(found, on="history", how="left")["len"].fill_null(0)

    # Observed values count the chronology in the world's file.
    yield Line("risings 1917-23", None, 28, spread(count(["people-rise", "inspired-rising"])))
    yield Line("rulers brought down by risings 1917-23", None, 7, spread(count(["ruler-falls", "ruler-falls-late"])))
    yield Line("risings that took power 1917-23", None, 3, spread(count(["social-revolution", "political-revolution"])))
    yield Line("new orders overthrown 1917-23", None, 2, spread(count(["overthrow"])))
    yield Line("states born 1917-23", None, 4, spread(count(["state-is-born"])))


def main() -> None:
    data = Path(os.environ["TOCSIN_DATA"])
    histories = int(sys.argv[1]) if len(sys.argv) > 1 else HISTORIES
    print("| world-2023 | 1946-89 | 1990-2010 | simulated: median (5-95 % of histories) | |\n|---|---|---|---|---|")
    for line in of_2023(data, histories):
        print(line.text(), flush=True)
    print("\n| world-1914 | | observed | simulated: median (5-95 % of histories) | |\n|---|---|---|---|---|")
    for line in of_1914(histories):
        print(line.text(), flush=True)


if __name__ == "__main__":
    main()
