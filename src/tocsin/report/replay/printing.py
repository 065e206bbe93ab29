"""The story of a crisis in sentences, on a terminal of any width."""

from __future__ import annotations

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tocsin.report.catalogue.wording import name_in_words
from tocsin.report.page import Page
from tocsin.report.replay.common_printing import print_drawn, print_head, print_record, print_stored
from tocsin.report.replay.sentences import number_in_words
from tocsin.report.replay.story import Moment, Story

__all__ = ["print_crisis"]


def print_crisis(page: Page, story: Story) -> None:
    """Print a history hour by hour, then how it ended, what it was made of, and the record for comparison."""
    print_head(page, story)
    _print_moments(page, story)
    page.section("The end")
    page.paragraph(_ending(story), 2)
    page.terms(_course(story))
    print_record(page, story)
    print_drawn(page, story)
    print_stored(page, story)


def _print_moments(page: Page, story: Story) -> None:
    opening = f"The column of {story.strength:,.0f} men stands {story.start_position:,.0f} km from {story.capital}."
    rows: list[tuple[Moment | None, str]] = [(None, opening)]
    rows += [(moment, moment.text) for moment in story.moments]
    day = ""
    grid: Table | None = None
    for moment, text in rows:
        time = moment.time if moment else story.start
        today = f"{time:%A} {time.day} {time:%B %Y}"
        if today != day:
            _print_day(page, grid)
            page.section(today)
            day, grid = today, _grid(page)
        hour = moment.hour if moment else 0
        cells = [f"{time:%H:%M}", f"hour {hour}" if page.console.width >= 50 else f"h {hour}"]
        if not page.narrow:
            cells.append(f"{moment.position if moment else story.start_position:,.0f} km")
        assert grid is not None
        grid.add_row(*(Text(cell, "dim" if number else "bold") for number, cell in enumerate(cells)), Text(text))
    _print_day(page, grid)
    if story.not_kept:
        page.paragraph(f"and {story.not_kept:,} more events, which the log has no room for", 2)


def _grid(page: Page) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    for _ in range(1 if page.narrow else 2):
        grid.add_column(no_wrap=True, justify="right")
    grid.add_column(overflow="fold")
    return grid


def _print_day(page: Page, grid: Table | None) -> None:
    if grid is not None:
        page.put(Padding(grid, (0, 0, 0, 2), expand=False))


def _ending(story: Story) -> str:
    course = story.course
    if course["status"] != "ok":
        return f"This history failed and has no outcome: {course['reason']}."
    if story.outcome_only:
        return f"Outcome: {name_in_words(course['outcome'])}. This theory says nothing of how it comes about."
    nearest = f"the column's nearest point to {story.capital} was {course['nearest']:,.0f} km away"
    if course["arrival"] >= 0:
        nearest = f"the column reached {story.capital} at hour {course['arrival']}"
    return f"Outcome: {name_in_words(course['outcome'])}, after {course['hours']} hours; {nearest}."


def _course(story: Story) -> list[tuple[str, str]]:
    course = story.course
    if course["status"] != "ok" or story.outcome_only:
        return []
    out = ", ".join(
        f"{number_in_words(course[f'turnout_{cause}'], 'share')} for {whom}"
        for cause, whom in (("ruler", "the ruler"), ("challenger", "the challenger"), ("themselves", "themselves"))
    )
    units = f"{course['units_joined']} joined, {course['units_aside']} stood aside, {course['units_fought']} fought"
    return [
        ("ruler", course["responses"] or "did not respond"),
        ("units", units),
        ("most people out", out),
        ("revolution within 90 days", f"risk {number_in_words(course['risk_90'], 'share')}"),
    ]
