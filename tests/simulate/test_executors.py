"""Executors: every task once, errors raised, nothing started after one."""

import threading

import pytest

from tocsin.simulate.executors import Serial, Threads, default_workers, executor


@pytest.mark.parametrize("chosen", [Serial(), Threads(1), Threads(3)])
def test_each_task_is_done_once(chosen):
    assert sorted(chosen.map(lambda x: x * x, range(100))) == [x * x for x in range(100)]


def test_threads_work_at_once():
    meeting = threading.Barrier(2, timeout=20)  # breaks where the second does not come while the first waits
    assert sorted(Threads(2).map(lambda x: meeting.wait() * 0 + x, range(4))) == [0, 1, 2, 3]


@pytest.mark.parametrize("chosen", [Serial(), Threads(2)])
def test_the_first_error_ends_the_work(chosen):
    started = []

    def work(task):
        started.append(task)
        if task == 3:
            raise ZeroDivisionError
        return task

    with pytest.raises(ZeroDivisionError):
        list(chosen.map(work, range(1000)))
    assert len(started) < 20


def test_one_worker_needs_no_thread():
    assert isinstance(executor(1), Serial)
    assert isinstance(executor(2), Threads)
    assert default_workers() >= 1
