"""Arms: ensembles of one model with something held otherwise, in the shape in which an audit counts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy
import polars
from numpy.typing import NDArray

from tocsin.evidence.codes import FAILED, observed_codes, table_codes
from tocsin.evidence.features import NEVER
from tocsin.simulate.chunk import AnyModel
from tocsin.simulate.model import Model
from tocsin.simulate.results import Results
from tocsin.simulate.world_model import WorldModel
from tocsin.study.question import Booleans, Floats, all_of, matched
from tocsin.study.reading import CRISIS, Reading, reading_of

__all__ = ["NAMES", "Arm", "Arms", "Setting", "paired", "same_histories"]

NAMES = CRISIS.features
"""Features of a crisis, in the order of an arm's codes."""

Setting = Mapping[str, float | str]


@dataclass(frozen=True)
class Arm:
    """One ensemble: what an audit counts in it.

    Attributes
    ----------
    model : Model or WorldModel
    sets : ndarray of int, (histories,)
    codes : ndarray of int, (histories, features)
        All features, in the order of the registry; -1 for histories that failed.
    columns : dict of str to ndarray, (histories,)
        What events and means are read from.
    directory : str
        Where it lies.
    """

    model: AnyModel
    sets: NDArray[numpy.int64]
    codes: NDArray[numpy.int64]
    columns: dict[str, Floats] = field(repr=False)
    directory: str = ""

    @property
    def reading(self) -> Reading:
        """What its histories hold."""
        return reading_of(self.model)

    @property
    def done(self) -> Booleans:
        """Which histories were completed."""
        result: Booleans = self.codes[:, 0] != FAILED
        return result

    def column(self, feature: str) -> NDArray[numpy.int64]:
        """Codes of one feature."""
        found: NDArray[numpy.int64] = self.codes[:, self.reading.features.index(feature)]
        return found

    def agrees(self, features: tuple[str, ...]) -> Booleans:
        """Which histories agree with the record of the case in all these features."""
        observed = tuple(observed_codes(self.model.case, name) for name in features)
        names = self.reading.features
        return all_of(matched(self.codes[:, [names.index(name) for name in features]], observed))

    def value(self, events: tuple[str, ...]) -> Floats:
        """For each history whether any of these events happened, or the sum of these measures."""
        reading = self.reading
        measured = [self.columns[reading.measures[name]] for name in events if name in reading.measures]
        if measured:
            total: Floats = numpy.sum(measured, axis=0)
            return total
        happened = numpy.zeros(len(self.sets), numpy.bool_)
        for name in events:
            if name in reading.happenings:
                happened |= reading.happened(name, self.columns)
            else:
                happened |= self.column("outcome") == reading.outcomes.index(name)
        return happened.astype(float)

    def met(self, events: tuple[str, ...]) -> Floats:
        """For each history whether any of these events or measures is above nothing in it."""
        return (self.value(events) > 0).astype(float)

    def differs(self, other: Arm) -> Booleans:
        """Which histories differ from their counterparts in any feature, event or measure."""
        different: Booleans = (self.codes != other.codes).any(axis=1)
        for name, values in self.columns.items():
            different |= values != other.columns[name]
        return different

    def first(self, histories: int) -> Arm:
        """Only the first so many of its histories."""
        columns = {name: values[:histories] for name, values in self.columns.items()}
        return replace(self, sets=self.sets[:histories], codes=self.codes[:histories], columns=columns)


def paired(first: Arm, second: Arm) -> Booleans:
    """Which histories were completed in both arms.

    Raises
    ------
    ValueError
        If the arms are not of one size.
    """
    if len(first.sets) != len(second.sets):
        raise ValueError("arms of another size are not paired")
    return first.done & second.done


def arm_of(results: Results, model: AnyModel) -> Arm:
    """Read an ensemble."""
    reading = reading_of(model)
    table = results.histories(list(dict.fromkeys(["set", "status", *reading.measured, *reading.columns])))
    numbers = table.select(polars.col(*reading.measured).fill_null(NEVER).cast(polars.Float64))
    columns = {name: numbers[name].to_numpy() for name in reading.measured}
    codes = table_codes(table, reading.features, model.case)
    return Arm(model, table["set"].cast(polars.Int64).to_numpy(), codes, columns, str(results.directory))


class Arms:
    """All arms of an audit; what means the same is simulated once, and what is part of another taken from it.

    Parameters
    ----------
    vary : callable
        From a model and settings to the model that holds them.
    simulate : callable
        From a model, the settings that made it of its case's own and a number of histories to its ensemble.
    """

    def __init__(self, vary: Callable[[Any, Setting], Any], simulate: Callable[[Any, Setting, int], Results]) -> None:
        self.vary, self.simulate = vary, simulate
        self.found: list[tuple[AnyModel, int, Arm]] = []
        self.failed = 0
        """Histories that failed, in all that was simulated."""

    def needed(self, wanted: Sequence[tuple[AnyModel, Setting, int]]) -> int:
        """Histories that so many arms hold together, each counted once."""
        counted: list[tuple[AnyModel, int]] = []
        for base, settings, histories in _largest_first(wanted):
            model = self.vary(base, settings) if settings else base
            if not any(same_histories(other, model) for other, _ in counted):
                counted.append((model, histories))
        return sum(size for _, size in counted)

    def simulate_all(self, wanted: Sequence[tuple[AnyModel, Setting, int]]) -> None:
        """Simulate so many arms, the largest first, so that each smaller one is part of it."""
        for base, settings, histories in _largest_first(wanted):
            self.of(base, settings, histories)

    def of(self, base: AnyModel, settings: Setting, histories: int) -> Arm:
        """The first so many histories of a model with something held otherwise."""
        model = self.vary(base, settings) if settings else base
        known = self._known(model)
        if histories in known:
            return known[histories]
        larger = [size for size in known if size > histories]
        if larger:
            arm = known[min(larger)].first(histories)
        else:
            arm = arm_of(self.simulate(model, settings, histories), model)
            self.failed += int((~arm.done).sum())
        self.found.append((model, histories, arm))
        return arm

    def size(self, base: AnyModel, settings: Setting, least: int) -> int:
        """How many histories there are of a model with something held otherwise, or `least` if there are fewer."""
        return max([least, *self._known(self.vary(base, settings) if settings else base)])

    def _known(self, model: AnyModel) -> dict[int, Arm]:
        return {size: arm for known, size, arm in self.found if same_histories(known, model)}


def same_histories(one: AnyModel, other: AnyModel) -> bool:
    """Whether two models of one clock give the same histories of the same case."""
    if isinstance(one, WorldModel) and isinstance(other, WorldModel):
        return one.case.id == other.case.id and one.same_as(other)
    if isinstance(one, Model) and isinstance(other, Model):
        return one.case.id == other.case.id and one.same_as(other)
    return False


def _largest_first(wanted: Sequence[tuple[AnyModel, Setting, int]]) -> list[tuple[AnyModel, Setting, int]]:
    return sorted(wanted, key=lambda one: -one[2])
