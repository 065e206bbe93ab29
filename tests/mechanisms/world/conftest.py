"""A stage for single mechanisms of the world clock: countries of plain objects, parameters, draws by address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from tocsin.mechanisms import Mechanism, declared
from tocsin.mechanisms.world import state
from tocsin.simulate.random import Draw


@cache
def _mechanisms() -> dict[str, Mechanism]:
    return {mechanism.key: mechanism for mechanism in declared("world")}


@cache
def _medians() -> dict[str, float]:
    return {quantity.name: quantity.median() for m in _mechanisms().values() for quantity in m.parameters}


class Stage:
    """What a test needs to call one mechanism, or a few in their order, without a theory, a world or a compiler."""

    SEED = (19141917, 0)

    def parameters(self, values: Mapping[str, float] | None = None) -> SimpleNamespace:
        """All parameters of the world clock at the medians of their priors but for the values given by full name."""
        unknown = set(values or {}) - set(_medians())
        assert not unknown, f"no such parameter: {unknown}"
        p = SimpleNamespace(**{key: SimpleNamespace() for key in _mechanisms()})
        for name, value in {**_medians(), **(values or {})}.items():
            key, short = name.split(".", 1)
            setattr(getattr(p, key), short, value)
        return p

    def worlds(
        self,
        countries: Iterable[state.Country] = (),
        pairs: Iterable[state.Pair] = (),
        *,
        world: state.World | None = None,
        crisis: Any = None,
        notes: int = 0,
        traces: int = 0,
    ) -> state.Worlds:
        """A world; by default of two countries that share all output and are no pair."""
        countries = list(countries) or [state.Country(output=0.5), state.Country(output=0.5)]
        memory = {f"{m.key}_{name}": 0.0 for m in _mechanisms().values() for name in m.memory}
        return state.Worlds(
            world=world or state.World(),
            course=state.Course(),
            memory=SimpleNamespace(**memory),
            countries=countries,
            pairs=list(pairs),
            notes=[state.Note() for _ in range(notes)],
            traces=[state.Month() for _ in range(traces)],
            crisis=crisis,
        )

    def draw(self, key: str, tick: int = 0, history: int = 0) -> Draw:
        """The draws of the mechanism of that key in one month of one history."""
        return Draw(*self.SEED, history, _mechanisms()[key].number, tick)


@pytest.fixture
def stage() -> Stage:
    return Stage()
