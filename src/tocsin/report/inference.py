"""What `tocsin infer` prints: theories against each other on the record, and what it teaches about their parameters."""

from __future__ import annotations

import math

from tocsin.evidence.rough import span_of
from tocsin.mechanisms.world.features import features_in
from tocsin.report.organisation import slope_text
from tocsin.report.page import Page
from tocsin.report.percent import percent
from tocsin.study.contest import Contest, Standing
from tocsin.study.hierarchy import SharedParameter
from tocsin.study.infer import CaseInference, Inference
from tocsin.study.marginal import COUNTING, Apart
from tocsin.study.posterior import ParameterPosterior, Posterior
from tocsin.study.predictive import Check
from tocsin.theory.prior import format_number

__all__ = ["print_inference", "reading"]

_LINES = 12
"""Lines of a table of parameters that the theories share."""
_SELDOM = 0.2
_UNEXPECTED = 0.05
_CERTAIN = 2.0
"""A difference smaller than so many standard errors is none."""
_CERTAIN_OF_MANY = 4.0
"""The same where the greatest of hundreds are shown."""
_LITTLE = 0.1
"""A probability no farther from one half than this says little."""
_STRENGTHS = ((1.0, "hardly tells apart"), (3.0, "speaks for"), (5.0, "speaks strongly for"))
"""Differences in log evidence, after Kass & Raftery (1995)."""


def print_inference(page: Page, inference: Inference, seconds: float) -> None:
    """Print an inference, as wide as the console."""
    found = inference
    theories = "1 theory" if len(found.theories) == 1 else f"{len(found.theories)} theories"
    page.heading(", ".join(case.case for case in found.cases), theories, f"seed {found.seed}", f"{seconds:.1f} s")
    if found.settings:
        page.paragraph("set by hand: " + ", ".join(f"{name} = {value}" for name, value in found.settings.items()))
    for case in found.cases:
        _case(page, case, len(found.cases) > 1, found.clock)
    if len(found.cases) > 1:
        page.section("All cases together", "evidence multiplied over the cases, on what all theories predict in each")
        _standings(page, found.theories)
    if found.left_out:
        page.section("Not compared")
        page.terms(found.left_out.items())
    for line in found.shared:
        _shared(page, line, len(found.cases))
    page.space()
    page.paragraph(
        "log evidence: logarithm of the probability that the theory gives to the record, before it is fitted to "
        "anything. ±: Monte Carlo standard error. probability: among these theories only, equally probable beforehand; "
        "a theory that is not listed has none."
    )
    page.space()
    page.terms([("Reading", reading(found)), ("Doubt", _doubt(found)), ("Next", _next(found))], indent=0)


