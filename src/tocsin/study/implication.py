"""Implication: whether a theory implies what a claim says should be seen, and whether it could have come out otherwise.

Built in, an implication holds by construction, and nothing is learnt from its holding. That is so where the theory's
file says it (`expect: size`), and where it is found: of the paired histories in which the event changes, so many that
one in a hundred would have shown, not one changes against the claim. Then no value that the theory leaves open and no
draw of chance could have turned the sign. For a claim that nothing changes: not one history changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy

from tocsin.study.arms import Arm, paired
from tocsin.study.paired import effect, paired_interval
from tocsin.study.question import Booleans, Floats
from tocsin.study.reading import SHARE, unit_of
from tocsin.study.shares import clustered_interval
from tocsin.study.verdict import TELLING
from tocsin.theory.claim import Implication

__all__ = ["ENOUGH_MOVED", "NEARLY_EQUAL", "NOTHING", "Implied", "Size", "implied", "judged", "log_odds_shift",
           "size_of"]  # fmt: skip

NOTHING = 0.01
"""A difference that is surely smaller than this either way is taken for none, where a claim expects none."""
NEARLY_EQUAL = 1.1
"""The same for a ratio: between its inverse and this."""
ENOUGH_MOVED = 300
"""With none of so many going the other way, fewer than 1% do (95%: rule of three, Hanley & Lippman-Hand 1983)."""


@dataclass(frozen=True, slots=True)
class Size:
    """A number beside an implication: what it is, with its 95% interval.

    Attributes
    ----------
    name : str
    estimate, low, high : float
    count, of : int, optional
        Histories in which the event happens, or changes, and of how many; None where that is not what is averaged.
        Where there are none, the interval is what the rule of three leaves of so many, each taken to stand alone.
    unit, scale : str
        As of `Implied`.
    """

    name: str
    estimate: float
    low: float
    high: float
    count: int | None = None
    of: int | None = None
    unit: str = SHARE
    scale: str = "level"


@dataclass(frozen=True, slots=True)
class Implied:
    """An implication as the theory has it.

    Attributes
    ----------
    estimate, low, high : float
        A level, a difference or a ratio of two arms, or a posterior probability, with its 95% interval: paired where
        both arms share draws, and clustered by parameter set. Not a number where the condition never holds.
    reference : float
        What it is held against: 0, 1 for a ratio, the prior's probability for a posterior; not a number for a size.
    scale, expect : str
        As the theory's file has them; the scale of a posterior is ``posterior``.
    holds : bool or None
        None where the interval reaches to both sides, or only the size counts.
    built_in : bool
    reason : str
        Why it is built in; empty otherwise.
    moved, against : int
        Paired histories in which the event changes, and those of them that change against the claim.
    sizes : tuple of Size
        The arms, the condition, what is left of it at the claim's contrast.
    cases : tuple of str
        Whose record a posterior is conditioned on; empty otherwise.
    of : int
        Paired histories; for a level those that meet the condition; 0 for a posterior.
    unit : str
        What the numbers are counted in: ``share``, ``h``, ``a history`` (how many), or ``level`` (see
        `tocsin.study.reading`).
    """

    estimate: float
    low: float
    high: float
    reference: float
    scale: str
    expect: str
    holds: bool | None
    built_in: bool
    reason: str = ""
    moved: int = 0
    against: int = 0
    sizes: tuple[Size, ...] = ()
    cases: tuple[str, ...] = ()
    of: int = 0
    unit: str = SHARE

    @property
    def settled(self) -> bool:
        """Whether the interval is so narrow about the reference that more histories would leave it open as well."""
        if self.scale == "posterior":
            ends = [log_odds_shift(end, self.reference) for end in (self.low, self.high)]
            return ends[0] >= -TELLING and ends[1] <= TELLING
        return self.scale != "level" and judged("zero", self.scale, self.low, self.high) is True


def log_odds_shift(probability: float, prior: float) -> float:
    """By how much a probability moves the odds that a prior gives: the log Bayes factor of holding against not.

    Infinite for a probability of 0 or 1.
    """
    if not 0.0 < probability < 1.0:
        return math.nan if math.isnan(probability) else math.inf * (probability - 0.5)
    return math.log(probability / (1 - probability)) - math.log(prior / (1 - prior))


def implied(what: Implication, do: Arm, versus: Arm | None) -> Implied:
    """Compute an implication from its arms.

    Parameters
    ----------
    what : Implication
        With an event.
    do, versus : Arm
        The two arms, of the same seed; `versus` is None for a level. Where both are one arm there is no difference,
        and no error.
    """
    same = do is versus
    found = _level(what, do) if versus is None else _contrasted(what, do, versus, same)
    estimate, low, high, moved, against = found
    reference = math.nan if what.expect == "size" else 1.0 if what.scale == "ratio" else 0.0
    built_in, reason = _by_construction(what, versus, same, moved, against)
    unit = unit_of(what, do.reading)
    sizes = [] if versus is None else [_size("do", what, do), _size("versus", what, versus)]
    for arm in (do,) if versus is None else (do, versus):
        if what.given:
            sizes.append(_share("probability of the condition", arm.met(what.given)[arm.done], arm))
            both = arm.met(what.given) * arm.value(what.event)
            name = "probability of both" if unit == SHARE else "mean of both"
            sizes.append(replace(_share(name, both[arm.done], arm), unit=unit))
    holds = judged(what.expect, what.scale, low, high)
    return Implied(
        estimate, low, high, reference, what.scale, what.expect, holds, built_in, reason, moved, against, tuple(sizes),
        of=_meeting(what, do) if versus is None else int(paired(do, versus).sum()), unit=unit,
    )  # fmt: skip


def size_of(name: str, found: Implied) -> Size:
    """An implication's number as one beside another: none of so many is bounded by their number."""
    if found.estimate != 0 or found.moved or not found.of:
        return Size(name, found.estimate, found.low, found.high, unit=found.unit, scale=found.scale)
    most = _most_of_none(found.of)
    return Size(name, 0.0, 0.0 if found.scale == "level" else -most, most, 0, found.of, found.unit, found.scale)


