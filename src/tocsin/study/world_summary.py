"""World summary: what a run of a world says, as data; the screen, `--json` and pages print it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
import polars
from numpy.typing import NDArray

from tocsin.evidence.features import columns_needed, matches
from tocsin.mechanisms.world.state import OUTCOMES
from tocsin.simulate.results import Results
from tocsin.simulate.world_model import WorldModel
from tocsin.study.hinges import Hinge, hinges
from tocsin.study.paired import difference_over_sets, paired_interval
from tocsin.study.shares import OutcomeShare, outcome_shares, share
from tocsin.study.summary import FeatureShare

__all__ = ["COUNTED", "FANS", "CountryLine", "Fan", "Mean", "WorldSummary", "summarise_world"]

COUNTED = ("onsets", "attempts", "coups", "risings", "falls", "conversions", "political", "social", "degenerations",
           "overthrows", "restorations", "quits", "quits_by_revolution", "births")  # fmt: skip
"""What is counted a history."""
RATES = ("attempts", "risings", "falls")
"""What is counted per 100 country-years too."""
FANS = ("profit", "wars", "war_cost", "grievance", "organised", "risings", "conversions", "workers")
"""Paths that are shown as fans."""
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Mean:
    """A number of a history: its mean, and both uncertainties.

    Attributes
    ----------
    mean, low, high : float
        Mean over completed histories and its 95% interval, clustered by parameter set: how well it was computed.
    prior_low, prior_high : float
        5–95% range of the mean over parameter sets, the noise of small sets taken out; not a number where they differ
        no more than that (`tocsin.study.paired.difference_over_sets`).
    least, most : float
        5–95% range over histories: chance and open numbers together.
    """

    mean: float
    low: float
    high: float
    prior_low: float
    prior_high: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class CountryLine:
    """What becomes of one country.

    Attributes
    ----------
    rising, fall, coup, conversion : float
        Share of histories with at least one rising, ruler brought down by one, coup, rising that took power.
    political, social, degenerated, restored, overthrown : float
        Share of histories with each.
    left_war : float
        Share in which it left a war that the others went on with, or was beaten.
    months : dict of str to tuple of float
        Median month and the range of the middle 80% of first dates, where there are at least ten.
    """

    country: str
    name: str
    existed: float
    rising: float
    fall: float
    coup: float
    conversion: float
    political: float
    social: float
    degenerated: float
    restored: float
    overthrown: float
    left_war: float
    months: dict[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Fan:
    """Quantiles of one path over histories, at the end of each year: 5, 25, 50, 75 and 95%."""

    name: str
    years: tuple[int, ...]
    quantiles: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class WorldSummary:
    """What an ensemble says about its world.

    Attributes
    ----------
    completed, failed : int
        Histories.
    reasons : dict of str to int
        Why histories failed, with counts.
    outcomes : list of OutcomeShare
        The most frequent first.
    counts : dict of str to Mean
        A history's number of each thing in `COUNTED`.
    rates : dict of str to Mean
        Per 100 country-years; `wars_a_year` per year.
    countries : list of CountryLine
    fans : list of Fan
        Of the histories whose path is kept.
    record : list of FeatureShare
        The features that the record holds, then all of them together.
    hinges : dict of str to list of Hinge
    """

    completed: int
    failed: int
    reasons: dict[str, int]
    outcomes: list[OutcomeShare]
    counts: dict[str, Mean]
    rates: dict[str, Mean]
    countries: list[CountryLine]
    fans: list[Fan]
    record: list[FeatureShare]
    hinges: dict[str, list[Hinge]]


def summarise_world(results: Results, model: WorldModel) -> WorldSummary:
    """Summarise an ensemble of a world."""
    columns = ["set", "status", "reason", "outcome", "months", "country_months", *COUNTED]
    table = results.histories(list(dict.fromkeys([*columns, *columns_needed(model.case)])))
    done = table.filter(polars.col("status") == "ok")
    failed = table.filter(polars.col("status") != "ok")
    observed = tuple(value for value in model.case.observed("outcome") if isinstance(value, str))
    outcomes = outcome_shares(table, observed, OUTCOMES)
    reasons = failed["reason"].value_counts().rows() if failed.height else []
    parameters = results.sets(list(model.in_play))
    asked = [line.outcome for line in outcomes[:2]]
    years = max(model.case.months / 12.0, 1e-9)
    return WorldSummary(
        completed=done.height,
        failed=failed.height,
        reasons={str(reason): int(count) for reason, count in reasons},
        outcomes=outcomes,
        counts={name: _mean(done["set"], done[name].to_numpy().astype(float)) for name in COUNTED},
        rates={name: _rate(done, name) for name in RATES}
        | {"wars_a_year": _mean(done["set"], done["onsets"].to_numpy() / years)},
        countries=_countries(results, model),
        fans=fans(results.series(), model),
        record=_record(model, table),
        hinges={
            outcome: hinges(table, outcome, model.in_play, looks=len(model.in_play) * len(asked), parameters=parameters)
            for outcome in asked
        },
    )


def _rate(done: polars.DataFrame, name: str) -> Mean:
    country_years = done["country_months"].to_numpy() / 12.0
    return _mean(done["set"], 100.0 * done[name].to_numpy() / numpy.maximum(country_years, 1e-9))


def _mean(sets: polars.Series, values: NDArray[numpy.float64]) -> Mean:
    """Mean over histories of a number that is never below 0, with both uncertainties."""
    if not len(values):
        return Mean(*[math.nan] * 7)
    number = sets.to_numpy()
    # Quantiles that some history has: of counts, whole numbers.
    least, most = (float(value) for value in numpy.quantile(values, (0.05, 0.95), method="inverted_cdf"))
    low = high = math.nan
    if len(numpy.unique(number)) > 1:
        # The interval is one for numbers between -1 and 1. Where a thing never happened, how seldom it does at most.
        never = not values.any()
        unit = 1.0 if never else float(values.max())
        low, high = (unit * max(end, 0.0) for end in paired_interval(values / unit, number, counts=never))
    return Mean(float(values.mean()), low, high, *difference_over_sets(values, number), least, most)


def _countries(results: Results, model: WorldModel) -> list[CountryLine]:
    table = results.countries()
    dates = ("first_rising", "first_fall", "converted", "left_war", "degenerated", "restored", "overthrown")
    month = [
        expression
        for date in dates
        for expression in (
            polars.col(date).count().alias(f"{date}_count"),
            *[polars.col(date).quantile(q).alias(f"{date}_{q}") for q in (0.1, 0.5, 0.9)],
        )
    ]
    some = {"rising": "risings", "fall": "falls", "coup": "coups", "political": "political", "social": "social"}
    shares = [(polars.col(column) > 0).mean().alias(name) for name, column in some.items()]
    shares += [polars.col(d).is_not_null().mean().alias(f"{d}_share") for d in dates]
    existed = (polars.col("exists") | (polars.col("born").is_not_null())).mean().alias("existed")
    rows = table.group_by("country").agg(existed, *shares, *month)
    found = {row["country"]: row for row in rows.rows(named=True)}
    lines = []
    for country in model.case.countries:
        row = found[country.id]
        months = {
            date: (row[f"{date}_0.5"], row[f"{date}_0.1"], row[f"{date}_0.9"])
            for date in dates
            if row[f"{date}_count"] >= 10
        }
        lines.append(
            CountryLine(
                country.id,
                country.name,
                row["existed"],
                row["rising"],
                row["fall"],
                row["coup"],
                row["converted_share"],
                row["political"],
                row["social"],
                row["degenerated_share"],
                row["restored_share"],
                row["overthrown_share"],
                row["left_war_share"],
                months,
            )
        )
    return lines


def fans(series: polars.DataFrame, model: WorldModel) -> list[Fan]:
    """Quantiles of each path of the histories whose paths are kept; none where none is kept."""
    if series.is_empty():
        return []
    ends = series.filter(polars.col("month") % 12 == 11)
    names = [polars.col(name).cast(polars.Float64) for name in FANS]
    by_year = ends.select("month", *names).group_by("month", maintain_order=True)
    frames = [by_year.agg(polars.col(name).quantile(q) for name in FANS).sort("month") for q in _QUANTILES]
    years = tuple(int(model.case.first_year + month // 12) for month in frames[0]["month"])
    return [Fan(name, years, tuple(tuple(frame[name].to_list()) for frame in frames)) for name in FANS]


def _record(model: WorldModel, table: polars.DataFrame) -> list[FeatureShare]:
    lines = []
    together = polars.lit(value=True)
    for observation in model.case.record:
        expression = matches(model.case, observation.feature)
        if expression is None:
            continue
        together = together & expression
        seen = tuple(str(value) for value in observation.observed)
        lines.append(FeatureShare(observation.feature, seen, share(expression, table)))
    if len(lines) > 1:
        lines.append(FeatureShare("all of these", (), share(together, table)))
    return lines
