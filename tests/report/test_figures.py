"""Figures: what is drawn is what was found."""

import re
from dataclasses import replace
from math import inf, log, nan
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy
import polars
import pytest

from tocsin.errors import UnknownName
from tocsin.report.figures import (
    PATHS,
    claims_figure,
    claims_words,
    effects_figure,
    effects_words,
    evidence_figure,
    evidence_words,
    fan_figure,
    fan_words,
    flips_figure,
    flips_words,
    outcome_figure,
    outcome_words,
    parameters_figure,
    parameters_words,
    png_of,
    reliability_figure,
    reliability_words,
    sensitivity_figure,
    sensitivity_words,
    svg_of,
)  # fmt: skip
from tocsin.study.audited import Audit
from tocsin.study.compare import Flip
from tocsin.study.contest import Standing
from tocsin.study.indices import Index, Variance
from tocsin.study.marginal import Estimate
from tocsin.study.paired import Effect
from tocsin.study.posterior import Moments, ParameterPosterior
from tocsin.study.scores import Bin
from tocsin.study.sensitivity import Sensitivity
from tocsin.study.world_summary import FANS, Fan

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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


def effect(name: str, difference: float, low: float, high: float, prior: tuple[float, float] = (nan, nan)) -> Effect:
    return Effect(name, 0.5, 0.5 + difference, difference, low, high, *prior, 10)


def drawn(axes: "Axes") -> list[list[float]]:
    """What stands along the x axis, line by line."""
    return [[round(float(x), 6) for x in numpy.ravel(line.get_xdata())] for line in axes.get_lines()]


def test_outcomes_have_both_uncertainties_and_words() -> None:
    names = ("outcome", "count", "share", "low", "high", "prior_low", "prior_high", "observed")
    rows = [("civil_war", 30, 0.3, 0.2, 0.4, nan, nan, False), ("coup", 70, 0.7, 0.6, 0.8, 0.1, 0.9, True)]
    table = polars.DataFrame(rows, schema=names, orient="row")
    (axes,) = outcome_figure(table, "a run").axes
    assert [round(bar.get_width(), 6) for bar in axes.patches] == [70, 30]
    assert drawn(axes) == [[10, 90], [60, 80], [20, 40]]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["coup (observed)", "civil_war"]
    words = outcome_words(table)
    assert "civil war 30.0 % (20.0 to 40.0); coup 70.0 % (60.0 to 80.0, observed)" in words


def test_effects_and_flips() -> None:
    effects = [effect("coup", 0.1, 0.05, 0.15, (-0.2, 0.3)), effect("crushed", -0.1, -0.2, 0.0)]
    (axes,) = effects_figure(effects, ["coup"], "otherwise").axes
    assert drawn(axes) == [[0, 0], [-20, 0], [-10], [-20, 30], [5, 15], [10]]
    assert "percentage points" in axes.get_xlabel()
    assert "coup +10.0 (+5.0 to +15.0); crushed -10.0 (-20.0 to +0.0)" in effects_words(effects)
    flips = [Flip("coup", "crushed", 1200), Flip("crushed", "coup", 3)]
    (axes,) = flips_figure(flips, 5000, "otherwise").axes
    assert [text.get_text() for text in axes.texts] == ["1,200", "3"]
    assert "5,000 pairs" in axes.get_xlabel()
    assert "coup to crushed 1,200; crushed to coup 3" in flips_words(flips, 5000)
    assert flips_figure([], 10, "nothing changes").axes


