"""NumPy port of the street: most of the arithmetic of a history is here."""

from __future__ import annotations

from typing import Any

import numpy
from scipy.special import ndtr

from contenders.numpy_histories import CHALLENGER, RULER, THEMSELVES, Histories
from contenders.reduced import Floats, Integers

ROUNDS_BEFORE = 20
WORTH_TELLING = 0.01
STANDSTILL = 1e-6
VISIBLE = 1e-4


def prepare(h: Histories, draw: numpy.random.Generator) -> None:
    """Let cities differ, let what people say settle, and make what stays the same all through the history.

    With company c, mean threshold m and spread s, ready = pool × Φ((c − m) / s), and out moves to ready at a pace. So
    each hour is out ← (1 − pace) out + (pace × pool) Φ(c / s − m / s), in which only c changes.
    """
    for share in (h.grievance, h.fear, h.sympathy, h.organised):
        error = draw.standard_normal(share.shape)
        error *= -h.city_spread
        numpy.exp(error, out=error)
        with numpy.errstate(divide="ignore"):  # a share of 0 stays 0
            error *= (1.0 - share) / share
        error += 1.0
        numpy.reciprocal(error, out=share)

    h.wide = 1.0 / h.street_spread
    mean = h.street_threshold + h.street_fear_raises * h.fear - h.street_organisation_lowers * h.organised
    h.base = numpy.empty_like(h.out)
    h.base[RULER] = mean * h.wide
    h.base[CHALLENGER] = (mean - h.street_call_lowers) * h.wide
    h.base[THEMSELVES] = (mean - h.street_grievance_lowers * h.grievance) * h.wide
    h.said_base = h.street_falsification * h.fear * h.wide
    others = h.share * (1.0 - h.sympathy)
    h.pool = numpy.empty_like(h.out)
    h.pool[RULER] = others * (1.0 - h.grievance)
    h.pool[CHALLENGER] = h.share * h.sympathy
    h.pool[THEMSELVES] = others * h.grievance
    h.pool *= h.street_pace
    h.answering = others * h.organised_appeal * h.organised * h.grievance * h.street_pace
    h.stay = 1.0 - h.street_pace
    h.see_near = h.street_near * h.wide
    h.see_far = (1.0 - h.street_near) * h.wide / h.people
    h.called = numpy.zeros(len(h))
    speaking = numpy.arange(len(h))
    for _ in range(ROUNDS_BEFORE):
        speaking = speaking[_speak(h, speaking, 1.0) >= STANDSTILL]


def call(h: Histories, at: Integers, sign: float) -> None:
    """Change thresholds and pools where the ruler's call begins (1) or ends (-1)."""
    if len(at) == 0:
        return
    h.called[at] += sign * (h.street_call_lowers * h.wide)[at]
    h.pool[RULER][..., at] += sign * h.answering[..., at]
    h.pool[THEMSELVES][..., at] -= sign * h.answering[..., at]


def _speak(h: Histories, at: Integers, pace: Any) -> Floats:
    """Let people in these histories say what they want; return the largest change of a group's share."""
    share, said = h.share[..., at], h.said[..., at]
    h.city_said[:, at] = numpy.maximum(said * share, h.out[CHALLENGER][..., at]).sum(axis=1)
    ready = (h.city_said[:, at] * h.wide[at])[:, None] - h.said_base[..., at]
    ndtr(ready, out=ready)
    ready *= h.sympathy[..., at]
    ready -= said
    h.said[..., at] = said + pace * ready
    numpy.abs(ready, out=ready)
    change: Floats = ready.max(axis=(0, 1))
    return change


def street(h: Histories) -> None:
    """Let people come out as far as the company they see exceeds their thresholds, where they have not settled."""
    moving = numpy.flatnonzero(~h.settled | (h.response_heard != h.response))
    if len(moving) == 0:
        return
    h.response_heard[moving] = h.response[moving]
    change = numpy.zeros(len(h))
    speaking = moving[h.turnout[CHALLENGER, moving] > VISIBLE]
    if len(speaking):
        change[speaking] = _speak(h, speaking, h.street_pace[speaking])

    # Most histories move, or most do not: gathering a few is cheaper than working on all.
    at: Any = slice(None) if len(moving) == len(h) else moving
    before, population = h.city[..., at], h.population[:, at]
    company = before * h.see_near[at]
    company += ((before * population).sum(axis=1) * h.see_far[at])[:, None]
    company[RULER] += h.called[at]
    ready = company[:, :, None] - h.base[..., at]
    ndtr(ready, out=ready)
    ready *= h.pool[..., at]
    out = h.out[..., at]
    out *= h.stay[at]
    out += ready
    if at is moving:
        h.out[..., at] = out
    city = out.sum(axis=2)
    change[at] = numpy.maximum(change[at], numpy.abs(city - before).max(axis=(0, 1)))
    h.settled[at] = change[at] < STANDSTILL
    h.turnout[:, at] = numpy.maximum(h.turnout[:, at], (city * population).sum(axis=1) / h.people[at])
    told = (before < WORTH_TELLING) & (city >= WORTH_TELLING)
    h.news[at] += told.sum(axis=(0, 1)) * (h.street_weight[at] > 0.0)
    h.city[..., at] = city

    against = numpy.add(out[RULER], out[THEMSELVES], out=out[RULER]) if at is moving else out[RULER] + out[THEMSELVES]
    against *= h.organised[..., at]
    h.organised_out[:, at] = against.sum(axis=1) * population
