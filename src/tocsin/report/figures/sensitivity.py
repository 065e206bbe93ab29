"""What the outcomes hang on: Sobol' indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.report.figures.drawing import BAR, OBSERVED, WHISKER, known, rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tocsin.study.indices import Index
    from tocsin.study.sensitivity import Sensitivity

__all__ = ["sensitivity_figure", "sensitivity_words"]

_SHOWN = 8


def sensitivity_figure(sensitivity: Sensitivity, outcome: str, title: str, shown: int = _SHOWN) -> Figure:
    """The quantities that one outcome hangs on most: first (light) and total index (dark), with 95 % intervals.

    Parameters
    ----------
    sensitivity : Sensitivity
    outcome : str
    title : str
    shown : int
        Quantities at most, those with the largest totals.
    """
    from tocsin.report.figures.shown import Shown

    found = list(reversed(_largest(sensitivity, outcome, shown)))
    figure = Shown(figsize=(7.5, 0.5 * len(found) + 1.5), layout="constrained")
    axes = figure.subplots()
    for place, one in enumerate(found):
        for up, value, low, high, colour in (
            (0.2, one.total, one.total_low, one.total_high, OBSERVED),
            (-0.2, one.first, one.first_low, one.first_high, BAR),
        ):
            if not known(value):
                continue
            axes.barh(place + up, value, height=0.36, color=colour)
            axes.plot([low, high], [place + up] * 2, color=WHISKER, lw=1.5, marker="|")
    rows(axes, [one.quantity for one in found])
    axes.set_xlabel("share of the variance of the outcome's probability over the priors\n"
                    "dark: with interactions (total)    light: alone (first)    black: 95 % interval")  # fmt: skip
    axes.set_title(title)
    return figure


def sensitivity_words(sensitivity: Sensitivity, outcome: str, shown: int = _SHOWN) -> str:
    """What `sensitivity_figure` shows, for those who do not see it."""
    told = "; ".join(
        f"{one.quantity} {one.total:.2f} ({one.total_low:.2f} to {one.total_high:.2f})"
        for one in _largest(sensitivity, outcome, shown)
    )
    return f"Total index of the quantities that {outcome.replace('_', ' ')} hangs on most: {told or 'none'}."


def _largest(sensitivity: Sensitivity, outcome: str, shown: int) -> list[Index]:
    return [one for one in sensitivity.of(outcome) if known(one.total)][:shown]
