"""Printing into text."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from rich.console import Console

from tocsin.report.page import Page


@pytest.fixture
def printed() -> Callable[..., str]:
    """Return what a printing function writes on a page of some width, with runs of blanks made one."""

    def call(function: Callable[[Page, Any], None], data: Mapping[str, Any] | Any, width: int = 100) -> str:
        stream = io.StringIO()
        function(Page(Console(file=stream, width=width, highlight=False)), data)
        return " ".join(stream.getvalue().split())

    return call
