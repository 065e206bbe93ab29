"""Doubt: what a theory does not expect of a record, what it is silent on, and what nobody has checked."""

from __future__ import annotations

from tocsin.catalogue import Catalogue
from tocsin.library import Ensemble
from tocsin.report.percent import percent
from tocsin.simulate.model import Model
from tocsin.study.shares import Share
from tocsin.study.summary import IMPROBABLE, FeatureShare, Summary

__all__ = ["doubt"]


def doubt(ensemble: Ensemble, summary: Summary) -> str:
    """What the theory does not expect of the record, what nobody has checked, and where to look for rivals."""
    parts = []
    outcome = summary.of("outcome")
    if outcome is not None and outcome.share.high < IMPROBABLE:
        parts.append(f"The observed outcome is improbable under this theory: {_rarity(outcome)}.")
    elif outcome is not None and outcome.share.share < IMPROBABLE:
        parts.append(f"The observed outcome turns up in {_rarity(outcome)}{_TOO_FEW}.")
    responses = summary.of("responses")
    if responses is not None:
        sequence = " or ".join(_sequence(value) for value in responses.observed)
        text = f"The observed sequence of responses ({sequence}) turns up in {_rarity(responses)}"
        parts.append(f"{text}{_verdict(responses, ': this theory does not expect it')}.")
    together = summary.of("all of these")
    if together is not None:
        text = f"All {len(summary.record) - 1} features of the record at once: {_rarity(together)}"
        parts.append(f"{text}{_verdict(together, ': as a whole it is improbable under this theory')}.")
    held = [observation.feature for observation in ensemble.model.case.record]
    missing = [name.replace("_", " ") for name in held if not summary.of(name)]
    if missing and outcome is not None:
        rest = "the rest of the record" if len(summary.record) == 1 else "the record's " + ", ".join(missing)
        parts.append(f"This theory says nothing of {rest}.")
    return " ".join([*parts, *_unread(ensemble.model)])


def _unread(model: Model) -> list[str]:
    """What nobody has checked."""
    files = [kind for kind, by in (("case", model.case.reviewed_by), ("theory", model.theory.reviewed_by)) if not by]
    told = [f"No person has yet checked the {' or the '.join(files)} file against its sources."] if files else []
    twice = "case" in files and Catalogue.default().readings("case", model.case.id) > 1
    return [*told, "The case rests on two machine readings."] if twice else told


_TOO_FEW = "; too few histories to tell whether this theory expects it"


def _verdict(found: FeatureShare, improbable: str) -> str:
    """What to say of a rare observation: that it is improbable only where its whole interval says so."""
    if found.share.high < IMPROBABLE:
        return improbable
    return _TOO_FEW if found.share.share < IMPROBABLE else ""


def _sequence(value: str) -> str:
    words = {"repress": "force", "bargain": "a bargain", "mobilise": "a call on the people", "flee": "flight"}
    return "“" + ", then ".join(words.get(item, item) for item in value.split(" > ")) + "”"


def _rarity(line: FeatureShare) -> str:
    found = line.share
    if found.count == 0:
        return f"no history (at most 1 in {max(round(1 / found.high), 1):,})" if found.high > 0 else "no history"
    if found.share > 0.2:
        return f"{percent(found.share, 0)} of the histories"
    return f"1 history in {round(1 / found.share):,} (95 %: {_one_in(found)})"


def _one_in(found: Share) -> str:
    return f"1 in {round(1 / found.high):,} to 1 in {round(1 / max(found.low, 1e-12)):,}"
