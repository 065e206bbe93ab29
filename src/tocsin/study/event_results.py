"""What scoring over tables of events finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.errors import UnknownName
from tocsin.study.likelihood import Fitted
from tocsin.study.predictions import REGRESSION
from tocsin.study.scores import Bin, Difference

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Dropped", "EventScores", "Fit", "Prediction", "Score"]


@dataclass(frozen=True, slots=True)
class Score:
    """Scores of one theory on one part; both are losses, so that lower is better.

    Attributes
    ----------
    theory : str
    split : str
        ``fit``: the events that it was fitted on; ``cv``: each fold by what the other folds teach; ``test``.
    n : int
        Events.
    log_score, brier : float
        Means over the events.
    vs_base_rates, vs_logistic_regression : Difference
        Log score less that of the baseline, event by event: below 0 it is better than the baseline.
    """

    theory: str
    split: str
    n: int
    log_score: float
    brier: float
    vs_base_rates: Difference
    vs_logistic_regression: Difference


@dataclass(frozen=True, slots=True)
class Fit:
    """What a theory's free parameters are after the fitting part; `points` is the effective number of points."""

    theory: str
    parameters: tuple[Fitted, ...]
    points: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """An event that is not scored because a case of the library is about it."""

    country: str
    day: str
    case: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """One event: where and when, what was known before, and the probability of success by each theory."""

    country: str
    day: str
    split: str
    levels: dict[str, str]
    chances: dict[str, float]


@dataclass(frozen=True, slots=True)
class EventScores:
    """What `score` finds over tables of events.

    Attributes
    ----------
    seed, points, histories, failed : int
        `points` histories a pattern of covariates and theory.
    theories : tuple of str
        Those simulated.
    chosen : str or None
        The theory with the best cross-validated log score on the fitting part.
    judged : str
        The split that it is judged on: ``test``, or ``cv`` where there is no test part.
    scores : tuple of Score
    reliability : mapping of (theory, split) to tuple of Bin
    fits : tuple of Fit
    dropped : tuple of Dropped
    incomplete, repeated : int
        Rows left out because day or outcome is missing, or because the attempt has stood there before.
    known : mapping of (covariate, level) to (events of the fitting part, of the test part)
    succeeded : mapping of (covariate, level) to int
        How many events of the fitting part succeeded.
    seen : str
        What of the case and its covariates was made in view of outcomes.
    predictions : tuple of Prediction
        For the judged split.
    """

    seed: int
    points: int
    histories: int
    failed: int
    theories: tuple[str, ...]
    chosen: str | None
    judged: str
    scores: tuple[Score, ...]
    reliability: Mapping[tuple[str, str], tuple[Bin, ...]]
    fits: tuple[Fit, ...]
    dropped: tuple[Dropped, ...]
    incomplete: int
    repeated: int
    known: Mapping[tuple[str, str], tuple[int, int]]
    succeeded: Mapping[tuple[str, str], int]
    seen: str
    predictions: tuple[Prediction, ...]

    def of(self, theory: str, split: str | None = None) -> Score:
        """Score of a theory on a split; on the judged one by default."""
        wanted = split or self.judged
        return next(score for score in self.scores if (score.theory, score.split) == (theory, wanted))

    def plot(self, theory: str | None = None, split: str | None = None) -> Figure:
        """The reliability diagram of a theory on a split (needs Matplotlib: ``pip install 'tocsin[plot]'``).

        Parameters
        ----------
        theory : str, optional
            The chosen one by default, or the logistic regression where no theory was scored.
        split : str, optional
            The one that is judged on by default.

        Raises
        ------
        UnknownName
            If the theory was not scored.
        """
        from tocsin.report.figures import reliability_figure

        name, part = theory or self.chosen or REGRESSION, split or self.judged
        if (name, part) not in self.reliability:
            raise UnknownName("theory", name, sorted({one for one, known in self.reliability if known == part}))
        return reliability_figure(self.reliability[name, part], f"{name} · {part}")
