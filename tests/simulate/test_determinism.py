"""The same seed gives the same bits, however the work is split, compiled or not."""

import dataclasses

import numpy
import polars
import pytest

import tocsin
from tocsin.mechanisms import declared
from tocsin.mechanisms.crisis import state
from tocsin.simulate.chunk import SET_SIZE, run_chunk, run_sets
from tocsin.simulate.interpreted import play_interpreted
from tocsin.simulate.random import Draw
from tocsin.simulate.tables import events_table

CASES = ("march-on-moscow-2023", "kornilov-1917")


def courses_of(model, seed, first, count):
    return run_chunk(model, seed, first, count, 0).courses


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("theory", ["world-crisis", "officers-coordinate", "base-rates"])
def test_interpreted_equals_compiled(case, theory):
    model = tocsin.build(case, theory)
    for history in (0, 7, 1234, 54_321):
        compiled = run_chunk(model, 9, history, 1, 1)
        played = play_interpreted(model, 9, history)
        assert dataclasses.astuple(played.course) == compiled.courses[0].item()
        kept = [dataclasses.astuple(note) for note in played.notes]
        assert kept == [line.item() for line in compiled.notes[0]]
        assert [dataclasses.astuple(t) for t in played.traces] == [line.item() for line in compiled.traces[0]]


def test_interpreted_equals_compiled_where_variants_and_interventions_differ():
    model = tocsin.build("kornilov-1917", settings={"units.variant": "own-odds", "ruler.response": "mobilise",
                                                    "street.turnout_challenger": 0.05})  # fmt: skip
    for history in range(3):
        assert (
            dataclasses.astuple(play_interpreted(model, 2, history).course)
            == courses_of(model, 2, history, 1)[0].item()
        )


@pytest.fixture(scope="module")
def moscow(tmp_path_factory):
    folder = tmp_path_factory.mktemp("moscow")
    return tocsin.run(CASES[0], histories=700, rng=3, out=folder / "whole", workers=1, chunk=700, events=90)


@pytest.mark.parametrize(("workers", "chunk"), [(2, 100), (1, 33), (2, 7), (3, 699)])
def test_split_changes_nothing(moscow, tmp_path, workers, chunk):
    other = tocsin.run(CASES[0], histories=700, rng=3, out=tmp_path / "split", workers=workers, chunk=chunk, events=90)
    for table in ("histories", "events", "series"):
        assert getattr(other, table)().equals(getattr(moscow, table)())


def test_seeds_differ(moscow, tmp_path):
    other = tocsin.run(CASES[0], histories=700, rng=4, out=tmp_path / "other")
    assert not other.histories().equals(moscow.histories())


def test_more_histories_keep_the_first(moscow, tmp_path):
    longer = tocsin.run(CASES[0], histories=900, rng=3, out=tmp_path / "longer")
    assert longer.histories().head(700).equals(moscow.histories())


def test_histories_of_a_set_share_their_parameters(moscow):
    columns = list(moscow.model.uncertain)
    by_set = moscow.histories().group_by("set").agg(polars.col(columns).n_unique())
    assert by_set.select(polars.max_horizontal(columns).max()).item() == 1


def whole_logged(name):
    """Histories of which the log tells something that the mechanism did, or in which somebody fell."""
    model = tocsin.build("kornilov-1917")
    chunk = run_chunk(model, 5, 0, 2000, 2000)
    told = events_table(model, chunk).filter(polars.col("mechanism") == name)["history"].unique().to_numpy()
    acted = chunk.courses["killed"] > 0
    acted[told] = True
    return acted


MECHANISMS_TO_CUT = {
    "crisis.combat": ("column-beaten", "unit-beaten", "fighting-in-capital", "defence-breaks"),
    "crisis.intervention": ("foreign-power",),
    "crisis.turn": ("people-turn",),
}


@pytest.mark.parametrize("name", MECHANISMS_TO_CUT)
def test_switching_off_changes_no_draw_of_another(name):
    whole = run_chunk(tocsin.build("kornilov-1917"), 5, 0, 2000, 0)
    cut = run_chunk(tocsin.build("kornilov-1917", settings={name: "off"}), 5, 0, 2000, 0)
    acted = {
        # Those who hold a capital may yield to it without a shot.
        "crisis.combat": whole_logged(name),
        "crisis.intervention": whole.courses["intervention"] > 0,
        "crisis.turn": whole.courses["outcome"] == state.REVOLUTION,
    }[name]
    ignored = {"crisis.turn": ("risk_90", "risk_90_social")}.get(name, ())
    columns = [c for c in whole.courses.dtype.names if c not in ignored]
    assert 0 < acted.sum() < 2000
    assert (whole.courses[columns][~acted] == cut.courses[columns][~acted]).all()
    if name != "crisis.intervention":  # which changes nothing but its own flag
        assert (whole.courses[columns][acted] != cut.courses[columns][acted]).any()


def without_the_last_unit(model):
    before = model.case.before
    fewer = model.case.model_copy(update={"before": before.model_copy(update={"units": before.units[:-1]})})
    return dataclasses.replace(model, case=fewer)


def test_one_more_unit_changes_no_draw_of_the_others(moscow):
    """Draws depend on a unit's own address only: drop the last unit, compare the others, first at hour 0."""
    smaller = without_the_last_unit(moscow.model)
    drawn, redrawn = moscow.model.sets(0, 5, 3), smaller.sets(0, 5, 3)
    assert (drawn.units[:, :-1] == redrawn.units).all()
    assert (drawn.parameters == redrawn.parameters).all()


