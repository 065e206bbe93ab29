"""An audit in words: one sentence a claim, and what was computed for it."""

from __future__ import annotations

import math

from tocsin.mechanisms.vocabulary import MEASURES
from tocsin.mechanisms.world.events import EVENTS
from tocsin.report.percent import percent
from tocsin.study.audited import AuditedClaim, Computed
from tocsin.study.bearing import OUTCOMES
from tocsin.study.forecast import Forecast
from tocsin.study.implication import Implied, Size
from tocsin.study.reading import HOURS, LEVEL, SHARE
from tocsin.study.supporting import BOUND, IDENTICAL, SIDES, LogBayesFactor
from tocsin.study.telling import Telling
from tocsin.study.verdict import LEAST_EFFECT
from tocsin.theory.claim import Claim, Implication

__all__ = ["factor_text", "implication_text", "load_text", "points", "record_text", "sentence", "settings_text",
           "telling_text"]  # fmt: skip

_OPEN = {
    "histories": "too few histories, or too few of them match; more may tell",
    "theory": "the theory implies next to nothing either way",
    "record": "more histories would not help; this record does not tell",
}
_WORDS = {
    "fear_ratio_above_one": "ruler.fear_ratio above 1",
    "risk_90": "risk of revolution within 90 days",
    "risk_90_social": "risk of social revolution within 90 days",
    "fighting_in_capital": "fighting in the capital",
    **{name: name.replace("_", " ") for name in EVENTS},
    **{f"turnout_{cause}": f"turnout for {whom}"
       for cause, whom in (("ruler", "the ruler"), ("challenger", "the challenger"), ("themselves", "themselves"))},
}  # fmt: skip


def sentence(found: AuditedClaim, claim: Claim) -> str:
    """One plain sentence: what the theory implies and how much, what hangs on it here, what the record says."""
    if found.not_here:
        return f"Not computed here: {found.not_here}."
    if found.computed is None or claim.implication is None:
        return "No mechanism runs it yet: nothing can be said."
    done = found.computed
    parts = [_opening(found, done, claim.implication)]
    if done.identical:
        parts.append("its contrast is what the theory holds anyway, so that nothing can change")
    elif not done.changed:
        parts.append("at its contrast not one history changes: it does not act here")
    else:
        parts.append(_load(done))
    if done.support == "does not tell":
        parts.append("the record does not tell")
    else:
        parts.append(f"the record {done.support} it" if done.support == "speaks against" else "the record favours it")
    if found.open_because:
        parts.append(f"open: {_OPEN[found.open_because]}")
    return "; ".join(parts) + "."


def _opening(found: AuditedClaim, done: Computed, what: Implication) -> str:
    size = _size(what, done.implied)
    if math.isnan(done.implied.estimate):
        return f"Its implication cannot be computed here ({size})"
    if done.implied.built_in:
        return f"Its implication is built in and proves nothing; its size: {size}"
    if done.implied.holds is None:
        return f"Whether it holds is open: {size}"
    if what.estimand == "posterior":
        return f"Given the record it {'holds' if done.implied.holds else 'fails'}: {size}"
    if done.implied.holds:
        return f"The theory implies it: {size}"
    return f"The theory does not imply it: {size}"


def _load(done: Computed) -> str:
    change = done.load_bearing
    if math.isnan(change.difference):
        return "the record holds nothing that could hang on it"
    observed = "what was observed" if change.name == OUTCOMES else f"what was observed of {change.name}"
    if change.base > 0 and change.do == 0:
        never = f"in none of {done.hanging.counted:,} histories at its contrast does {observed} happen"
        if not done.ruled_out:
            return never
        return (
            f"{never}: the contrast seems to leave no way to it, so that the record holds the claim's own content, "
            "no test of it"
        )
    if change.low >= -LEAST_EFFECT and change.high <= LEAST_EFFECT:
        return f"at its contrast {observed} is about as likely"
    if change.low > 0 or change.high < 0:
        way = "likelier" if change.difference > 0 else "less likely"
        said = f"at its contrast {observed} is {way} by {points(abs(change.difference), sign=False)} points"
        sure = change.low > LEAST_EFFECT or change.high < -LEAST_EFFECT
        return said if sure else f"{said}, surely more than none but perhaps less than {100 * LEAST_EFFECT:g}"
    return (
        f"whether {observed} is likelier or less likely at its contrast is open "
        f"(95 %: {points(change.low)} to {points(change.high)} points)"
    )


