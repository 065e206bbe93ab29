"""Histories of a world: the same seed gives the same bits, however the work is split, compiled or not."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy
import polars
import pytest

import tocsin
from tocsin.mechanisms import declared
from tocsin.simulate.chunk import SET_SIZE, run_chunk
from tocsin.simulate.interpreted import play_world_interpreted
from tocsin.simulate.random import Draw
from tocsin.simulate.results import Results
from tocsin.simulate.tables import events_table, tables_of
from tocsin.simulate.world_model import WorldModel, WorldSets

WORLDS = ("world-1914", "world-2023")
TABLES = ("histories", "countries", "events", "series")
NUMBERS = {m.key: m.number for m in declared("world")}
NAMES = {m.number: m.name for m in declared("world")}
HURRIED = {"rising.base": 0.01, "defection.base": 0.005, "drive.base": 0.002, "diffusion.strength": 1.0,
           "conversion.power_base": 3.0}  # fmt: skip
"""Settings under which two years see what otherwise takes decades: an interpreted history costs seconds."""


def build(world: str, settings: dict[str, Any] | None = None, months: int | None = None) -> WorldModel:
    model = tocsin.build(world, settings=settings)
    assert isinstance(model, WorldModel)
    return (
        model if months is None else dataclasses.replace(model, case=model.case.model_copy(update={"months": months}))
    )


def same_bits(things: list[Any], records: Any) -> bool:
    return [dataclasses.astuple(thing) for thing in things] == records.tolist()


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(("history", "settings"), [(0, {}), (54_322, {"rising.outcome": "unresolved", **HURRIED})])
def test_interpreted_equals_compiled(world: str, history: int, settings: dict[str, Any]) -> None:
    model = build(world, settings, months=60)
    compiled = run_chunk(model, 9, history, 1, 1)
    played = play_world_interpreted(model, 9, history)
    fields = [field.name for field in dataclasses.fields(played.course)]
    assert dataclasses.astuple(played.course) == compiled.courses[fields][0].item()
    assert compiled.lives is not None
    assert same_bits(played.countries, compiled.lives[0])
    assert same_bits(played.notes, compiled.notes[0])
    assert same_bits(played.traces, compiled.traces[0])
    if settings:
        assert played.course.risings > 0
        assert played.course.attempts > 0
        assert played.course.falls > 0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tocsin.Ensemble:
    folder = tmp_path_factory.mktemp("world")
    return tocsin.run(WORLDS[0], histories=90, rng=3, out=folder / "whole", workers=1, chunk=90, events=50)


@pytest.mark.parametrize(("workers", "chunk"), [(2, 20), (1, 33), (3, 7)])
def test_split_changes_nothing(whole: tocsin.Ensemble, tmp_path: Any, workers: int, chunk: int) -> None:
    other = tocsin.run(WORLDS[0], histories=90, rng=3, out=tmp_path / "s", workers=workers, chunk=chunk, events=50)
    for table in TABLES:
        assert getattr(other, table)().equals(getattr(whole, table)())


def test_seeds_differ_and_more_histories_keep_the_first(whole: tocsin.Ensemble, tmp_path: Any) -> None:
    longer = tocsin.run(WORLDS[0], histories=110, rng=3, out=tmp_path / "longer")
    assert longer.histories().head(90).equals(whole.histories())
    assert not tocsin.run(WORLDS[0], histories=90, rng=4, out=tmp_path / "other").histories().equals(whole.histories())


def test_histories_of_a_set_share_their_parameters_and_not_their_course(whole: tocsin.Ensemble) -> None:
    columns = list(whole.model.uncertain)
    by_set = whole.histories().group_by("set").agg(polars.col(columns).n_unique(), polars.col("conflicts").n_unique())
    assert by_set.select(polars.max_horizontal(columns).max()).item() == 1
    assert by_set["conflicts"].min() > 1


class StoppedError(Exception):
    """Somebody pressed Ctrl-C, for a test."""


def test_an_interrupted_run_resumes_to_the_same_files(whole: tocsin.Ensemble, tmp_path: Any) -> None:
    straight = tocsin.run(WORLDS[0], histories=90, rng=3, out=tmp_path / "straight", workers=1, chunk=30, events=50)

    def stop(done: int, total: int) -> None:
        if done >= 60:
            raise StoppedError

    with pytest.raises(StoppedError):
        tocsin.run(WORLDS[0], histories=90, rng=3, out=tmp_path / "r", workers=1, chunk=30, events=50, progress=stop)
    # As if it had died while it wrote: of a chunk the histories come last, and a file without its end does not count.
    folder = tmp_path / "r"
    (folder / "histories-0000000030-0000000060.parquet").unlink()
    (folder / "countries-0000000060-0000000090.parquet.4194303.partial").write_bytes(b"PAR1")
    seen: list[int] = []
    resumed = tocsin.run(
        WORLDS[0], histories=90, rng=3, out=folder, workers=1, chunk=30, events=50,
        progress=lambda done, total: seen.append(done),
    )  # fmt: skip
    assert seen == [30, 60, 90]
    for table in TABLES:
        assert getattr(resumed, table)().equals(getattr(whole, table)())
    names = sorted(path.name for path in straight.directory.iterdir())
    assert names == sorted(path.name for path in folder.iterdir())
    assert all((folder / name).read_bytes() == (straight.directory / name).read_bytes() for name in names)
    assert {name.split("-")[0] for name in names} == {*TABLES, "manifest.json"}


SWITCHED = ("revolution.peace", "war.restoration", "state.birth", "revolution.diffusion", "war.escalation")


@pytest.mark.parametrize("name", SWITCHED)
def test_switching_off_changes_no_draw_of_another(name: str) -> None:
    """Histories in which the mechanism never did anything are the same to the bit without it; the others are not."""
    histories = 300
    settings = {"escalation.threat": 1.0} if name == "war.escalation" else {}  # no pair at peace moves either
    chunk = run_chunk(build(WORLDS[0], settings), 5, 0, histories, histories)
    cut = run_chunk(build(WORLDS[0], {**settings, name: "off"}), 5, 0, histories, 0)
    whole = chunk.courses
    number = next(m.number for m in declared("world") if m.name == name)
    acted = (chunk.notes["mechanism"] == number).any(axis=1)
    acted |= whole["events"] > chunk.notes.shape[1]
    if name == "war.escalation":  # its first rung is that on which a war starts
        acted |= whole["top_rung"] > 2
    assert 0 < acted.sum() < histories
    assert (whole[~acted] == cut.courses[~acted]).all()
    assert chunk.lives is not None
    assert cut.lives is not None
    assert (chunk.lives[~acted] == cut.lives[~acted]).all()
    assert (whole[acted] != cut.courses[acted]).any()


def recorded(model: WorldModel, history: int) -> dict[Any, float]:
    """Every draw of an interpreted history on the world's clock, and in its crises: its value by its address."""
    found: dict[Any, float] = {}

    class Recorded(Draw):
        __slots__ = ()

        def uniform(self, entity: int, index: int = 0) -> float:
            return self.keep("uniform", self.tick, entity, index, super().uniform(entity, index))

        def normal(self, entity: int, index: int = 0) -> float:
            return self.keep("normal", self.tick, entity, index, super().normal(entity, index))

        def once(self, entity: int, index: int = 0) -> float:
            return self.keep("once", None, entity, index, super().once(entity, index))

        def once_normal(self, entity: int, index: int = 0) -> float:
            return self.keep("once_normal", None, entity, index, super().once_normal(entity, index))

        def keep(self, kind: str, tick: int | None, entity: int, index: int, value: float) -> float:
            address = (self.key0, self.key1, self.mechanism, kind, tick, entity, index)
            assert found.setdefault(address, value) == value
            return value

    play_world_interpreted(model, 5, history, Recorded)
    return found


