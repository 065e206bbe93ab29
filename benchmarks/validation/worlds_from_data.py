"""What the worlds of the catalogue take from public tables, computed anew; prints every value beside the file's.

    TOCSIN_DATA=FOLDER python benchmarks/validation/worlds_from_data.py

Exit code 1 where a file says something else. Only these are from tables: output, development, autocracy and power of
countries, the rest of world output, neighbours, rivals, and wars under way. All else in the files is cited or a stated
judgement.

    output       output a head (Maddison Project 2023) times population, as a share of the sum over all countries
    development  output a head as a share of the highest among the countries listed
    autocracy    1 minus the index of electoral democracy (V-Dem v2x_polyarchy) of the year before
    power        national material capabilities (CINC) of the year before, divided by their sum over all states
    contiguous   land border or at most 24 miles of water in the first month (direct contiguity, types 1 to 3)
    rivals       strategic rivalries that the handbook lets reach the first month, or 2010, its last year
    wars         interstate wars (Correlates of War), conflicts between states of over 1,000 deaths a year (UCDP)

1914: population in the borders of January 1914 (CINC's table; for the Balkans and the Ottoman Empire that of 1914,
after the wars of 1912-13, elsewhere that of 1913), since output a head is known for today's borders and people for
those of the time. What the table has for lands inside an empire is not counted twice. Of Austria-Hungary only three
lands are known; the others count at the mean of Poland's, Romania's and Yugoslavia's output a head. Half of the people
of the table's Poland are Russia's. What has no figure for the year counts at the nearest year's.
"""

from __future__ import annotations

import csv
import math
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

MADDISON, CAPABILITIES, DEMOCRACY = "gdp_maddison_2023.csv", "states_cow_nmc.csv", "regimes_vdem_ert.csv"
NEIGHBOURS, RIVALRIES = "states_cow_direct_contiguity_3.2.csv", "states_strategic_rivalries_td.csv"
WARS, CONFLICTS = "wars_cow_interstate_v4.0.csv", "wars_ucdp_prio_acd_25.1.csv"
DIRECT = ("1", "2", "3")
LAST_YEAR_OF_RIVALRIES = 2010
POLES_OF_RUSSIA = 0.5
REST_OF_AUSTRIA_HUNGARY = ("POL", "ROU", "YUG")


@dataclass(frozen=True)
class Key:
    """Codes of one country in the tables: Maddison's, Correlates of War, V-Dem's."""

    maddison: str
    cow: int
    vdem: str | None = None
    parent: str | None = None
    population_year: int | None = None

    @property
    def democracy(self) -> str:
        return self.vdem or self.maddison


@dataclass(frozen=True)
class Recipe:
    """One world: its first year, its countries, and what of the tables lies inside them."""

    year: int
    countries: Mapping[str, Key]
    inside: frozenset[str] = frozenset()
    borders_of_the_time: bool = False
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def before(self) -> int:
        return self.year - 1


RECIPES = {
    "world-1914": Recipe(
        1914,
        {
            "russia": Key("SUN", 365, "RUS"),
            "germany": Key("DEU", 255),
            "austria-hungary": Key("AUT", 300),
            "britain": Key("GBR", 200),
            "france": Key("FRA", 220),
            "italy": Key("ITA", 325),
            "ottoman-empire": Key("TUR", 640, population_year=1914),
            "usa": Key("USA", 2),
            "japan": Key("JPN", 740),
            "china": Key("CHN", 710),
            "serbia": Key("YUG", 345, "SRB", population_year=1914),
            "belgium": Key("BEL", 211),
            "bulgaria": Key("BGR", 355, population_year=1914),
            "romania": Key("ROU", 360, population_year=1914),
            "greece": Key("GRC", 350, population_year=1914),
            "hungary": Key("HUN", 310, parent="austria-hungary"),
            "czechoslovakia": Key("CSK", 315, parent="austria-hungary"),
            "poland": Key("POL", 290, parent="russia"),
            "finland": Key("FIN", 375, parent="russia"),
        },
        inside=frozenset(
            ("IRL", "AUT", "HUN", "CSK", "POL", "FIN", "YUG", "RUS", "IRQ", "SYR", "LBN", "JOR", "PSE", "YEM")
        ),
        borders_of_the_time=True,
        known={"austria-hungary": ("AUT", "HUN", "CSK")},
    ),
    "world-2023": Recipe(
        2023,
        {
            "usa": Key("USA", 2),
            "china": Key("CHN", 710),
            "russia": Key("RUS", 365),
            "india": Key("IND", 750),
            "japan": Key("JPN", 740),
            "germany": Key("DEU", 255),
            "britain": Key("GBR", 200),
            "france": Key("FRA", 220),
            "italy": Key("ITA", 325),
            "spain": Key("ESP", 230),
            "poland": Key("POL", 290),
            "ukraine": Key("UKR", 369),
            "belarus": Key("BLR", 370),
            "turkey": Key("TUR", 640),
            "canada": Key("CAN", 20),
            "mexico": Key("MEX", 70),
            "brazil": Key("BRA", 140),
            "indonesia": Key("IDN", 850),
            "vietnam": Key("VNM", 816),
            "australia": Key("AUS", 900),
            "south-korea": Key("KOR", 732),
            "north-korea": Key("PRK", 731),
            "taiwan": Key("TWN", 713),
            "pakistan": Key("PAK", 770),
            "iran": Key("IRN", 630),
            "israel": Key("ISR", 666),
            "saudi-arabia": Key("SAU", 670),
            "egypt": Key("EGY", 651),
            "nigeria": Key("NGA", 475),
            "south-africa": Key("ZAF", 560),
        },
        inside=frozenset(("SUN", "YUG", "CSK")),
    ),
}


