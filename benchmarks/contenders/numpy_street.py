"""NumPy port of the street: nearly all of the arithmetic of a history is here."""

from __future__ import annotations

import numpy
from scipy.special import ndtr

from contenders.numpy_histories import CHALLENGER, RULER, SAID, THEMSELVES, Histories
from contenders.reduced import Integers

ROUNDS_BEFORE = 20
WORTH_TELLING = 0.01


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

    wide = 1.0 / h.street_spread
    mean = h.street_threshold + h.street_fear_raises * h.fear - h.street_organisation_lowers * h.organised
    h.base = numpy.empty_like(h.out)
    h.base[RULER] = mean * wide
    h.base[CHALLENGER] = (mean - h.street_call_lowers) * wide
    h.base[THEMSELVES] = (mean - h.street_grievance_lowers * h.grievance) * wide
    h.base[SAID] = h.street_falsification * h.fear * wide
    others = h.share * (1.0 - h.sympathy)
    h.pool = numpy.empty_like(h.out)
    h.pool[RULER] = others * (1.0 - h.grievance)
    h.pool[CHALLENGER] = h.pool[SAID] = h.share * h.sympathy
    h.pool[THEMSELVES] = others * h.grievance
    h.called_pool = others * h.organised_appeal * h.organised * h.grievance
    for _ in range(ROUNDS_BEFORE):
        company = h.out[SAID].sum(axis=1) * wide
        h.out[SAID] = h.pool[SAID] * ndtr(company[:, None] - h.base[SAID])
    h.pool *= h.street_pace
    h.called_pool *= h.street_pace
    h.city[SAID] = h.out[SAID].sum(axis=1)
    h.stay = 1.0 - h.street_pace
    h.see_near = h.street_near * wide
    h.see_far = (1.0 - h.street_near) * wide / h.people
    h.wide = wide
    h.called = numpy.zeros(len(h))


def call(h: Histories, at: Integers, sign: float) -> None:
    """Change thresholds and pool of those who come out for the ruler where his call begins (1) or ends (-1)."""
    h.called[at] += sign * (h.street_call_lowers * h.wide)[at]
    h.pool[RULER][..., at] += sign * h.called_pool[..., at]


def street(h: Histories) -> None:
    """Let people come out, and say what they want, as far as the company they see exceeds their thresholds."""
    numpy.multiply(h.city[:SAID], h.see_near, out=h.company[:SAID])
    h.company[:SAID] += ((h.city[:SAID] * h.population).sum(axis=1) * h.see_far)[:, None]
    h.company[RULER] += h.called
    numpy.multiply(h.city[SAID], h.wide, out=h.company[SAID])
    h.said[:] = h.city[SAID]

    numpy.subtract(h.company[:, :, None], h.base, out=h.work)
    ndtr(h.work, out=h.work)
    h.work *= h.pool
    h.out *= h.stay
    h.out += h.work
    h.out.sum(axis=2, out=h.city)

    against = numpy.add(h.out[RULER], h.out[THEMSELVES], out=h.work[0])
    against *= h.organised
    against.sum(axis=1, out=h.organised_out)
    h.organised_out *= h.population

    numpy.maximum(h.turnout, (h.city[:SAID] * h.population).sum(axis=1) / h.people, out=h.turnout)
    worthy = h.city[:SAID] >= WORTH_TELLING
    told = worthy & ~h.news_worthy
    if told.any():
        h.news += told.sum(axis=(0, 1))
    h.news_worthy = worthy