@pytest.fixture(scope="module")
def with_all() -> dict[Any, float]:
    return recorded(build(WORLDS[0], HURRIED, months=30), 42)


DRAWING = {"cycle", "drive", "attrition", "escalation", "fission", "defection", "rising", "conversion", "birth",
           "restoration", "descent", "aftermath", "peace", "crises"}  # fmt: skip
SWITCHABLE = [mechanism for mechanism in declared("world") if mechanism.switchable]


@pytest.mark.parametrize("mechanism", SWITCHABLE, ids=lambda mechanism: mechanism.name)
def test_an_address_drawn_with_and_without_a_mechanism_gives_the_same(mechanism: Any, with_all: Any) -> None:
    without = recorded(build(WORLDS[0], {**HURRIED, mechanism.name: "off"}, months=30), 42)
    common = with_all.keys() & without.keys()
    assert {address: with_all[address] for address in common} == {address: without[address] for address in common}
    assert not any(address[2] == mechanism.number for address in without)
    if mechanism.key not in DRAWING:
        assert not any(address[2] == mechanism.number for address in with_all)
    assert len(common) > 1000


def test_what_draws_is_known(with_all: Any) -> None:
    """What the test above takes for drawing does draw, or has nothing to decide in these two years and a half."""
    drew = {NAMES[address[2]].split(".")[1] for address in with_all if address[2] in NAMES}
    assert {"cycle", "drive", "escalation", "fission", "defection", "rising", "conversion"} <= drew <= DRAWING


