"""Estimating: how far to count, when to go over to stages, and when to stop."""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy

from tocsin.simulate import compiler
from tocsin.simulate.executors import executor
from tocsin.simulate.model import Model
from tocsin.simulate.world_model import WorldModel
from tocsin.study.marginal import FEW, Draws, Estimate, counted, in_stages, never_together, order_for, stages_for
from tocsin.study.pool import Pool
from tocsin.study.question import Question, all_of, question_of, steps_of
from tocsin.study.splitting import Replicate, rehearsed, replicate

__all__ = ["Effort", "estimate", "seed_in_stages"]

FIRST, MORE, MOST_REPLICATES = 8, 4, 64
HOPELESS = 2
"""Replicates at first where the count has shown two features never to come together: stages seldom find them either."""
CLUSTERED = 3.0
"""Design effect above which many histories are not counted."""
VERSION = 2
"""Of the algorithm in stages: another number forgets what is on disk."""

Told = Callable[[int, int], None]
"""Called with (histories done, histories that it will now take in all)."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try.

    Attributes
    ----------
    histories : int
        To begin with.
    error : float
        Standard error of the log evidence to aim at.
    most : int
        Histories to count at most, and again to simulate in stages at most, for one model and one set of features.
    particles : int
        Histories at work at a time in a replicate in stages.
    """

    histories: int = 20_000
    error: float = 0.1
    most: int = 500_000
    particles: int = 500


def estimate(
    pool: Pool, features: tuple[str, ...], effort: Effort, told: Told | None = None, *, reorder: bool = True
) -> Estimate:
    """Evidence of a model for these features of its case's record.

    Counting goes on until the error is small enough; where so many histories would be too many, and fewer than 50
    would match among them, or far too many of the same sets, it goes on in stages.

    Parameters
    ----------
    pool : Pool
        Grows as needed.
    features : tuple of str
        What is estimated does not depend on their order.
    reorder : bool
        Whether stages may ask for them in an order of their own (see `order_for`); the estimate states it.
    effort : Effort
    told : callable, optional
    """
    part = _grown(pool, effort.histories, told)
    result = _count(part, features)
    while not result.error <= effort.error:
        have = part.histories
        needed = have * (result.error / effort.error) ** 2 * 1.1 if result.matches else math.inf
        too_few = result.matches + 1 < FEW * have / max(effort.most, have)
        # Where histories of one set match together, stages, which give each history a set of its own, get there sooner.
        # A history of a world has no near neighbours to go on from: there is counting only.
        staged = too_few or (result.effect > CLUSTERED and needed > effort.most / 4)
        if staged and not isinstance(pool.model, WorldModel):
            return _in_stages(part, pool.model, features, effort, result, told, reorder)
        if have >= effort.most:
            break
        # A few matches do not tell well how many more it takes: no more than four times as many at once.
        part = _grown(pool, int(min(max(needed, 1.2 * have), 4 * have, effort.most)), told)
        result = _count(part, features)
    apart = () if result.matches else never_together(part.matched(features), features)
    return replace(result, draws=_draws(part, features), apart=apart)


def _count(pool: Pool, features: tuple[str, ...]) -> Estimate:
    return counted(all_of(pool.matched(features)), pool.sets(), pool.failed())


def _grown(pool: Pool, histories: int, told: Told | None) -> Pool:
    """The first so many histories and no more, however many are there: what is on disk changes no result."""
    total, done = pool.missing(histories), 0

    def hear(count: int) -> None:
        nonlocal done
        done += count
        if told:
            told(done, total)

    pool.grow(histories, hear)
    return pool.first(histories)


def _draws(pool: Pool, features: tuple[str, ...]) -> Draws:
    hits = numpy.flatnonzero(all_of(pool.matched(features)))
    return Draws(pool.quantiles(hits), numpy.full(len(hits), 1 / max(len(hits), 1)), pool.sets()[hits])


