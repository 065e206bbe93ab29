"""Arms: ensembles of one model with something held otherwise, in the shape in which an audit counts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy
import polars
from numpy.typing import NDArray

from tocsin.evidence.codes import FAILED, observed_codes, table_codes
from tocsin.evidence.features import columns_needed
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.mechanisms.crisis.state import OUTCOMES
from tocsin.mechanisms.vocabulary import MEASURES
from tocsin.simulate.model import Model
from tocsin.simulate.results import Results
from tocsin.study.question import Booleans, Floats, all_of, matched

__all__ = ["Arm", "Arms", "Setting", "paired"]

NAMES = tuple(FEATURES)
HAPPENINGS = {"fighting_in_capital": "fighting_hours", "intervention": "intervention"}
"""Events that are no outcomes, and the columns that say how much of them there was."""

Setting = Mapping[str, float | str]


@dataclass(frozen=True)
class Arm:
    """One ensemble: what an audit counts in it.

    Attributes
    ----------
    model : Model
    sets : ndarray of int, (histories,)
    codes : ndarray of int, (histories, features)
        All features, in the order of the registry; -1 for histories that failed.
    columns : dict of str to ndarray, (histories,)
        Hours of fighting and of intervention, and what has a mean.
    directory : str
        Where it lies.
    """

    model: Model
    sets: NDArray[numpy.int64]
    codes: NDArray[numpy.int64]
    columns: dict[str, Floats] = field(repr=False)
    directory: str = ""

    @property
    def done(self) -> Booleans:
        """Which histories were completed."""
        result: Booleans = self.codes[:, 0] != FAILED
        return result

    def column(self, feature: str) -> NDArray[numpy.int64]:
        """Codes of one feature."""
        found: NDArray[numpy.int64] = self.codes[:, NAMES.index(feature)]
        return found

    def agrees(self, features: tuple[str, ...]) -> Booleans:
        """Which histories agree with the record of the case in all these features."""
        observed = tuple(observed_codes(self.model.case, name) for name in features)
        return all_of(matched(self.codes[:, [NAMES.index(name) for name in features]], observed))

    def value(self, events: tuple[str, ...]) -> Floats:
        """For each history whether any of these events happened, or the sum of these measures."""
        measured = [self.columns[name] for name in events if name in MEASURES]
        if measured:
            total: Floats = numpy.sum(measured, axis=0)
            return total
        happened = numpy.zeros(len(self.sets), numpy.bool_)
        for name in events:
            if name in HAPPENINGS:
                happened |= self.columns[HAPPENINGS[name]] > 0
            else:
                happened |= self.column("outcome") == OUTCOMES.index(name)
        return happened.astype(float)

    def differs(self, other: Arm) -> Booleans:
        """Which histories differ from their counterparts in any feature, event or measure."""
        different: Booleans = (self.codes != other.codes).any(axis=1)
        for name, values in self.columns.items():
            different |= values != other.columns[name]
        return different


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


def arm_of(results: Results, model: Model) -> Arm:
    """Read an ensemble."""
    measured = list(dict.fromkeys([*HAPPENINGS.values(), *MEASURES]))
    table = results.histories(list(dict.fromkeys(["set", "status", *measured, *columns_needed()])))
    columns = {name: table[name].cast(polars.Float64).to_numpy() for name in measured}
    codes = table_codes(table, NAMES)
    return Arm(model, table["set"].cast(polars.Int64).to_numpy(), codes, columns, str(results.directory))


class Arms:
    """All arms of an audit; what means the same is simulated once.

    Parameters
    ----------
    vary : callable
        From a model and settings to the model that holds them.
    simulate : callable
        From a model, the settings that made it of its case's own and a number of histories to its ensemble.
    """

    def __init__(
        self, vary: Callable[[Model, Setting], Model], simulate: Callable[[Model, Setting, int], Results]
    ) -> None:
        self.vary, self.simulate = vary, simulate
        self.found: list[tuple[Model, int, Arm]] = []

    def needed(self, wanted: list[tuple[Model, Setting, int]]) -> int:
        """Histories that so many arms hold together, each counted once."""
        counted: list[tuple[Model, int]] = []
        for base, settings, histories in wanted:
            model = self.vary(base, settings) if settings else base
            known = ((other, size) for other, size in counted if size == histories)
            if not any(other.case.id == model.case.id and other.same_as(model) for other, _ in known):
                counted.append((model, histories))
        return sum(size for _, size in counted)

    def of(self, base: Model, settings: Setting, histories: int) -> Arm:
        """The first so many histories of a model with something held otherwise."""
        model = self.vary(base, settings) if settings else base
        for known, size, arm in self.found:
            if size == histories and known.case.id == model.case.id and known.same_as(model):
                return arm
        arm = arm_of(self.simulate(model, settings, histories), model)
        self.found.append((model, histories, arm))
        return arm

    @property
    def failed(self) -> int:
        """Histories that failed, in all arms."""
        return sum(int((~arm.done).sum()) for _, _, arm in self.found)