class Broken(WorldModel):
    """A model in which every second set is spoilt by a number that is none."""

    place = ("countries", "organised")

    def sets(self, first: int, count: int, seed: int) -> WorldSets:
        found = super().sets(first, count, seed)
        odd = (numpy.arange(first, first + count) % 2) == 1
        part, *names = self.place
        array = getattr(found, part)
        for name in names:
            array = array[name]
        array[odd] = numpy.nan
        return found


class BrokenInside(Broken):
    """The same inside the crises: the world is well until the first."""

    place = ("crisis_parameters", "balance", "hold")


@pytest.mark.parametrize("kind", [Broken, BrokenInside])
def test_failed_histories_are_rows_with_a_reason(kind: type[Broken]) -> None:
    model = build(WORLDS[0], HURRIED, months=24)
    broken = kind(model.theory, model.case, model.interventions, generic=model.generic)
    chunk = run_chunk(broken, 1, 0, 60, 60)
    sound = run_chunk(model, 1, 0, 60, 60)
    crises = events_table(model, sound).filter(polars.col("event").is_in(["commander-rebels", "people-rise"]))
    first_crisis = {row["history"]: row["month"] for row in crises.group_by("history").agg(
        polars.col("month").min()).rows(named=True)}  # fmt: skip
    odd = [history for history in range(60) if (history // SET_SIZE) % 2 == 1]
    expected = [-1] * 60
    for history in odd:
        expected[history] = 0 if kind is Broken else first_crisis.get(history, -1)
    assert chunk.courses["failed_month"].tolist() == expected
    assert max(expected) >= 0
    table = tables_of(broken, chunk)["histories"]
    assert table["history"].to_list() == list(range(60))
    assert table["status"].to_list() == ["ok" if month < 0 else "failed" for month in expected]
    reasons = [None if month < 0 else f"state not finite in month {month}" for month in expected]
    assert table["reason"].to_list() == reasons
    assert table.filter(polars.col("status") == "failed")["outcome"].is_null().all()
    assert table.filter(polars.col("status") == "ok")["outcome"].is_not_null().all()
    assert (chunk.courses[[m < 0 for m in expected]] == sound.courses[[m < 0 for m in expected]]).all()
    assert play_world_interpreted(broken, 1, odd[0]).course.failed_month == expected[odd[0]]


def test_tables_are_read_back_as_they_were_made(whole: tocsin.Ensemble) -> None:
    made = tables_of(whole.model, run_chunk(whole.model, 3, 0, 90, 50))
    read = Results(whole.directory)
    for table in TABLES:
        assert getattr(read, table)().equals(made[table])
    countries, months = len(whole.model.case.countries), whole.model.case.months
    assert made["countries"].height == 90 * countries
    assert made["series"].height == 50 * months
    assert made["series"]["month"].to_list() == list(range(months)) * 50
