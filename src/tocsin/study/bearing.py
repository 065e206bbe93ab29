"""Bearing: what changes of the record where a claim is put at its contrast: its outcome, or feature by feature."""

from __future__ import annotations

from collections.abc import Iterable

import numpy

from tocsin.study.arms import Arm, paired
from tocsin.study.paired import Effect, effect
from tocsin.study.supporting import LogBayesFactor
from tocsin.study.verdict import LEAST_EFFECT, bears

__all__ = ["OUTCOMES", "borne", "change", "changes_of_features", "foremost"]

OUTCOMES = "observed outcomes"


def change(name: str, base: Arm, contrast: Arm, features: tuple[str, ...], identical: bool, looks: int = 1) -> Effect:
    """How much more often histories agree with the record in all these features at the contrast.

    Not a number where there are none. With `looks` the interval holds for so many such effects at once.
    """
    both = paired(base, contrast) if features else numpy.zeros(len(base.sets), numpy.bool_)
    values = [arm.agrees(features)[both].astype(float) for arm in (base, contrast)]
    return effect(name, values[0], values[1], base.sets[both], identical, looks)


def changes_of_features(base: Arm, contrast: Arm, features: tuple[str, ...], identical: bool) -> tuple[Effect, ...]:
    """The same of each feature alone; the intervals hold for all of them at once (Bonferroni)."""
    return tuple(change(name, base, contrast, (name,), identical, len(features)) for name in features)


def foremost(changes: Iterable[Effect]) -> Effect | None:
    """The largest change, of those that surely count if there are any; None where there is none."""
    found = list(changes)
    sure = [one for one in found if one.low > LEAST_EFFECT or one.high < -LEAST_EFFECT]
    return max(sure or found, key=lambda one: abs(one.difference), default=None)


def borne(changes: Iterable[Effect], factor: LogBayesFactor) -> bool | None:
    """Whether what was observed hangs on a claim, by all changes together; see `tocsin.study.verdict.bears`."""
    judged = [bears(one.low, one.high, factor.low, factor.high) for one in changes]
    if True in judged:
        return True
    return False if judged and None not in judged else None
