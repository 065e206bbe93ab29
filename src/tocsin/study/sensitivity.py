"""Sensitivity: which uncertain quantities an outcome's probability hangs on, alone and through interactions.

Two stages, because a Saltelli sample takes histories in proportion to the quantities and a case has some 150 of them.
Screening: walks that step through all quantities one at a time (Morris 1991), paired draws, ranked by the mean squared
change of all outcomes' probabilities. Indices: those that matter most stand alone in a Saltelli sample, all the others
in it as one group, so that nothing is left out and what the group holds is itself reported. Both samples are SALib's,
taken through the inverse distribution functions of the priors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy
from numpy.typing import NDArray

from tocsin.errors import InputError, Problem, TocsinError, UnknownName
from tocsin.simulate.chunk import AnyModel
from tocsin.simulate.design import FAILED, Design, outcomes_at
from tocsin.simulate.executors import Workers
from tocsin.study.indices import BLOCKS, Index, Variance, sobol_indices, squared_steps
from tocsin.study.reading import reading_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROWS = 1024
"""Base points of the Saltelli sample; a power of two, as Sobol's sequence wants."""
SIZE = 8
"""Histories a point: the probability at one point is known badly, over all rows well."""
ALONE = 20
"""Quantities that stand alone in the Saltelli sample."""
WALKS = 40
"""Walks of the screening; each steps once through every quantity. Half as many miss some that matter."""
WALK_SIZE = 6
"""Histories a point of a walk."""
RARE = 0.01
"""Outcomes rarer than this are left out, unless the record holds them."""
_ENDS = (0.05, 0.95)
"""The screening steps between these places of a prior: at its very ends a long tail would stand for the quantity."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Sobol' indices of the outcomes' probabilities.

    Attributes
    ----------
    case, theory : str
    seed : int
    settings : dict of str to str
        What is held by hand.
    rows, size : int
        Base points of the sample and histories a point.
    histories, failed_rows : int
        Histories run, screening included; rows left out because a history of theirs failed.
    alone : tuple of str
        Quantities with an index of their own, the most important of the screening first.
    others : tuple of str
        Quantities that share one index; it stands under the name of `group`.
    group : str or None
        Name of that group in `indices`; None where every quantity stands alone.
    idle : tuple of str
        Those of `others` whose steps in the screening changed no history at all.
    variances : tuple of Variance
        A line an outcome, the most frequent first.
    indices : tuple of Index
        For each of these outcomes all quantities alone, then the group.
    observed : tuple of str
        Outcomes that the record holds.
    """

    case: str
    theory: str
    seed: int
    settings: dict[str, str]
    rows: int
    size: int
    histories: int
    failed_rows: int
    alone: tuple[str, ...]
    others: tuple[str, ...]
    group: str | None
    idle: tuple[str, ...]
    variances: tuple[Variance, ...]
    indices: tuple[Index, ...]
    observed: tuple[str, ...]

    def of(self, outcome: str) -> tuple[Index, ...]:
        """The indices of one outcome, the largest total first."""
        found = [index for index in self.indices if index.outcome == outcome]
        return tuple(sorted(found, key=lambda index: -index.total))

    def plot(self, outcome: str | None = None) -> Figure:
        """Draw what one outcome hangs on, by default the most frequent (``pip install 'tocsin[plot]'``).

        Raises
        ------
        UnknownName
            If there are no indices of the outcome.
        """
        from tocsin.report.figures import sensitivity_figure

        known = [line.outcome for line in self.variances]
        name = outcome or known[0]
        if name not in known:
            raise UnknownName("outcome", name, known, "plot")
        return sensitivity_figure(self, name, f"{self.case} · {self.theory} · {name}")


