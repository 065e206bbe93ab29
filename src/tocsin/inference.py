"""The library's inference: theories as wholes, and their parameters, on the records of cases or of a world."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.building import build, build_case, clock_of, says_of_worlds
from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, Problem, UnknownName
from tocsin.library import MOST_HISTORIES, seed_of
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.simulate.world_model import WorldModel
from tocsin.studies import texts_of
from tocsin.theory.validation import load_theory
from tocsin.theory.world import World

if TYPE_CHECKING:
    from tocsin.simulate.chunk import AnyModel
    from tocsin.simulate.executors import Workers
    from tocsin.study.infer import Inference

ALL = "all"
"""Stands for all theories of the catalogue."""
SHARED = "ruler.fear_ratio"
HISTORIES = {"crisis": 20_000, "world": 10_000}
"""To begin with, by the clock: a history of a world takes a hundred times as long as one of a crisis."""
MOST = {"crisis": 400_000, "world": 20_000}
"""At most, by the clock."""


def infer(
    cases: str | Iterable[str],
    *,
    theories: str | Iterable[str] = ALL,
    features: str | Iterable[str] | None = None,
    histories: int | None = None,
    error: float = 0.1,
    most: int | None = None,
    share: str = SHARED,
    rng: Any = 1,
    settings: Mapping[str, float | str] | None = None,
    root: str | Path | None = "runs",
    workers: Workers = None,
    progress: Callable[[int, int], None] | None = None,
) -> Inference:
    """Compare theories on the records of cases, and learn about their parameters.

    Parameters
    ----------
    cases : str or iterable of str
        Names in the catalogue, or paths of files; or the name of one world.
    theories : str or iterable of str
        The same for theories; ``"all"`` for all of the catalogue.
    features : str or iterable of str, optional
        Compare on these features of the record; by default on all that the record holds and all theories predict, and
        then once more among those that predict more. Of a world these are compared as the record has them; by default
        the world's own features in rough strokes (see `tocsin.evidence.rough`).
    histories : int, optional
        To begin with, for each theory on each case: 20,000, of a world 10,000.
    error : float
        Standard error of each log evidence to aim at.
    most : int, optional
        Histories to count at most, and again to simulate in stages at most, for each theory and set of features:
        400,000; of a world, where there is counting only, 20,000.
    share : str
        Parameter whose common value over the cases is asked for.
    rng, settings, workers, progress
        As in `run`; settings hold under every theory and in every case.
    root : path, optional
        Folder below which what was simulated is kept; None keeps nothing.

    Returns
    -------
    Inference

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with the input or a folder.
    """
    from tocsin.study.estimating import Effort
    from tocsin.study.infer import infer as study

    wanted = _names(cases, "case", "CASE")
    rivals = _names(theories, "theory", "--theories")
    if rivals == [ALL]:
        rivals = [entry.id for entry in Catalogue.default().entries("theory")]
    clock = _clock(wanted)
    histories = HISTORIES[clock] if histories is None else histories
    most = MOST[clock] if most is None else most
    for name, number in (("histories", histories), ("most", most)):
        if not (isinstance(number, int) and 1 <= number <= MOST_HISTORIES):
            expected = f"a whole number from 1 to {MOST_HISTORIES:,}"
            raise InputError([Problem(f"{number} is out of range", f"--{name}", expected=expected)])
    if not (math.isfinite(error) and error > 0):
        raise InputError([Problem(f"{error} is no error to aim at", "--error", expected="a number above 0")])
    asked = None if features is None else tuple(_words(features))
    left_out: dict[str, str] = {}
    models: list[list[AnyModel]]
    if clock == "world":
        row, left_out = _of_world(wanted[0], rivals, settings, roughly=asked is None)
        models = [row]
    else:
        models = [[build_case(case, theory, settings, "infer") for theory in rivals] for case in wanted]
    known = [name for model in models[0] for name in model.theory.parameters]
    if share not in known:
        raise UnknownName("parameter", share, dict.fromkeys(known), "--share")
    return study(
        models,
        seed_of(rng),
        features=asked,
        effort=Effort(histories, error, max(most, histories)),
        share=share,
        root=None if root is None else Path(root),
        settings=texts_of(settings or {}),
        left_out=left_out,
        workers=workers,
        progress=progress,
    )


def _clock(cases: list[str]) -> str:
    worlds = [name for name in cases if clock_of(name) == "world"]
    if worlds and len(cases) > 1:
        problem = f"'{worlds[0]}' is a world, and what its record says is not multiplied with that of others"
        raise InputError([Problem(problem, "CASE", expected="one world, or cases only")])
    return "world" if worlds else "crisis"


def _of_world(
    name: str, theories: list[str], settings: Mapping[str, float | str] | None, *, roughly: bool
) -> tuple[list[AnyModel], dict[str, str]]:
    """Models of a world under the theories that say something of worlds; the others, and why they have no part."""
    catalogue = Catalogue.default()
    loaded = {theory: load_theory(theory, vocabulary(), catalogue) for theory in theories}
    silent = [theory for theory, one in loaded.items() if not says_of_worlds(one)]
    left_out = {loaded[theory].id: "no mechanism of the world clock runs under it" for theory in silent}
    speaking = [theory for theory in theories if theory not in silent]
    if not speaking:
        problem = f"no mechanism of the world clock runs under {', '.join(left_out)}"
        raise InputError([Problem(problem, "--theories", expected="a theory that says something of worlds")])
    models = [build(name, theory, settings) for theory in speaking]
    world = models[0].case
    assert isinstance(world, World)
    if not world.record:
        when = f": it can be scored from {world.scored_by} on" if world.scored_by else ""
        problem = f"{world.id} has no record to compare theories on{when}"
        raise InputError([Problem(problem, "CASE", expected="a world with a record (tocsin list worlds)")])
    return [_roughly(model) if roughly else model for model in models], left_out


def _roughly(model: AnyModel) -> AnyModel:
    from tocsin.evidence.rough import roughly

    assert isinstance(model, WorldModel)
    return replace(model, case=roughly(model.case))


def _words(given: str | Iterable[str]) -> list[str]:
    parts = [given] if isinstance(given, str) else list(given)
    return [word.strip() for part in parts for word in part.split(",") if word.strip()]


def case_names(given: str | Iterable[str], option: str) -> list[str]:
    """Names of cases, each once, from an option of the command line."""
    return _names(given, "case", option)


def _names(given: str | Iterable[str], kind: str, option: str) -> list[str]:
    names = _words(given)
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names or twice:
        told = f"the {kind} '{twice[0]}' is named twice" if twice else f"no {kind} is named"
        raise InputError([Problem(told, option, expected=f"each {kind} once")])
    return names
