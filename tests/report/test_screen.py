"""What `run` says of an ensemble, where a summary can be made by hand."""

from types import SimpleNamespace
from typing import Any

import pytest

import tocsin
from tocsin.report.doubt import doubt
from tocsin.report.screen import run_json
from tocsin.study.shares import Share
from tocsin.study.summary import FeatureShare, Summary


def said(outcome: Share, responses: Share, together: Share) -> str:
    """The doubts about a record of three lines under a theory and a case that somebody has checked."""
    record = [
        FeatureShare("outcome", ("settlement",), outcome),
        FeatureShare("responses", ("repress > bargain",), responses),
        FeatureShare("all of these", (), together),
    ]
    summary = Summary(1000, 0, {}, [], {}, {}, 0.0, 0.0, record, {})
    observed = [SimpleNamespace(feature=line.feature) for line in record[:2]]
    observed += [SimpleNamespace(feature=name) for name in ("turnout_ruler", "duration")]
    checked: Any = SimpleNamespace(reviewed_by="somebody", record=observed)
    ensemble: Any = SimpleNamespace(model=SimpleNamespace(case=checked, theory=checked))
    return doubt(ensemble, summary)


def test_improbable_is_what_the_whole_interval_says() -> None:
    rare, none, often = (Share(n, n / 1000, low, high, 0.0, 1.0) for n, low, high in
                         ((10, 0.005, 0.02), (0, 0.0, 0.075), (400, 0.35, 0.45)))  # fmt: skip
    text = said(rare, rare, rare)
    assert "The observed outcome is improbable under this theory: 1 history in 100 (95 %: 1 in 50 to 1 in 200)." in text
    assert "(“force, then a bargain”) turns up in 1 history in 100" in text
    assert ": this theory does not expect it." in text
    assert ": as a whole it is improbable under this theory." in text
    # None of a thousand, but in few sets: one in 13 is not ruled out, and that is not improbable.
    text = said(none, none, none)
    assert "improbable" not in text
    assert "does not expect" not in text
    assert text.count("no history (at most 1 in 13); too few histories to tell whether this theory expects it.") == 3
    text = said(often, often, often)
    assert "expect" not in text
    assert "improbable" not in text


def test_what_a_theory_leaves_out_of_the_record_is_named() -> None:
    often = Share(400, 0.4, 0.35, 0.45, 0.0, 1.0)
    assert said(often, often, often).endswith("This theory says nothing of the record's turnout ruler, duration.")


@pytest.mark.parametrize(("theory", "speaks"), [("base-rates", False), ("world-crisis", True)])
def test_hours_are_told_only_by_a_theory_that_speaks_of_them(theory: str, speaks: bool, tmp_path: Any) -> None:
    """Base rates draw the outcome at once; that is no crisis of 0 hours."""
    ensemble = tocsin.run("kornilov-1917", theory=theory, histories=100, rng=1, out=tmp_path / "r")
    assert bool(run_json(ensemble, 1.0)["hours"]) == speaks
