"""The library's studies: questions put to ensembles, a call each. What they need and is on disk is not run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.building import DEFAULT_THEORY, build
from tocsin.errors import InputError, Problem
from tocsin.library import ensemble_of, parse_setting, seed_of

if TYPE_CHECKING:
    from tocsin.library import Ensemble
    from tocsin.simulate.chunk import AnyModel
    from tocsin.simulate.executors import Workers
    from tocsin.study.compare import Comparison
    from tocsin.study.sensitivity import Sensitivity
    from tocsin.theory.theory import Theory

CLAIM = "claim:"
"""What stands before a claim's id where an intervention puts the claim at its contrast."""

Do = Mapping[str, float | str] | str | Iterable[str]
Progress = Callable[[int, int], None]


def compare(
    case: str,
    *,
    do: Do,
    theory: str = DEFAULT_THEORY,
    histories: int = 10_000,
    rng: Any = 1,
    given: str | Iterable[str] | None = None,
    settings: Mapping[str, float | str] | None = None,
    root: str | Path = "runs",
    workers: Workers = None,
    progress: Progress | None = None,
) -> Comparison:
    """What would have happened otherwise: the same histories with and without an intervention.

    Parameters
    ----------
    case, theory : str
        Names in the catalogue, or paths of files; the first may be that of a world.
    do : mapping, str or iterable of str
        The intervention. Names and values as in `build` (inputs, parameters, mechanisms on or off, ``ruler.response``,
        ``street.turnout_…``; of a world also ``germany.experience=high``, and what holds in one crisis holds in all of
        its crises), as a mapping or as texts ``NAME=VALUE``; ``claim:K6`` holds a claim at its contrast.
    histories : int
        In each of the two arms.
    rng : int, numpy.random.Generator or None
        Randomness (SPEC 7), the same in both arms.
    given : str or iterable of str, optional
        ``"record"``, or names of features (a text may hold several, with commas): only histories that agree with the
        record in all (or these) features that the theory predicts (of a world, all that it records).
    settings : mapping, optional
        Held by hand in both arms.
    root : path
        Folder below which the histories of both arms are kept, where `run` keeps them too.
    workers : int or Executor, optional
        Threads, all processors by default; or a `tocsin.Cluster`. No effect on the results.
    progress : callable, optional
        Called with (histories done, histories of both arms).

    Returns
    -------
    Comparison

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with the input or a folder.
    """
    from tocsin.study.arms import same_histories
    from tocsin.study.compare import compare as study
    from tocsin.study.compare import given_features

    held = dict(settings or {})
    model = build(case, theory, held)
    done, claims = intervention(do, model.theory)
    features = given_features(model, given if given is None or isinstance(given, str) else tuple(given))
    try:
        other = build(case, theory, held | done)
    except InputError as error:
        raise InputError([replace(problem, file="--do") for problem in error.problems]) from None
    identical = same_histories(model, other)
    seed = seed_of(rng)

    def arm(chosen: AnyModel, values: Mapping[str, float | str], before: int) -> Ensemble:
        def told(count: int, _: int) -> None:
            if progress:
                progress(before + count, histories if identical else 2 * histories)

        return ensemble_of(chosen, histories, seed, texts_of(values), root=root, workers=workers, progress=told)

    base = arm(model, held, 0)
    changed = base if identical else arm(other, held | done, histories)
    return study(base, changed, model, texts_of(done), claims=claims, given=features, identical=identical)


def intervention(do: Do, theory: Theory) -> tuple[dict[str, float | str], tuple[str, ...]]:
    """Settings that make an intervention, and the ids of the claims that it puts at their contrasts.

    Raises
    ------
    UnknownName
        If the theory has no such claim.
    InputError
        If nothing is set, something is set twice, or a claim has no contrast.
    """
    texts = [do] if isinstance(do, str) else [] if isinstance(do, Mapping) else list(do)
    pairs = list(do.items()) if isinstance(do, Mapping) else []
    claims: list[str] = []
    for text in texts:
        if text.startswith(CLAIM):
            claim = theory.claim(text.removeprefix(CLAIM).strip())
            if not claim.contrast:
                reason = f"the claim {claim.id} has no contrast: {claim.status}"
                with_one = ", ".join(f"{CLAIM}{other.id}" for other in theory.claims if other.contrast)
                raise InputError([Problem(reason, "--do", None, text, f"one of {with_one}" if with_one else None)])
            claims.append(claim.id)
            pairs.extend(claim.contrast.items())
        else:
            pairs.append(parse_setting(text, "--do"))
    found: dict[str, float | str] = {}
    for name, value in pairs:
        first, second = _text(found.setdefault(name, value)), _text(value)
        if first != second:
            raise InputError([Problem(f"set to {first} and to {second}", "--do", None, name, "one value")])
    if not found:
        raise InputError([Problem("nothing to do", "--do", expected=f"NAME=VALUE, or {CLAIM}ID of a claim")])
    return found, tuple(dict.fromkeys(claims))


def texts_of(settings: Mapping[str, float | str]) -> dict[str, str]:
    """Settings as a manifest holds them."""
    return {name: _text(value) for name, value in settings.items()}


def _text(value: float | str) -> str:
    """One text for one number, so that 0, 0.0 and "0.0" are the same content."""
    try:
        text = repr(float(value))
    except ValueError:
        return str(value)
    return text.removesuffix(".0")


def sensitivity(
    case: str,
    *,
    theory: str = DEFAULT_THEORY,
    points: int = 1024,
    alone: int = 20,
    rng: Any = 1,
    settings: Mapping[str, float | str] | None = None,
    root: str | Path = "runs",
    workers: Workers = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Which uncertain quantities the outcomes hang on: Sobol' indices of their probabilities, with intervals.

    Needs SALib (``pip install 'tocsin[studies]'``).

    Parameters
    ----------
    case, theory : str
        Names in the catalogue, or paths of files; the first may be that of a world.
    points : int
        Base points of the Saltelli sample, a power of two; intervals narrow with its root.
    alone : int
        How many quantities at most have an index of their own: those that a screening finds to matter most; all others
        share one.
    rng, settings, workers, progress
        As in `run`.
    root : path
        Folder below which the outcomes at the sample's points are kept.

    Returns
    -------
    Sensitivity

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with the input or a folder.
    """
    from tocsin.study.sensitivity import sensitivity as study

    if not (32 <= points <= 2**20 and points.bit_count() == 1):
        expected = f"a power of two from 32 to {2**20:,}, such as 1024"
        raise InputError([Problem(f"{points} is no number of base points", "--points", expected=expected)])
    if not 1 <= alone <= 100:
        raise InputError([Problem(f"{alone} is out of range", "--alone", expected="a whole number from 1 to 100")])
    held = texts_of(settings or {})
    model = build(case, theory, settings)
    folder = Path(root) / model.case.id / "sensitivity"
    return study(
        model, seed_of(rng), folder, rows=points, alone=alone, settings=held, workers=workers, progress=progress
    )
