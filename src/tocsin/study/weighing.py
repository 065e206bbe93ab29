"""Weighing: what the record of a case says of claims and of parameters, counted where it can be, else in stages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy

from tocsin.simulate import random
from tocsin.simulate.executors import Workers
from tocsin.simulate.model import Model
from tocsin.study.arms import Arm
from tocsin.study.bridging import Bridge, bridged
from tocsin.study.estimating import Effort, estimate, seed_in_stages
from tocsin.study.marginal import Draws, Estimate
from tocsin.study.pool import Pool
from tocsin.study.posterior import Posterior, posterior_of
from tocsin.study.question import question_of, steps_of
from tocsin.study.reading import compared_on
from tocsin.study.supporting import ENOUGH, LogBayesFactor, counted_factor, is_clear, staged_factor

__all__ = ["Weigher"]

ERROR = 0.25
"""Standard error of a log evidence to aim at in stages."""
LEAST_PARTICLES, SHARE = 30, 130
"""Histories at work at a time: at least, and one for so many that were asked for."""

LEAST_STAGED = 2000
"""Who asks for fewer histories than these does not want the hundreds of thousands that stages take."""


class Weigher:
    """Finds the matches of a theory with a record once, for all claims.

    Parameters
    ----------
    seed, histories : int
        Of all arms.
    root : Path, optional
        Folder below which what is simulated in stages is kept.
    workers : int or Executor, optional
        Threads, all processors by default; or a `tocsin.Cluster`. No effect on the results.
    told : callable, optional
        Called with (histories done in stages, histories in stages as far as that is known).
    """

    def __init__(
        self, seed: int, histories: int, root: Path | None, workers: Workers, told: Callable[[int, int], None] | None
    ) -> None:
        self.seed, self.histories, self.root = seed, histories, root
        self.workers, self.told = workers, told
        self.stages: dict[str, Estimate] = {}
        self.posteriors: dict[str, Posterior] = {}

    def factor(self, base: Arm, contrast: Arm, identical: bool) -> LogBayesFactor:
        """Log Bayes factor of a theory against the contrast of one of its claims, on the record of its case."""
        features = compared_on(base.model)
        counted = counted_factor(base, contrast, features, identical)
        if is_clear(counted) or counted.matches[0] >= ENOUGH:
            return counted
        if not (self._worth_staging(base, features) and self._worth_staging(contrast, features)):
            return counted
        apart = (self._estimated(base), self._estimated(contrast))
        bridge = self._bridge(_crisis(base), _crisis(contrast), apart)
        return staged_factor(apart, bridge, counted)

    def _bridge(self, claim: Model, contrast: Model, apart: tuple[Estimate, Estimate]) -> Bridge | None:
        features = compared_on(claim)
        seed = seed_in_stages(self.seed, features)
        steps = tuple(step for step in steps_of(claim.case, features) if step.name == step.feature)
        first, second = (question_of(model, steps, seed) for model in (claim, contrast))
        columns = tuple(claim.uncertain.index(name) for name in contrast.uncertain)
        ours, theirs = apart[0].draws, apart[1].draws
        return None if ours is None or theirs is None else bridged(first, second, columns, ours, theirs, seed)

    def _estimated(self, arm: Arm) -> Estimate:
        """Evidence, and matches, of a model whose record is too rare to count, in stages; kept on disk as made."""
        key = arm.model.digest()
        if key not in self.stages:
            particles = max(LEAST_PARTICLES, self.histories // SHARE)
            effort = Effort(self.histories, ERROR, self.histories, particles)
            self.stages[key] = estimate(self._pool(arm), compared_on(arm.model), effort, self.told)
        return self.stages[key]

    def _pool(self, arm: Arm) -> Pool:
        """The arm's histories for whoever asks for a pool: they are the same ones."""
        pool = Pool(_crisis(arm), self.seed, self.root, self.workers)
        if pool.histories < len(arm.codes):
            pool.codes = arm.codes.astype(numpy.int16)
        return pool.first(len(arm.codes))

    def posterior(self, arm: Arm) -> Posterior:
        """What the record of an arm's case teaches about its parameters."""
        case = arm.model.case.id
        if case not in self.posteriors:
            features = compared_on(arm.model)
            hits = numpy.flatnonzero(arm.agrees(features))
            uniform = random.per_set(list(arm.model.uncertain), arm.sets[hits], self.seed).T
            draws = Draws(uniform, numpy.full(len(hits), 1 / max(len(hits), 1)), arm.sets[hits])
            if len(hits) < ENOUGH and self._worth_staging(arm, features):
                staged = self._estimated(arm).draws
                draws = draws if staged is None else staged
            self.posteriors[case] = posterior_of(arm.model, features, draws)
        return self.posteriors[case]

    def _worth_staging(self, arm: Arm, features: tuple[str, ...]) -> bool:
        """Whether stages may find the record: not if a feature of it was never seen at all, nor that of a world."""
        enough = self.histories >= LEAST_STAGED and bool(features) and isinstance(arm.model, Model)
        return enough and all(arm.agrees((name,)).any() for name in features)


def _crisis(arm: Arm) -> Model:
    """The model of an arm that is worth staging: one of a crisis."""
    assert isinstance(arm.model, Model)
    return arm.model
