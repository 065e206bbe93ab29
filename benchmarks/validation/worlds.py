"""The two worlds beside the record: rates observed in public tables, the range simulated, hit or miss.

    TOCSIN_DATA=FOLDER python benchmarks/validation/worlds.py [HISTORIES]

Rates of `world-2023` are held against tables of the states listed in it: 1946 to 1989, from which priors may be set,
and 1990 to 2010, held back. What `world-1914` makes of 1917 to 1923 is held against the chronology in its file, in all
histories and in those that have a general war of two years or more by the end of 1916 as the record has. A hit is an
observed value within the middle 90 % of histories.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars
from worlds_observed import campaigns, coups, episodes, exits, war_months, war_onsets

import tocsin

HISTORIES = 2000
SET, HELD = (1946, 1989), (1990, 2010)
FROM_1917, TO_1923 = 36, 120
"""Months of `world-1914` counted from January 1914: January 1917 to December 1923."""
LEFT = {"russia": 47, "romania": 47, "bulgaria": 56, "ottoman-empire": 57, "austria-hungary": 58, "germany": 58}
"""Months in which these left the war: truces and armistices of December 1917 and of September to November 1918."""
STAYED = ("britain", "france", "italy", "usa")

Spread = tuple[float, float, float]


@dataclass(frozen=True)
class Line:
    """One mark: observed where priors may be set and where it is held back, and simulated (median, 5 and 95 %)."""

    what: str
    set_by: float | None
    held: float | None
    simulated: Spread | None

    def text(self) -> str:
        cells = [self.what, *(_number(value) for value in (self.set_by, self.held))]
        if self.simulated is None:
            return "| " + " | ".join([*cells, "not in the model", ""]) + " |"
        middle, low, high = self.simulated
        marks = [value for value in (self.set_by, self.held) if value is not None]
        hits = ", ".join("hit" if low <= value <= high else "**miss**" for value in marks)
        return "| " + " | ".join([*cells, f"{middle:.2f} ({low:.2f} to {high:.2f})", hits]) + " |"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def spread(values: polars.Series) -> Spread:
    """Median, and the middle 90 %."""
    known = values.drop_nulls().drop_nans()
    middle, low, high = (float(known.quantile(q) or 0.0) for q in (0.5, 0.05, 0.95))
    return middle, low, high


def pooled(above: polars.Series, below: polars.Series, sets: polars.Series) -> Spread:
    """A ratio within each parameter set: its median and middle 90 % over sets; single histories have too few cases."""
    table = polars.DataFrame({"above": above, "below": below, "set": sets}).group_by("set").sum()
    return spread(table.filter(polars.col("below") > 0).select(polars.col("above") / polars.col("below")).to_series())


def of_2023(data: Path, histories: int) -> Iterator[Line]:
    """Rates of world-2023."""
    ensemble = tocsin.run("world-2023", histories=histories, events=histories)
    table = ensemble.histories().filter(polars.col("status") == "ok")
    years, hundred, sets = table["months"] / 12, table["country_months"] / 1200, table["set"]
    periods = (SET, HELD)

    def line(what: str, observed: Iterable[float | None], simulated: Spread | None) -> Line:
        before, after = observed
        return Line(what, before, after, simulated)

    yield line(
        "wars between listed states, a year", [war_onsets(data, *p) for p in periods], spread(table["onsets"] / years)
    )
    lengths = ensemble.events().filter(polars.col("event") == "peace-made")["value"]
    yield line("months that such wars last", [war_months(data, *p) for p in periods], spread(lengths))
    tried = [coups(data, *p) for p in periods]
    yield line("coup attempts per 100 country-years", [one[0] for one in tried], spread(table["attempts"] / hundred))
    yield line("share of attempts that succeed", [o[1] for o in tried], pooled(table["coups"], table["attempts"], sets))
    left = [exits(data, *p) for p in periods]
    gone = table["coups"] + table["falls"]
    yield line("rulers removed by force or protest per 100 country-years", [o[0] for o in left], spread(gone / hundred))
    yield line(
        "... share of these by soldiers or others of the ruling group",
        [o[1] for o in left],
        pooled(table["coups"], gone, sets),
    )
    yield line("... share by protest or rising", [o[2] for o in left], pooled(table["falls"], gone, sets))
    yield line("... share by rebels", [o[3] for o in left], None)
    answered = table["risings"] - table["unanswered"]
    rose = [episodes(data, *p) for p in periods]
    yield line("risings that the ruler answers per 100 country-years", [o[0] for o in rose], spread(answered / hundred))
    yield line("share of them that bring him down", [o[1] for o in rose], pooled(table["falls"], answered, sets))
    tables = [campaigns(data, *p) for p in periods]
    yield line(
        "success of nonviolent campaigns (all states)",
        [o["nonviolent"] for o in tables],
        pooled(table["falls"], answered, sets),
    )
    kinds = (("with", table["falls_defected"], table["risings_defected"]),
             ("without", table["falls"] - table["falls_defected"], answered - table["risings_defected"]))  # fmt: skip
    for kind, fell, risen in kinds:
        found = pooled(fell, risen.clip(0), sets)
        yield line(f"... {kind} defection of security forces", [o[kind] for o in tables], found)
    yield line("success of violent campaigns (all states)", [o["violent"] for o in tables], None)


def of_1914(histories: int) -> Iterator[str]:
    """What happened from 1917 to 1923 in world-1914, from the log of every history."""
    ensemble = tocsin.run("world-1914", histories=histories, events=histories)
    table = ensemble.histories().filter(polars.col("status") == "ok")
    window = ensemble.events().filter(polars.col("month").is_between(FROM_1917, TO_1923 - 1))
    early = (
        ensemble.series()
        .filter(polars.col("month") < FROM_1917)
        .group_by("history")
        .agg(polars.col("wars").gt(5).sum())
    )
    like = table.join(early, on="history").filter(polars.col("wars") >= 24)["history"]

    def counts(kinds: tuple[str, ...], among: polars.Series) -> polars.Series:
        found = window.filter(polars.col("event").is_in(list(kinds))).group_by("history").len()
        return polars.DataFrame({"history": among}).join(found, on="history", how="left")["len"].fill_null(0)

    yield f"{len(like):,} of {len(table):,} histories have two years of more than five pairs at war before 1917."
    yield ""
    yield "| 1917 to 1923 | observed | all histories | | those with such a war | |\n|---|---|---|---|---|---|"
    marks = (("risings", ("people-rise", "inspired-rising"), 28),
             ("rulers brought down by risings", ("ruler-falls", "ruler-falls-late"), 7),
             ("risings that took power", ("social-revolution", "political-revolution"), 3),
             ("new orders overthrown", ("overthrow",), 2), ("states born", ("state-is-born",), 4))  # fmt: skip
    for what, kinds, observed in marks:
        yield _row(what, observed, [spread(counts(kinds, among)) for among in (table["history"], like)])
    lives = ensemble.countries()
    yield ""
    yield "| left the war | observed, month | left by the end of 1918, with such a war | month: median (5-95 %) | |"
    yield "|---|---|---|---|---|"
    inside = lives.filter(polars.col("history").is_in(like.implode()))
    for country in (*LEFT, *STAYED):
        own = inside.filter((polars.col("country") == country) & (polars.col("first_war") < FROM_1917))
        done = own.filter(polars.col("left_war") < 60)
        share = len(done) / max(len(own), 1)
        months = spread(done["left_war"])
        seen = LEFT.get(country)
        hit = "" if seen is None else "hit" if months[1] <= seen <= months[2] else "**miss**"
        when = f"{months[0]:.0f} ({months[1]:.0f} to {months[2]:.0f})" if len(done) else ""
        then = "stayed" if seen is None else seen
        yield f"| {country} | {then} | {100 * share:.0f} % of {len(own):,} | {when} | {hit} |"


def _row(what: str, observed: float, found: list[Spread]) -> str:
    cells = []
    for middle, low, high in found:
        cells += [f"{middle:.0f} ({low:.0f} to {high:.0f})", "hit" if low <= observed <= high else "**miss**"]
    return "| " + " | ".join([what, f"{observed:.0f}", *cells]) + " |"


def stability(histories: int) -> Iterator[str]:
    """Shares of histories in which one thing swallows all others; none should hold more than nine in ten."""
    yield "| share of histories in which | world-1914 | world-2023 |\n|---|---|---|"
    tables = [
        tocsin.run(world, histories=histories, events=histories).histories() for world in ("world-1914", "world-2023")
    ]
    rates = polars.col("risings") / polars.col("country_months") * 1200
    marks = (("nobody ever rises", polars.col("risings") == 0),
             ("everybody revolts: more than 20 risings per 100 country-years", rates > 20),
             ("no ruler falls to a rising", polars.col("falls") == 0),
             ("a rising takes power somewhere", polars.col("conversions") > 0),
             ("there is no war at all", polars.col("war_months") == 0),
             ("general war holds more than half of all months",
              polars.col("general_war_months") > polars.col("months") / 2),
             ("nuclear arms are used", polars.col("outcome") == "nuclear_use"),
             ("the revolution is complete", polars.col("outcome") == "completion"))  # fmt: skip
    for what, expression in marks:
        shares = [float(table.select(expression.mean()).item() or 0.0) for table in tables]
        yield f"| {what} | {' | '.join(f'{100 * share:.1f} %' for share in shares)} |"


def main() -> None:
    data = Path(os.environ["TOCSIN_DATA"])
    histories = int(sys.argv[1]) if len(sys.argv) > 1 else HISTORIES
    print("| world-2023 | 1946-89 | 1990-2010 | simulated: median (5-95 %) | |\n|---|---|---|---|---|")
    for line in of_2023(data, histories):
        print(line.text(), flush=True)
    print()
    for text in (*of_1914(histories), "", *stability(histories)):
        print(text, flush=True)


if __name__ == "__main__":
    main()
