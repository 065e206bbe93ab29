"""Randomness without state: every draw is a function of its address.

The generator is Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011). The key is the seed; the counter is (history,
mechanism, tick, entity and index). Nothing is carried from draw to draw, so that nothing can shift: switching a
mechanism off or splitting the work otherwise changes no other draw.
"""

from __future__ import annotations

import math
import zlib
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

ONCE = 0xFFFFFFFF
"""Tick in the address of a draw made once a history."""
PER_SET = 0xFFFFFFFE
"""Tick in the address of a draw made once for a set of histories (the parameters)."""
INNER = zlib.crc32(b"world.crises")
"""Mechanism in the address of the key of a crisis that the world clock starts."""
INDICES = 16
"""An entity has this many draws of one mechanism in one tick."""
_MASK = 0xFFFFFFFF


def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    """Philox4x32-10: four 32-bit words from a counter of four and a key of two.

    Works on Python integers, on 64-bit integers (compiled: products wrap, the masks make up for the sign) and on
    unsigned 64-bit arrays, to the same bits.
    """
    for _ in range(10):
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0 = ((p1 >> 32) & _MASK) ^ c1 ^ k0
        c1 = p1 & _MASK
        c2 = ((p0 >> 32) & _MASK) ^ c3 ^ k1
        c3 = p0 & _MASK
        k0 = (k0 + 0x9E3779B9) & _MASK
        k1 = (k1 + 0xBB67AE85) & _MASK
    return c0, c1, c2, c3


def uniform(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Uniform number strictly between 0 and 1, a multiple of 2⁻⁵³, from 52 bits of the generator."""
    w0, w1, _, _ = philox(c0, c1, c2, c3, k0, k1)
    return fraction(w0, w1)


def fraction(high: Any, low: Any) -> Any:
    """Number strictly between 0 and 1 from the upper 26 bits of two words."""
    return ((high >> 6) * 67108864.0 + (low >> 6) + 0.5) * 2.220446049250313e-16


def normal(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> float:
    """Standard normal number from the four words of one address (Box & Muller 1958)."""
    w0, w1, w2, w3 = philox(c0, c1, c2, c3, k0, k1)
    return math.sqrt(-2.0 * math.log(fraction(w0, w1))) * math.cos(6.283185307179586 * float(fraction(w2, w3)))


class Draw(NamedTuple):
    """The draws of one mechanism in one tick of one history; `entity` tells units, cities or groups apart."""

    key0: int
    key1: int
    history: int
    mechanism: int
    tick: int

    def uniform(self, entity: int, index: int = 0) -> float:
        """Uniform number in (0, 1) of this tick."""
        at = entity * INDICES + index
        return float(uniform(self.history, self.mechanism, self.tick, at, self.key0, self.key1))

    def normal(self, entity: int, index: int = 0) -> float:
        """Standard normal number of this tick."""
        return normal(self.history, self.mechanism, self.tick, entity * INDICES + index, self.key0, self.key1)

    def once(self, entity: int, index: int = 0) -> float:
        """Uniform number in (0, 1), the same at every tick of the history."""
        return float(uniform(self.history, self.mechanism, ONCE, entity * INDICES + index, self.key0, self.key1))

    def once_normal(self, entity: int, index: int = 0) -> float:
        """Standard normal number, the same at every tick of the history."""
        return normal(self.history, self.mechanism, ONCE, entity * INDICES + index, self.key0, self.key1)


def inner_key(key0: Any, key1: Any, history: Any, month: Any, country: Any) -> tuple[Any, Any]:
    """The two words of the generator's key for the crisis of one country in one month of one history.

    A key of its own makes the crisis clock's draws in it independent of those in every other crisis, by an address
    that nothing else in the history can shift.
    """
    w0, w1, _, _ = philox(history, INNER, month, country, key0, key1)
    return w0, w1


def key(seed: int) -> tuple[int, int]:
    """The two words of the generator's key for a seed of up to 64 bits."""
    return seed & _MASK, (seed >> 32) & _MASK


def per_set(names: list[str], sets: NDArray[numpy.int64], seed: int) -> NDArray[numpy.float64]:
    """Uniform numbers for named quantities and sets of histories, shape (names, sets)."""
    k0, k1 = (numpy.uint64(word) for word in key(seed))
    streams = numpy.array([zlib.crc32(name.encode()) for name in names], dtype=numpy.uint64)[:, None]
    numbers = sets.astype(numpy.uint64)[None, :] + numpy.zeros_like(streams)
    fixed = numpy.zeros_like(numbers)
    result: NDArray[numpy.float64] = uniform(numbers, streams + fixed, fixed + numpy.uint64(PER_SET), fixed, k0, k1)
    return result
