"""Evidence where matches are too rare to count: in stages, each among the histories that passed the one before.

The record's features come in a stated order, in stages. P(all) = P(stage 1) · P(stage 2 | 1) · …; the histories that
match the earlier stages are copied and moved about by a Metropolis kernel that leaves them distributed as they are
under the prior given that they match (sequential Monte Carlo, Del Moral, Doucet & Jasra 2006; splitting, Cérou, Del
Moral, Furon & Guyader 2012). A history is its parameters, as a point of the unit cube, and the number that addresses
all its draws: a move of the parameters alone leaves the draws in place, so that the history changes little.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy

from tocsin.study.question import Booleans, Floats, Integers, Question, all_of

__all__ = ["NUMBERS", "Mover", "Replicate", "Swarm", "rehearsed", "replicate"]

NUMBERS = 1 << 24
"""Numbers of histories set aside for one replicate."""
FEWEST_SWEEPS, MOST_SWEEPS = 4, 40
"""Sweeps of a stage: as many as it takes for as many to pass as are at work."""
SMALLEST_STEP = 0.03
_EDGE = 2.0**-53


@dataclass(frozen=True)
class Replicate:
    """One estimate of the evidence.

    Attributes
    ----------
    evidence : float
        Product of the shares; 0 where a stage found no match.
    shares : tuple of float
        Share that passes each stage among those that passed the one before.
    uniform : ndarray, (particles, parameters)
        Draws from the posterior, as quantiles of the priors; none where the evidence is 0.
    histories : int
        Simulated in all.
    numbers : ndarray of int, (particles,)
        Numbers that address the draws of the histories at work.
    """

    evidence: float
    shares: tuple[float, ...]
    uniform: Floats
    histories: int
    numbers: Integers = field(default_factory=lambda: numpy.empty(0, numpy.int64))


@dataclass(frozen=True)
class Swarm:
    """Histories at work: parameters, numbers, and which features they match."""

    uniform: Floats
    numbers: Integers
    matched: Booleans

    def where(self, mask: Booleans) -> Swarm:
        """Those of them that a mask picks."""
        return Swarm(self.uniform[mask], self.numbers[mask], self.matched[mask])

    def copied(self, count: int, rng: numpy.random.Generator) -> Swarm:
        """`count` of them at random, none more often than needed."""
        chosen = numpy.resize(rng.permutation(len(self.numbers)), count)
        return Swarm(self.uniform[chosen], self.numbers[chosen], self.matched[chosen])

    @staticmethod
    def together(parts: list[Swarm]) -> Swarm:
        """All of several swarms."""
        return Swarm(
            numpy.concatenate([part.uniform for part in parts]),
            numpy.concatenate([part.numbers for part in parts]),
            numpy.concatenate([part.matched for part in parts]),
        )


class Mover:
    """Draws new histories, and moves those at work."""

    def __init__(self, question: Question, seed: int, number: int) -> None:
        self.question = question
        self.rng = numpy.random.Generator(numpy.random.Philox(numpy.random.SeedSequence([seed, number])))
        self.next = number * NUMBERS
        self.histories = 0

    def _new_numbers(self, count: int) -> Integers:
        self.next += count
        return numpy.arange(self.next - count, self.next)

    def _asked(self, uniform: Floats, numbers: Integers) -> Swarm:
        self.histories += len(numbers)
        return Swarm(uniform, numbers, self.question.ask(uniform, numbers))

    def fresh(self, count: int) -> Swarm:
        """New histories from the prior."""
        uniform = numpy.clip(self.rng.random((count, self.question.dimension)), _EDGE, 1 - _EDGE)
        return self._asked(uniform, self._new_numbers(count))

    def moved(self, swarm: Swarm, wanted: int) -> Swarm:
        """One Metropolis step each: whoever would cease to match the first `wanted` features stays."""
        proposed = self._asked(*self._proposal(swarm))
        accepted = all_of(proposed.matched, wanted)
        column = numpy.reshape(accepted, (-1, 1))
        return Swarm(
            numpy.where(column, proposed.uniform, swarm.uniform),
            numpy.where(accepted, proposed.numbers, swarm.numbers),
            numpy.where(column, proposed.matched, swarm.matched),
        )

    def _proposal(self, swarm: Swarm) -> tuple[Floats, Integers]:
        """Reversible with respect to the prior, whatever the step, so that matching alone decides on acceptance.

        Of five histories one gets new draws and keeps its parameters, two draw some parameters anew and keep their
        draws, two step with all parameters (a Gaussian autoregression on the normal scale, Neal 1999), one of these
        with new draws. Steps are of all sizes, so that nothing needs tuning.
        """
        from scipy.special import ndtr, ndtri

        count, dimension = swarm.uniform.shape
        kind = self.rng.integers(0, 5, count)
        uniform, numbers = swarm.uniform.copy(), swarm.numbers.copy()
        stepping = (kind == 1) | (kind == 2)
        step = SMALLEST_STEP ** self.rng.random((int(stepping.sum()), 1))
        noise = self.rng.standard_normal((int(stepping.sum()), dimension))
        uniform[stepping] = ndtr(numpy.sqrt(1 - step**2) * ndtri(uniform[stepping]) + step * noise)
        share = 0.5 * numpy.exp(-math.log(dimension) * self.rng.random((count, 1)))
        anew = (self.rng.random((count, dimension)) < share) & numpy.reshape(kind >= 3, (-1, 1))
        uniform[anew] = self.rng.random(int(anew.sum()))
        renumbered = (kind == 0) | (kind == 2)
        numbers[renumbered] = self._new_numbers(int(renumbered.sum()))
        return numpy.clip(uniform, _EDGE, 1 - _EDGE), numbers


def replicate(
    question: Question, stages: tuple[int, ...], sweeps: tuple[int, ...], particles: int, seed: int, number: int
) -> Replicate:
    """Estimate the evidence once; the mean over replicates is unbiased.

    Parameters
    ----------
    question : Question
    stages : tuple of int
        Number of features asked for at the end of each stage, ascending; the last is all of them.
    sweeps : tuple of int
        How often all histories are moved in each stage.
    particles : int
        Histories at work at a time.
    seed, number : int
        Of all randomness, and of this replicate.
    """
    return _passed_through(question, stages, sweeps, particles, seed, number)[0]


def rehearsed(
    question: Question, stages: tuple[int, ...], particles: int, seed: int, number: int
) -> tuple[tuple[int, ...], int]:
    """Find out how many sweeps each stage needs.

    A stage that ended when enough had passed would be biased by having ended then, so that this run is for the
    schedule of others only.

    Returns
    -------
    sweeps : tuple of int
    histories : int
        That it took.
    """
    made, sweeps = _passed_through(question, stages, None, particles, seed, number)
    return sweeps + (MOST_SWEEPS,) * (len(stages) - len(sweeps)), made.histories


def _passed_through(
    question: Question, stages: tuple[int, ...], sweeps: tuple[int, ...] | None, particles: int, seed: int, number: int
) -> tuple[Replicate, tuple[int, ...]]:
    mover = Mover(question, seed, number)
    evidence, shares, done = 1.0, [], []
    swarm: Swarm | None = None
    for stage, wanted in enumerate(stages):
        pool: list[Swarm] = []
        hits = 0
        while len(pool) < (sweeps[stage] if sweeps else MOST_SWEEPS):
            swarm = mover.fresh(particles) if stage == 0 or swarm is None else mover.moved(swarm, stages[stage - 1])
            pool.append(swarm.where(all_of(swarm.matched, wanted)))
            hits += len(pool[-1].numbers)
            if sweeps is None and len(pool) >= FEWEST_SWEEPS and hits >= particles:
                break
        done.append(len(pool))
        shares.append(hits / (len(pool) * particles))
        evidence *= shares[-1]
        if not hits:
            nobody = numpy.empty((0, question.dimension))
            return Replicate(0.0, tuple(shares), nobody, mover.histories), tuple(done)
        swarm = Swarm.together(pool).copied(particles, mover.rng)
    if swarm is None:
        return Replicate(evidence, tuple(shares), numpy.empty((0, question.dimension)), mover.histories), tuple(done)
    return Replicate(evidence, tuple(shares), swarm.uniform, mover.histories, swarm.numbers), tuple(done)
