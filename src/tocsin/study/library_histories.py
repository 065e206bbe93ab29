"""Histories of the library's cases, and how they are counted.

How probable a record is under a theory is counted, not drawn from a curve; a record that is never seen keeps the error
of a count of nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy
from numpy.typing import NDArray

from tocsin.mechanisms.crisis.state import OUTCOMES
from tocsin.simulate.design import FAILED, Design, outcomes_of_each
from tocsin.simulate.executors import Workers
from tocsin.simulate.model import Model
from tocsin.study.surface import Floats, fitted_surface
from tocsin.theory.case import Case
from tocsin.theory.theory import Theory

__all__ = ["Codes", "Counted", "ended", "record_of"]

Codes = NDArray[numpy.int8]
"""How histories ended: `FAILED`, or 1 + the index of the outcome."""

SLOPES = 1.0
"""Precision of the normal prior on the logit's slopes over a parameter's range: few histories make no steep surface."""
PRIOR = 0.5
"""Histories of each outcome that count as seen beforehand: Jeffreys' prior on the shares of outcomes."""


class Counted:
    """How the histories of one case under one theory ended, at the first of the theory's points.

    Parameters
    ----------
    codes : Codes, (histories,)
    record : tuple of int
        Codes of the outcomes that the record supports.
    """

    def __init__(self, codes: Codes, record: tuple[int, ...]) -> None:
        self.codes, self.record = codes, record
        self.done = codes != FAILED
        self.hits = numpy.isin(codes, record)
        self.matches, self.histories = int(self.hits.sum()), int(self.done.sum())

    def level(self) -> tuple[float, float]:
        """Parameters of the Beta distribution of the record's probability over the whole prior."""
        others = (len(OUTCOMES) - len(self.record)) * PRIOR
        return self.matches + len(self.record) * PRIOR, self.histories - self.matches + others

    def surface(self, points: Floats) -> Floats:
        """Probability of the record at each point of the free parameters; its mean is that of `level`.

        The level is counted; the surface only says where in the parameters the record is more probable.
        """
        codes = numpy.where(self.done, self.hits, -1).astype(numpy.int8)
        shape = fitted_surface([()], points[None, : len(codes)], codes[None], points, slopes=SLOPES)[0]
        won, lost = self.level()
        scaled: Floats = numpy.clip(shape * (won / (won + lost)) / shape.mean(), 0.0, 1.0)
        return scaled

    def shares(self, weights: Floats) -> tuple[Floats, float]:
        """Expected shares of the outcomes among histories that are weighed, and how often the record was seen.

        What the prior holds as seen weighs as much as the average history.

        Parameters
        ----------
        weights : ndarray, (histories,)
            Of the points.

        Returns
        -------
        ndarray, (outcomes,)
        float
            Parameter of the Beta distribution of the record's share: as many histories as have the same error unweighed
            (Kish 1965), and the prior's.
        """
        held = numpy.where(self.done, weights, 0.0)
        counts = numpy.bincount(self.codes, weights=held, minlength=1 + len(OUTCOMES))[1:]
        average = PRIOR * held.sum() / self.histories
        shares = (counts + average) / (held.sum() + len(OUTCOMES) * average)
        effective = held.sum() ** 2 / (held**2).sum()
        seen = float((held * self.hits).sum() / held.sum() * effective) + len(self.record) * PRIOR
        return shares, seen


def record_of(case: Case) -> tuple[int, ...]:
    """Codes of the outcomes that the record of a case supports."""
    return tuple(1 + OUTCOMES.index(str(value)) for value in case.observed("outcome"))


def ended(
    parts: Sequence[tuple[Case, int]], size: int, theory: Theory, free: Sequence[str], places: Floats, seed: int,
    directory: Path, *, workers: Workers = None,
) -> Iterator[tuple[str, int, Codes]]:  # fmt: skip
    """How the histories of cases ended; what `directory` holds already is read instead of run.

    All cases stand at the same points, so that what one teaches of them can be held against another; each has draws of
    its own.

    Parameters
    ----------
    parts : sequence of (Case, int)
        Cases with the first point.
    size : int
        Points of each part; a history a point.
    theory : Theory
    free : sequence of str
        Its free parameters.
    places : ndarray, (points, parameters)
        Where in their priors these may stand, a power of two of points.
    seed : int
    directory : Path
    workers : int or Executor, optional

    Yields
    ------
    str, int, Codes
        Id of the case and first point, in any order.
    """
    models = {case.id: Model(theory, case) for case, _ in parts}
    questions = []
    for case, start in parts:
        first = zlib.crc32(case.id.encode()) // len(places) * len(places)  # draws addressed by the case
        design = Design(tuple(free), places[start : start + size, None, :], 1, first + start)
        questions.append((models[case.id], design))
    for number, codes in outcomes_of_each(questions, seed, directory, workers=workers):
        yield parts[number][0].id, parts[number][1], codes[:, 0, 0]
