"""A figure that a notebook shows where it stands, whatever backend is set. Imported where Matplotlib is needed only."""

from matplotlib.figure import Figure

from tocsin.report.figures.drawing import png_of

__all__ = ["Shown"]


class Shown(Figure):
    """A Matplotlib figure; notebooks show one that pyplot did not make as its name only."""

    def _repr_png_(self) -> bytes:
        return png_of(self)
