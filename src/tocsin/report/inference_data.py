"""What `tocsin infer --json` prints: an inference as one JSON object."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tocsin.study.contest import Contest, Standing
from tocsin.study.infer import CaseInference, Inference

__all__ = ["inference_json"]

_SHIFTS = 10


def inference_json(inference: Inference, seconds: float) -> dict[str, Any]:
    """An inference as plain data, numbers in full; what is not finite becomes null when it is printed.

    `features` and `theories` are those of the comparison among all theories (over all cases); `parameters` has a line
    for each case, theory and parameter. What is compared among fewer theories is in `comparisons`.
    """
    found = inference
    return {
        ("world" if found.clock == "world" else "case"): found.cases[0].case if len(found.cases) == 1 else None,
        "cases": [case.case for case in found.cases],
        "seed": found.seed,
        "histories": found.effort.histories,
        "error": found.effort.error,
        "most": found.effort.most,
        "seconds": round(seconds, 3),
        "settings": found.settings,
        "features": list(found.features),
        "observed": {case.case: {name: list(values) for name, values in case.observed.items()} for case in found.cases},
        "theories": [_standing(line) for line in found.theories],
        "left_out": found.left_out,
        "comparisons": [_contest(case, contest) for case in found.cases for contest in case.contests],
        "parameters": [row for case in found.cases for row in _parameters(case)],
        "priors": [row for case in found.cases for row in _priors(case)],
        "predictive": [row for case in found.cases for row in _predictive(case)],
        "shared": [asdict(line) for line in found.shared],
        "failed": found.failed,
    }


def _standing(line: Standing) -> dict[str, Any]:
    data: dict[str, Any] = {
        "theory": line.theory,
        "log_evidence": line.log_evidence,
        "error": line.log_error,
        "probability": line.probability,
        "probability_error": line.error,
        "probability_low": line.low,
        "probability_high": line.high,
    }
    if line.estimate is not None:
        one = line.estimate
        data |= {
            "at_most": one.at_most,
            "method": one.method,
            "matches": one.matches,
            "histories": one.histories,
            "failed": one.failed,
            "stages": [asdict(stage) for stage in one.stages],
            "replicates": None if one.spread is None else {**asdict(one.spread), "uneven": one.spread.uneven},
            "never_together": [asdict(pair) for pair in one.apart],
            "counting": None
            if one.counting is None
            else dict(zip(("log_evidence", "error"), one.counting, strict=True)),
        }
    return data


def _contest(case: CaseInference, contest: Contest) -> dict[str, Any]:
    lines = [_standing(line) for line in contest.standings]
    return {"case": case.case, "features": list(contest.features), "theories": lines}


def _parameters(case: CaseInference) -> list[dict[str, Any]]:
    rows = []
    for theory, posterior in case.posteriors.items():
        about = {"case": case.case, "theory": theory, "features": list(posterior.features)}
        rows += [{**about, **asdict(row)} for row in posterior.parameters()]
    return rows


def _priors(case: CaseInference) -> list[dict[str, Any]]:
    about = {theory: {"case": case.case, "theory": theory, "features": list(posterior.features)}
             for theory, posterior in case.posteriors.items()}  # fmt: skip
    return [
        {**about[theory], **asdict(shift)}
        for theory, posterior in case.posteriors.items()
        for shift in posterior.prior_shifts()[:_SHIFTS]
    ]


def _predictive(case: CaseInference) -> list[dict[str, Any]]:
    return [
        {"case": case.case, "theory": theory, **asdict(check)}
        for theory, again in case.replicated.items()
        for check in again.checks
    ]
