"""Figures: what is drawn is what was found."""

import pytest

from tocsin.report.figures import reliability_figure
from tocsin.study.scores import Bin

pytest.importorskip("matplotlib")

BINS = (Bin(0.2, 0.3, 12, 0.25, 0.5, 0.3, 0.7), Bin(0.6, 0.7, 30, 0.62, 0.6, 0.45, 0.8))


def test_every_bin_has_its_point_and_its_interval() -> None:
    (axes,) = reliability_figure(BINS, "a theory").axes
    drawn = [[round(float(y), 6) for y in line.get_ydata()] for line in axes.get_lines()]
    assert drawn == [[0, 100], [30, 70], [50], [45, 80], [60]]
    assert [text.get_text() for text in axes.texts] == ["12", "30"]
    assert axes.get_title() == "a theory"
    assert "clustered by country" in axes.get_ylabel()