def _most_of_none(histories: int) -> float:
    """Greatest share of which none in so many histories is no surprise (95%: rule of three)."""
    return min(3.0 / histories, 1.0)


def judged(expect: str, scale: str, low: float, high: float) -> bool | None:
    """Whether an interval lies where a claim expects it; None where it reaches to both sides or only size counts."""
    if expect == "size" or math.isnan(low) or math.isnan(high):
        return None
    reference = 1.0 if scale == "ratio" else 0.0
    if expect == "zero":
        least, most = (1 / NEARLY_EQUAL, NEARLY_EQUAL) if scale == "ratio" else (-NOTHING, NOTHING)
        inside, outside = least < low and high < most, high < least or low > most
        return True if inside else False if outside else None
    above, below = low > reference, high < reference
    if not above and not below:
        return None
    return above == (expect == "positive")


def _by_construction(what: Implication, versus: Arm | None, same: bool, moved: int, against: int) -> tuple[bool, str]:
    if what.expect == "size":
        return True, "the theory's file states that its sign is built in"
    if versus is None or same or what.given:
        return False, ""
    if what.expect == "zero":
        pairs = int(versus.done.sum())
        return moved == 0, f"not one of {pairs:,} histories differs between the two arms" if moved == 0 else ""
    if moved >= ENOUGH_MOVED and not against:
        return True, f"of {moved:,} paired histories that change, not one changes the other way"
    return False, ""


