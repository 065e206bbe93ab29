"""Figures: what is drawn is what was found."""

import pytest

from tocsin.report.figures import PATHS, fan_figure, reliability_figure
from tocsin.study.scores import Bin
from tocsin.study.world_summary import FANS, Fan

pytest.importorskip("matplotlib")

BINS = (Bin(0.2, 0.3, 12, 0.25, 0.5, 0.3, 0.7), Bin(0.6, 0.7, 30, 0.62, 0.6, 0.45, 0.8))


def test_every_bin_has_its_point_and_its_interval() -> None:
    (axes,) = reliability_figure(BINS, "a theory").axes
    drawn = [[round(float(y), 6) for y in line.get_ydata()] for line in axes.get_lines()]
    assert drawn == [[0, 100], [30, 70], [50], [45, 80], [60]]
    assert [text.get_text() for text in axes.texts] == ["12", "30"]
    assert axes.get_title() == "a theory"
    assert "clustered by country" in axes.get_ylabel()


def test_a_fan_has_its_median_and_both_bands_and_its_unit() -> None:
    fan = Fan("wars", (1914, 1915), ((0, 1), (1, 2), (2, 3), (3, 5), (4, 8)))
    figure = fan_figure([fan], "a world")
    axes, empty = figure.axes
    (line,) = axes.get_lines()
    assert line.get_ydata().tolist() == [2, 3]
    bands = [band.get_paths()[0].get_extents() for band in axes.collections]
    assert [(box.ymin, box.ymax) for box in bands] == [(0, 8), (1, 5)]
    assert (axes.get_title(loc="left"), axes.get_ylabel()) == ("pairs at war", "count")
    assert not empty.axison
    assert "50 and 90 %" in figure.get_suptitle()


def test_every_path_of_a_world_has_a_name_and_a_unit() -> None:
    assert set(PATHS) == set(FANS)
