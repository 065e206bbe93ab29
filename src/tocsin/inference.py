"""The library's inference: theories as wholes, and their parameters, on the records of cases."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.building import build_case
from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, Problem, UnknownName
from tocsin.library import MOST_HISTORIES, seed_of
from tocsin.studies import texts_of

if TYPE_CHECKING:
    from tocsin.simulate.executors import Workers
    from tocsin.study.infer import Inference

ALL = "all"
"""Stands for all theories of the catalogue."""
SHARED = "ruler.fear_ratio"


def infer(
    cases: str | Iterable[str],
    *,
    theories: str | Iterable[str] = ALL,
    features: str | Iterable[str] | None = None,
    histories: int = 20_000,
    error: float = 0.1,
    most: int = 400_000,
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
        Names in the catalogue, or paths of files.
    theories : str or iterable of str
        The same for theories; ``"all"`` for all of the catalogue.
    features : str or iterable of str, optional
        Compare on these features of the record; by default on all that the record holds and all theories predict, and
        then once more among those that predict more.
    histories : int
        To begin with, for each theory on each case.
    error : float
        Standard error of each log evidence to aim at.
    most : int
        Histories to count at most, and again to simulate in stages at most, for each theory and set of features.
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
    for name, number in (("histories", histories), ("most", most)):
        if not (isinstance(number, int) and 1 <= number <= MOST_HISTORIES):
            expected = f"a whole number from 1 to {MOST_HISTORIES:,}"
            raise InputError([Problem(f"{number} is out of range", f"--{name}", expected=expected)])
    if not (math.isfinite(error) and error > 0):
        raise InputError([Problem(f"{error} is no error to aim at", "--error", expected="a number above 0")])
    models = [[build_case(case, theory, settings, "infer") for theory in rivals] for case in wanted]
    known = [name for model in models[0] for name in model.theory.parameters]
    if share not in known:
        raise UnknownName("parameter", share, dict.fromkeys(known), "--share")
    return study(
        models,
        seed_of(rng),
        features=None if features is None else tuple(_words(features)),
        effort=Effort(histories, error, max(most, histories)),
        share=share,
        root=None if root is None else Path(root),
        settings=texts_of(settings or {}),
        workers=workers,
        progress=progress,
    )


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