def _size(what: Implication, done: Implied) -> str:
    name = _event(what)
    if math.isnan(done.estimate):
        never = f"{_named(what.given)} never happens" if what.given else "nothing to count"
        return f"{name}: {never}"
    if what.estimand == "posterior":
        known = "" if done.high - done.low < 1 else " (not known: too few independent matches)"
        before = percent(done.reference, 0)
        return f"{name} with probability {percent(done.estimate, 0)}{known}, before the record {before}"
    if what.scale == "level":
        return f"{name} {_quantity(done.unit, done.estimate)}"
    if what.scale == "ratio":
        return f"{name} {done.estimate:.3g} times as high"
    if done.estimate == 0:
        return f"{name} unchanged"
    if done.unit == HOURS:
        return f"{name} {'longer' if done.estimate > 0 else 'shorter'} by {abs(done.estimate):.3g} h"
    if done.unit != SHARE:
        return f"{name} {'higher' if done.estimate > 0 else 'lower'} by {_quantity(done.unit, abs(done.estimate))}"
    measured = any(event in MEASURES for event in what.event)
    up, down = ("higher", "lower") if measured else ("likelier", "rarer")
    return f"{name} {up if done.estimate > 0 else down} by {points(abs(done.estimate), sign=False)} points"


def implication_text(what: Implication, done: Implied, here: str = "case") -> str:
    """What the implication asks, its answer with its interval, and what stands beside it."""
    arms = settings_text(what.do) or f"the {here} as it is"
    asked = f"{_event(what)} with {arms}"
    if what.scale != "level" and what.estimand != "posterior":
        asked += f" against {settings_text(what.versus) or f'the {here} as it is'}"
    if what.estimand == "posterior":
        asked = f"{_event(what)} given the record of {', '.join(done.cases)}"
    scale = "level" if what.estimand == "posterior" else what.scale
    text = f"{asked}: {_interval(scale, done.unit, done.estimate, done.low, done.high)}"
    if what.estimand == "posterior":
        text += f"; before it {percent(done.reference)}"
    wanted = {"size": "only the size counts", "zero": "the claim expects none"}
    text += f"; {wanted.get(what.expect, f'the claim expects {what.expect}')}"
    if done.reason:
        text += f". Built in: {done.reason}" if done.built_in else f". {done.reason}"
    elif done.moved:
        text += f". {done.against:,} of {done.moved:,} histories that change do so against the claim"
    beside = [size for size in done.sizes if size.name not in ("do", "versus")]
    for size in beside:
        text += f". {size.name[0].upper()}{size.name[1:]}: {_beside(size)}"
    return f"{text}."


def forecast_text(forecasts: tuple[Forecast, ...], scored_by: int | None) -> str:
    """What the theory and its rivals expect, with both uncertainties; empty where a claim is no forecast."""
    told = []
    for one in forecasts:
        over = "" if math.isnan(one.prior_low) else f"; over the priors {_range(one.prior_low, one.prior_high)}"
        share = f"{percent(one.estimate, 2)} (95 %: {_range(one.low, one.high)}{over})"
        told.append(f"{one.theory} {share if one.count else f'0 of {one.of:,} (95 %: at most {percent(one.high, 2)})'}")
    when = f". It can be scored from {scored_by} on" if scored_by and told else ""
    return f"{'; '.join(told)}{when}." if told else ""


def _range(low: float, high: float) -> str:
    return f"{percent(low, 2)} to {percent(high, 2)}"


def _beside(size: Size) -> str:
    if size.count == 0 and size.of:
        does = "change" if size.low < 0 else "show it"
        return f"0 of {size.of:,} histories {does} (95 %: at most {percent(size.high, 2)}, rule of three)"
    return _interval(size.scale, size.unit, size.estimate, size.low, size.high)


def load_text(done: Computed, claim: Claim) -> str:
    """What becomes of what was observed at the contrast."""
    text = f"at {settings_text(claim.contrast)}"
    if done.identical:
        return f"{text}: the theory itself, so that the change is 0"
    outcome, record = done.load_bearing, done.record
    if math.isnan(outcome.difference):
        return f"{text}: the record holds nothing that could change"
    observed = "the observed outcome"
    if done.by_feature:
        observed = f"{outcome.name} as observed (of {len(done.by_feature)} features what changes most)"
    return (
        f"{text} {observed} {percent(outcome.base)} → {percent(outcome.do)} "
        f"({points(outcome.difference)} points, 95 %: {points(outcome.low)} to {points(outcome.high)}); the whole "
        f"record {_rare(record.base, done)} → {_rare(record.do, done)}; {done.changed:,} histories change in anything"
    )


