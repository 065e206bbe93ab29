"""What `tocsin audit` prints: one table with a verdict a claim, then each claim in short."""

from __future__ import annotations

import math

from tocsin.report.audit_words import (
    factor_text,
    forecast_text,
    implication_text,
    load_text,
    points,
    record_text,
    sentence,
    telling_text,
)
from tocsin.report.organisation import slope_text
from tocsin.report.page import Page
from tocsin.study.audited import Audit, AuditedClaim, Computed
from tocsin.study.posterior import ParameterPosterior
from tocsin.study.supporting import BOUND, STAGED
from tocsin.study.telling import DECISIVE
from tocsin.study.verdict import LEAST_EFFECT, TELLING
from tocsin.theory.prior import format_number
from tocsin.theory.theory import Theory

__all__ = ["doubt", "print_audit"]

_PARAMETERS_SHOWN = 4
_CASES_SHOWN = 4


def print_audit(page: Page, audit: Audit, theory: Theory, seconds: float, asked: tuple[str, str] | None = None) -> None:
    """Print an audit, as wide as the console.

    Parameters
    ----------
    theory : Theory
        Whose claims were audited: what they say, their contrasts and implications.
    asked : tuple of str, optional
        Case and theory as they were asked for, which may be paths; their names by default.
    """
    found = audit
    size = f"{found.histories:,} histories a variant"
    page.heading(found.case, f"theory {found.theory}", size, f"seed {found.seed}", f"{seconds:.1f} s")
    if found.settings:
        page.paragraph("set by hand: " + ", ".join(f"{name} = {value}" for name, value in found.settings.items()))
    computed = [claim for claim in found.claims if claim.computed]
    if not found.claims:
        page.space()
        page.paragraph(f"{found.theory} makes no claims: there is nothing to audit.")
    if computed:
        page.space()
        page.table(("claim", "implied", "contrast", "log BF", "verdict"), [_row(claim) for claim in computed])
    for text in _waiting(found):
        page.paragraph(text, 0 if page.narrow else 2)
    if computed:
        page.paragraph(_legend(found))
    for claim in computed:
        _details(page, found, claim, theory)
    page.space()
    page.terms(
        [("Computed", method(found)), ("Doubt", doubt(found)), ("Next", _next(found, computed, asked))], indent=0
    )


def _waiting(found: Audit) -> list[str]:
    """Claims that were not computed, by reason."""
    named: dict[str, list[str]] = {}
    for claim in found.claims:
        if claim.computed is None:
            why = f"not computed here, {claim.not_here}" if claim.not_here else claim.verdict
            named.setdefault(why, []).append(claim.id)
    return [f"{', '.join(ids)}: {why}" for why, ids in named.items()]


def _row(claim: AuditedClaim) -> tuple[str, ...]:
    done = claim.computed
    if done is None:
        return claim.id, "", "", "", claim.verdict
    holds = {True: "yes", False: "no", None: "open"}[done.implied.holds]
    if done.implied.built_in:
        holds = "built in"
    return claim.id, holds, points(done.load_bearing.difference), factor_text(done.log_bayes_factor), claim.verdict


def _legend(found: Audit) -> str:
    what = f"of the probability of {' or '.join(found.observed) or 'the outcome'} (observed), in percentage points,"
    if found.clock == "world" and not found.observed:
        what = "in percentage points, of agreement with the record, in the feature of it that changes most,"
    return (
        "implied: does the theory imply what the claim says should be seen. contrast: change "
        f"{what} where the claim is made "
        "false with all else equal. log BF: logarithm of the Bayes factor of the claim against its contrast on the "
        "record, of a claim that a parameter lies above a value of its doing so against its not doing so; above 0 the "
        "record favours the claim. ±: Monte Carlo standard error."
    )


def _details(page: Page, found: Audit, claim: AuditedClaim, theory: Theory) -> None:
    done, stated = claim.computed, theory.claim(claim.id)
    if done is None or stated.implication is None:
        return
    page.section(f"{claim.id} {claim.name}", claim.verdict)
    page.paragraph(claim.claim, 2)
    page.paragraph(sentence(claim, stated), 2)
    rows = [
        ("implied", implication_text(stated.implication, done.implied, found.here)),
        ("contrast", load_text(done, stated)),
        ("record", record_text(done) if found.features or found.clock == "crisis" else "holds nothing yet"),
        ("forecast", forecast_text(done.forecasts, found.scored_by)),
        ("learnt", _learnt(done)),
        ("shared", _shared(done)),
        ("organised", _organised(done)),
    ]
    rows += [("would tell", text) for text in _would_tell(done, found)]
    page.terms(rows, indent=2)


def _learnt(done: Computed) -> str:
    if not done.parameters and done.hanging.method in (STAGED, BOUND):
        return "nothing: too few independent matches of the record"
    return "; ".join(_parameter(row) for row in done.parameters[:_PARAMETERS_SHOWN])


def _parameter(row: ParameterPosterior) -> str:
    before, after = (format_number(float(f"{one.mean:.3g}")) for one in (row.prior, row.posterior))
    still = "" if row.moved else ", not moved beyond chance"
    return f"{row.name} {before} → {after} ± {row.error:.1g}{still}"


def _shared(done: Computed) -> str:
    one = done.shared
    if one is None:
        return ""
    return (
        f"common {one.name} over {len(one.curves)} cases {one.median:.2g} (5-95 %: {one.low:.2g} to {one.high:.2g}), "
        f"before them {one.threshold:.2g} ({one.prior_low:.2g} to {one.prior_high:.2g})"
    )


