"""Compare: what would have happened otherwise, history by history.

Both arms use the same draws, so that a history and its counterpart differ by the intervention alone. Given the record
(or single features of it), only histories that came out as the record did are taken along: what their draws and
parameters say of the world is kept (abduction), the intervention is made (action), and they are played again
(prediction; Pearl 2009).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy
import polars
from numpy.typing import NDArray

from tocsin.errors import InputError, Problem, UnknownName
from tocsin.evidence.features import matches
from tocsin.simulate.chunk import AnyModel
from tocsin.simulate.results import Results
from tocsin.study.paired import Effect, effect, effect_on_measure
from tocsin.study.reading import compared_on, predicted, reading_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RECORD = "record"
FEW_SETS = 10
"""Below so many parameter sets with a match an effect rests on too few guesses at what nobody knows."""


@dataclass(frozen=True, slots=True)
class Flip:
    """How many histories end otherwise under the intervention, from what to what."""

    before: str
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """An intervention on paired histories.

    Attributes
    ----------
    case, theory : str
    seed, histories : int
        Of each arm.
    settings : dict of str to str
        What is held by hand in both arms.
    do : dict of str to str
        The intervention: what the second arm holds beside that.
    claims : tuple of str
        Claims that the intervention puts at their contrasts.
    given : tuple of str
        Features in which histories have to agree with the record; empty for all histories.
    matched : int
        Histories of the first arm that do.
    paired, failed : int
        Of these, pairs that were completed in both arms, and pairs left out because one of the two failed.
    sets : int
        Parameter sets that the pairs come from.
    identical : bool
        Whether the intervention changes nothing at all: both arms are the same model.
    effects : tuple of Effect
        On every outcome, the most frequent first.
    events : tuple of Effect
        On fighting in the capital, foreign intervention and the mean risk of revolution within 90 days (``risk_90``);
        empty for a theory that speaks of outcomes only. In a world: on what is counted a history, in means.
    flips : tuple of Flip
        The most frequent first.
    observed : tuple of str
        Outcomes that the record holds.
    directories : pair of str
        Where the histories of the two arms lie.
    clock : str
        ``crisis`` or ``world``.
    held : tuple of str
        Features that can be given: those that the record holds and the theory predicts.
    """

    case: str
    theory: str
    seed: int
    histories: int
    settings: dict[str, str]
    do: dict[str, str]
    claims: tuple[str, ...]
    given: tuple[str, ...]
    matched: int
    paired: int
    failed: int
    sets: int
    identical: bool
    effects: tuple[Effect, ...]
    events: tuple[Effect, ...]
    flips: tuple[Flip, ...]
    observed: tuple[str, ...]
    directories: tuple[str, str]
    clock: str = "crisis"
    held: tuple[str, ...] = ()

    @property
    def flipped(self) -> int:
        """Histories that end otherwise."""
        return sum(flip.count for flip in self.flips)

    @property
    def too_few(self) -> bool:
        """Whether the pairs come from too few parameter sets to lean on."""
        return self.sets < FEW_SETS

    def of(self, name: str) -> Effect:
        """The effect on an outcome, an event or the measure ``risk_90``.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        for line in (*self.effects, *self.events):
            if line.name == name:
                return line
        raise KeyError(name)

    def plot(self, what: str = "effects") -> Figure:
        """Draw how far each outcome moves, or which histories end otherwise (``pip install 'tocsin[plot]'``).

        Parameters
        ----------
        what : str
            ``effects`` or ``flips``.

        Raises
        ------
        UnknownName
            If there is no such figure.
        """
        from tocsin.report.figures import effects_figure, flips_figure

        title = f"{self.case} · {self.theory} · {', '.join(f'{name} = {value}' for name, value in self.do.items())}"
        if what == "effects":
            return effects_figure(self.effects, self.observed, title)
        if what == "flips":
            return flips_figure(self.flips, self.paired, title)
        raise UnknownName("figure", what, ("effects", "flips"), "plot")


