"""What is printed of a history of either clock: its address, the record beside it, what was drawn, the run on disk."""

from __future__ import annotations

from tocsin.report.catalogue.wording import name_in_words
from tocsin.report.page import Page
from tocsin.report.replay.told import Drawn, Told

__all__ = ["print_drawn", "print_head", "print_record", "print_stored"]


def print_head(page: Page, story: Told) -> None:
    """Print which history it is."""
    page.heading(story.case, f"theory {story.theory}", f"seed {story.seed}", f"history {story.history}")
    if story.settings:
        page.paragraph("set by hand: " + ", ".join(f"{name} = {value}" for name, value in story.settings.items()))


def print_record(page: Page, story: Told) -> None:
    """Print what the record holds beside what this history has."""
    if story.record:
        page.section("Beside the record", f"{sum(f.agrees for f in story.record)} of {len(story.record)} agree")
        rows = [
            (name_in_words(f.feature), _shown(f.history), f.record, "yes" if f.agrees else "no") for f in story.record
        ]
        page.table(("feature", "this history", "record", "agrees"), rows)


def print_drawn(page: Page, story: Told) -> None:
    """Print the quantities that a reader wants first."""
    main = [item for item in story.drawn if item.main]
    if main:
        page.section(
            "Drawn for this history",
            f"{len(main)} of {len(story.drawn)} uncertain quantities (all: --json), with percentiles of priors",
        )
        page.table(("quantity", "value", "percentile", "meaning"), [_quantity(item) for item in main])


def print_stored(page: Page, story: Told) -> None:
    """Print whether the history is the one on disk."""
    page.section("On disk")
    page.paragraph(_stored(story), 2)


def _shown(value: str | None) -> str:
    return name_in_words(value) if value is not None else "none"


def _quantity(item: Drawn) -> tuple[str, str, str, str]:
    level = "" if item.level is None else f"{100 * item.level:.0f}"
    return item.name, item.text, level, item.meaning


def _stored(story: Told) -> str:
    stored = story.stored
    if stored.directory is None:
        return "No run below runs/ holds this history; there is nothing to compare it with."
    if stored.differences:
        return f"NOT the same as history {story.history} of {stored.directory}: {', '.join(stored.differences)} differ."
    log = f" and {stored.events} events" if stored.events else ""
    return f"The same, bit by bit, as history {story.history} of {stored.directory}: {stored.columns} columns{log}."
