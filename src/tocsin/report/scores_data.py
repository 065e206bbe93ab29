"""What `tocsin score --json` prints: scores as plain data, numbers in full."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tocsin.report.scores_reading import doubt, reading
from tocsin.study.event_scores import EventScores

__all__ = ["scores_json"]


def scores_json(found: EventScores, seconds: float) -> dict[str, Any]:
    """The scores as plain data; not-a-number becomes null when it is printed."""
    return {
        "seed": found.seed,
        "points": found.points,
        "histories": found.histories,
        "failed": found.failed,
        "seconds": round(seconds, 3),
        "theories": list(found.theories),
        "orientation": "both scores are losses: lower is better; a difference below 0 is better than the baseline",
        "chosen": found.chosen,
        "judged_on": found.judged,
        "scores": [asdict(score) for score in found.scores],
        "reliability": [
            {"theory": theory, "split": split, "bins": [asdict(part) for part in bins]}
            for (theory, split), bins in found.reliability.items()
        ],
        "fitted": [asdict(fit) for fit in found.fits],
        "dropped": [asdict(event) for event in found.dropped],
        "incomplete": found.incomplete,
        "repeated": found.repeated,
        "known_before": [
            {
                "covariate": covariate,
                "level": level,
                "fit": fit,
                "test": test,
                "fit_succeeded": found.succeeded[covariate, level],
            }
            for (covariate, level), (fit, test) in found.known.items()
        ],
        "predictions": [asdict(event) for event in found.predictions],
        "reading": reading(found),
        "doubt": doubt(found),
    }
