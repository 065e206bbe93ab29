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
    speaking = numpy.ones(len(h), dtype=bool)
    for _ in range(ROUNDS_BEFORE):
        front = h.bring_forward(speaking)
        if front == 0:
            break
        speaking = numpy.zeros(len(h), dtype=bool)
        speaking[:front] = _speak(h, front, 1.0, numpy.ones(front, dtype=bool)) >= STANDSTILL


def call(h: Histories, at: Integers, sign: float) -> None:
    """Change thresholds and pools where the ruler's call begins (1) or ends (-1)."""
    if len(at) == 0:
        return
    h.called[at] += sign * (h.street_call_lowers * h.wide)[at]
    h.pool[RULER][..., at] += sign * h.answering[..., at]
    h.pool[THEMSELVES][..., at] -= sign * h.answering[..., at]


def _speak(h: Histories, front: int, pace: Any, heard: Any) -> Floats:
    """Let people in the foremost histories say what they want, where it is heard; return the largest change."""
    city_said, said = h.city_said[:, :front], h.said[..., :front]
    ready = numpy.multiply(said, h.share[..., :front], out=h.work[0, ..., :front])
    numpy.maximum(ready, h.out[CHALLENGER, ..., :front], out=ready)
    numpy.copyto(city_said, ready.sum(axis=1), where=heard)
    numpy.subtract((city_said * h.wide[:front])[:, None], h.said_base[..., :front], out=ready)
    ndtr(ready, out=ready)
    ready *= h.sympathy[..., :front]
    ready -= said
    ready *= heard
    change: Floats = numpy.maximum(ready.max(axis=(0, 1)), -ready.min(axis=(0, 1)))
    ready *= pace
    said += ready
    return change


def street(h: Histories) -> None:
    """Let people come out as far as the company they see exceeds their thresholds, where they have not settled."""
    front = h.bring_forward((~h.settled | (h.response_heard != h.response)) & ~h.ended)
    if front == 0:
        return
    h.response_heard[:front] = h.response[:front]
    turnout = h.turnout[:, :front]
    said = _speak(h, front, h.street_pace[:front], turnout[CHALLENGER] > VISIBLE)

    city, population, out = h.city[..., :front], h.population[:, :front], h.out[..., :front]
    company = city * h.see_near[:front]
    company += ((city * population).sum(axis=1) * h.see_far[:front])[:, None]
    company[RULER] += h.called[:front]
    ready = numpy.subtract(company[:, :, None], h.base[..., :front], out=h.work[..., :front])
    ndtr(ready, out=ready)
    ready *= h.pool[..., :front]
    out *= h.stay[:front]
    out += ready
    after = out.sum(axis=2)

    told = (city < WORTH_TELLING) & (after >= WORTH_TELLING)
    if told.any():
        h.news[:front] += told.sum(axis=(0, 1)) * (h.street_weight[:front] > 0.0)
    change = numpy.abs(numpy.subtract(after, city, out=company), out=company).max(axis=(0, 1))
    h.settled[:front] = numpy.maximum(change, said) < STANDSTILL
    city[:] = after
    numpy.maximum(turnout, (after * population).sum(axis=1) / h.people[:front], out=turnout)
    against = numpy.add(out[RULER], out[THEMSELVES], out=ready[0])
    against *= h.organised[..., :front]
    numpy.multiply(against.sum(axis=1), population, out=h.organised_out[:, :front])
