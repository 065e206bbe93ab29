"""What all figures share: colours that are told apart with any colour vision, intervals, and files."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["BAR", "OBSERVED", "RANGE", "WHISKER", "interval", "known", "png_of", "rows", "svg_of", "tidy"]

BAR, OBSERVED, WHISKER = "#56B4E9", "#0072B2", "#000000"
"""From the palette of Okabe and Ito (2008), told apart with any colour vision."""
RANGE = "0.55"
"""The grey of what the priors leave open."""


def known(*numbers: float) -> bool:
    """Whether none of the numbers is not-a-number."""
    return all(number == number for number in numbers)


def interval(axes: Axes, place: float, value: float, low: float, high: float) -> None:
    """A point with its interval, lying at a height; either is left out where it is not known."""
    if known(low, high):
        axes.plot([low, high], [place, place], color=WHISKER, lw=1.5, marker="|")
    if known(value):
        axes.plot(value, place, color=OBSERVED, marker="o", linestyle="none")


def rows(axes: Axes, names: list[str]) -> None:
    """Name what lies at the heights 0, 1, … from below."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(-0.7, max(len(names), 1) - 0.3)
    tidy(axes)


def tidy(axes: Axes) -> None:
    """No frame where there is nothing to read."""
    axes.spines[["top", "right"]].set_visible(False)


def svg_of(figure: Figure, name: str) -> str:
    """A figure as SVG to stand inside a page: the same text for the same figure, with ids of its own.

    Parameters
    ----------
    name : str
        Keeps its ids apart from those of other figures on the page.
    """
    import matplotlib

    stream = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": name}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, transparent=False)
    text = stream.getvalue()
    return re.sub(r'( id="|href="#|url\(#)', rf"\g<1>{name}-", text[text.index("<svg") :])


def png_of(figure: Figure, resolution: int = 150) -> bytes:
    """A figure as PNG: the same bytes for a figure that is drawn anew from the same numbers.

    Parameters
    ----------
    resolution : int
        Dots an inch.
    """
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=resolution, metadata={"Software": None})
    return stream.getvalue()
