"""What public tables say of the states of `world-2023`, rate by rate, between a first and a last year.

The tables are not part of this project: `data` is the folder in which they lie.
"""

from __future__ import annotations

import csv
import statistics
from collections.abc import Iterator
from pathlib import Path

from worlds_from_data import RECIPES

__all__ = ["campaigns", "country_years", "coups", "episodes", "exits", "war_months", "war_onsets"]

LISTED_SHARE = 0.8
"""Share of countries that the table of revolutionary episodes at hand covers: about one in five is left out of it."""
WARS_TO, COUPS_FROM, CAMPAIGNS_TO = 2007, 1950, 2006
"""Where the tables end or begin."""
NO_DAY = (-8, -9)


def rows(data: Path, name: str) -> Iterator[dict[str, str]]:
    """Rows of a table."""
    with (data / name).open(encoding="utf-8", errors="replace") as stream:
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


def wars(data: Path, first: int, last: int) -> list[list[dict[str, str]]]:
    """Interstate wars that began in these years with a listed state on each side: the rows of the listed."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows(data, "wars_cow_interstate_v4.0.csv"):
        if int(row["ccode"]) in states():
            found.setdefault(row["WarNum"], []).append(row)
    return [
        war
        for war in found.values()
        if len({row["Side"] for row in war}) > 1 and first <= min(int(row["StartYear1"]) for row in war) <= last
    ]


def war_onsets(data: Path, first: int, last: int) -> float:
    """Interstate wars a year with a listed state on each side."""
    end = min(last, WARS_TO)
    return len(wars(data, first, end)) / (end - first + 1)


def war_months(data: Path, first: int, last: int) -> float:
    """Median length of these wars, months, from the first listed state's entry to the last one's exit."""

    def month(row: dict[str, str], which: str) -> int:
        return 12 * int(row[f"{which}Year1"]) + int(row[f"{which}Month1"])

    lengths = [
        max(month(row, "End") for row in war) - min(month(row, "Start") for row in war) + 1
        for war in wars(data, first, min(last, WARS_TO))
        if all(int(row["EndYear1"]) not in NO_DAY for row in war)
    ]
    return float(statistics.median(lengths))


def coups(data: Path, first: int, last: int) -> tuple[float, float]:
    """Coup attempts per 100 country-years in the table, and the share that succeeded."""
    attempts = successes = years = 0
    for row in rows(data, "coups_powell_thyne_country_year.csv"):
        if int(row["ccode"]) in states() and max(first, COUPS_FROM) <= int(row["year"]) <= last:
            years += 1
            codes = [int(row[f"coup{n}"]) for n in (1, 2, 3, 4)]
            attempts += sum(code > 0 for code in codes)
            successes += sum(code == 2 for code in codes)
    return 100 * attempts / max(years, 1), successes / max(attempts, 1)


def exits(data: Path, first: int, last: int) -> tuple[float, float, float, float]:
    """Irregular exits of rulers per 100 country-years; shares by the ruling group, by protest, and by rebels."""
    codes = [
        row["exitcode"]
        for row in rows(data, "leaders_archigos_4.1.csv")
        if int(row["ccode"]) in states() and first <= int(row["enddate"][:4]) <= last and row["exit"] == "Irregular"
    ]
    within = ("Removed by Military", "Removed by Other Government Actors", "Removed in Military Power Struggle")
    shares = [sum(code.startswith(kind) for code in codes) / max(len(codes), 1)
              for kind in (within, ("Popular Protest",), ("Removed by Rebels",))]  # fmt: skip
    return 100 * len(codes) / max(country_years(data, first, last), 1), shares[0], shares[1], shares[2]


def episodes(data: Path, first: int, last: int) -> tuple[float, float]:
    """Revolutionary episodes per 100 country-years, and the share of them that brought the ruler down."""
    found = [
        float(row["beis_success"])
        for row in rows(data, "uprisings_beissinger_revolutionary_episodes.csv")
        if int(float(row["beis_cowcode"])) in states() and first <= int(row["beis_startyear"]) <= last
    ]
    at_risk = LISTED_SHARE * country_years(data, first, last)
    return 100 * len(found) / max(at_risk, 1), sum(found) / max(len(found), 1)


def campaigns(data: Path, first: int, last: int) -> dict[str, float]:
    """Shares of campaigns, in any state, that succeeded in full: by kind, and of the nonviolent by defection."""
    found = [
        (row["NONVIOL"] == "1", row["DEFECT"].strip(), row["SUCCESS"] == "1")
        for row in rows(data, "uprisings_navco_1.2.csv")
        if row["EYEAR"].strip().isdigit() and first <= int(row["EYEAR"]) <= min(last, CAMPAIGNS_TO)
    ]

    def share(successes: list[bool]) -> float:
        return sum(successes) / max(len(successes), 1)

    return {
        "nonviolent": share([won for peaceful, _, won in found if peaceful]),
        "violent": share([won for peaceful, _, won in found if not peaceful]),
        "with": share([won for peaceful, defected, won in found if peaceful and defected == "1"]),
        "without": share([won for peaceful, defected, won in found if peaceful and defected == "0"]),
    }