def sensitivity(
    model: AnyModel,
    seed: int,
    directory: Path,
    *,
    rows: int = ROWS,
    alone: int = ALONE,
    size: int = SIZE,
    settings: dict[str, str] | None = None,
    workers: Workers = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sensitivity:
    """Find what the outcomes of a model hang on; histories that `directory` holds already are not run again.

    Parameters
    ----------
    model : Model or WorldModel
    seed : int
        Of the samples and of the histories.
    directory : Path
        Where the outcomes at the points of the two samples are kept.
    rows : int
        Base points of the Saltelli sample, a power of two.
    alone : int
        How many quantities stand alone at most.
    size : int
        Histories a point, at least 2.
    settings : dict of str to str, optional
        What the model was built with, for the result to say it.
    workers : int or Executor, optional
        Threads, all processors by default; or a `tocsin.Cluster`. No effect on the results.
    progress : callable, optional
        Called with (histories done, histories in all).

    Raises
    ------
    InputError
        If nothing that could matter is uncertain.
    TocsinError
        If SALib is not installed.
    """
    names, outcomes = model.in_play, reading_of(model).outcomes
    if not names:
        raise InputError([Problem("nothing that the outcomes could hang on is uncertain", "sensitivity")])
    screened = len(names) > alone + 1
    walks = WALKS * (len(names) + 1) * WALK_SIZE if screened else 0
    groups = alone + 1 if screened else len(names)
    total = walks + rows * (groups + 2) * size

    def from_walks(done: int, _: int) -> None:
        if progress:
            progress(done, total)

    def from_sample(done: int, _: int) -> None:
        if progress:
            progress(walks + done, total)

    idle: tuple[str, ...] = ()
    ranked = names
    if screened:
        ranked, idle = _screen(model, seed, directory, workers, from_walks)
    chosen, others = (ranked[:alone], ranked[alone:]) if screened else (ranked, ())
    group = f"{len(others)} others together" if others else None
    design = Design(ranked, saltelli_sample(ranked, chosen, rows, seed), size, first=WALKS)
    codes = outcomes_at(model, design, seed, directory, workers=workers, progress=from_sample)
    whole = (codes != FAILED).all(axis=(1, 2))
    observed = tuple(value for value in model.case.observed("outcome") if isinstance(value, str))
    variances: list[Variance] = []
    indices: list[Index] = []
    for outcome in _asked(outcomes, codes[whole][:, [0, -1]], observed):
        values = (codes[whole] == 1 + outcomes.index(outcome)).astype(float)
        variance, found = sobol_indices(outcome, (*chosen, *((group,) if group else ())), values)
        variances.append(variance)
        indices.extend(found)
    return Sensitivity(
        case=model.case.id,
        theory=model.theory.id,
        seed=seed,
        settings=dict(settings or {}),
        rows=rows,
        size=size,
        histories=total,
        failed_rows=int((~whole).sum()),
        alone=chosen,
        others=others,
        group=group,
        idle=idle,
        variances=tuple(variances),
        indices=tuple(indices),
        observed=observed,
    )


def _asked(outcomes: tuple[str, ...], codes: NDArray[numpy.int8], observed: tuple[str, ...]) -> list[str]:
    """Outcomes that are frequent enough or observed, the most frequent first."""
    counts = numpy.bincount(codes.ravel(), minlength=len(outcomes) + 1)[1:]
    least = RARE * max(int(counts.sum()), 1)
    order = numpy.argsort(-counts, kind="stable").tolist()
    return [outcomes[i] for i in order if counts[i] and (counts[i] >= least or outcomes[i] in observed)]


def _screen(
    model: AnyModel, seed: int, directory: Path, workers: Workers, progress: Callable[[int, int], None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Quantities, the most important first, and those that changed nothing."""
    names = model.in_play
    sample = _salib("sample.morris").sample(
        _problem(names, _ENDS), WALKS, num_levels=4, seed=numpy.random.default_rng(seed)
    )
    points = sample.reshape(WALKS, len(names) + 1, len(names))
    codes = outcomes_at(model, Design(names, points, WALK_SIZE), seed, directory, workers=workers, progress=progress)
    stepped = numpy.abs(numpy.diff(points, axis=1)).argmax(axis=2)
    changed = numpy.zeros(len(names), dtype=bool)
    changed[stepped[(numpy.diff(codes, axis=1) != 0).any(axis=2)]] = True
    outcomes = range(len(reading_of(model).outcomes))
    squares = sum(squared_steps((codes == 1 + number).astype(float)) for number in outcomes)
    importance = numpy.bincount(stepped.ravel(), weights=numpy.ravel(squares), minlength=len(names))
    order = sorted(range(len(names)), key=lambda i: (-importance[i], not changed[i], i))
    return tuple(names[i] for i in order), tuple(names[i] for i in order if not changed[i])


def saltelli_sample(names: tuple[str, ...], alone: tuple[str, ...], rows: int, seed: int) -> NDArray[numpy.float64]:
    """Saltelli's sample in [0, 1]: A, A with each quantity of `alone` from B, A with all others from B, B.

    Of independent blocks, each a scrambled Sobol sequence, one after the other.

    Returns
    -------
    ndarray of float, shape (rows, groups + 2, names)
    """
    problem = _problem(names, (0.0, 1.0))
    groups = len(names)
    if len(alone) < len(names):
        groups = len(alone) + 1
        problem["groups"] = [name if name in alone else "" for name in names]
    sample = _salib("sample.sobol").sample
    parts = [
        sample(problem, rows // BLOCKS, calc_second_order=False, seed=numpy.random.default_rng([seed, block]))
        for block in range(BLOCKS)
    ]
    quantiles: NDArray[numpy.float64] = numpy.concatenate(parts).reshape(rows, groups + 2, len(names))
    return quantiles


def _problem(names: tuple[str, ...], ends: tuple[float, float]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [list(ends)] * len(names)}


def _salib(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"SALib.{module}")
    except ImportError as error:
        raise TocsinError(f"sensitivity needs SALib, which is not installed ({error}): "
                          "pip install 'tocsin[studies]'") from None  # fmt: skip
