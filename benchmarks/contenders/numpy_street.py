"""NumPy port of the street: most of the arithmetic of a history is here."""

from __future__ import annotations

from typing import Any

import numpy
from scipy.special import ndtr

from contenders.numpy_histories import CHALLENGER, RULER, THEMSELVES, Histories
from contenders.reduced import Floats, Integers

ROUNDS_BEFORE = 20
STANDSTILL = 1e-6
VISIBLE = 1e-4
NOTICED = 1e-5


def prepare(h: Histories, draw: numpy.random.Generator) -> None:
    """Let cities differ, let what people say settle, and make what stays the same all through the history.

    With company c, mean threshold m and spread s, ready = pool × Φ((c − m) / s); m / s and the pool stay the same but
    where a ruler calls.
    """
    for share in (h.grievance, h.fear, h.sympathy, h.organised):
        error = draw.standard_normal(h.population.shape)
        error *= -h.city_spread
        numpy.exp(error, out=error)
        share /= share + (1.0 - share) * error[:, None]

    h.wide = 1.0 / h.street_spread
    mean = h.street_threshold + h.street_fear_raises * h.fear - h.street_organisation_lowers * h.organised
    means = [mean, mean - h.street_call_lowers, mean - h.street_grievance_lowers * h.grievance]
    h.base = _by_city([m * h.wide for m in means])
    h.said_base = h.street_falsification * h.fear * h.wide
    others = h.share * (1.0 - h.sympathy)
    h.pool = _by_city([others * (1.0 - h.grievance), h.share * h.sympathy, others * h.grievance])
    h.answering = others * h.organised_appeal * h.organised * h.grievance
    h.far = (1.0 - h.street_near) / h.people
    h.seen = numpy.full_like(h.city, -1.0)
    h.ready = numpy.zeros_like(h.out)
    h.called = numpy.zeros(len(h))
    speaking = numpy.ones(len(h), dtype=bool)
    for _ in range(ROUNDS_BEFORE):
        front = h.bring_forward(speaking)
        if front == 0:
            break
        speaking = numpy.zeros(len(h), dtype=bool)
        speaking[:front] = _speak(h, front, 1.0, numpy.ones(front, dtype=bool)) >= VISIBLE


def call(h: Histories, at: Integers, sign: float) -> None:
    """Change thresholds and pools where the ruler's call begins (1) or ends (-1)."""
    if len(at) == 0:
        return
    h.called[at] += sign * (h.street_call_lowers * h.wide)[at]
    answering = sign * h.answering[..., at].swapaxes(1, 2)
    h.pool[:, at, RULER] += answering
    h.pool[:, at, THEMSELVES] -= answering


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


def _weigh(h: Histories, company: Floats, city: Integers, at: Integers) -> None:
    """Let people of these cities of these histories hold the company that they see against their thresholds."""
    if len(at) == 0:
        return
    company = company[:, city, at]
    h.seen[:, city, at] = company
    company *= h.wide[at]
    company[RULER] += h.called[at]
    rows = city * len(h) + at
    share = h.base.reshape(-1, *h.base.shape[2:]).take(rows, axis=0)
    numpy.subtract(company.T[:, :, None], share, out=share)
    ndtr(share, out=share)
    share *= h.pool.reshape(-1, *h.pool.shape[2:]).take(rows, axis=0)
    h.ready[:, city, :, at] = share


def _by_city(causes: list[Floats]) -> Floats:
    """What single cities of single histories are looked up in, in one piece each: (cities, n, causes, kinds)."""
    return numpy.ascontiguousarray(numpy.stack(causes).transpose(1, 3, 0, 2))


def street(h: Histories) -> None:
    """Let people come out as far as the company they see exceeds their thresholds, where they have not settled."""
    front = h.bring_forward((~h.settled | (h.response_heard != h.response)) & ~h.ended)
    if front == 0:
        return
    anew = h.response_heard[:front] != h.response[:front]
    h.response_heard[:front] = h.response[:front]
    turnout = h.turnout[:, :front]
    said = _speak(h, front, h.street_pace[:front], turnout[CHALLENGER] > VISIBLE)

    city, population, out = h.city[..., :front], h.population[:, :front], h.out[..., :front]
    company = city * h.street_near[:front]
    company += ((city * population).sum(axis=1) * h.far[:front])[:, None]
    moved = numpy.abs(company - h.seen[..., :front]).max(axis=0) > NOTICED
    moved |= anew
    _weigh(h, company, *numpy.nonzero(moved))
    change = numpy.subtract(h.ready[..., :front], out, out=h.work[..., :front])
    change *= h.street_pace[:front]
    out += change
    after = out.sum(axis=2)

    told = (city < h.street_telling[:front]) & (after >= h.street_telling[:front])
    if told.any():
        h.news[:front] += told.sum(axis=(0, 1)) * (h.street_weight[:front] > 0.0)
    moved = numpy.abs(numpy.subtract(after, city, out=company), out=company).max(axis=(0, 1))
    h.settled[:front] = numpy.maximum(moved, said) < STANDSTILL
    city[:] = after
    numpy.maximum(turnout, (after * population).sum(axis=1) / h.people[:front], out=turnout)
    against = numpy.add(out[RULER], out[THEMSELVES], out=h.work[0, ..., :front])
    against *= h.organised[..., :front]
    numpy.multiply(against.sum(axis=1), population, out=h.organised_out[:, :front])
