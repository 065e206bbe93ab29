"""Claims: what hangs on each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.report.figures.drawing import RANGE, interval, known, rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tocsin.study.audited import Audit
    from tocsin.study.paired import Effect

__all__ = ["claims_figure", "claims_words"]


def claims_figure(audit: Audit, title: str) -> Figure:
    """What becomes of what was observed where each claim is put at its contrast: change with its 95 % interval.

    Parameters
    ----------
    audit : Audit
        Claims of which nothing was computed, or whose case has no record, are left out.
    title : str
    """
    from tocsin.report.figures.shown import Shown

    shown = _changes(audit)
    figure = Shown(figsize=(7.5, 0.32 * len(shown) + 1.4), layout="constrained")
    axes = figure.subplots()
    axes.axvline(0, color=RANGE, lw=1)
    for place, (_, _, change) in enumerate(reversed(shown)):
        interval(axes, place, 100 * change.difference, 100 * change.low, 100 * change.high)
    rows(axes, [f"{name}: {verdict}" for name, verdict, _ in reversed(shown)])
    axes.set_xlabel("change at the claim's contrast, percentage points\nblack: 95 % interval of the computing")
    axes.set_title(title)
    return figure


def claims_words(audit: Audit) -> str:
    """What `claims_figure` shows, for those who do not see it."""
    told = [
        f"{name} ({verdict}) {100 * change.difference:+.1f} ({100 * change.low:+.1f} to {100 * change.high:+.1f})"
        for name, verdict, change in _changes(audit)
    ]
    return (
        "For each claim the change of what was observed at its contrast, in percentage points with its 95 % interval: "
        f"{'; '.join(told) or 'none'}."
    )


def _changes(audit: Audit) -> list[tuple[str, str, Effect]]:
    found = [(claim.id, claim.verdict, claim.computed) for claim in audit.claims]
    return [
        (name, verdict, done.load_bearing)
        for name, verdict, done in found
        if done is not None and known(done.load_bearing.difference)
    ]
