"""Scores in plain words: which theory predicts best, whether that is more than chance, and what to hold against it."""

from __future__ import annotations

from tocsin.evidence.covariates import UNKNOWN
from tocsin.report.percent import percent
from tocsin.study.event_scores import EventScores, Score
from tocsin.study.predictions import REGRESSION
from tocsin.study.scores import Difference

__all__ = ["doubt", "reading", "signed"]

FEW_POINTS = 50
"""Effective points of a posterior below which it is told badly."""
ALIKE = 0.005
"""Differences of mean log scores (half a per cent in probability) below which theories count as alike."""
_MUCH = 0.3
"""Share of events with an unknown covariate that is worth saying."""


def signed(difference: Difference) -> str:
    """A difference with its interval."""
    if difference == Difference(0.0, 0.0, 0.0):
        return "0"
    return f"{difference.difference:+.4f} ({difference.low:+.4f} to {difference.high:+.4f})"


def reading(found: EventScores) -> str:
    """Which theory wins, and whether any does better than the baselines beyond chance."""
    theories = [found.of(name) for name in found.theories]
    if not theories or found.chosen is None:
        return f"Only the baselines were scored. {_regression(found)}"
    told = []
    chosen = found.of(found.chosen)
    told.append(f"Cross-validated on the fitting part, {found.chosen} has the best log score of {_count(theories)}.")
    if found.judged == "test":
        told.append(f"On the {chosen.n:,} attempts held out it does {_against(chosen.vs_base_rates)} base rates.")
    best = min(theories, key=lambda score: score.log_score)
    if found.judged == "test" and best.theory != found.chosen:
        told.append(f"The best there is {best.theory}, which nobody could have known beforehand.")
    apart = max(score.log_score for score in theories) - best.log_score
    if len(theories) > 1 and apart < ALIKE:
        told.append(f"All theories lie within {apart:.4f} of each other: these events hardly tell them apart.")
    told.append(_beyond([score for score in theories if score.vs_base_rates.high < 0], "base rates"))
    told.append(_beyond([s for s in theories if s.vs_logistic_regression.high < 0], "the logistic regression"))
    told.append(_regression(found))
    return " ".join(told)


def _count(theories: list[Score]) -> str:
    return f"the {len(theories)} theories" if len(theories) > 1 else "the one theory"


def _against(difference: Difference) -> str:
    if difference.high < 0:
        return "better than"
    if difference.low > 0:
        return "worse than"
    return "neither better nor worse, beyond chance, than"


def _beyond(better: list[Score], than: str) -> str:
    if not better:
        return f"No theory does better than {than} beyond chance."
    names = ", ".join(score.theory for score in sorted(better, key=lambda score: score.log_score))
    return f"Better than {than} beyond chance: {names}."


def _regression(found: EventScores) -> str:
    difference = found.of(REGRESSION).vs_base_rates
    return f"The logistic regression does {_against(difference)} base rates."


def doubt(found: EventScores) -> str:
    """What the numbers cannot bear."""
    parts = [found.seen] if found.seen else []
    covariates = dict.fromkeys(name for name, _ in found.known)
    unknown = [told for covariate in covariates if (told := _unknown(found, covariate))]
    if unknown:
        parts.append(
            f"Unknown: {', '.join(unknown)}; whether something is known may itself hang on how an attempt ended, and "
            "the scores use it; without the table that holds it they do not."
        )
    several = len(found.theories)
    if several > 1 and found.judged == "cv":
        parts.append(
            f"The best of {several} looks better than it is: a part held out (--fit and --test) judges it fairly."
        )
    thin = [fit.theory for fit in found.fits if fit.points < FEW_POINTS]
    if thin:
        parts.append(f"Few points of the priors fit for {', '.join(thin)}: take more --points.")
    parts.append("The case that stands for any attempt, and what each covariate changes in it, are judgements that no "
                 "person has checked.")  # fmt: skip
    return " ".join(parts)


def _unknown(found: EventScores, covariate: str) -> str:
    """How often a covariate is unknown, where that is often, and how these attempts ended beside the others."""
    levels = {level: counts for (name, level), counts in found.known.items() if name == covariate}
    events, missing = sum(map(sum, levels.values())), levels.get(UNKNOWN, (0, 0))
    if not events or sum(missing) <= _MUCH * events:
        return ""
    told = f"{covariate} for {percent(sum(missing) / events)} of the attempts"
    fitted = sum(fit for fit, _ in levels.values())
    won = {level: count for (name, level), count in found.succeeded.items() if name == covariate}
    if not missing[0] or missing[0] == fitted:
        return told
    others = (sum(won.values()) - won[UNKNOWN]) / (fitted - missing[0])
    return (
        f"{told} (to fit on {percent(won[UNKNOWN] / missing[0])} of these succeeded, {percent(others)} of the others)"
    )
