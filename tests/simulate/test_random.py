"""Draws by address: Philox4x32-10 as published, the same bits in its three forms, and no address used twice."""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import tocsin
from tocsin.mechanisms import declared
from tocsin.mechanisms.crisis.state import HOURS_AT_MOST
from tocsin.simulate import random
from tocsin.simulate.compiled import compiled, njit
from tocsin.simulate.interpreted import play_interpreted
from tocsin.simulate.random import INDICES, ONCE, PER_SET, Draw

# The generator's published test vectors (Random123, kat_vectors: philox4x32, 10 rounds): counter, key, result.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]
CASES = ("march-on-moscow-2023", "kornilov-1917")
word = st.integers(0, 2**32 - 1)
words = st.tuples(*[word] * 6)


def in_arrays(*numbers: int) -> tuple[int, ...]:
    return tuple(int(x[0]) for x in random.philox(*(numpy.array([n], numpy.uint64) for n in numbers)))


def in_compiled_integers(*numbers: int) -> tuple[int, ...]:
    return tuple(int(x) for x in compiled(random.philox)(*numbers))


FORMS: list[Callable[..., tuple[int, ...]]] = [random.philox, in_compiled_integers, in_arrays]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_known_answers(form: Callable[..., tuple[int, ...]], counter: str, key: str, answer: str) -> None:
    given_words = [int(text, 16) for text in f"{counter} {key}".split()]
    assert [f"{value:08x}" for value in form(*given_words)] == answer.split()


@given(words)
def test_three_forms_give_the_same_bits(numbers: tuple[int, ...]) -> None:
    expected = random.philox(*numbers)
    assert in_compiled_integers(*numbers) == in_arrays(*numbers) == expected
    u = random.uniform(*numbers)
    array = random.uniform(*(numpy.array([n], numpy.uint64) for n in numbers))
    assert compiled(random.uniform)(*numbers) == array[0] == u
    assert compiled(random.normal)(*numbers) == random.normal(*numbers)


@njit
def _draws(key0, key1, history, mechanism, tick, entity, index):  # type: ignore[no-untyped-def]
    draw = Draw(key0, key1, history, mechanism, tick)
    return draw.uniform(entity, index), draw.once(entity, index), draw.once_normal(entity, index)


@given(words, st.integers(0, 2**28 - 1), st.integers(0, INDICES - 1))
def test_the_draws_of_a_mechanism_are_those_when_compiled(numbers: tuple[int, ...], entity: int, index: int) -> None:
    draw = Draw(*numbers[:5])
    expected = (draw.uniform(entity, index), draw.once(entity, index), draw.once_normal(entity, index))
    assert _draws(*draw, entity, index) == expected
    at = (draw.history, draw.mechanism, draw.tick, entity * INDICES + index, draw.key0, draw.key1)
    assert expected[0] == random.uniform(*at)


def test_uniform_numbers_are_never_0_or_1() -> None:
    """At the extremes of the words and, exactly, half a step of 2⁻⁵² inside both ends."""
    assert random.fraction(0, 0) == 2.0**-53
    assert random.fraction(2**32 - 1, 2**32 - 1) == 1.0 - 2.0**-53
    with numpy.errstate(all="raise"):
        ends = random.fraction(numpy.array([0, 2**32 - 1], numpy.uint64), numpy.array([0, 2**32 - 1], numpy.uint64))
    assert list(ends) == [2.0**-53, 1.0 - 2.0**-53]
    assert math.isfinite(math.log(random.fraction(0, 0)))


def test_uniform_numbers_are_uniform_and_independent() -> None:
    """Along each word of the address: 64 bins, no autocorrelation, no correlation between neighbours."""
    zeros, steps = numpy.zeros(100_000, numpy.uint64), numpy.arange(100_000, dtype=numpy.uint64)
    columns = []
    for place in range(4):
        counter = [zeros] * 4
        counter[place] = steps
        u = random.uniform(*counter, numpy.uint64(7), numpy.uint64(1))
        assert stats.chisquare(numpy.histogram(u, 64, (0, 1))[0]).pvalue > 0.001
        assert abs(numpy.corrcoef(u[:-1], u[1:])[0, 1]) < 4 / math.sqrt(len(u))
        columns.append(u[1:])  # the first is the address that all four share
    off_diagonal = numpy.corrcoef(columns) - numpy.eye(4)
    assert numpy.abs(off_diagonal).max() < 4 / math.sqrt(100_000)


def test_normal_numbers_are_normal() -> None:
    draw = Draw(11, 22, 33, 44, 0)
    z = numpy.array([draw.once_normal(entity) for entity in range(20_000)])
    assert stats.kstest(z, stats.norm.cdf).pvalue > 0.001
    assert abs(z.mean()) < 4 / math.sqrt(20_000)
    assert abs(z.var() - 1) < 4 * math.sqrt(2 / 20_000)
    assert abs(numpy.corrcoef(z[:-1], z[1:])[0, 1]) < 4 / math.sqrt(20_000)


