"""Infer: what the record says about theories as wholes and about their parameters."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.errors import UnknownName
from tocsin.evidence.features import observed_texts
from tocsin.simulate.chunk import AnyModel
from tocsin.simulate.executors import Workers
from tocsin.study.contest import Contest, Standing, contests_of, log_of, standings
from tocsin.study.estimating import Effort, estimate
from tocsin.study.exchange import to_arviz
from tocsin.study.hierarchy import SharedParameter, shared
from tocsin.study.marginal import Estimate
from tocsin.study.pool import Pool
from tocsin.study.posterior import Posterior, posterior_of
from tocsin.study.predictive import Replicated, replicated
from tocsin.study.verdict import CERTAIN

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CaseInference", "Inference", "infer"]

SET_SIZE = 2
"""Histories that share a draw of the parameters: what sets have in common is what makes a count uncertain.

In sets of 20 it takes up to six times as many histories to know a rare record as well. Two show what parameters decide.
"""
FEAR = "ruler.fear_ratio"
"""The parameter that is shared over cases unless another is asked for."""


@dataclass(frozen=True)
class CaseInference:
    """What the record of one case or world says.

    Attributes
    ----------
    case : str
    contests : tuple of Contest
        The first among all theories, on what all of them predict; the others among those that predict more.
    posteriors : dict of str to Posterior
        By theory, conditioned on the features of the last contest that the theory is in.
    replicated : dict of str to Replicated
        By theory: histories simulated anew from the posterior.
    observed : dict of str to tuple of str
        What of the record is compared on: each feature with the values that count as a match.
    """

    case: str
    contests: tuple[Contest, ...]
    posteriors: dict[str, Posterior]
    replicated: dict[str, Replicated]
    observed: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Inference:
    """What the records of one case or several say.

    Attributes
    ----------
    cases : tuple of CaseInference
    theories : tuple of Standing
        All theories over all cases, on the features of each case's first contest. Evidence is multiplied over cases:
        each case has its own draw of the parameters.
    shared : tuple of SharedParameter
        For each theory that leaves it open, the common value over the cases.
    seed : int
    effort : Effort
    settings : dict of str to str
        What was held by hand.
    clock : str
        ``crisis``, or ``world`` where the one case is a world.
    left_out : dict of str to str
        Theories that were asked for and have no part in it, and why.
    """

    cases: tuple[CaseInference, ...]
    theories: tuple[Standing, ...]
    shared: tuple[SharedParameter, ...]
    seed: int
    effort: Effort
    settings: dict[str, str] = field(default_factory=dict)
    clock: str = "crisis"
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def features(self) -> tuple[str, ...]:
        """Features that all theories are compared on, of any case."""
        return tuple(dict.fromkeys(name for case in self.cases for name in case.contests[0].features))

    @property
    def failed(self) -> int:
        """Histories that failed, left out of the counts."""
        lines = [line for case in self.cases for line in case.contests[0].standings]
        return sum(line.estimate.failed for line in lines if line.estimate is not None)

    def to_arviz(self, theory: str, case: str | None = None) -> Any:
        """The posterior of a theory's parameters as `arviz.InferenceData` (``pip install 'tocsin[infer]'``).

        Parameters
        ----------
        theory : str
        case : str, optional
            The first by default.
        """
        found = next(one for one in self.cases if case is None or one.case == case)
        return to_arviz(found.posteriors[theory], found.replicated.get(theory))

    def plot(self, theory: str | None = None, shown: int = 6) -> Figure:
        """Draw the theories' evidence, or what one of them learns (needs Matplotlib: ``pip install 'tocsin[plot]'``).

        Parameters
        ----------
        theory : str, optional
            Its parameters before and after the record of the first case; all theories' evidence by default.
        shown : int
            Parameters at most, those that moved most.

        Raises
        ------
        UnknownName
            If the theory has no posterior here.
        """
        from tocsin.report.figures import evidence_figure, parameters_figure

        first = self.cases[0]
        if theory is None:
            return evidence_figure(self.theories, f"{', '.join(one.case for one in self.cases)} · the record")
        if theory not in first.posteriors:
            raise UnknownName("theory", theory, first.posteriors, "plot")
        return parameters_figure(first.posteriors[theory].parameters()[:shown], f"{first.case} · {theory}")


def infer(
    models: list[list[AnyModel]],
    seed: int,
    *,
    features: tuple[str, ...] | None = None,
    effort: Effort | None = None,
    share: str = FEAR,
    root: Path | None = None,
    settings: dict[str, str] | None = None,
    left_out: dict[str, str] | None = None,
    workers: Workers = None,
    progress: Callable[[int, int], None] | None = None,
) -> Inference:
    """Compare theories on the records of cases, and learn about their parameters.

    Parameters
    ----------
    models : list of list of Model
        For each case (or of the one world) its models under each theory, in the same order of theories for every case.
    seed : int
    features : tuple of str, optional
        Compare on these only, and ask for them in this order; by default on all that the record holds and all theories
        predict.
    effort : Effort, optional
    share : str
        Parameter to learn of over all cases together.
    root : Path, optional
        Folder below which what was simulated is kept.
    settings : dict, optional
        What the models were built with, for the result to say it.
    left_out : dict, optional
        Theories that have no part in it, and why, for the result to say it.
    workers : int or Executor, optional
        Threads, all processors by default; or a `tocsin.Cluster`. No effect on the results.
    progress : callable, optional
        Called with (histories done, histories in all as far as that is known).

    Raises
    ------
    InputError
        If there is nothing to compare on.
    """
    trying = effort or Effort()
    plans = [contests_of(row[0].case, [model.theory for model in row], features) for row in models]
    counter = _Counter(progress, sum(len(row) for row in models) * trying.histories)
    cases = [
        _case(row, plan, seed, trying, root, workers, counter, features is None)
        for row, plan in zip(models, plans, strict=True)
    ]
    names = [model.theory.id for model in models[0]]
    first = [[_sure(case.contests[0].of(name)) for case in cases] for name in names]
    together = standings(
        names,
        [sum(line.log_evidence for line in lines) for lines in first],
        [sum(line.log_error**2 for line in lines) ** 0.5 for lines in first],
        log_at_most=[sum(_most(line) for line in lines) for lines in first],
    )
    common = [shared(share, [case.posteriors[name] for case in cases if name in case.posteriors]) for name in names]
    return Inference(
        tuple(cases),
        cases[0].contests[0].standings if len(cases) == 1 else together,
        tuple(found for found in common if found is not None),
        seed,
        trying,
        dict(settings or {}),
        models[0][0].clock,
        dict(left_out or {}),
    )


def _case(
    models: list[AnyModel], plan: list[tuple[tuple[str, ...], tuple[str, ...]]], seed: int, effort: Effort,
    root: Path | None, workers: Workers, counter: _Counter, reorder: bool,
) -> CaseInference:  # fmt: skip
    found: dict[tuple[tuple[str, ...], str], Estimate] = {}
    posteriors, checks = {}, {}
    for model in models:
        name = model.theory.id
        pool = Pool(model, seed, root, workers, SET_SIZE)
        counter.has(min(pool.histories, effort.histories))
        # The widest set of features comes first: what it needs to be counted serves the narrower ones too.
        own = [features for features, theories in plan if name in theories]
        for features in reversed(own):
            found[features, name] = estimate(pool, features, effort, counter.round(), reorder=reorder)
        draws = found[own[-1], name].draws
        if draws is not None:
            posteriors[name] = posterior_of(model, own[-1], draws)
            checks[name] = replicated(pool, own[-1], draws)
    contests = []
    for features, theories in plan:
        estimates = [found[features, name] for name in theories]
        lines = standings(
            list(theories), [one.log_evidence for one in estimates], [one.error for one in estimates], estimates
        )
        contests.append(Contest(features, lines))
    case = models[0].case
    observed = {name: observed_texts(case, name) for features, _ in plan for name in features}
    return CaseInference(case.id, tuple(contests), posteriors, checks, observed)


def _sure(line: Standing | None) -> Standing:
    if line is None:
        raise ValueError("the first contest is among all theories")
    return line


def _most(line: Standing) -> float:
    """Upper bound of a case's log evidence: of what was counted or found, or of what never matched."""
    if math.isfinite(line.log_evidence) or line.estimate is None:
        return line.log_evidence + CERTAIN * line.log_error
    return log_of(line.estimate.at_most)


class _Counter:
    """Adds up what single estimates tell of their progress."""

    def __init__(self, progress: Callable[[int, int], None] | None, expected: int) -> None:
        self.progress = progress
        self.expected = expected
        self.done = 0

    def has(self, histories: int) -> None:
        """So many that were expected are there already."""
        self.done += histories

    def round(self) -> Callable[[int, int], None]:
        """What one estimate is to call; it starts to count anew whenever its own count falls."""
        last = 0

        def tell(done: int, total: int) -> None:
            nonlocal last
            self.done += done - last if done >= last else done
            last = done if done < total else 0
            self.expected = max(self.expected, self.done + max(total - done, 0))
            if self.progress:
                self.progress(self.done, self.expected)

        return tell