def _in_stages(
    pool: Pool,
    model: Model,
    features: tuple[str, ...],
    effort: Effort,
    pilot: Estimate,
    told: Told | None,
    reorder: bool,
) -> Estimate:
    order = order_for(pool.matched(features), pool.sets()) if reorder else range(len(features))
    steps = steps_of(model.case, tuple(features[i] for i in order))
    stages = stages_for(pool.passed(steps))
    # Draws of their own: nothing in stages hangs on the histories that were counted.
    seed = seed_in_stages(pool.seed, features)
    question = question_of(model, steps, seed)
    run = _Replicates(pool, question, stages, effort.particles, seed)
    found: list[Replicate] = []
    result = pilot
    apart = () if pilot.matches else never_together(pool.matched(features), features)
    first = HOPELESS if apart else FIRST
    while len(found) < MOST_REPLICATES:
        batch = range(len(found), len(found) + (MORE if found else first))
        found += run.batch(batch, told)
        result = in_stages(found, question.features, stages, pilot)
        spent = sum(one.histories for one in found)
        # Where the first replicates found nothing, more of them would not.
        if not result.error > effort.error or spent * (1 + MORE / len(found)) > effort.most:
            break
    return result if math.isfinite(result.log_evidence) else replace(result, apart=apart)


def seed_in_stages(seed: int, features: tuple[str, ...]) -> int:
    """Seed of all that is simulated in stages for these features."""
    return int.from_bytes(hashlib.sha256(f"{seed} {features}".encode()).digest()[:8], "little")


class _Replicates:
    """Replicates in stages, made when asked for or read from disk."""

    def __init__(self, pool: Pool, question: Question, stages: tuple[int, ...], particles: int, seed: int) -> None:
        self.pool, self.question, self.stages = pool, question, stages
        self.particles, self.seed = particles, seed
        what = f"{VERSION} {pool.digest} {question.features} {question.observed} {stages} {particles}"
        self.digest = hashlib.sha256(what.encode()).hexdigest()[:16]
        self.sweeps: tuple[int, ...] | None = None

    def _path(self, number: int) -> Path | None:
        name = f"stages-{self.pool.model.theory.id}-{self.digest}-{number}.npz"
        return self.pool.folder / name if self.pool.folder else None

    def batch(self, numbers: range, told: Told | None) -> list[Replicate]:
        found = {number: kept for number in numbers if (kept := _read(self._path(number))) is not None}
        missing = [number for number in numbers if number not in found]
        if missing and self.sweeps is None:
            compiler.driver("crisis")  # once, before threads ask for it
            self.sweeps, _ = rehearsed(self.question, self.stages, self.particles, self.seed, MOST_REPLICATES)
        done = 0
        make = partial(_make, self.question, self.stages, self.sweeps or (), self.particles, self.seed)
        for count, (number, made) in enumerate(executor(self.pool.workers).map(make, missing), 1):
            _write(self._path(number), made)
            found[number] = made
            done += made.histories
            if told:
                told(done, round(done * len(missing) / count))
        return [found[number] for number in numbers]


def _make(
    question: Question, stages: tuple[int, ...], sweeps: tuple[int, ...], particles: int, seed: int, number: int
) -> tuple[int, Replicate]:
    """One replicate, wherever this runs."""
    return number, replicate(question, stages, sweeps, particles, seed, number)


def _write(path: Path | None, made: Replicate) -> None:
    if path is None:
        return
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            numpy.savez_compressed(
                file, evidence=made.evidence, shares=made.shares, uniform=made.uniform, histories=made.histories,
                numbers=made.numbers,
            )  # fmt: skip
        partial.replace(path)
    except OSError:  # what cannot be kept is computed again next time
        with contextlib.suppress(OSError):
            partial.unlink()


def _read(path: Path | None) -> Replicate | None:
    if path is None or not path.exists():
        return None
    try:
        with numpy.load(path) as kept:
            shares = tuple(float(share) for share in kept["shares"])
            histories = int(kept["histories"])
            return Replicate(float(kept["evidence"]), shares, kept["uniform"], histories, kept["numbers"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
