"""Screening: which kinds of crisis might tell a claim from its contrast, looked for with few histories of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy

from tocsin.evidence.codes import Codes, feature_codes
from tocsin.simulate import compiler
from tocsin.simulate.chunk import SET_SIZE, run_chunk
from tocsin.simulate.executors import Workers, executor
from tocsin.simulate.model import Model
from tocsin.study.arms import NAMES, Arm, Setting
from tocsin.study.question import Booleans
from tocsin.study.telling import Telling, telling, telling_of_sides

__all__ = ["Screen", "screened"]

SCREENED = 25
"""Each kind of crisis gets so many times fewer histories than the variants of the case itself."""


def screened(histories: int) -> int:
    """Histories of each kind: whole sets."""
    return max(histories // SCREENED // SET_SIZE * SET_SIZE, min(histories, SET_SIZE))


class Screen:
    """Ranks kinds of crisis by what their most telling feature is expected to tell; nothing is written to disk.

    Parameters
    ----------
    kinds : list of Model
        The same theory on other cases.
    vary : callable
        From a model and settings to the model that holds them.
    seed, histories : int
        Of each kind.
    workers : int or Executor, optional
        Where histories run; no effect on the results.
    """

    def __init__(
        self, kinds: list[Model], vary: Callable[[Model, Setting], Model], seed: int, histories: int,
        workers: Workers = None,
    ) -> None:  # fmt: skip
        self.kinds, self.vary, self.seed, self.histories, self.workers = kinds, vary, seed, histories, workers
        self.bases: list[Arm] = []

    def ranked(self, contrast: Setting) -> list[Model]:
        """The kinds, the most telling of a claim against its contrast first."""
        bases = self._as_they_are()
        others = [self.vary(kind, contrast) for kind in self.kinds]
        moved = [not kind.same_as(other) for kind, other in zip(self.kinds, others, strict=True)]
        arms = iter(self._run([other for other, changes in zip(others, moved, strict=True) if changes]))
        worth = [_most(base, next(arms)) if changes else 0.0 for base, changes in zip(bases, moved, strict=True)]
        return self._sorted(worth)

    def ranked_by_sides(self, holds: Callable[[Arm], Booleans]) -> list[Model]:
        """The kinds, the most telling of an inequality against its opposite first.

        Parameters
        ----------
        holds : callable
            From an arm to whether the inequality holds in each of its histories.
        """
        told = [
            [telling_of_sides(feature, base, holds(base)) for feature in base.model.theory.predicts]
            for base in self._as_they_are()
        ]
        return self._sorted([_greatest(one) for one in told])

    def _as_they_are(self) -> list[Arm]:
        if not self.bases:
            self.bases = self._run(self.kinds)
        return self.bases

    def _sorted(self, worth: list[float]) -> list[Model]:
        return [self.kinds[i] for i in sorted(range(len(worth)), key=lambda i: -worth[i])]

    def _run(self, models: list[Model]) -> list[Arm]:
        compiler.driver("crisis")  # once, before threads ask for it
        work = partial(_work, self.seed, self.histories)
        found = dict(executor(self.workers).map(work, list(enumerate(models))))
        sets = numpy.arange(self.histories) // SET_SIZE
        return [Arm(model, sets, found[number], {}) for number, model in enumerate(models)]


def _most(claim: Arm, contrast: Arm) -> float:
    return _greatest(telling(feature, claim, contrast) for feature in claim.model.theory.predicts)


def _greatest(told: Iterable[Telling | None]) -> float:
    return max((one.expected_log_bayes_factor for one in told if one is not None), default=0.0)


def _work(seed: int, histories: int, task: tuple[int, Model]) -> tuple[int, Codes]:
    """Features of one kind's histories, wherever this runs."""
    number, model = task
    return number, feature_codes(run_chunk(model, seed, 0, histories, 0).courses, NAMES)
