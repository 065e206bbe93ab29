"""Summary: what a run says, as data; the screen, `--json` and pages print it."""

from __future__ import annotations

from dataclasses import dataclass

import polars

from tocsin.evidence.features import columns_needed, matches
from tocsin.simulate.model import Model
from tocsin.simulate.results import Results
from tocsin.study.hinges import Hinge, hinges
from tocsin.study.shares import OutcomeShare, Share, outcome_shares, share

IMPROBABLE = 0.05
"""An observation that a theory gives less than this is one that it does not expect."""


@dataclass(frozen=True, slots=True)
class FeatureShare:
    """How often histories agree with the record in one feature, or in several at once."""

    feature: str
    observed: tuple[str, ...]
    share: Share


@dataclass(frozen=True, slots=True)
class Hours:
    """Length of the crisis where it ends in one outcome, h: median, and the range of the middle 80% of histories."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What an ensemble says about its case.

    Attributes
    ----------
    completed, failed : int
        Histories.
    reasons : dict of str to int
        Why histories failed, with counts.
    outcomes : list of OutcomeShare
        The most frequent first.
    hours : dict of str to Hours
        How long the crisis takes, by outcome; empty where the theory speaks of outcomes only.
    events : dict of str to Share
        Fighting in the capital and foreign intervention.
    risk_90, risk_90_social : float
        Mean risk of (social) revolution within 90 days of the crisis.
    record : list of FeatureShare
        The features that the record holds and the theory predicts, then all of them together.
    hinges : dict of str to list of Hinge
        By outcome, for the observed and the most frequent outcomes.
    """

    completed: int
    failed: int
    reasons: dict[str, int]
    outcomes: list[OutcomeShare]
    hours: dict[str, Hours]
    events: dict[str, Share]
    risk_90: float
    risk_90_social: float
    record: list[FeatureShare]
    hinges: dict[str, list[Hinge]]

    def of(self, feature: str) -> FeatureShare | None:
        """The line of one feature, or None where the record or the theory holds nothing on it."""
        return next((line for line in self.record if line.feature == feature), None)


def summarise(results: Results, model: Model) -> Summary:
    """Summarise an ensemble.

    Parameters
    ----------
    results : Results
    model : Model
        The theory and the case that it was made with.
    """
    columns = ["set", "status", "reason", "fighting_hours", "intervention", "risk_90", "risk_90_social"]
    table = results.histories(list(dict.fromkeys([*columns, *columns_needed()])))
    parameters = results.sets(list(model.in_play))
    done = table.filter(polars.col("status") == "ok")
    failed = table.filter(polars.col("status") != "ok")
    observed = tuple(value for value in model.case.observed("outcome") if isinstance(value, str))
    outcomes = outcome_shares(table, observed)
    asked = [line.outcome for line in outcomes if line.observed] + [outcomes[0].outcome, outcomes[1].outcome]
    reasons = failed["reason"].value_counts().rows() if failed.height else []
    return Summary(
        completed=done.height,
        failed=failed.height,
        reasons={str(reason): int(count) for reason, count in reasons},
        outcomes=outcomes,
        hours={} if model.theory.predicts == ("outcome",) else _hours(done),
        events={}
        if model.theory.predicts == ("outcome",)
        else {
            "fighting_in_capital": share(polars.col("fighting_hours") > 0, table),
            "intervention": share(polars.col("intervention") > 0, table),
        },
        risk_90=_mean(done, "risk_90"),
        risk_90_social=_mean(done, "risk_90_social"),
        record=_record(model, table),
        hinges={
            outcome: hinges(
                table, outcome, model.in_play, looks=len(model.in_play) * len(set(asked)), parameters=parameters
            )
            for outcome in dict.fromkeys(asked)
        },
    )


def _hours(done: polars.DataFrame) -> dict[str, Hours]:
    hours = polars.col("hours")
    rows = done.group_by("outcome", maintain_order=True).agg(
        hours.median().alias("median"), hours.quantile(0.1).alias("low"), hours.quantile(0.9).alias("high")
    )
    return {row["outcome"]: Hours(row["median"], row["low"], row["high"]) for row in rows.rows(named=True)}


def _mean(table: polars.DataFrame, column: str) -> float:
    value = table[column].mean()
    return float(value) if isinstance(value, int | float) else float("nan")


def _record(model: Model, table: polars.DataFrame) -> list[FeatureShare]:
    lines = []
    together = polars.lit(value=True)
    for name in model.theory.predicts:
        expression = matches(model.case, name)
        if expression is None:
            continue
        together = together & expression
        seen = tuple(v if isinstance(v, str) else " > ".join(v) for v in model.case.observed(name))
        lines.append(FeatureShare(name, seen, share(expression, table)))
    if len(lines) > 1:
        lines.append(FeatureShare("all of these", (), share(together, table)))
    return lines