def test_each_address_has_its_own_number() -> None:
    base = Draw(1, 2, 3, 4, 5)
    seen = [base.uniform(6, 7), base.once(6, 7)]
    for field in Draw._fields:
        seen.append(base._replace(**{field: 99}).uniform(6, 7))
    seen += [
        base.uniform(entity, index) for entity in range(40) for index in range(INDICES) if (entity, index) != (6, 7)
    ]
    assert len(set(seen)) == len(seen)
    # What is drawn once does not know the tick; nothing else is forgotten.
    assert base._replace(tick=99).once(6, 7) == base.once(6, 7)
    assert base._replace(tick=99).once_normal(6, 7) == base.once_normal(6, 7)
    for field in ("key0", "key1", "history", "mechanism"):
        assert base._replace(**{field: 99}).once(6, 7) != base.once(6, 7)


@given(st.integers(0, 2**64 - 1))
def test_all_64_bits_of_a_seed_count(seed: int) -> None:
    key0, key1 = random.key(seed)
    assert key0 | key1 << 32 == seed
    assert 0 <= key0 < 2**32 > key1 >= 0


def test_quantities_are_drawn_by_name_and_set() -> None:
    """Neither the others drawn with it, nor the order, nor where a block of sets begins changes a quantity's draw."""
    whole = random.per_set(["a", "b", "c"], numpy.arange(40), 5)
    assert whole.shape == (3, 40)
    assert numpy.array_equal(random.per_set(["c", "a"], numpy.arange(10, 20), 5), whole[[2, 0], 10:20])
    assert len(numpy.unique(whole)) == 120
    assert not numpy.isin(random.per_set(["a"], numpy.arange(40), 6), whole).any()


@pytest.mark.parametrize("theory", ["world-crisis", "officers-coordinate", "base-rates"])
@pytest.mark.parametrize("case", CASES)
def test_no_two_quantities_share_a_stream(case: str, theory: str) -> None:
    """Their numbers are hashes of 32 bits: any clash would make two quantities equal in every set."""
    model = tocsin.build(case, theory)
    names = list(model.quantities)
    first = random.per_set(names, numpy.arange(1), 0)[:, 0]
    assert len(set(first)) == len(names)
    assert HOURS_AT_MOST < PER_SET < ONCE < 2**32  # nor is a draw of a set or a history ever one of a tick


class Recorded(Draw):
    """Writes down who reads which address: (tick or once, entity, index) of a mechanism, and the line of code."""

    __slots__ = ()
    uses: list[tuple[int, int | str, int, int, int, tuple[str, int]]] = []  # noqa: RUF012 - shared on purpose

    def _note(self, when: int | str, entity: int, index: int) -> None:
        caller = sys._getframe(2)
        place = (caller.f_code.co_filename, caller.f_lineno)
        self.uses.append((self.mechanism, when, entity, index, self.tick, place))

    def uniform(self, entity: int, index: int = 0) -> float:
        self._note(self.tick, entity, index)
        return super().uniform(entity, index)

    def once(self, entity: int, index: int = 0) -> float:
        self._note("once", entity, index)
        return super().once(entity, index)

    def once_normal(self, entity: int, index: int = 0) -> float:
        self._note("once", entity, index)
        return super().once_normal(entity, index)


@pytest.mark.parametrize("settings", [{}, {"units.variant": "own-odds", "ruler.response": "repress"}])
@pytest.mark.parametrize("case", CASES)
def test_no_address_serves_two_purposes(case: str, settings: dict[str, str]) -> None:
    """A purpose is a line of code. A draw of a tick is read once; what is drawn once a history may be read again, at
    later ticks or by several entities that share it, but at the same line of code only.
    """
    model = tocsin.build(case, settings=settings)
    numbers = {m.number: m.key for m in declared("crisis")}
    read: set[str] = set()
    for history in range(0, 500, 20):  # each with its own parameters
        Recorded.uses.clear()
        play_interpreted(model, 5, history, draw_type=Recorded)
        places: dict[Any, set[Any]] = defaultdict(set)
        times: dict[Any, int] = defaultdict(int)
        for mechanism, when, entity, index, _tick, place in Recorded.uses:
            assert 0 <= index < INDICES
            assert 0 <= entity * INDICES + index < 2**32
            places[mechanism, when, entity, index].add(place)
            times[mechanism, when, entity, index] += 1
        for address, lines in places.items():
            assert len(lines) == 1, f"{numbers[address[0]]}: {address[1:]} is read at {sorted(lines)}"
            assert address[1] == "once" or times[address] == 1, f"{numbers[address[0]]}: {address[1:]} is read again"
        read |= {numbers[address[0]] for address in places}
    assert {"march", "units", "street", "ruler", "turn"} <= read <= set(numbers.values())