def test_one_more_unit_leaves_the_decisions_of_the_others_as_they_were():
    """A last unit without men bears on nothing until it decides: histories in which it never does are the same bits."""
    model, count = tocsin.build("kornilov-1917"), 300
    smaller, first = without_the_last_unit(model), len(model.case.before.units) - 1
    sets = model.sets(0, count // SET_SIZE, 5)
    sets.units["strength"][:, -1] = sets.units["initial"][:, -1] = 0.0
    whole = run_sets(model, 5, sets, 0, count, count)
    cut = run_sets(smaller, 5, smaller.sets(0, count // SET_SIZE, 5), 0, count, count)
    number = {m.key: m.number for m in model.mechanisms}["units"]
    decisions = whole.notes["mechanism"] == number
    never = ~(decisions & (whole.notes["actor"] == first)).any(axis=1)
    others = (decisions & (whole.notes["actor"] < first)).sum(axis=1)
    assert 50 < never.sum() < count
    assert (others[never] > 1).sum() > 50
    assert (whole.courses[never] == cut.courses[never]).all()
    assert (whole.notes[never] == cut.notes[never]).all()


def recorded(model, history):
    """Every draw of an interpreted history: its value by its address."""
    found = {}

    class Recorded(Draw):
        __slots__ = ()

        def uniform(self, entity, index=0):
            return self.keep("uniform", self.tick, entity, index, super().uniform(entity, index))

        def once(self, entity, index=0):
            return self.keep("once", None, entity, index, super().once(entity, index))

        def once_normal(self, entity, index=0):
            return self.keep("once_normal", None, entity, index, super().once_normal(entity, index))

        def keep(self, kind, tick, entity, index, value):
            # Within a history too, one address has one value.
            assert found.setdefault((self.mechanism, kind, tick, entity, index), value) == value
            return value

    play_interpreted(model, 5, history, Recorded)
    return found


def test_one_more_unit_draws_what_the_others_drew_without_it():
    model = tocsin.build("kornilov-1917")
    smaller, last = without_the_last_unit(model), len(model.case.before.units) - 1
    number = {m.key: m.number for m in model.mechanisms}["units"]
    shared = set()
    for history in range(0, 200, 20):
        whole, cut = recorded(model, history), recorded(smaller, history)
        common = {address for address in whole.keys() & cut.keys() if address[:2] == (number, "once_normal")}
        assert all(whole[address] == cut[address] for address in whole.keys() & cut.keys())
        assert not any(address[0] == number and address[3] == last for address in cut)
        shared |= {entity for _, _, _, entity, _ in common}
    assert len(shared & set(range(last))) > 5


DRAWING = {f"crisis.{key}" for key in ("base_rates", "march", "street", "units", "turn", "intervention", "ruler")}
SWITCHABLE = [mechanism.name for mechanism in declared("crisis") if mechanism.switchable]


@pytest.mark.parametrize("name", SWITCHABLE)
def test_an_address_drawn_with_and_without_a_mechanism_gives_the_same(name):
    on, off = (tocsin.build("kornilov-1917", settings={name: state}) for state in ("on", "off"))
    number = {m.name: m.number for m in on.mechanisms}[name]
    courses = courses_of(tocsin.build("kornilov-1917"), 5, 0, 400)
    fought = numpy.flatnonzero((courses["fighting_hours"] > 0) & (courses["hours"] < 200))[:3]  # all have their turn
    own, both = 0, 0
    for history in [0, 20, 40, *fought.tolist()]:
        with_it, without = recorded(on, history), recorded(off, history)
        own += sum(address[0] == number for address in with_it)
        assert not any(address[0] == number for address in without)
        common = with_it.keys() & without.keys()
        both += len(common)
        assert {address: with_it[address] for address in common} == {address: without[address] for address in common}
    assert (own > 0) == (name in DRAWING)
    assert both > 0 or name == "crisis.base_rates"  # which ends all at hour 0


def test_failed_histories_are_rows_with_a_reason(tmp_path):
    """Every second set begins with a column whose strength is not a number: its rows fail, none is dropped."""
    model = tocsin.build(CASES[0])
    sets = model.sets(0, 1, 1)
    original = type(model).sets

    class Broken(type(model)):
        def sets(self, first, count, seed):
            found = original(self, first, count, seed)
            odd = (numpy.arange(first, first + count) % 2) == 1
            found.column["strength"][odd] = numpy.nan
            return found

    broken = Broken(model.theory, model.case, {})
    chunk = run_chunk(broken, 1, 0, 60, 0)
    failed = chunk.courses["failed_hour"] >= 0
    assert sets.first == 0
    assert failed.tolist() == [(history // 20) % 2 == 1 for history in range(60)]
    from tocsin.simulate.tables import histories_table

    table = histories_table(broken, chunk)
    assert table["status"].to_list() == ["failed" if f else "ok" for f in failed]
    assert table.filter(polars.col("status") == "failed")["reason"][0] == "state not finite at hour 0"
    assert table.filter(polars.col("status") == "failed")["outcome"].is_null().all()
    assert play_interpreted(broken, 1, 25).course.failed_hour == 0
