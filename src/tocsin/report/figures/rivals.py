"""Rival theories: their evidence with its error, and their parameters before and after the record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.report.figures.drawing import OBSERVED, RANGE, WHISKER, interval, known, rows, tidy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tocsin.study.contest import Standing
    from tocsin.study.posterior import ParameterPosterior

__all__ = ["evidence_figure", "evidence_words", "parameters_figure", "parameters_words"]

_Z = 1.96


def evidence_figure(standings: Sequence[Standing], title: str) -> Figure:
    """How well each theory predicted the record, and how probable that makes it among the rivals.

    Parameters
    ----------
    standings : sequence of Standing
        Theories of one contest, the most probable first. One that never matched has an arrow from its bound downwards.
    title : str
    """
    from tocsin.report.figures.shown import Shown

    figure = Shown(figsize=(9, 0.42 * len(standings) + 1.6), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    for place, line in enumerate(reversed(standings)):
        bound = _bound(line)
        if math.isfinite(line.log_evidence):
            reach = _Z * line.log_error
            interval(left, place, line.log_evidence, line.log_evidence - reach, line.log_evidence + reach)
        elif bound is not None:
            left.plot(bound, place, color=WHISKER, marker="<", linestyle="none")
        low, high = (100 * end for end in (line.low, line.high))
        interval(right, place, 100 * line.probability, low, high)
    rows(left, [line.theory for line in reversed(standings)])
    left.set_xlabel("log evidence, nats\nblack: 95 % of the computing; arrow: at most")
    tidy(right)
    right.set_xlim(0, 100)
    right.set_xlabel("probability among these theories, %\nblack: 95 % of the computing")
    figure.suptitle(title)
    return figure


def evidence_words(standings: Sequence[Standing]) -> str:
    """What `evidence_figure` shows, for those who do not see it."""
    told = []
    for line in standings:
        bound = _bound(line)
        if math.isfinite(line.log_evidence):
            evidence = f"{line.log_evidence:.2f} ± {_Z * line.log_error:.2f}"
        else:
            evidence = "not known" if bound is None else f"at most {bound:.2f}"
        chance = ""
        if known(line.probability, line.low, line.high):
            chance = f", probability {100 * line.probability:.0f} % ({100 * line.low:.0f} to {100 * line.high:.0f})"
        told.append(f"{line.theory} {evidence}{chance}")
    return f"Log evidence of each theory with its 95 % interval, and its probability: {'; '.join(told)}."


def _bound(line: Standing) -> float | None:
    """The most that a theory's log evidence can be where it never matched."""
    if line.estimate is None or not line.estimate.at_most > 0:
        return None
    return math.log(line.estimate.at_most)


def parameters_figure(parameters: Sequence[ParameterPosterior], title: str) -> Figure:
    """Parameters before (grey) and after the record (blue): 5-95 % ranges, and means with the error of the computing.

    Parameters
    ----------
    parameters : sequence of ParameterPosterior
        As `Posterior.parameters` gives them; each has an axis with its own unit.
    title : str
    """
    from tocsin.report.figures.shown import Shown

    figure = Shown(figsize=(7.5, 0.95 * max(len(parameters), 1) + 1.1), layout="constrained")
    grid = figure.subplots(max(len(parameters), 1), 1, squeeze=False).ravel()
    if not parameters:
        grid[0].set_axis_off()
    for axes, one in zip(grid, parameters, strict=False):
        for place, found, colour in ((1, one.prior, RANGE), (0, one.posterior, OBSERVED)):
            axes.plot([found.low, found.high], [place] * 2, color=colour, lw=4, solid_capstyle="butt")
            axes.plot(found.mean, place, color=WHISKER, marker="o", ms=4, linestyle="none")
        reach = _Z * one.error
        if known(reach):
            ends = [one.posterior.mean - reach, one.posterior.mean + reach]
            axes.plot(ends, [0, 0], color=WHISKER, lw=1.5, marker="|")
        rows(axes, ["after", "before"])
        axes.set_title(f"{one.name}, {one.unit}", fontsize=9, loc="left")
        axes.tick_params(labelsize=8)
    figure.suptitle(f"{title}\nbars: 5-95 %    points: means    black: 95 % of the computing", fontsize=10)
    return figure


def parameters_words(parameters: Sequence[ParameterPosterior]) -> str:
    """What `parameters_figure` shows, for those who do not see it."""
    told = "; ".join(
        f"{one.name} {one.prior.low:.3g} to {one.prior.high:.3g} before, "
        f"{one.posterior.low:.3g} to {one.posterior.high:.3g} after ({one.unit})"
        for one in parameters
    )
    return f"Ranges (5-95 %) of parameters before and after the record: {told or 'none'}."
