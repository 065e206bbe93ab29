"""What the JSON of a run of a case and of a world have in common."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from tocsin.library import Ensemble
from tocsin.study.shares import OutcomeShare, Share
from tocsin.study.summary import Summary
from tocsin.study.world_summary import WorldSummary

__all__ = ["common_json", "number", "plain_numbers"]


def common_json(ensemble: Ensemble, summary: Summary | WorldSummary, seconds: float) -> dict[str, Any]:
    """What the summaries of a case's run and of a world's have in common, as plain data."""
    manifest = ensemble.manifest
    return {
        "theory": manifest.theory,
        "seed": manifest.seed,
        "histories": manifest.histories,
        "set_size": manifest.set_size,
        "completed": summary.completed,
        "failed": summary.failed,
        "failures": summary.reasons,
        "seconds": round(seconds, 3),
        "settings": manifest.settings,
        "outcomes": [plain_numbers(line) for line in summary.outcomes],
        "record": [
            {"feature": line.feature, "observed": list(line.observed), **plain_numbers(line.share)}
            for line in summary.record
        ],
        "hinges": {outcome: [plain_numbers(h) for h in found] for outcome, found in summary.hinges.items()},
        "directory": str(ensemble.directory.resolve()),
    }


def plain_numbers(line: OutcomeShare | Share | Any) -> dict[str, Any]:
    """The fields of a result as plain data for JSON."""
    return {name: number(value) for name, value in dataclasses.asdict(line).items()}


def number(value: Any) -> Any:
    """The value, or None in place of not-a-number, which has no form in JSON."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
