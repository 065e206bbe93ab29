"""The pool of histories on disk: what was simulated before an interruption is there afterwards."""

import numpy
import pytest

import tocsin
from tocsin.simulate.executors import Serial
from tocsin.study import pool as module
from tocsin.study.pool import AT_ONCE, Pool

TASK = AT_ONCE["crisis"]

CASE = "march-on-moscow-2023"


class Interrupted(Serial):
    """Ends as by Ctrl-C after so many blocks, the last of which comes before its turn."""

    def __init__(self, blocks):
        self.blocks = blocks

    def map(self, function, tasks):
        waiting = list(tasks)
        order = [*waiting[: self.blocks - 1], waiting[self.blocks]]
        for task in order:
            yield function(task)
        raise KeyboardInterrupt


@pytest.fixture(scope="module")
def model(two_odds):
    return tocsin.build(CASE, two_odds)


@pytest.fixture(scope="module")
def whole(model):
    pool = Pool(model, 1, set_size=2)
    pool.grow(6 * TASK)
    return pool.codes


def test_an_interruption_loses_no_block_before_the_first_gap(model, whole, tmp_path):
    pool = Pool(model, 1, tmp_path, Interrupted(3), 2)
    with pytest.raises(KeyboardInterrupt):
        pool.grow(6 * TASK)
    again = Pool(model, 1, tmp_path, None, 2)
    assert again.histories == 2 * TASK  # the third block had not come; the fourth stands after the gap
    assert numpy.array_equal(again.codes, whole[: 2 * TASK])
    heard = []
    again.grow(6 * TASK, heard.append)
    assert heard == [TASK] * 4
    assert numpy.array_equal(again.codes, whole)


def test_blocks_are_kept_while_it_grows(model, tmp_path, monkeypatch):
    """A process that is killed outright cannot write any more: what came in time is on disk by then."""
    monkeypatch.setattr(module, "KEEP_EVERY", 0.0)
    pool, there = Pool(model, 1, tmp_path, Serial(), 2), []
    pool.grow(3 * TASK, lambda _: there.append(Pool(model, 1, tmp_path, None, 2).histories))
    assert there == [TASK, 2 * TASK, 3 * TASK]


def test_a_disk_that_is_full_does_not_hide_the_interruption(model, tmp_path):
    (tmp_path / CASE).write_text("no folder can be made here")
    pool = Pool(model, 1, tmp_path, Interrupted(3), 2)
    with pytest.raises(KeyboardInterrupt):
        pool.grow(6 * TASK)
