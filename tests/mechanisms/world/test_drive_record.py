"""War onsets among the thirty strongest states under the default priors, beside the record of interstate wars.

States, strength, regimes, borders, rivalries and wars are those of the tables. Hostility is no table's: rivals are
taken at the level at which the base hazard holds (.6), all others at half of it. That makes the comparison a rough one:
it asks whether the priors are within the record's reach, not whether they hit it.
"""

from __future__ import annotations

import csv
import math
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy
import pytest
from scipy import stats

from tocsin.mechanisms import declared
from tocsin.mechanisms.world.cycle import depth
from tocsin.mechanisms.world.drive import advantage, mass_opposition, readiness, tension
from tocsin.mechanisms.world.state import Country, Pair

STRONGEST = 30
MAJOR = {2, 200, 220, 365, 710}  # United States, United Kingdom, France, Russia, China
# First year with nuclear arms, tested or generally taken to be had.
ARMED = {2: 1945, 365: 1949, 200: 1952, 220: 1960, 710: 1964, 666: 1967, 750: 1974, 770: 1987}
RIVALS, OTHERS = 0.6, 0.3
STRAIT = 2
"""Of the table's kinds of contiguity: by land, or across up to twelve miles of water."""
SETS = 120
SWINGS = [float(swing) for swing in stats.norm.ppf((numpy.arange(200) + 0.5) / 200)]  # of an uncoupled profit rate


def table(name: str) -> list[dict[str, str]]:
    with (Path(os.environ["TOCSIN_DATA"]) / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    return float(text) if text not in ("", "NA") else None


def strongest(year: int) -> dict[int, Country]:
    strength = {
        int(row["ccode"]): number(row["cinc"]) for row in table("states_cow_nmc.csv") if row["year"] == str(year)
    }
    kept = sorted((code for code, cinc in strength.items() if cinc), key=lambda code: -(strength[code] or 0.0))[
        :STRONGEST
    ]
    regimes = {
        int(row["cown"]): number(row["polity2"])
        for row in table("regimes_polity5_country_year.csv")
        if row["year"] == str(year) and number(row["cown"]) is not None
    }
    return {
        code: Country(
            strength=strength[code] or 0.0,
            autocracy=(10.0 - (regimes.get(code) or 0.0)) / 20.0,
            nuclear=int(ARMED.get(code, 9999) <= year),
        )
        for code in sorted(kept)
    }


def relevant(year: int, codes: list[int]) -> list[Pair]:
    borders = {
        tuple(sorted((int(row["ccode1"]), int(row["ccode2"]))))
        for row in table("states_cow_direct_contiguity_3.2.csv")
        if int(row["stdate"][:4]) <= year <= int(row["enddate"][:4]) and int(row["conttype"]) <= STRAIT
    }
    rivalries = {
        tuple(sorted((int(row["ccode1"]), int(row["ccode2"]))))
        for row in table("states_strategic_rivalries_td.csv")
        if int(row["styear"]) <= year <= int(row["endyear"])
    }
    pairs = []
    for place, first in enumerate(codes):
        for second in codes[place + 1 :]:
            rivals = (first, second) in rivalries
            near = (first, second) in borders
            if near or rivals or {first, second} & MAJOR:
                pairs.append(Pair(first, second, contiguous=int(near), hostility=RIVALS if rivals else OTHERS))
    return pairs


def parameter_sets() -> list[Any]:
    drive = next(mechanism for mechanism in declared("world") if mechanism.name == "war.drive")
    # Evenly spread and shuffled quantiles of each prior: a Latin hypercube.
    generator = numpy.random.default_rng(1946)
    strata = (numpy.arange(SETS) + 0.5) / SETS
    values = {q.name.split(".")[1]: q.draw(generator.permutation(strata)) for q in drive.parameters}
    return [SimpleNamespace(drive=SimpleNamespace(**{k: float(v[i]) for k, v in values.items()})) for i in range(SETS)]


def onsets_a_year(states: dict[int, Country], pairs: list[Pair], p: Any) -> float:
    total = 0.0
    for state in states.values():
        state.mass_opposition = mass_opposition(state.grievance, state.organised, p.drive.organised)
    for pair in pairs:
        first, second = states[pair.first], states[pair.second]
        stronger = advantage(first, second, p)
        both = readiness(first, p) * stronger + readiness(second, p) / stronger
        total += p.drive.base * tension(pair, first, second, p) * both
    return 12.0 * total * float(numpy.mean([math.exp(p.drive.recession * depth(swing)) for swing in SWINGS]))


def recorded(codes: list[int], first: int, last: int) -> int:
    """Wars that began in these years with one of the states at least on either side."""
    wars: dict[str, list[dict[str, str]]] = {}
    for row in table("wars_cow_interstate_v4.0.csv"):
        wars.setdefault(row["WarNum"], []).append(row)
    begun = [rows for rows in wars.values() if first <= min(int(row["StartYear1"]) for row in rows) <= last]
    return sum({row["Side"] for row in rows if int(row["ccode"]) in codes} == {"1", "2"} for rows in begun)


@pytest.mark.data
@pytest.mark.parametrize(("year", "first", "last"), [(1955, 1946, 1964), (1975, 1965, 1989), (2000, 1990, 2007)])
def test_the_default_priors_reach_the_record_of_onsets(year: int, first: int, last: int) -> None:
    """The record's 95% interval and the 5 to 95% range of the rate over the priors have years in common."""
    states = strongest(year)
    assert len(states) == STRONGEST
    pairs = relevant(year, list(states))
    rates = [onsets_a_year(states, pairs, p) for p in parameter_sets()]
    low, high = numpy.quantile(rates, [0.05, 0.95])
    wars, years = recorded(list(states), first, last), last - first + 1
    assert wars > 0
    least = stats.chi2.ppf(0.025, 2 * wars) / 2 / years
    most = stats.chi2.ppf(0.975, 2 * wars + 2) / 2 / years
    assert low <= most, f"record {wars / years:.2f} [{least:.2f}, {most:.2f}] a year, priors [{low:.2f}, {high:.2f}]"
    assert least <= high, f"record {wars / years:.2f} [{least:.2f}, {most:.2f}] a year, priors [{low:.2f}, {high:.2f}]"
    assert numpy.median(rates) < 5 * wars / years
    assert numpy.median(rates) > wars / years / 5
