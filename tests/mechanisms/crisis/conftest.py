"""A stage for single mechanisms: a crisis of plain objects, parameters as a namespace, draws by address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from tocsin.mechanisms import Mechanism, declared
from tocsin.mechanisms.crisis import state
from tocsin.simulate.random import Draw


@cache
def _mechanisms() -> dict[str, Mechanism]:
    return {mechanism.key: mechanism for mechanism in declared("crisis")}


@cache
def _medians() -> dict[str, float]:
    return {quantity.name: quantity.median() for m in _mechanisms().values() for quantity in m.parameters}


class Stage:
    """What a test needs to call one mechanism, or a few in their order, without a theory, a case or a compiler."""

    SEED = (20230623, 0)

    def parameters(self, values: Mapping[str, float] | None = None) -> SimpleNamespace:
        """All parameters at the medians of their priors but for the values given by full name."""
        unknown = set(values or {}) - set(_medians())
        assert not unknown, f"no such parameter: {unknown}"
        p = SimpleNamespace(**{key: SimpleNamespace() for key in _mechanisms()})
        for name, value in {**_medians(), **(values or {})}.items():
            key, short = name.split(".", 1)
            setattr(getattr(p, key), short, value)
        return p

    def crisis(
        self,
        *,
        column: state.Column | None = None,
        cities: Iterable[state.City] = (),
        groups: Iterable[state.Group] = (),
        units: Iterable[state.Unit] = (),
        notes: int = 0,
        traces: int = 0,
        **parts: Any,
    ) -> state.Crisis:
        """A crisis; by default a thousand men 500 km from a capital of a million where nobody lives in groups."""
        cities = list(cities) or [state.City(population=1e6, on_road=1, capital=1)]
        groups = sorted(groups, key=lambda group: group.city)
        for number, city in enumerate(cities):
            city.groups_from = sum(group.city < number for group in groups)
            city.groups_to = sum(group.city <= number for group in groups)
        memory = {f"{m.key}_{name}": 0.0 for m in _mechanisms().values() for name in m.memory}
        column = column or self.column()
        return state.Crisis(
            column=column,
            challenger=parts.get("challenger", state.Challenger()),
            ruler=parts.get("ruler", state.Ruler()),
            balance=parts.get("balance", state.Balance()),
            course=parts.get("course", state.Course(nearest=column.position)),
            memory=SimpleNamespace(**memory),
            cities=cities,
            groups=groups,
            units=list(units),
            notes=[state.Note() for _ in range(notes)],
            traces=[state.Trace() for _ in range(traces)],
        )

    def column(self, position: float = 500.0, strength: float = 1000.0, morale: float = 1.0) -> state.Column:
        return state.Column(
            position=position, strength=strength, initial=strength, morale=morale, initial_morale=morale
        )

    def draw(self, key: str, tick: int = 0, history: int = 0, kind: Any = Draw) -> Any:
        """The draws of the mechanism with this key in one tick of one history."""
        return kind(*self.SEED, history, _mechanisms()[key].number, tick)

    def play(
        self,
        keys: Iterable[str],
        now: state.Crisis,
        case: state.Setting,
        p: Any,
        ticks: range,
        history: int = 0,
        kind: Any = Draw,
    ) -> Iterable[int]:
        """Run the mechanisms named, in the clock's order, tick by tick; yields each tick and stops at an outcome."""
        chosen = set(keys)
        running = [m for m in _mechanisms().values() if m.key in chosen]
        assert len(running) == len(chosen)
        for tick in ticks:
            for mechanism in running:
                mechanism.formula(now, case, p, kind(*self.SEED, history, mechanism.number, tick))
            yield tick
            if now.course.outcome != state.RUNNING:
                return


@pytest.fixture(scope="session")
def stage() -> Stage:
    return Stage()
