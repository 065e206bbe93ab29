"""A page keeps together what belongs together."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tocsin.report.page import Page


@pytest.mark.parametrize("width", range(40, 60))
def test_a_line_is_not_broken_between_a_number_and_its_per_cent_sign(width: int) -> None:
    stream = io.StringIO()
    page = Page(Console(file=stream, width=width))
    text = "over them the share of settlement runs from 2\u00a0% to 95\u00a0%, " * 4
    page.paragraph(text)
    page.terms([("label", text)])
    page.table(("one", "two"), [("a", text)])
    lines = stream.getvalue().splitlines()
    assert not [line for line in lines if line.strip().startswith("%")]
    assert stream.getvalue().count("95\u00a0%") == 12
    assert max(map(len, lines)) <= width
