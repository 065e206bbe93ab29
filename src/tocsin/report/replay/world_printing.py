"""The story of a world in sentences, year by year, on a terminal of any width."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tocsin.report.catalogue.wording import name_in_words
from tocsin.report.page import Page
from tocsin.report.percent import percent
from tocsin.report.replay.common_printing import print_drawn, print_head, print_record, print_stored
from tocsin.report.replay.world_story import CountryEnd, WorldMoment, WorldStory, YearEnd

__all__ = ["print_world"]

SUMMED_UP = "ruling-group-splits"
"""Event of which there are so many that a year's are told in one line; `--json` has each."""
_FIRSTS = {"first_coup": "coup", "first_rising": "rising", "first_fall": "fall", "converted": "power",
           "born": "born"}  # fmt: skip


def print_world(page: Page, story: WorldStory) -> None:
    """Print a history month by month with the world at each year's end, then how it ended and what it was made of."""
    print_head(page, story)
    page.paragraph(f"{story.start} to {story.end}")
    moments = {year: list(found) for year, found in groupby(story.moments, key=lambda moment: moment.date[:4])}
    for year in story.years:
        page.section(str(year.year))
        _print_year(page, moments.get(str(year.year), []))
        page.paragraph(Text(_at_the_end(year), "dim"), 2)
    if story.not_kept:
        page.paragraph(f"and {story.not_kept:,} more events, which the log has no room for", 2)
    page.section("The end")
    page.paragraph(_ending(story), 2)
    page.terms(_course(story))
    _print_countries(page, story)
    print_record(page, story)
    print_drawn(page, story)
    print_stored(page, story)


def _print_year(page: Page, moments: list[WorldMoment]) -> None:
    told = [moment for moment in moments if moment.event != SUMMED_UP]
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    before = ""
    for moment in told:
        grid.add_row(Text(moment.date if moment.date != before else "", "bold"), Text(moment.text))
        before = moment.date
    if told:
        page.put(Padding(grid, (0, 0, 0, 2), expand=False))
    split = Counter(moment.actor or "" for moment in moments if moment.event == SUMMED_UP)
    if split:
        names = ", ".join(name if count == 1 else f"{name} ({count})" for name, count in split.most_common())
        page.paragraph(f"Conflicts within ruling groups this year: {names}.", 2)


def _at_the_end(year: YearEnd) -> str:
    profit = f"world profit {year.profit:+.1f} standard deviations"
    if year.downturn > 0:
        profit += f", in a downturn {year.downturn:.1f} deep"
    wars = "no war" if year.wars == 0 else _counted(year.wars, "pair of countries at war", "pairs of countries at war")
    parts = [wars, profit, f"{percent(year.grievance, 0)} aggrieved"]
    if year.workers > 0:
        parts.append(f"{percent(year.workers)} of output under workers' orders")
    so_far = [
        _counted(year.attempts, "coup attempt", "coup attempts"),
        _counted(year.risings, "rising", "risings"),
        f"{year.conversions or 'none'} of them in power" if year.risings else "",
    ]
    return f"At the end of {year.year}: {'; '.join(parts)}. So far {', '.join(part for part in so_far if part)}."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number or 'no'} {one if number == 1 else many}"


def _ending(story: WorldStory) -> str:
    course = story.course
    if course["status"] != "ok":
        return f"This history failed and has no outcome: {course['reason']}."
    return f"Outcome: {name_in_words(course['outcome'])}, {story.end}."


def _course(story: WorldStory) -> list[tuple[str, str]]:
    course = story.course
    if course["status"] != "ok":
        return []
    wars = f"{course['onsets']} started, {course['joinings']} joined, {course['settlements']} ended by a peace"
    risings = f"{course['risings']}, of which {course['falls']} brought a ruler down"
    orders = f"{course['overthrows']} overthrown, {course['degenerations']} degenerated"
    return [
        ("wars", f"{wars}; {course['quits']} times a country left one"),
        ("coup attempts", f"{course['attempts']}, of which {course['coups']} brought a ruler down"),
        ("risings", f"{risings} and {course['conversions']} took power"),
        ("new orders", orders if course["conversions"] else ""),
        ("states born", str(course["births"] or "")),
    ]


def _print_countries(page: Page, story: WorldStory) -> None:
    shaken = [country for country in story.countries if country.dates]
    if not shaken:
        return
    quiet = sum(country.exists for country in story.countries) - sum(country.exists for country in shaken)
    rest = f"; nothing happened in {quiet} more" if quiet else ""
    page.section("What became of whom", f"with the month of the first of each{rest}")
    heads = ("country", "order at the end", "months at war", "coups", "risings", "first")
    page.table(heads, [_country(country) for country in shaken])


def _country(country: CountryEnd) -> tuple[str, ...]:
    firsts = [f"{word} {country.dates[date]}" for date, word in _FIRSTS.items() if date in country.dates]
    order = country.order if country.exists else "is no more"
    tried = f"{country.coups} of {country.attempts}" if country.attempts else ""
    rose = f"{country.falls} of {country.risings}" if country.risings else ""
    return country.name, order, str(country.war_months or ""), tried, rose, ", ".join(firsts)