def _case(page: Page, case: CaseInference, several: bool, clock: str) -> None:
    for contest in case.contests:
        theories = "all theories" if contest is case.contests[0] else f"the {len(contest.standings)} that predict them"
        if len(contest.standings) == 1:
            theories = contest.standings[0].theory
        page.section(f"{case.case}: the record" if several else "The record", f"compared among {theories}")
        page.paragraph(f"on {', '.join(_compared(case, contest, clock))}", 2)
        _standings(page, contest.standings)
    each = max(1, _LINES // max(len(case.posteriors), 1))
    rows = [row for posterior in case.posteriors.values() for row in _moved(posterior)[:each]]
    if rows:
        page.section("What the record teaches", "parameters whose mean moved by more than chance explains")
        page.table(("parameter", "theory", "before", "after (5-95 %)", "overlap"), rows)
    rows = [row for theory, posterior in case.posteriors.items() for row in _priors(theory, posterior)[:each]]
    if rows:
        page.section("Priors that matter", "change of the log evidence under a neighbouring prior")
        page.table(("parameter", "theory", "prior", "change"), rows)
    # What was learnt and is now expected is no news; --json holds it.
    rows = [
        _check(theory, check)
        for theory, again in case.replicated.items()
        for check in again.checks
        if not check.conditioned or check.posterior < _SELDOM
    ]
    if rows:
        page.section("Having learnt", "share of new histories that agree with what they were not, or hardly, taught")
        page.table(("feature", "theory", "before", "after", "then most often"), rows)


def _compared(case: CaseInference, contest: Contest, clock: str) -> list[str]:
    """Features of a contest; of a world with what counts as a match, which may be many values."""
    if clock == "crisis":
        return list(contest.features)
    features = features_in({name.rpartition(".")[0] for name in contest.features} - {""})
    return [f"{name} ({span_of(features[name].bins, case.observed[name])})" for name in contest.features]


def _standings(page: Page, lines: tuple[Standing, ...]) -> None:
    rows = [
        (line.theory, _number(line.log_evidence), _number(line.log_error), _probability(line), _method(line))
        for line in lines
    ]
    page.table(("theory", "log evidence", "±", "probability", "by"), rows)


def _probability(line: Standing) -> str:
    if math.isnan(line.probability):
        return "-"
    if not math.isnan(line.error):
        return f"{percent(line.probability)} ± {100 * line.error:.1f}"
    # A theory that never matched is known by a bound only, and so are its rivals.
    if line.high == 1.0 and line.low == 0.0:
        return "-"
    if line.probability == 0.0:
        return f"at most {percent(line.high)}"
    if line.probability == 1.0:
        return f"at least {percent(line.low)}"
    return f"{percent(line.low)} to {percent(line.high)}"


def _method(line: Standing) -> str:
    one = line.estimate
    if one is None:
        return ""
    if one.method == COUNTING:
        bound = "" if one.matches else f": nothing matched; at most {one.at_most:.1g}"
        return f"counting, {one.matches:,} of {one.histories:,}{bound}"
    text = f"{len(one.stages)} stages, {one.histories:,} histories"
    return text if math.isfinite(one.log_evidence) else f"{text}: nothing matched; at most {one.at_most:.1g}"


def _number(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:.2f}" if math.isfinite(value) else "-∞"


def _moved(posterior: Posterior) -> list[tuple[str, ...]]:
    return [
        (row.name, posterior.theory, _span(row, before=True), _span(row, before=False), f"{row.overlap:.2f}")
        for row in posterior.parameters()
        if row.moved
    ]


def _span(row: ParameterPosterior, *, before: bool) -> str:
    one = row.prior if before else row.posterior
    least = 1e-6 * row.prior.sd
    values = (0.0 if abs(value) < least else value for value in (one.mean, one.low, one.high))
    shown = [format_number(float(f"{value:.3g}")) for value in values]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"


def _priors(theory: str, posterior: Posterior) -> list[tuple[str, ...]]:
    telling = [shift for shift in posterior.prior_shifts() if abs(shift.change) > _CERTAIN_OF_MANY * shift.error]
    return [(shift.name, theory, shift.prior, f"{shift.change:+.2f} ± {shift.error:.2f}") for shift in telling]


def _check(theory: str, check: Check) -> tuple[str, ...]:
    after = percent(check.posterior) + (" (learnt)" if check.conditioned else " (a test)")
    return check.feature, theory, percent(check.prior), after, check.expected


def _shared(page: Page, line: SharedParameter, cases: int) -> None:
    if cases < 2:
        return
    page.section(f"{line.name} over {len(line.curves)} cases", line.theory)
    span = f"{line.median:.2g} (5-95 %: {line.low:.2g} to {line.high:.2g})"
    page.paragraph(
        f"Common value {span}, before them {line.threshold:.2g} ({line.prior_low:.2g} to {line.prior_high:.2g}). "
        f"Above {line.threshold:.2g} with probability {percent(line.above)} (95 %: "
        f"{percent(line.above_low)} to {percent(line.above_high)}), before 50.0 %.",
        2,
    )
    if line.above_low <= 0.5 <= line.above_high or abs(line.above - 0.5) < _LITTLE:
        page.paragraph("These records do not tell.", 2)
    if line.organisation is not None:
        page.paragraph(slope_text(line.name, line.organisation), 2)


def reading(inference: Inference) -> str:
    """In plain words: which theory the record favours, and by how much."""
    told = []
    lines = inference.theories
    if len(lines) > 1:
        told.append(_judged(lines, "what all theories predict"))
    for case in inference.cases:
        for contest in case.contests[-1:] if len(case.contests) > 1 else ():
            told.append(_judged(contest.standings, _on(contest)))
    if len(lines) == 1 and math.isfinite(lines[0].log_evidence):
        told.append(f"{lines[0].theory} gives the record a probability of {_one_in(lines[0].log_evidence)}; without a "
                    "rival that says neither for nor against it.")  # fmt: skip
    return " ".join(told)


def _on(contest: Contest) -> str:
    return f"{len(contest.features)} features ({', '.join(contest.features)})"


def _judged(lines: tuple[Standing, ...], what: str) -> str:
    first, second = lines[0], lines[1]
    if not math.isfinite(first.log_evidence):
        return f"On {what} no history of any theory matched the record: it tells nothing."
    if not math.isfinite(second.log_evidence):
        return f"On {what} only {first.theory} ever matched the record."
    gap = first.log_evidence - second.log_evidence
    noise = math.hypot(first.log_error, second.log_error)
    if gap < _CERTAIN * noise:
        return f"On {what} {first.theory} and {second.theory} come out alike, within the error of the computing."
    strength = next((word for limit, word in _STRENGTHS if gap < limit), "speaks very strongly for")
    factor = f"{math.exp(gap):.2g}" if gap < 14 else f"10^{gap / math.log(10):.0f}"
    if strength == _STRENGTHS[0][1]:
        return f"On {what} the record {strength} {first.theory} and {second.theory} (Bayes factor {factor})."
    return f"On {what} the record {strength} {first.theory} against the next, {second.theory} (Bayes factor {factor})."


def _one_in(log_evidence: float) -> str:
    share = math.exp(log_evidence)
    return percent(share) if share > 0.05 else f"about 1 in {1 / share:,.0f}"


def _doubt(inference: Inference) -> str:
    told = []
    contests = [contest for case in inference.cases for contest in case.contests]
    lines = [line for contest in contests for line in contest.standings]
    apart: dict[tuple[str, str], dict[str, Apart]] = {}
    for line in lines:
        for pair in line.estimate.apart[:1] if line.estimate is not None else ():
            apart.setdefault(pair.features, {})[line.theory] = pair
    for features, pairs in apart.items():
        most = max(pairs.values(), key=lambda pair: pair.expected)
        told.append(
            f"As recorded, {' and '.join(features)} never come in one history of {', '.join(sorted(pairs))}: in none "
            f"of {most.histories:,} where chance alone would make {most.expected:,.0f}. Leave one of them out "
            "(--features), or read it as the model's limit."
        )
    known = {theory for pairs in apart.values() for theory in pairs}
    if none := sorted({line.theory for line in lines if line.log_evidence == -math.inf} - known):
        told.append(f"Nothing matched under {', '.join(none)}: how small their evidence is, is not known.")
    rough: dict[str, float] = {}
    for line in lines:
        if math.isfinite(line.log_evidence) and not line.log_error <= inference.effort.error:
            rough[line.theory] = max(rough.get(line.theory, 0.0), line.log_error)
    if rough:
        named = ", ".join(f"{theory} (± {worst:.2f})" for theory, worst in sorted(rough.items()))
        told.append(
            f"The error aimed at, {inference.effort.error:g}, was not reached for {named}: --most gives it more "
            "histories."
        )
    spreads = {line.theory: line.estimate.spread for line in lines if line.estimate and line.estimate.spread}
    for theory, spread in sorted(spreads.items()):
        if spread.uneven and not math.isnan(spread.heaviest):
            empty = f"{spread.empty} found nothing and " if spread.empty else ""
            told.append(
                f"The error of {theory} in stages is likely too small: of {spread.replicates} replicates {empty}one "
                f"carries {percent(spread.heaviest, 0)} of the evidence."
            )
    if inference.clock == "world":
        told.append("A world's record is one history; features that happened or not are a rough measure of a theory.")
    if len(inference.theories) > 1 and len(contests) > len(inference.cases):
        told.append("Rivals that predict less are compared on less: what they leave out counts neither for nor "
                    "against them.")  # fmt: skip
    missed = sorted({(check.feature, theory) for case in inference.cases for theory, again in case.replicated.items()
                     for check in again.checks if check.posterior < _UNEXPECTED})  # fmt: skip
    for feature, theory in missed[:3]:
        told.append(f"Even having learnt from the record, {theory} would not expect its {feature}.")
    return " ".join(told)


def _next(inference: Inference) -> str:
    case, best = inference.cases[0].case, inference.theories[0].theory
    return f"tocsin run {case} --theory {best} · tocsin show {best}"