def given_features(model: AnyModel, given: str | Sequence[str] | None) -> tuple[str, ...]:
    """The features that a condition is made of: ``"record"``, names (each text one or more, with commas), or nothing.

    Raises
    ------
    InputError
        If there is no such feature, the record holds nothing on it, or the theory does not predict it.
    """
    if given is None:
        return ()
    texts = [given] if isinstance(given, str) else list(given)
    names = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    held = compared_on(model)
    if names == [RECORD]:
        if not held:
            what = "the record holds nothing" + ("" if model.clock == "world" else " that the theory predicts")
            raise InputError([Problem(what, "--given")])
        return held
    known = reading_of(model).features
    for name in names:
        if name not in known:
            raise UnknownName("feature", name, [RECORD, *known], "--given")
        reason = None
        if not model.case.observed(name):
            reason = f"the record of {model.case.id} holds nothing on it"
        elif name not in predicted(model):
            reason = f"the theory {model.theory.id} does not predict it"
        if reason:
            raise InputError([Problem(reason, "--given", None, name, f"one of {', '.join(held)}")])
    return tuple(dict.fromkeys(names))


def compare(
    base: Results,
    other: Results,
    model: AnyModel,
    do: dict[str, str],
    *,
    claims: tuple[str, ...] = (),
    given: tuple[str, ...] = (),
    identical: bool = False,
) -> Comparison:
    """Compare two ensembles of the same seed and number of histories.

    Parameters
    ----------
    base, other : Results
        Without and with the intervention.
    model : Model or WorldModel
        The one behind `base`.
    do : dict of str to str
        The intervention.
    claims : tuple of str
        Claims put at their contrasts by it.
    given : tuple of str
        From `given_features`.
    identical : bool
        Whether the intervention changes nothing in the model.

    Raises
    ------
    ValueError
        If the two are not paired.
    """
    here, there = base.manifest, other.manifest
    if (here.seed, here.histories, here.set_size) != (there.seed, there.histories, there.set_size):
        raise ValueError("ensembles of another seed or size are not paired")
    reading = reading_of(model)
    asked = {name: column for name, column in reading.happenings.items() if reading.clock == "crisis"}
    measured = {name: reading.measures[name] for name in reading.counted}
    columns = list(dict.fromkeys(["set", "status", "outcome", *asked.values(), *measured.values()]))
    first = base.histories(list(dict.fromkeys([*columns, *reading.columns])))
    second = other.histories(columns)
    meets = _meets(first, model, given)
    done = meets & (first["status"] == "ok").to_numpy() & (second["status"] == "ok").to_numpy()
    before, after = first.filter(done), second.filter(done)
    sets = before["set"].to_numpy()

    def of(name: str, expression: polars.Expr, study: Callable[..., Effect] = effect) -> Effect:
        here, there = (
            table.select(expression.cast(polars.Float64)).to_series().to_numpy() for table in (before, after)
        )
        return study(name, here, there, sets, identical)

    effects = [of(name, polars.col("outcome") == name) for name in reading.outcomes]
    if reading.clock == "world":
        events = [of(name, polars.col(column), effect_on_measure) for name, column in measured.items()]
    elif model.theory.predicts != ("outcome",):
        events = [of(name, polars.col(column) > 0) for name, column in asked.items()]
        events += [of(name, polars.col(column)) for name, column in measured.items()]
    else:
        events = []
    return Comparison(
        case=here.case,
        theory=here.theory,
        seed=here.seed,
        histories=here.histories,
        settings=dict(here.settings),
        do=do,
        claims=claims,
        given=given,
        matched=int(meets.sum()),
        paired=len(before),
        failed=int(meets.sum()) - len(before),
        sets=before["set"].n_unique(),
        identical=identical,
        effects=tuple(sorted(effects, key=lambda line: -max(line.base, line.do))),
        events=tuple(events),
        flips=_flips(before["outcome"], after["outcome"]),
        observed=tuple(value for value in model.case.observed("outcome") if isinstance(value, str)),
        directories=(str(base.directory), str(other.directory)),
        clock=reading.clock,
        held=compared_on(model),
    )


def _meets(table: polars.DataFrame, model: AnyModel, given: tuple[str, ...]) -> NDArray[numpy.bool_]:
    """Which histories meet the condition; without one all do, failed ones too, so that they are counted."""
    if not given:
        return numpy.ones(len(table), bool)
    condition = polars.col("status") == "ok"
    for name in given:
        expression = matches(model.case, name)
        if expression is not None:
            condition = condition & expression
    return table.select(condition.alias("meets"))["meets"].to_numpy()


def _flips(before: polars.Series, after: polars.Series) -> tuple[Flip, ...]:
    table = polars.DataFrame({"before": before, "after": after}).filter(polars.col("before") != polars.col("after"))
    counted = table.group_by("before", "after").len().sort("len", "before", "after", descending=[True, False, False])
    return tuple(Flip(str(start), str(end), int(count)) for start, end, count in counted.rows())
