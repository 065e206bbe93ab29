"""Figures: one package for all of them; colour-blind safe, labelled with units, intervals always drawn.

Each `…_figure` has a `…_words` beside it: one sentence with what the figure shows, for those who do not see it.
"""

from tocsin.report.figures.argument import claims_figure, claims_words
from tocsin.report.figures.comparison import effects_figure, effects_words, flips_figure, flips_words
from tocsin.report.figures.drawing import png_of, svg_of
from tocsin.report.figures.paths import PATHS, fan_figure, fan_words
from tocsin.report.figures.reliability import reliability_figure, reliability_words
from tocsin.report.figures.rivals import evidence_figure, evidence_words, parameters_figure, parameters_words
from tocsin.report.figures.sensitivity import sensitivity_figure, sensitivity_words
from tocsin.report.figures.shares import outcome_figure, outcome_words

__all__ = [
    "PATHS", "claims_figure", "claims_words", "effects_figure", "effects_words", "evidence_figure", "evidence_words",
    "fan_figure", "fan_words", "flips_figure", "flips_words", "outcome_figure", "outcome_words", "parameters_figure",
    "parameters_words", "png_of", "reliability_figure", "reliability_words", "sensitivity_figure", "sensitivity_words",
    "svg_of",
]  # fmt: skip