def _contrasted(what: Implication, do: Arm, versus: Arm, same: bool) -> tuple[float, float, float, int, int]:
    both = paired(do, versus)
    sets = do.sets[both]
    first, second = (arm.value(what.event)[both] for arm in (versus, do))
    moves = second - first
    way = -1.0 if what.expect == "negative" else 1.0
    moved, against = int((moves != 0).sum()), int((way * moves < 0).sum())
    if same:
        return (1.0, 1.0, 1.0, 0, 0) if what.scale == "ratio" else (0.0, 0.0, 0.0, 0, 0)
    if what.scale == "difference" and not what.given and not what.per:
        # Measures in hours or risks have a unit of their own; the interval is one for numbers between -1 and 1.
        unit = max(float(numpy.abs(moves).max(initial=0.0)), 1.0)
        found = effect("", first / unit, second / unit, sets)
        return unit * found.difference, unit * found.low, unit * found.high, moved, against
    if what.per:
        ends = [_rate(arm.value(what.event)[both], arm.value(what.per)[both]) for arm in (versus, do)]
    else:
        conditions = [arm.met(what.given)[both] if what.given else numpy.ones(len(sets)) for arm in (versus, do)]
        ends = [_mean(value, condition) for value, condition in zip((first, second), conditions, strict=True)]
    (base, at_base), (done, at_done) = ends
    if what.scale == "difference":
        estimate, influence = done - base, at_done - at_base
    elif base > 0 and done > 0:  # on the log scale, where errors of a ratio are even
        estimate, influence = math.log(done / base), at_done / done - at_base / base
    else:
        return math.nan, math.nan, math.nan, moved, against
    low, high = _interval(estimate, influence, sets)
    if what.scale == "ratio":
        estimate, low, high = math.exp(estimate), math.exp(low), math.exp(high)
    return estimate, low, high, moved, against


def _mean(values: Floats, condition: Floats) -> tuple[float, Floats]:
    """A mean under a condition, and what each history contributes to its error (linearised ratio)."""
    share = float(condition.mean()) if len(condition) else 0.0
    if share == 0.0:
        return math.nan, numpy.full(len(values), math.nan)
    mean = float((values * condition).mean()) / share
    return mean, condition * (values - mean) / share


def _rate(values: Floats, exposure: Floats) -> tuple[float, Floats]:
    """What there is of one thing by another, over all histories, and what each history contributes to its error."""
    total = float(exposure.mean()) if len(exposure) else 0.0
    if total == 0.0:
        return math.nan, numpy.full(len(values), math.nan)
    rate = float(values.mean()) / total
    return rate, (values - rate * exposure) / total


def _interval(estimate: float, influence: Floats, sets: numpy.typing.NDArray[numpy.int64]) -> tuple[float, float]:
    if not len(influence) or numpy.isnan(influence).any():
        return math.nan, math.nan
    unit = max(float(numpy.abs(influence).max()), 1e-300) * 2
    low, high = paired_interval(influence / unit, sets, counts=False)
    return estimate + unit * low, estimate + unit * high


def _level(what: Implication, arm: Arm) -> tuple[float, float, float, int, int]:
    found = _size("", what, arm)
    return found.estimate, found.low, found.high, 0, 0


def _size(name: str, what: Implication, arm: Arm) -> Size:
    if what.per:
        rate, influence = _rate(arm.value(what.event)[arm.done], arm.value(what.per)[arm.done])
        return Size(name, rate, *_interval(rate, influence, arm.sets[arm.done]), unit=unit_of(what, arm.reading))
    found = _share(name, arm.value(what.event)[arm.done], arm, _condition(what, arm))
    return replace(found, unit=unit_of(what, arm.reading))


def _condition(what: Implication, arm: Arm) -> Booleans:
    found: Booleans = (arm.met(what.given) if what.given else numpy.ones(len(arm.sets)))[arm.done] > 0
    return found


def _meeting(what: Implication, arm: Arm) -> int:
    return int(_condition(what, arm).sum())


def _share(name: str, values: Floats, arm: Arm, condition: Booleans | None = None) -> Size:
    """Share or mean of values of the completed histories, where a condition holds."""
    sets = arm.sets[arm.done]
    if condition is not None:
        values, sets = values[condition], sets[condition]
    if not len(values):
        return Size(name, math.nan, math.nan, math.nan)
    mean = float(values.mean())
    if not values.any():
        return Size(name, 0.0, 0.0, _most_of_none(len(values)), 0, len(values))
    if ((values == 0) | (values == 1)).all():
        place = numpy.unique(sets, return_inverse=True)[1]
        counts = numpy.bincount(place, weights=values).astype(float)
        low, high = clustered_interval(counts, numpy.bincount(place).astype(float))
        return Size(name, mean, low, high, int(values.sum()), len(values))
    return Size(name, mean, *_interval(mean, values - mean, sets))
