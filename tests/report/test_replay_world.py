"""Replay of a world: the same history as in a run, told month by month."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars
import pytest

import tocsin
from tocsin.mechanisms import declared
from tocsin.report.replay import WorldStory, print_story, replay, story_data
from tocsin.report.replay.sentences import actor_kind, sentence
from tocsin.report.terminal import plain
from tocsin.simulate.world_model import WorldModel

WORLD = "world-1914"
HISTORIES = 40


@pytest.fixture(scope="module")
def model() -> WorldModel:
    found = tocsin.build(WORLD)
    assert isinstance(found, WorldModel)
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("run") / "out"
    tocsin.run(WORLD, histories=HISTORIES, rng=5, out=directory, events=20)
    return directory


def told(model: WorldModel, seed: int, history: int, *arguments: Any, **options: Any) -> WorldStory:
    story = replay(model, seed, history, *arguments, **options)
    assert isinstance(story, WorldStory)
    return story


@pytest.mark.parametrize("history", [0, 19, 20, HISTORIES - 1])
def test_a_replay_is_the_stored_history_bit_by_bit(model: WorldModel, run: Path, history: int) -> None:
    story = told(model, 5, history, run)
    assert story.stored.identical
    assert story.stored.columns > 400
    assert story.stored.events == (len(story.moments) if history < 20 else 0)


@pytest.mark.parametrize(("kind", "column"), [("histories", "conflicts"), ("countries", "war_months"),
                                              ("series", "wars"), ("events", "month")])  # fmt: skip
def test_a_difference_is_found_in_any_table(
    model: WorldModel, run: Path, tmp_path: Path, kind: str, column: str
) -> None:
    for path in run.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (path,) = tmp_path.glob(f"{kind}-*.parquet")
    table = polars.read_parquet(path)
    table.with_columns(polars.col(column) + (polars.col("history") == 4).cast(polars.Int64)).write_parquet(path)
    assert told(model, 5, 4, tmp_path).stored.differences == (column if kind == "histories" else kind,)
    assert told(model, 5, 3, tmp_path).stored.identical


def test_a_run_below_the_working_directory_is_found(
    model: WorldModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = tocsin.run(WORLD, histories=20)
    story = told(model, 1, 3)
    assert story.stored.directory == str(made.directory)
    assert story.stored.identical
    assert told(model, 1, 12_345_678).stored.directory is None  # any history by its number, stored or not


def test_it_tells_what_the_run_logged_in_the_world_s_months(model: WorldModel, run: Path) -> None:
    story = told(model, 5, 7)
    events = polars.read_parquet(next(run.glob("events-*.parquet"))).filter(polars.col("history") == 7)
    assert [(m.month, m.mechanism, m.event, m.actor, m.value) for m in story.moments] == list(
        events.select("month", "mechanism", "event", "actor_name", "value").rows()
    )
    assert all(m.date == model.case.month(m.month) for m in story.moments)
    names = {country.name for country in model.case.countries}
    for moment in story.moments:
        if moment.actor:
            assert all(part in names for part in moment.actor.split(" and "))
            assert moment.actor in moment.text


def test_each_year_ends_with_what_the_world_was(model: WorldModel, run: Path) -> None:
    story = told(model, 5, 7)
    assert [year.year for year in story.years] == list(range(1914, 1931))
    series = polars.read_parquet(next(run.glob("series-*.parquet"))).filter(polars.col("history") == 7)
    for year in story.years:
        row = series.row(12 * (year.year - 1914) + 11, named=True)
        for name in ("wars", "profit", "risings", "attempts", "conversions", "workers", "grievance"):
            assert getattr(year, name) == row[name]
    assert story.years[-1].risings == story.course["risings"]


def test_what_became_of_countries_adds_up_to_the_history(model: WorldModel) -> None:
    story = told(model, 5, 7)
    assert [country.country for country in story.countries] == [country.id for country in model.case.countries]
    for counted in ("attempts", "coups", "risings", "falls"):
        assert sum(getattr(country, counted) for country in story.countries) == story.course[counted]
    for country in story.countries:
        assert ("first_coup" in country.dates) == (country.coups > 0)
        assert all(story.start <= date <= story.end for date in country.dates.values())


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_page_fits_and_is_grouped_by_year(model: WorldModel, printed: Callable[..., str], width: int) -> None:
    story = told(model, 1, 17)
    text = printed(print_story, story, width)
    assert "{" not in text
    assert "_" not in text.split("Drawn for this history")[0].replace("ottoman-empire", "")
    for year in story.years:
        assert f"At the end of {year.year}:" in text
    for moment in story.moments:
        if moment.event != "ruling-group-splits":
            assert moment.date in text
    for country in story.countries:
        if country.dates:
            assert country.name in text
    assert f"{sum(item.agrees for item in story.record)} of {len(story.record)} agree" in text


def test_a_year_s_conflicts_within_ruling_groups_are_one_line(model: WorldModel, printed: Callable[..., str]) -> None:
    story = told(model, 1, 17)
    split = [moment for moment in story.moments if moment.event == "ruling-group-splits"]
    assert len(split) > len(story.years)
    text = printed(print_story, story)
    assert text.count("Conflicts within ruling groups this year") == len({moment.date[:4] for moment in split})
    assert "Conflict within the ruling group" not in text


def test_the_data_is_json_and_complete(model: WorldModel) -> None:
    story = told(model, 1, 17)
    data = json.loads(json.dumps(plain(story_data(story)), allow_nan=False))
    assert data["world"] == WORLD
    assert set(data["drawn"]) == set(model.uncertain)
    assert [moment["text"] for moment in data["moments"]] == [moment.text for moment in story.moments]
    assert [year["year"] for year in data["years"]] == list(range(1914, 1931))
    assert len(data["countries"]) == len(model.case.countries)
    assert {item["feature"] for item in data["record"]} == {item.feature for item in model.case.record}


def test_what_is_set_by_hand_is_what_happens() -> None:
    settings = {"war.onsets": "none", "rising.outcome": "crushed", "cycle.growth": "0.01"}
    model = tocsin.build(WORLD, settings=settings)
    assert isinstance(model, WorldModel)
    story = told(model, 1, 2, settings=settings)
    assert not any(moment.mechanism == "war.drive" for moment in story.moments)
    assert story.course["falls"] == 0
    assert "cycle.growth" not in {item.name for item in story.drawn}
    assert story.settings == settings


EVENTS = [event for mechanism in declared("world") for event in mechanism.events]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_event_has_a_sentence_that_can_be_filled_in(model: WorldModel, event: Any) -> None:
    text = sentence(event.text, 1, 0.5, model.case)
    assert text[0].isupper()
    assert text.endswith(".")
    assert "{" not in text
    assert "somebody" not in text
    kind = actor_kind(event.text)
    if kind == "country":
        assert model.case.countries[1].name in text
