"""Designs: the same histories as a run at the same places, paired within rows, kept on disk."""

import numpy
import pytest

import tocsin
from tocsin.errors import StoreError
from tocsin.mechanisms.crisis.state import OUTCOMES
from tocsin.simulate.chunk import SET_SIZE, run_chunk
from tocsin.simulate.design import Design, outcomes_at
from tocsin.simulate.tables import histories_table

CASE = "march-on-moscow-2023"


@pytest.fixture(scope="module")
def model():
    return tocsin.build(CASE)


def points(model, rows, positions, seed=1):
    names = model.in_play
    return Design(names, numpy.random.default_rng(seed).uniform(size=(rows, positions, len(names))), 5)


def test_at_the_places_of_a_run_it_gives_the_run(model, tmp_path):
    quantiles = model.quantiles(0, 10, 7).T[:, None, :]
    codes = outcomes_at(model, Design(model.uncertain, quantiles, SET_SIZE), 7, tmp_path)
    run = histories_table(model, run_chunk(model, 7, 0, 10 * SET_SIZE, 0))
    assert [OUTCOMES[code - 1] for code in codes.ravel()] == run["outcome"].to_list()


def test_quantities_that_are_not_named_are_drawn_as_in_a_run(model, tmp_path):
    quantiles = model.quantiles(0, 10, 7)
    place = model.uncertain.index("ruler.fear_ratio")
    one = Design(("ruler.fear_ratio",), quantiles[[place]].T[:, None], SET_SIZE)
    everything = Design(model.uncertain, quantiles.T[:, None, :], SET_SIZE)
    assert (outcomes_at(model, one, 7, tmp_path) == outcomes_at(model, everything, 7, tmp_path)).all()


def test_points_of_a_row_share_draws_and_rows_do_not(model, tmp_path):
    names = model.in_play
    place = numpy.random.default_rng(2).uniform(size=(1, 1, len(names)))
    codes = outcomes_at(model, Design(names, numpy.tile(place, (30, 3, 1)), 20), 1, tmp_path)
    assert (codes == codes[:, :1]).all()
    assert (codes != codes[:1]).any()
    moved = outcomes_at(model, Design(names, numpy.tile(place, (30, 1, 1)), 20, first=5), 1, tmp_path)
    assert (moved[:25, 0] == codes[5:, 0]).all()


def test_workers_change_nothing(model, tmp_path):
    design = points(model, 50, 4)
    alone = outcomes_at(model, design, 1, tmp_path / "one", workers=1)
    assert (alone == outcomes_at(model, design, 1, tmp_path / "two", workers=3)).all()


def test_what_is_on_disk_is_read(model, tmp_path):
    design = points(model, 6, 2)
    calls = []
    first = outcomes_at(model, design, 1, tmp_path, progress=lambda done, total: calls.append((done, total)))
    assert calls[0] == (0, 60)
    assert calls[-1] == (60, 60)
    (path,) = tmp_path.glob("points-*.parquet")
    before = path.stat().st_mtime_ns
    calls.clear()
    again = outcomes_at(model, design, 1, tmp_path, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(60, 60)]
    assert (first == again).all()
    assert path.stat().st_mtime_ns == before
    outcomes_at(model, design, 2, tmp_path)
    outcomes_at(model, points(model, 6, 2, seed=2), 1, tmp_path)
    other = tocsin.build(CASE, settings={"ruler.fear_ratio": 1})
    outcomes_at(other, Design(design.quantities[:1], design.quantiles[..., :1], 5), 1, tmp_path)
    assert len(list(tmp_path.glob("points-*.parquet"))) == 4


def test_a_damaged_file_is_named(model, tmp_path):
    design = points(model, 2, 2)
    outcomes_at(model, design, 1, tmp_path)
    (path,) = tmp_path.glob("points-*.parquet")
    path.write_bytes(b"PAR1")
    with pytest.raises(StoreError, match=path.name):
        outcomes_at(model, design, 1, tmp_path)