@cache
def _rows(folder: Path, name: str) -> tuple[dict[str, str], ...]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


class Tables:
    """The public tables in one folder, read for one world."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        self.folder, self.recipe = folder, recipe
        self.heads: dict[str, float] = {}  # output a head of the year before, or of the nearest year
        self.people: dict[str, float] = {}  # thousands, in the table's borders
        nearest: dict[str, int] = {}
        for row in _rows(folder, MADDISON):
            code, distance = row["ISO"], abs(int(row["year"]) - recipe.before)
            if row["gdppc"] and distance < nearest.get(code, 10_000):
                nearest[code], self.heads[code] = distance, float(row["gdppc"])
            if int(row["year"]) == recipe.before and row["pop"]:
                self.people[code] = float(row["pop"])

    def population(self, key: Key) -> float:
        """People in thousands, in the borders of the time where the recipe asks for them."""
        if key.parent:
            return self.people[key.maddison] * (POLES_OF_RUSSIA if key.maddison == "POL" else 1.0)
        if not self.recipe.borders_of_the_time:
            return self.people[key.maddison]
        year = str(key.population_year or self.recipe.before)
        found = (row for row in _rows(self.folder, CAPABILITIES) if row["year"] == year)
        return next(float(row["tpop"]) for row in found if int(row["ccode"]) == key.cow)

    def head(self, country: str) -> float:
        """Output a head; of an empire of which only some lands are known, the mean over all its people."""
        lands = self.recipe.known.get(country)
        key = self.recipe.countries[country]
        if not lands:
            return self.heads[key.maddison]
        others = sum(self.heads[code] for code in REST_OF_AUSTRIA_HUNGARY) / len(REST_OF_AUSTRIA_HUNGARY)
        total = self.population(key)
        known = sum(self.people[land] for land in lands)
        return (sum(self.people[land] * self.heads[land] for land in lands) + (total - known) * others) / total

    def outputs(self) -> tuple[dict[str, float], float]:
        """Shares of world output of the countries and of the rest; states that may come to exist are in a parent's."""
        countries = self.recipe.countries
        outputs = {name: self.head(name) * self.population(key) for name, key in countries.items()}
        listed = {key.maddison for key in countries.values()} | self.recipe.inside
        rest = sum(people * self.heads[code] for code, people in self.people.items() if code not in listed)
        total = rest + sum(outputs[name] for name, key in countries.items() if key.parent is None)
        return {name: output / total for name, output in outputs.items()}, rest / total

    def powers(self) -> dict[str, float]:
        """Shares of all capabilities; a state that may come to exist has its parent's by its share of the people."""
        found = {
            int(row["ccode"]): float(row["cinc"])
            for row in _rows(self.folder, CAPABILITIES)
            if int(row["year"]) == self.recipe.before and row["cinc"]
        }
        total = math.fsum(found.values())
        countries = self.recipe.countries
        powers = {name: found[key.cow] / total for name, key in countries.items() if key.parent is None}
        for name, key in countries.items():
            if key.parent is not None:
                share = self.population(key) / self.population(countries[key.parent])
                powers[name] = powers[key.parent] * share
        return powers

    def autocracies(self) -> dict[str, float]:
        """1 minus electoral democracy; of those that the table knows in that year."""
        found = {
            row["country_text_id"]: 1 - float(row["v2x_polyarchy"])
            for row in _rows(self.folder, DEMOCRACY)
            if int(row["year"]) == self.recipe.before and row["v2x_polyarchy"] not in ("", "NA")
        }
        codes = {name: key.democracy for name, key in self.recipe.countries.items()}
        return {name: found[code] for name, code in codes.items() if code in found}

    def _pair(self, one: str, two: str) -> frozenset[str] | None:
        names = {str(key.cow): name for name, key in self.recipe.countries.items()}
        return frozenset((names[one], names[two])) if one in names and two in names else None

    def contiguous(self) -> set[frozenset[str]]:
        """Neighbours in the first month, or at the end of the table where that is earlier."""
        rows = _rows(self.folder, NEIGHBOURS)
        month = min(f"{self.recipe.year}-01-01", max(row["enddate"] for row in rows))
        found = (
            self._pair(row["ccode1"], row["ccode2"])
            for row in rows
            if row["conttype"] in DIRECT and row["stdate"] <= month <= row["enddate"]
        )
        return {pair for pair in found if pair}

    def rivals(self) -> set[frozenset[str]]:
        """Strategic rivals in the first year, or in the last year of the table."""
        year = min(self.recipe.year, LAST_YEAR_OF_RIVALRIES)
        found = (
            self._pair(row["ccode1"], row["ccode2"])
            for row in _rows(self.folder, RIVALRIES)
            if int(row["styear"]) < self.recipe.year and int(row["endyear"]) >= year
        )
        return {pair for pair in found if pair}

    def wars(self) -> set[frozenset[str]]:
        """Pairs at war in the last month before the first."""
        return {pair for pair in (*self._old_wars(), *self._new_wars()) if pair}

    def _old_wars(self) -> Iterator[frozenset[str] | None]:
        now = self.recipe.before * 12 + 11
        sides: dict[str, tuple[list[str], list[str]]] = {}
        for row in _rows(self.folder, WARS):
            for spell in ("1", "2"):
                ends = [int(row[f"{edge}{unit}{spell}"]) for edge in ("Start", "End") for unit in ("Year", "Month")]
                if min(ends) > 0 and ends[0] * 12 + ends[1] - 1 <= now <= ends[2] * 12 + ends[3] - 1:
                    sides.setdefault(row["WarNum"], ([], []))[int(row["Side"]) - 1].append(row["ccode"])
        for one, other in sides.values():
            yield from (self._pair(first, second) for first in one for second in other)

    def _new_wars(self) -> Iterator[frozenset[str] | None]:
        for row in _rows(self.folder, CONFLICTS):
            between_states = row["type_of_conflict"] == "2" and row["intensity_level"] == "2"
            if between_states and int(row["year"]) == self.recipe.before:
                yield self._pair(row["gwno_a"], row["gwno_b"])


