"""The library's front door to scoring: theories against a table of events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, Problem
from tocsin.library import seed_of
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.simulate.executors import Workers
from tocsin.theory.case import Case
from tocsin.theory.theory import Theory
from tocsin.theory.validation import load_case, load_theory

if TYPE_CHECKING:
    from tocsin.evidence.attempts import Attempt, Attempts
    from tocsin.evidence.cells import Table
    from tocsin.study.event_scores import Dropped, EventScores
    from tocsin.study.library_scores import LibraryScores

ALL = "all"
POINTS = 2048
NEAR = 3
"""Days between an event and hour 0 of a case of the library within which they are taken to be the same."""

Tables = Mapping[str, str | Path | Iterable[str | Path]] | Iterable[str]
"""Files by the name of their mapping, or texts ``NAME=FILE``."""


def score(
    *,
    events: Tables = (),
    fit: Tables = (),
    test: Tables = (),
    join: Tables = (),
    theories: str | Sequence[str] = ALL,
    points: int = POINTS,
    rng: Any = 1,
    root: str | Path = "runs",
    workers: Workers = None,
    progress: Callable[[int, int], None] | None = None,
) -> EventScores | LibraryScores:
    """Score theories against tables of events: what they predict before, held against how it ended.

    Without a table, against the case library: each case is predicted by what the others teach. An attempt that stands
    in the tables of a part more than once (same country and day) counts once, as where it stands first.

    Needs scikit-learn (``pip install 'tocsin[score]'``).

    Parameters
    ----------
    events : mapping or iterable of str
        Tables of attempts, by the name of their mapping (or the path of its file): the theories are cross-validated
        over them, five folds by country.
    fit, test : mapping or iterable of str
        Instead of `events`: tables to fit on, and tables to judge on that nothing was fitted to.
    join : mapping or iterable of str
        Tables of what was known before the attempts.
    theories : str or sequence of str
        Names in the catalogue or paths of files; ``"all"`` stands for the catalogue's. The share of success
        (`base-rates`) and a logistic regression on the same covariates (`logistic-regression`) are always among them;
        over the library the base rates alone.
    points : int
        Histories a theory and pattern of covariates, a power of two.
    rng : int, numpy.random.Generator or None
        Randomness (SPEC 7).
    root : path
        Folder below which the histories are kept; what is there is not run again.
    workers : int or executor, optional
        Threads, or a cluster; no effect on the results.
    progress : callable, optional
        Called with (work done, work in all), in histories; a fit counts as those that take as long.

    Returns
    -------
    EventScores or LibraryScores

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with the input or a folder.
    """
    import numpy

    from tocsin.evidence.attempts import read_attempts
    from tocsin.evidence.countries import countries
    from tocsin.evidence.covariates import generic
    from tocsin.evidence.joining import patterns_of
    from tocsin.study.event_scores import score_events
    from tocsin.study.predictions import Part

    if not any((events, fit, test, join)):
        return _over_library(theories, points, seed_of(rng), Path(root), workers, progress)
    asked = {"events": _pairs(events, "--events"), "fit": _pairs(fit, "--fit"), "test": _pairs(test, "--test")}
    _check_parts(asked)
    _check_points(points)
    catalogue = Catalogue.default()
    tables = _read(asked | {"join": _pairs(join, "--join")}, catalogue)
    chosen = _theories(theories, catalogue)
    attempts: dict[str, list[Attempts]] = {
        part: [read_attempts(table, countries()) for table in tables[part]] for part in ("events", "fit", "test")
    }
    everything = [table for part in ("events", "fit", "test", "join") for table in tables[part]]
    cases = [load_case(entry.id, vocabulary(), catalogue) for entry in catalogue.entries("case")]

    rows = {part: _once(found) for part, found in attempts.items()}

    def part_of(name: str) -> Part:
        events = tuple(event for event, _ in rows[name])
        outcomes = numpy.array([won for _, won in rows[name]], bool)
        return Part(events, patterns_of(events, everything, generic().covariates, countries()), outcomes)

    _check_apart(rows["fit"], rows["test"])
    first = part_of("events" if asked["events"] else "fit")
    second = part_of("test") if asked["test"] else None
    held_out = first if second is None else second
    dropped, kept = _in_library(held_out.events, cases)
    counted = numpy.array(kept, bool)
    return score_events(
        first,
        None if second is None else second.where(counted),
        chosen,
        generic(),
        seed_of(rng),
        Path(root) / "score",
        points=points,
        scored=counted if second is None else None,
        dropped=dropped,
        incomplete=sum(one.incomplete for found in attempts.values() for one in found),
        repeated=sum(len(one.events) for found in attempts.values() for one in found) - sum(map(len, rows.values())),
        workers=workers,
        progress=progress,
    )


def _over_library(
    theories: str | Sequence[str], points: int, seed: int, root: Path, workers: Workers,
    progress: Callable[[int, int], None] | None,
) -> LibraryScores:  # fmt: skip
    from tocsin.evidence.covariates import generic
    from tocsin.study.library_scores import BASE_RATES, library_scores
    from tocsin.study.predictions import REGRESSION

    _check_points(points)
    if REGRESSION in _names(theories):
        reason = f"'{REGRESSION}' needs covariates of attempts, which the library has none of"
        raise InputError([Problem(reason, "--theories", expected="--events NAME=FILE, or theories of the catalogue")])
    catalogue = Catalogue.default()
    cases = [load_case(entry.id, vocabulary(), catalogue) for entry in catalogue.entries("case")]
    base = load_theory(BASE_RATES, vocabulary(), catalogue)
    return library_scores(
        [case for case in cases if case.observed("outcome")], [base, *_theories(theories, catalogue)], generic(),
        points, seed, root / "score", workers=workers, progress=progress,
    )  # fmt: skip


def _check_points(points: int) -> None:
    if not (64 <= points <= 2**20 and points.bit_count() == 1):
        expected = f"a power of two from 64 to {2**20:,}, such as {POINTS}"
        raise InputError([Problem(f"{points} is no number of points", "--points", expected=expected)])


def _pairs(tables: Tables, option: str) -> list[tuple[str, str]]:
    if isinstance(tables, Mapping):
        return [
            (name, str(file))
            for name, files in tables.items()
            for file in ([files] if isinstance(files, str | Path) else files)
        ]
    found = []
    for text in [tables] if isinstance(tables, str) else tables:
        name, sign, file = text.partition("=")
        if not (name.strip() and sign and file.strip()):
            raise InputError([Problem(f"'{text}' names no table", option, expected="NAME=FILE, NAME a mapping")])
        found.append((name.strip(), file.strip()))
    return found


def _check_parts(asked: Mapping[str, Sequence[object]]) -> None:
    given = [part for part in asked if asked[part]]
    if not given:
        reason = "--join has nothing to join to"
        raise InputError([Problem(reason, "score", expected="--events NAME=FILE, or --fit NAME=FILE --test NAME=FILE")])
    if given == ["test"]:
        reason = "--test has nothing that was fitted to judge"
        raise InputError([Problem(reason, "score", expected="--fit NAME=FILE beside it, or --events NAME=FILE alone")])
    if given not in (["events"], ["fit", "test"], ["fit"]):
        found = " and ".join(f"--{part}" for part in given)
        raise InputError([Problem(f"{found} do not go together", "score", expected="--events, or --fit and --test")])


def _once(found: Sequence[Attempts]) -> list[tuple[Attempt, bool]]:
    """Events with whether they succeeded; one that stands there more than once counts as where it stands first."""
    from tocsin.evidence.attempts import outcomes_of

    rows: dict[tuple[int, date], tuple[Attempt, bool]] = {}
    for one in found:
        for event, outcome in zip(one.events, outcomes_of(one), strict=True):
            rows.setdefault((event.country, event.day), (event, outcome))
    return list(rows.values())


def _check_apart(fit: Sequence[tuple[Attempt, bool]], test: Sequence[tuple[Attempt, bool]]) -> None:
    """Refuse to judge on what was fitted."""
    known = {(event.country, event.day) for event, _ in fit}
    both = [event for event, _ in test if (event.country, event.day) in known]
    if both:
        first = f"{both[0].name} {both[0].day.isoformat()}"
        problem = f"{len(both)} attempts stand in --fit and in --test, the first {first}"
        raise InputError([Problem(problem, both[0].file, both[0].line, None, "attempts that nothing was fitted to")])


def _read(asked: Mapping[str, Sequence[tuple[str, str]]], catalogue: Catalogue) -> dict[str, list[Table]]:
    """Read all tables; what is wrong with any of them is said at once."""
    from tocsin.evidence.cells import read_table
    from tocsin.evidence.loading import load_mapping

    problems: list[Problem] = []
    tables: dict[str, list[Table]] = {part: [] for part in asked}
    for part, pairs in asked.items():
        for name, file in pairs:
            try:
                mapping = load_mapping(name, catalogue)
                if (mapping.holds == "join") != (part == "join"):
                    others = [entry.id for entry in catalogue.entries("mapping")]
                    kind = "a table to join" if mapping.holds == "join" else "a table of attempts"
                    fitting = ", ".join(other for other in others if (load_mapping(other, catalogue).holds == "join") == (part == "join"))  # fmt: skip  # noqa: E501
                    problems.append(Problem(f"'{name}' is {kind}", f"--{part}", expected=f"one of {fitting}"))
                    continue
                tables[part].append(read_table(file, mapping))
            except InputError as error:
                problems.extend(problem for problem in error.problems if problem not in problems)
    if problems:
        raise InputError(problems)
    return tables


def _names(asked: str | Sequence[str]) -> list[str]:
    listed = asked.split(",") if isinstance(asked, str) else list(asked)
    return [name.strip() for name in listed if name.strip()]


def _theories(asked: str | Sequence[str], catalogue: Catalogue) -> tuple[Theory, ...]:
    from tocsin.study.predictions import BASE_RATES, REGRESSION

    every = [entry.id for entry in catalogue.entries("theory")]
    names = [one for name in _names(asked) for one in (every if name == ALL else [name])]
    wanted = [name for name in dict.fromkeys(names) if name not in (BASE_RATES, REGRESSION)]
    found = [load_theory(name, vocabulary(), catalogue) for name in wanted]
    ids = [theory.id for theory in found]
    twice = sorted({name for name in ids if ids.count(name) > 1 or name in (BASE_RATES, REGRESSION)})
    if twice:
        raise InputError([Problem(f"two theories are called '{name}'", "--theories") for name in twice])
    return tuple(found)


def _in_library(events: Sequence[Attempt], cases: Sequence[Case]) -> tuple[list[Dropped], list[bool]]:
    """Events that a case of the library is about, and whether each event is none of them."""
    from tocsin.evidence.countries import countries
    from tocsin.study.event_scores import Dropped

    places = [(case, countries().codes(case.country, "name")) for case in cases]
    dropped, kept = [], []
    for event in events:
        about = [
            case
            for case, codes in places
            if event.country in codes and abs((case.start.date() - event.day).days) <= NEAR
        ]
        dropped += [Dropped(event.name, event.day.isoformat(), about[0].id)] if about else []
        kept.append(not about)
    return dropped, kept