def _organised(done: Computed) -> str:
    one = done.shared
    return "" if one is None or one.organisation is None else slope_text(one.name, one.organisation)


def _would_tell(done: Computed, found: Audit) -> list[str]:
    certain = [one for one in done.would_tell if one.beyond_error]
    if done.would_tell and not certain:
        where = "that the record does not hold already" if found.clock == "world" else "in any case of the catalogue"
        return [f"nothing that the theory predicts, {where}, beyond the error of computing"]
    return [telling_text(one, found.case, found.here) for one in certain]


def method(found: Audit) -> str:
    """What was computed, and with how much."""
    if not any(claim.computed for claim in found.claims):
        return "nothing"
    parts = [
        (
            f"every variant on the same draws as the theory itself; {found.matches:,} of {found.histories:,} histories "
            f"match the record in all of {', '.join(found.features) or 'no features'}."
        ),
        (
            f"Load-bearing: the whole 95 % interval beyond {100 * LEAST_EFFECT:g} point either way, or a log Bayes "
            f"factor of the theory against the contrast beyond {TELLING:g}; idle: within {100 * LEAST_EFFECT:g} point."
        ),
    ]
    if found.clock == "world":
        parts += _of_worlds(found)
    if any(claim.computed and claim.computed.would_tell for claim in found.claims):
        where = f"from {found.fewer:,} histories a variant in other cases"
        if found.clock == "world":
            where = "of features that the record does not hold"
        parts.append(
            "would tell: expected log Bayes factor of the truth against an even mixture of claim and contrast, or of "
            "both sides of a value that a parameter is to lie above (at most "
            f"0.69), {where}, by jackknife; smoking gun, hoop, doubly "
            f"decisive (Van Evera 1997): likelihood ratio of at least {DECISIVE:g} if it is as said, if not, or both."
        )
    if found.shared_over:
        parts.append(
            f"Posteriors of parameters that claims are about: shared over those of {', '.join(found.shared_over)} that "
            "are matched often enough to learn from; each claim names them."
        )
    elif found.clock == "crisis" and _posteriors(found):
        parts.append("Posteriors rest on this case alone; --cases all shares them over the catalogue's cases.")
    return " ".join(parts)


def _posteriors(found: Audit) -> bool:
    return any(claim.computed and claim.computed.implied.scale == "posterior" for claim in found.claims)


def _of_worlds(found: Audit) -> list[str]:
    """What is computed otherwise on a world."""
    size = (
        f"Arms of implications have {found.asked:,} histories, what stands beside them {found.fewer:,}, or as many as "
        "there are anyway. Events of the crisis clock are counted over all crises that commanders start in a history."
    )
    parts = [size]
    if found.features and not found.observed:
        parts.append(f"The intervals of its {len(found.features)} features hold for all at once (Bonferroni).")
    return parts


def doubt(found: Audit) -> str:
    """What the numbers cannot bear."""
    parts = []
    rough = [
        claim.id for claim in found.claims
        if claim.computed and not math.isnan(claim.computed.load_bearing.difference)
        and claim.computed.load_bearing.high - claim.computed.load_bearing.low > 4 * LEAST_EFFECT
    ]  # fmt: skip
    if rough:
        parts.append(f"Roughly known for {', '.join(rough)}: take more --histories.")
    if found.clock == "world" and found.features and not found.matches:
        parts.append(
            f"No history has all {len(found.features)} features as recorded, so that no Bayes factor can be counted: "
            "what hangs on a claim is read feature by feature."
        )
    staged = [claim.id for claim in found.claims if claim.computed and claim.computed.hanging.method == STAGED]
    if staged:
        rare = f"The record is too rare to count for {', '.join(staged)}; found in stages it is known roughly"
        parts.append(f"{rare}, and better with more --histories.")
    for name, cases in found.not_held.items():
        where = ", ".join(cases) if len(cases) <= _CASES_SHOWN else f"{len(cases)} other cases (--json names them)"
        parts.append(f"{name} is not held in {where}: nothing there has that name or can take that value.")
    if found.not_kept:
        parts.append(f"The audit could not be kept ({found.not_kept}) and is made again next time.")
    if found.failed:
        parts.append(f"{found.failed:,} histories failed and are left out, with their counterparts.")
    if any(claim.verdict == "built in" for claim in found.claims):
        parts.append(
            "What is built in proves nothing: the theory could not have said otherwise, or the contrast leaves no way "
            "to what was observed."
        )
    parts.append("A verdict is on the claim as this theory's mechanisms state it, under its priors.")
    unread = [kind for kind, by in found.reviewed.items() if not by]
    if unread:
        parts.append(f"No person has yet checked the {' or the '.join(unread)} file against its sources.")
    return " ".join(parts)


def _next(found: Audit, computed: list[AuditedClaim], asked: tuple[str, str] | None) -> str:
    case, theory = asked or (found.case, found.theory)
    same = f"{case} --theory {theory}"
    shown = next((claim for claim in computed if claim.verdict == "implied and load-bearing"), None)
    parts = [f"tocsin compare {same} --do claim:{shown.id}"] if shown else []
    other = f"tocsin infer {case}" if found.clock == "crisis" else f"tocsin run {same}"
    return " · ".join([*parts, other, f"tocsin show {theory}"])