def test_evidence_has_errors_and_bounds() -> None:
    never = Estimate(-inf, nan, 0.001, "counting", 1.0, 0, 3000)
    lines = [Standing("a", -2.0, 0.1, 0.9, 0.01, None, 0.8, 1.0), Standing("b", -inf, nan, 0.1, nan, never, 0.0, 0.2)]
    left, right = evidence_figure(lines, "rivals").axes
    assert drawn(left) == [[pytest.approx(log(0.001), abs=1e-5)], [-2.196, -1.804], [-2]]
    assert drawn(right) == [[0, 20], [10], [80, 100], [90]]
    assert [text.get_text() for text in left.get_yticklabels()] == ["b", "a"]
    words = evidence_words(lines)
    assert "a -2.00 ± 0.20, probability 90 % (80 to 100)" in words
    assert "b at most -6.91" in words


def test_parameters_before_and_after() -> None:
    row = ParameterPosterior("ruler.guard", "men", Moments(5, 2, 1, 9), Moments(6, 1, 4, 8), 0.5, 0.3, 0.7, True)
    (axes,) = parameters_figure([row], "learned").axes
    assert drawn(axes) == [[1, 9], [5], [4, 8], [6], [5.02, 6.98]]
    assert axes.get_title(loc="left") == "ruler.guard, men"
    assert "ruler.guard 1 to 9 before, 4 to 8 after (men)" in parameters_words([row])


def test_sensitivity_shows_the_largest_with_intervals() -> None:
    indices = tuple(Index("coup", name, t / 2, 0.0, t, t, t - 0.1, t + 0.1) for name, t in (("x", 0.2), ("y", 0.6)))
    found = Sensitivity("c", "t", 1, {}, 64, 8, 100, 0, ("x", "y"), (), None, (), (), indices, ())
    (axes,) = sensitivity_figure(found, "coup", "hangs on", shown=1).axes
    assert [round(bar.get_width(), 6) for bar in axes.patches] == [0.6, 0.3]
    assert drawn(axes) == [[0.5, 0.7], [0, 0.6]]
    assert "y 0.60 (0.50 to 0.70)" in sensitivity_words(found, "coup")
    drawing = replace(found, variances=(Variance("coup", 0.3, 0.2, 0.1),)).plot()
    assert [text.get_text() for text in drawing.axes[0].get_yticklabels()] == ["x", "y"]
    with pytest.raises(UnknownName, match="crushed"):
        replace(found, variances=(Variance("coup", 0.3, 0.2, 0.1),)).plot("crushed")


def test_claims_have_their_verdicts() -> None:
    nothing = SimpleNamespace(id="K2", verdict="not implemented", computed=None)
    done = SimpleNamespace(load_bearing=effect("outcome", -0.25, -0.3, -0.2))
    claim = SimpleNamespace(id="K1", verdict="implied and load-bearing", computed=done)
    audit = cast(Audit, SimpleNamespace(claims=(claim, nothing)))
    (axes,) = claims_figure(audit, "claims").axes
    assert drawn(axes) == [[0, 0], [-30, -20], [-25]]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["K1: implied and load-bearing"]
    assert "K1 (implied and load-bearing) -25.0 (-30.0 to -20.0)" in claims_words(audit)


def test_files_are_the_same_each_time_and_ids_apart() -> None:
    figures = [reliability_figure(BINS, "a theory") for _ in range(2)]
    assert svg_of(figures[0], "one") == svg_of(figures[1], "one")
    ids = [set(re.findall(r' id="([^"]+)"', svg_of(figures[0], name))) for name in ("one", "two")]
    assert ids[0]
    assert not ids[0] & ids[1]
    image, again = (png_of(reliability_figure(BINS, "a theory")) for _ in range(2))
    assert image.startswith(b"\x89PNG")
    assert again == image


def test_words_of_a_fan_and_of_reliability() -> None:
    fan = Fan("wars", (1914, 1915), ((0, 1), (1, 2), (2, 3), (3, 5), (4, 8)))
    assert "pairs at war 3 (1 to 8; count)" in fan_words([fan])
    assert "predicted 25 %, came 50 % (30 to 70, 12 attempts)" in reliability_words(BINS)


def test_a_notebook_shows_a_figure() -> None:
    assert reliability_figure(BINS, "a theory")._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]
