"""What `tocsin audit --json` prints: an audit as one JSON object."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from tocsin.report.audit import doubt, method
from tocsin.report.audit_words import sentence
from tocsin.study.audited import Audit, AuditedClaim, Computed
from tocsin.study.bearing import OUTCOMES
from tocsin.theory.theory import Theory

__all__ = ["audit_json"]


def audit_json(audit: Audit, theory: Theory, seconds: float) -> dict[str, Any]:
    """An audit as plain data, numbers in full; what is not finite becomes null when it is printed.

    A claim's `implied`, `load_bearing` and `log_bayes_factor` are null where no mechanism runs it or it
    cannot be computed here, and nowhere else.
    """
    found = audit
    return {
        "case": found.case,
        "theory": found.theory,
        "seed": found.seed,
        "histories": found.histories,
        "clock": found.clock,
        "histories_implied": found.asked,
        "histories_elsewhere": found.fewer,
        "seconds": round(seconds, 3),
        "settings": found.settings,
        "features": list(found.features),
        "observed": list(found.observed),
        "matches": found.matches,
        "kinds": list(found.kinds),
        "shared_over": list(found.shared_over),
        "failed": found.failed,
        "claims": [_claim(claim, theory) for claim in found.claims],
        "method": method(found),
        "doubt": doubt(found),
        "reviewed": found.reviewed,
        "not_held": {name: list(cases) for name, cases in found.not_held.items()},
        "not_kept": found.not_kept or None,
        "scored_by": found.scored_by,
    }


def _claim(claim: AuditedClaim, theory: Theory) -> dict[str, Any]:
    done = claim.computed
    data: dict[str, Any] = {
        "id": claim.id,
        "name": claim.name,
        "claim": claim.claim,
        "status": claim.status,
        "verdict": claim.verdict,
        "open_because": claim.open_because,
        "not_here": claim.not_here or None,
        "sentence": sentence(claim, theory.claim(claim.id)),
        "implied": None,
        "load_bearing": None,
        "log_bayes_factor": None,
        "log_bayes_factor_at_contrast": None,
        "support": None,
        "would_tell": [],
        "parameters": [],
        "shared": None,
        "forecasts": [],
    }
    if done is None:
        return data
    change = asdict(done.load_bearing)
    return data | {
        "implied": asdict(done.implied),
        "load_bearing": {
            "feature": _feature(done),
            "effect": change.pop("difference"),
            **{name: value for name, value in change.items() if name != "name"},
            "record": {"effect": done.record.difference, "low": done.record.low, "high": done.record.high},
            "histories_changed": done.changed,
            "identical": done.identical,
            "ruled_out": done.ruled_out,
            "by_feature": [
                {
                    "feature": one.name,
                    "base": one.base,
                    "do": one.do,
                    "effect": one.difference,
                    "low": one.low,
                    "high": one.high,
                }
                for one in done.by_feature
            ],
        },
        "log_bayes_factor": asdict(done.log_bayes_factor),
        "log_bayes_factor_at_contrast": asdict(done.hanging),
        "support": done.support,
        "would_tell": [asdict(one) | {"beyond_error": one.beyond_error} for one in done.would_tell],
        "parameters": [asdict(row) for row in done.parameters],
        "shared": None if done.shared is None else asdict(done.shared),
        "forecasts": [asdict(one) for one in done.forecasts],
    }


def _feature(done: Computed) -> str | None:
    """Whose change is the effect; None where the record holds nothing."""
    change = done.load_bearing
    return None if math.isnan(change.difference) else "outcome" if change.name == OUTCOMES else change.name