def record_text(done: Computed) -> str:
    """The log Bayes factor and how it was made."""
    found = done.log_bayes_factor
    if found.method == IDENTICAL:
        return "log Bayes factor 0: claim and contrast are one model"
    if found.method == SIDES:
        return (
            f"{done.support}: log Bayes factor {factor_text(found)} of the inequality against its opposite, both with "
            f"their part of the prior ({found.matches[0]:,} of {found.counted:,} draws from the posterior meet it); of "
            f"the theory against the contrast {factor_text(done.hanging)}"
        )
    matches = f"{found.matches[0]:,} and {found.matches[1]:,} of {found.counted:,} histories match the record"
    how = {
        BOUND: f"too few to count: {matches}, by the claim and at its contrast",
        "counting": f"{matches}, by the claim and at its contrast, on the same draws",
    }.get(
        found.method,
        f"in stages, {found.histories:,} histories: {found.matches[0]:,} of "
        f"{found.counted:,} match the record, too few to count",
    )
    return f"{done.support}: log Bayes factor {factor_text(found)} ({how})"


def factor_text(found: LogBayesFactor) -> str:
    """The log Bayes factor as a number with its error, or its bound where one side never matched."""
    if found.method == BOUND or math.isinf(found.low) or math.isinf(found.high):
        if math.isinf(found.low) and math.isinf(found.high):
            return "not known"
        if math.isinf(found.high):
            return f"at least {found.low:.1f}"
        if math.isinf(found.low):
            return f"at most {found.high:.1f}"
        return f"{found.low:.1f} to {found.high:.1f}"
    return "0" if found.method == IDENTICAL else f"{found.estimate:+.2f} ± {found.error:.2f}"


def telling_text(found: Telling, case: str, here: str = "case") -> str:
    """One observation that would tell: what, how much, and of what kind its being seen or not seen would be."""
    p, q = (found.p_claim, found.p_contrast) if found.seen else (1 - found.p_claim, 1 - found.p_contrast)
    where = f"another crisis like {found.case}" if found.case != case or found.held else f"this {here}"
    return (
        f"{found.feature} of {where}: {found.expected_log_bayes_factor:.2g} ± {found.error:.1g}; {found.label}: "
        f"that it is {'' if found.seen else 'not '}'{found.value}', with probability {percent(p)} by the claim, "
        f"{percent(q)} at its contrast"
    )


def settings_text(settings: object) -> str:
    """Settings as they are typed."""
    pairs = settings.items() if hasattr(settings, "items") else ()
    return ", ".join(
        f"{name} = {value:g}" if isinstance(value, float) else f"{name} = {value}" for name, value in pairs
    )


def points(number: float, *, sign: bool = True) -> str:
    """A difference in percentage points; never '0.0' for what is not 0."""
    if math.isnan(number):
        return "-"
    if number == 0:
        return "0"
    text = f"{100 * number:{'+' if sign else ''}.1f}"
    return f"{100 * number:{'+' if sign else ''}.1g}" if text.lstrip("+-") == "0.0" else text


def _event(what: Implication) -> str:
    if what.parameter:
        return f"{what.parameter} above its prior's median"
    name = _named(what.event)
    if what.per:
        return f"{name} per {_named(what.per)}"
    return f"{name} given {_named(what.given)}" if what.given else name


def _named(events: tuple[str, ...]) -> str:
    return " or ".join(_WORDS.get(name, name) for name in events)


def _quantity(unit: str, number: float) -> str:
    if unit == SHARE:
        return percent(number)
    return f"{number:.3g}" if unit == LEVEL else f"{number:.3g} {unit}"


def _interval(scale: str, unit: str, estimate: float, low: float, high: float) -> str:
    if math.isnan(estimate):
        return "cannot be computed"
    if scale == "level":
        return f"{_quantity(unit, estimate)} (95 %: {_quantity(unit, low)} to {_quantity(unit, high)})"
    if scale == "ratio":
        return f"ratio {estimate:.3g} (95 %: {low:.3g} to {high:.3g})"
    if unit == SHARE:
        return f"{points(estimate)} points (95 %: {points(low)} to {points(high)})"
    after = "" if unit == LEVEL else f" {unit}"
    return f"{estimate:+.3g}{after} (95 %: {low:+.3g} to {high:+.3g})"


def _rare(share: float, done: Computed) -> str:
    if share == 0:
        return f"0 in {done.hanging.counted:,}"
    return percent(share) if share > 0.05 else f"1 in {1 / share:,.0f}"
