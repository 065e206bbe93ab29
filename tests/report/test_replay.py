"""Replay: the same history, told."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy
import polars
import pytest
from rich.console import Console

import tocsin
from tocsin.errors import FolderError, InputError, StoreError
from tocsin.mechanisms import declared
from tocsin.report.page import Page
from tocsin.report.replay import print_story, replay, story_data
from tocsin.report.replay.sentences import actor_kind, number_in_words, sentence
from tocsin.report.terminal import plain
from tocsin.simulate.interpreted import play_interpreted
from tocsin.simulate.model import Model

CASE = "march-on-moscow-2023"
HISTORIES = 60


@pytest.fixture(scope="module")
def model() -> Model:
    return tocsin.build(CASE)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("run") / "out"
    tocsin.run(CASE, histories=HISTORIES, rng=5, out=directory, events=30)
    return directory


@pytest.mark.parametrize("history", [0, 7, 29, 30, HISTORIES - 1])
def test_a_replay_is_the_stored_history_bit_by_bit(model: Model, run: Path, history: int) -> None:
    story = replay(model, 5, history, run)
    assert story.stored.identical
    assert story.stored.columns > 100
    assert story.stored.events == (len(story.moments) if history < 30 else 0)


def test_a_difference_in_one_bit_is_found(model: Model, run: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in run.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    (path,) = copy.glob("histories-*.parquet")
    table = polars.read_parquet(path)
    changed = table["nearest"].to_numpy().copy()
    changed[4] = numpy.nextafter(changed[4], numpy.inf)
    table.with_columns(polars.Series("nearest", changed)).write_parquet(path)
    assert replay(model, 5, 4, copy).stored.differences == ("nearest",)
    assert replay(model, 5, 3, copy).stored.identical


def test_a_changed_event_is_found(model: Model, run: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in run.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    (path,) = copy.glob("events-*.parquet")
    polars.read_parquet(path).with_columns(polars.col("hour") + 1).write_parquet(path)
    assert replay(model, 5, 4, copy).stored.differences == ("events",)


def test_a_run_below_the_working_directory_is_found(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert replay(model, 1, 3).stored.directory is None
    made = tocsin.run(CASE, histories=40)
    story = replay(model, 1, 3)
    assert story.stored.directory == str(made.directory)
    assert story.stored.identical
    assert replay(model, 1, 40).stored.directory is None, "the run holds histories 0 to 39"


@pytest.mark.parametrize("kind", ["histories", "events"])
def test_a_damaged_file_is_named_with_what_to_do(model: Model, run: Path, tmp_path: Path, kind: str) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in run.iterdir():
        content = bytearray(path.read_bytes())
        if path.name.startswith(kind):  # its pages, not the footer that says how many rows there are
            content[4 : len(content) // 2] = bytes(byte ^ 255 for byte in content[4 : len(content) // 2])
        (copy / path.name).write_bytes(bytes(content))
    with pytest.raises(StoreError, match=r"damaged file .* --fresh"):
        replay(model, 5, 4, copy)


def test_a_damaged_run_that_nobody_asked_for_is_passed_over(
    model: Model, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = tocsin.run(CASE, histories=HISTORIES, rng=5, events=30).directory
    (path,) = found.glob("histories-*.parquet")
    content = path.read_bytes()
    path.write_bytes(content[:4] + bytes(1000) + content[1004:])
    assert replay(model, 5, 4).stored.directory is None


def test_another_run_is_refused(model: Model, run: Path) -> None:
    with pytest.raises(FolderError, match="another run"):  # bad input, as for `run`
        replay(model, 6, 3, run)
    with pytest.raises(FolderError, match="does not hold history 60"):
        replay(model, 5, HISTORIES, run)
    with pytest.raises(InputError, match="no history -1"):
        replay(model, 5, -1)


def test_it_tells_what_the_interpreted_history_notes(model: Model) -> None:
    story = replay(model, 11, 123_456)
    now = play_interpreted(model, 11, 123_456)
    noted = [(line.hour, line.value) for line in now.notes[: now.course.events]]
    assert [(moment.hour, moment.value) for moment in story.moments] == noted
    assert story.course["hours"] == now.course.hours


def test_the_story_runs_from_the_start_to_the_end(model: Model) -> None:
    story = replay(model, 1, 17)
    hours = [moment.hour for moment in story.moments]
    assert hours == sorted(hours)
    assert all((moment.time - model.case.start).total_seconds() == 3600 * moment.hour for moment in story.moments)
    assert story.moments[-1].text == f"The crisis ends: {story.course['outcome'].replace('_', ' ')}."
    assert story.moments[-1].hour == story.course["hours"]


@pytest.mark.parametrize("width", [40, 60, 100])
def test_the_page_has_names_times_and_the_record(model: Model, printed: Callable[..., str], width: int) -> None:
    story = replay(model, 1, 17)
    text = printed(print_story, story, width)
    assert "Friday 23 June 2023" in text
    assert f"{story.moments[-1].time:%H:%M}" in text
    for item in model.case.record:
        assert item.feature.replace("_", " ") in text
    for item in story.drawn:
        if item.main:
            assert item.text in text
    assert "{" not in text


def test_what_is_set_by_hand_is_what_happens(model: Model) -> None:
    settings = {"ruler.response": "mobilise", "column.strength": "5000"}
    story = replay(tocsin.build(CASE, settings=settings), 1, 2, settings=settings)
    assert story.course["responses"] == "mobilise"
    assert story.strength == 5000
    assert "column.strength" not in {item.name for item in story.drawn}


def test_a_theory_without_a_march_can_be_told(printed: Callable[..., str]) -> None:
    story = replay(tocsin.build(CASE, "base-rates"), 1, 2)
    assert story.course["outcome"] is not None
    assert "Outcome" in printed(print_story, story)


def test_the_data_is_json_and_complete(model: Model) -> None:
    story = replay(model, 1, 17)
    data = json.loads(json.dumps(plain(story_data(story)), allow_nan=False))
    assert set(data["drawn"]) == set(model.uncertain)
    assert [moment["text"] for moment in data["moments"]] == [moment.text for moment in story.moments]
    assert data["course"]["outcome"] == story.course["outcome"]
    assert data["stored"]["directory"] is None
    levels = [item["level"] for item in data["drawn"].values() if item["level"] is not None]
    assert all(0 <= level <= 1 for level in levels)


def test_records_are_compared_feature_by_feature(model: Model) -> None:
    for history in range(40):
        story = replay(model, 1, history)
        outcome = next(item for item in story.record if item.feature == "outcome")
        assert outcome.history == story.course["outcome"]
        assert outcome.agrees == (story.course["outcome"] in model.case.observed("outcome"))


@pytest.mark.parametrize("event", [e for m in declared() for e in m.events], ids=lambda event: event.name)
def test_every_event_has_a_sentence_that_can_be_filled_in(model: Model, event: object) -> None:
    told = sentence(event.text, 1, 1234.5, model.case)
    assert told[0].isupper() or told[0].isdigit()
    assert told.endswith(".")
    assert "{" not in told
    assert "somebody" not in told
    kind = actor_kind(event.text)
    if kind == "unit":
        assert model.case.before.units[1].name[1:] in told


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(0.0, "share", "0 %"), (1e-9, "share", "under 0.01 %"), (0.0123, "share", "1.23 %"), (1.0, "share", "100 %"),
     (5700.4, "people", "5,700 people"), (0.01234, "per day", "0.0123 per day"), (-0.5, "utility", "-0.5 utility")],
)  # fmt: skip
def test_numbers_can_be_read(value: float, unit: str, expected: str) -> None:
    assert number_in_words(value, unit) == expected


def test_a_theory_of_outcomes_tells_an_outcome_and_no_course(capsys: pytest.CaptureFixture[str]) -> None:
    story = replay(tocsin.build(CASE, "base-rates"), 1, 0)
    print_story(Page(Console(width=100)), story)
    told = capsys.readouterr().out
    assert story.outcome_only
    assert "says nothing of how it comes about" in told
    assert "most people out" not in told
    assert "risk" not in told
