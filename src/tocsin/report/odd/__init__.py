"""The description of a model in the form ODD, made from what is declared: `tocsin odd`."""

from tocsin.report.odd.describing import describe, odd_data
from tocsin.report.odd.writing import odd_markdown

__all__ = ["describe", "odd_data", "odd_markdown"]
