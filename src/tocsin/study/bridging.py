"""Bridging: a Bayes factor of two nearby models on a record that is too rare to count under either.

The same parameters and draws run under both models. Of the histories that match the record under the first, a share a
matches under the second as well; of those that match under the second, a share b under the first. Both shares have the
same numerator, the probability of matching under both, so that the evidence of the first stands to that of the second
as b to a (the acceptance ratio, Bennett 1976; Meng & Wong 1996). Matches under the first come from stages. Matches
under the second grow from those under both, moved about by steps that keep them matching under the second.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy

from tocsin.simulate.executors import executor
from tocsin.study.marginal import Draws
from tocsin.study.question import Question, all_of
from tocsin.study.splitting import Mover, Swarm

__all__ = ["Bridge", "bridged", "on_columns"]

SWEEPS, SETTLING, EVERY = 18, 6, 3
"""Sweeps of moves; so many first ones are not counted; every third one is."""
LEAST_SHARED = 20
"""Histories that match under both, in all; with fewer there is no bridge."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """Log evidence of the first model minus that of the second.

    Attributes
    ----------
    log_ratio, error : float
        And its standard error over clusters of draws, by jackknife.
    there, back : float
        Share of matches under the first that match under the second, and the other way round.
    histories : int
        Simulated for it.
    """

    log_ratio: float
    error: float
    there: float
    back: float
    histories: int


def bridged(
    first: Question, second: Question, draws: Draws, seed: int, workers: int = 1,
    told: Callable[[int, int], None] | None = None,
) -> Bridge | None:  # fmt: skip
    """The Bayes factor of two models, from matches under the first.

    Parameters
    ----------
    first, second : Question
        Of the same features and the same parameters (see `on_columns`), simulated with the same seed.
    draws : Draws
        Matches under the first from stages, with their numbers.
    seed : int
        Of the moves.
    workers : int
        Threads; no effect on the result.
    told : callable, optional
        Called with (histories done, histories in all).

    Returns
    -------
    Bridge or None
        None where too few match under both.
    """
    if draws.numbers is None:
        return None
    clusters = numpy.unique(draws.clusters).tolist()
    weights = numpy.array([draws.weights[draws.clusters == number].sum() for number in clusters])
    total = len(draws.weights) * (1 + SWEEPS + (SWEEPS - SETTLING) // EVERY)
    shared, there, back, done = numpy.zeros(len(clusters)), numpy.zeros(len(clusters)), numpy.zeros(len(clusters)), 0

    def work(place: int) -> tuple[int, int, float, float, int]:
        mask = draws.clusters == clusters[place]
        numbers = draws.numbers[mask] if draws.numbers is not None else numpy.empty(0, numpy.int64)
        return place, *_one(first, second, draws.uniform[mask], numbers, seed, place)

    for place, both, share, again, count in executor(workers).map(work, range(len(clusters))):
        shared[place], there[place], back[place] = both, share, again
        done += count
        if told:
            told(done, max(total, done))
    if shared.sum() < LEAST_SHARED:
        return None
    ratio = _log_ratio(weights, there, back)
    without = numpy.array([_log_ratio(*(numpy.delete(one, i) for one in (weights, there, back)))
                           for i in range(len(clusters))])  # fmt: skip
    error = math.sqrt((len(clusters) - 1) * float(without.var())) if len(clusters) > 1 else math.nan
    meeting = float(weights @ there)
    return Bridge(ratio, error, meeting, meeting * math.exp(ratio), done)


def _log_ratio(weights: numpy.typing.NDArray[numpy.float64], there: numpy.typing.NDArray[numpy.float64],
               back: numpy.typing.NDArray[numpy.float64]) -> float:  # fmt: skip
    a = float(weights @ there) / float(weights.sum())
    b = float(weights @ (there * back)) / max(float(weights @ there), 1e-300)
    return math.log(b / a) if a > 0 and b > 0 else math.nan


def _one(
    first: Question, second: Question, uniform: numpy.typing.NDArray[numpy.float64],
    numbers: numpy.typing.NDArray[numpy.int64], seed: int, place: int,
) -> tuple[int, float, float, int]:  # fmt: skip
    """Matches under both, the share of those under the second, and the share of the moved ones under the first."""
    # Numbers of their own, far from those of the stages.
    mover = Mover(second, seed, 1000 + place)
    swarm = Swarm(uniform, numbers, second.ask(uniform, numbers))
    here = all_of(swarm.matched)
    count = len(numbers)
    if not here.any():
        return 0, 0.0, 0.0, count
    moving = swarm.where(here).copied(count, mover.rng)
    wanted, shares = len(second.features), []
    for sweep in range(SWEEPS):
        moving = mover.moved(moving, wanted)
        if sweep >= SETTLING and sweep % EVERY == 0:
            shares.append(float(all_of(first.ask(moving.uniform, moving.numbers)).mean()))
    return int(here.sum()), float(here.mean()), float(numpy.mean(shares)), count * (1 + len(shares)) + mover.histories


def on_columns(question: Question, columns: tuple[int, ...], dimension: int) -> Question:
    """A question asked of some of the numbers only: a model that holds fixed what its neighbour leaves open.

    Parameters
    ----------
    question : Question
    columns : tuple of int
        Where each of its parameters stands among those of the neighbour.
    dimension : int
        How many those are.
    """
    chosen = list(columns)
    return Question(
        lambda uniform, numbers: question.simulate(uniform[:, chosen], numbers),
        dimension, question.features, question.observed,
    )  # fmt: skip