def quantities(world: str, folder: Path) -> dict[str, float]:
    """Return the values of one world that tables hold, by their full names, as the file writes them."""
    tables = Tables(folder, RECIPES[world])
    outputs, _ = tables.outputs()
    best = max(tables.head(name) for name in tables.recipe.countries)
    values = {f"countries.{name}.output": round(share, 7) for name, share in outputs.items()}
    existing = [name for name, key in tables.recipe.countries.items() if key.parent is None]
    values["rest"] = round(1 - math.fsum(values[f"countries.{name}.output"] for name in existing), 7)
    for name in tables.recipe.countries:
        values[f"countries.{name}.development"] = round(tables.head(name) / best, 4)
    values |= {f"countries.{name}.autocracy": round(value, 3) for name, value in tables.autocracies().items()}
    return values | {f"countries.{name}.power": round(value, 6) for name, value in tables.powers().items()}


def relations(world: str, folder: Path) -> dict[str, set[frozenset[str]]]:
    """Return the pairs of one world that tables hold: contiguous, rivals, wars."""
    tables = Tables(folder, RECIPES[world])
    return {"contiguous": tables.contiguous(), "rivals": tables.rivals(), "wars": tables.wars()}


def differences(world: str, folder: Path) -> list[str]:
    """Return a line for everything in which the file of a world differs from the tables."""
    from tocsin.catalogue import Catalogue
    from tocsin.mechanisms.vocabulary import world_vocabulary
    from tocsin.theory.validation import load_world

    stated = load_world(world, world_vocabulary(), Catalogue())
    inputs = stated.inputs()
    found = [
        f"{name}: {inputs[name].text()} in the file, {value} in the tables"
        for name, value in quantities(world, folder).items()
        if not (inputs[name].is_fixed and inputs[name].median() == value)
    ]
    dormant = {country.id for country in stated.countries if not country.exists}
    in_file = {
        "contiguous": {frozenset(pair) for listed in stated.pairs.contiguous for pair in listed.pairs},
        "rivals": {frozenset(pair) for listed in stated.pairs.rivals for pair in listed.pairs if not listed.judgement},
        "wars": {frozenset((war.attacker, war.defender)) for war in stated.wars},
    }
    for kind, pairs in relations(world, folder).items():
        odd = {pair for pair in in_file[kind] ^ pairs if not pair & dormant}
        found += [f"{kind}: {' and '.join(sorted(pair))} only in the {'file' if pair in in_file[kind] else 'tables'}"
                  for pair in sorted(odd, key=sorted)]  # fmt: skip
    return found


def main() -> int:
    """Print the values of both worlds and what differs."""
    folder = Path(os.environ["TOCSIN_DATA"])
    bad = 0
    for world in RECIPES:
        print(f"## {world}\n")
        for name, value in quantities(world, folder).items():
            print(f"{name}: {value:.10g}")
        for kind, pairs in relations(world, folder).items():
            print(f"{kind}: {', '.join(sorted('-'.join(sorted(pair)) for pair in pairs)) or 'none'}")
        for line in differences(world, folder):
            bad = 1
            print(f"DIFFERS {line}")
    return bad


if __name__ == "__main__":
    sys.exit(main())
