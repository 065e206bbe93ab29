"""Evidence where matches are too rare to count: one stage after the other, each among the histories that passed the last.

The record's features come in a stated order, in stages. P(all) = P(stage 1) · P(stage 2 | 1) · …; the histories that
match the earlier stages are copied and moved about by a Metropolis kernel that leaves them distributed as they are
under the prior given that they match (sequential Monte Carlo, Del Moral, Doucet & Jasra 2006; splitting, Cérou, Del
Moral, Furon & Guyader 2012). A history is its parameters, as a point of the unit cube, and the number that addresses
all its draws: a move of the parameters alone leaves the draws in place, so that the history changes little.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from tocsin.study.question import Booleans, Floats, Integers, Question

NUMBERS = 1 << 24
"""Numbers of histories set aside for one replicate."""
FEWEST_SWEEPS, MOST_SWEEPS = 4, 40
SMALLEST_STEP = 0.03
EDGE = 2.0**-53


@dataclass(frozen=True)
class Replicate:
    """One estimate.

    Attributes
    ----------
    evidence : float
        Unbiased but for the rule that ends a stage; 0 where a stage found no match.
    shares : tuple of float
        Share that passes each stage among those that passed the one before.
    uniform : ndarray, (particles, parameters)
        Draws from the posterior; empty where the evidence is 0.
    histories : int
        Simulated in all.
    """

    evidence: float
    shares: tuple[float, ...]
    uniform: Floats
    histories: int


class _Swarm:
    """Histories at work, and the pool of those that passed."""

    def __init__(self, question: Question, particles: int, seed: int, replicate: int) -> None:
        self.question, self.particles = question, particles
        self.rng = numpy.random.Generator(numpy.random.Philox(numpy.random.SeedSequence([seed, replicate])))
        self.next = replicate * NUMBERS
        self.first = self.next

    def new_numbers(self, count: int) -> Integers:
        self.next += count
        return numpy.arange(self.next - count, self.next)

    def fresh(self) -> tuple[Floats, Integers, Booleans]:
        uniform = numpy.clip(self.rng.random((self.particles, self.question.dimension)), EDGE, 1 - EDGE)
        numbers = self.new_numbers(self.particles)
        return uniform, numbers, self.question.ask(uniform, numbers)

    def propose(self, uniform: Floats, numbers: Integers) -> tuple[Floats, Integers]:
        """Symmetric with respect to the uniform distribution on the cube, whatever the step.

        Of five histories one gets new draws and keeps its parameters, one gets both; of the rest every second takes a
        step with all parameters (a Gaussian autoregression on the normal scale, Neal 1999) and every second draws
        some of them anew. Steps are of all sizes, so that nothing needs tuning.
        """
        from scipy.special import ndtr, ndtri

        count, dimension = uniform.shape
        kind = self.rng.integers(0, 5, count)
        proposed = uniform.copy()
        stepping = (kind == 1) | (kind == 2)
        step = numpy.exp(math.log(SMALLEST_STEP) * self.rng.random((count, 1)))[stepping]
        noise = self.rng.standard_normal((int(stepping.sum()), dimension))
        proposed[stepping] = ndtr(numpy.sqrt(1 - step**2) * ndtri(uniform[stepping]) + step * noise)
        redrawing = kind >= 3
        share = numpy.exp(-math.log(2 * dimension) * self.rng.random((count, 1))) / 2 + 0.5 / dimension
        anew = (self.rng.random((count, dimension)) < share) & redrawing[:, None]
        proposed[anew] = self.rng.random(int(anew.sum()))
        renumbered = (kind == 0) | (kind == 2)
        changed = numbers.copy()
        changed[renumbered] = self.new_numbers(int(renumbered.sum()))
        return numpy.clip(proposed, EDGE, 1 - EDGE), changed


def replicate(question: Question, stages: tuple[int, ...], particles: int, seed: int, number: int) -> Replicate:
    """Estimate the evidence once.

    Parameters
    ----------
    question : Question
    stages : tuple of int
        Number of features asked for at the end of each stage, ascending; the last is all of them.
    particles : int
        Histories at work at a time.
    seed, number : int
        Of all randomness, and of this replicate.
    """
    swarm = _Swarm(question, particles, seed, number)
    evidence, shares, done = 1.0, [], 0
    state: tuple[Floats, Integers] | None = None
    accepted = []
    for stage, wanted in enumerate(stages):
        pool: list[tuple[Floats, Integers]] = []
        hits, tried = 0, 0
        for sweep in range(MOST_SWEEPS):
            if state is None:
                uniform, numbers, matched = swarm.fresh()
            else:
                before = stages[stage - 1]
                uniform, numbers, moved_to = _move(swarm, *state, before, last)
                matched = moved_to
                state, last = (uniform, numbers), matched
            done += particles
            passed = matched[:, :wanted].all(axis=1)
            tried += particles
            hits += int(passed.sum())
            pool.append((uniform[passed], numbers[passed], matched[passed]))
            if sweep + 1 >= FEWEST_SWEEPS and hits >= particles:
                break
        shares.append(hits / tried)
        evidence *= hits / tried
        if not hits:
            return Replicate(0.0, tuple(shares), numpy.empty((0, question.dimension)), done)
        chosen = _spread(hits, particles, swarm.rng)
        u, n, m = (numpy.concatenate(parts)[chosen] for parts in zip(*pool, strict=True))
        state, last = (u, n), m
    return Replicate(evidence, tuple(shares), state[0], done)


def _move(swarm, uniform, numbers, before, matched):
    proposed, renumbered = swarm.propose(uniform, numbers)
    found = swarm.question.ask(proposed, renumbered)
    accepted = found[:, :before].all(axis=1)
    return (
        numpy.where(accepted[:, None], proposed, uniform),
        numpy.where(accepted, renumbered, numbers),
        numpy.where(accepted[:, None], found, matched),
    )


def _spread(hits, particles, rng):
    """Indices of `particles` among `hits`: each as often as any other, or once less."""
    order = rng.permutation(hits)
    return numpy.resize(order, particles)
