"""The library's audit: an argument held against a case, claim by claim. What is on disk already is not run again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.building import DEFAULT_THEORY, build, build_case, says_of_worlds, varied
from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, Problem
from tocsin.inference import ALL, case_names
from tocsin.library import MOST_HISTORIES, ensemble_of, seed_of
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.studies import texts_of
from tocsin.theory.validation import load_theory

if TYPE_CHECKING:
    from tocsin.simulate.chunk import AnyModel
    from tocsin.simulate.executors import Workers
    from tocsin.simulate.model import Model
    from tocsin.simulate.results import Results
    from tocsin.study.audited import Audit

Progress = Callable[[int, int], None]

HISTORIES = {"crisis": 20_000, "world": 2_000}
"""Of each variant, by clock: a history of a world takes some hundred times as long."""


def audit(
    case: str,
    *,
    theory: str = DEFAULT_THEORY,
    histories: int | None = None,
    rng: Any = 1,
    settings: Mapping[str, float | str] | None = None,
    cases: str | Iterable[str] | None = None,
    root: str | Path = "runs",
    workers: Workers = None,
    progress: Progress | None = None,
) -> Audit:
    """Audit an argument: of each claim, whether it is implied, load-bearing and supported by the record.

    Parameters
    ----------
    case, theory : str
        Names in the catalogue, or paths of files; the first may be that of a world.
    histories : int, optional
        Of each variant of the theory: as it is, at each claim's contrast, and in each arm of an implication (in a world
        a fifth there). 20,000 by default, 2,000 in a world.
    rng : int, numpy.random.Generator or None
        Randomness (SPEC 7), the same in all variants.
    settings : mapping, optional
        Held by hand in all variants.
    cases : str or iterable of str, optional
        Over which cases, besides this one, a parameter that a claim is about is shared; ``"all"`` for all of the
        catalogue. Not for a world. By default the posterior is conditioned on this case's record alone.
    root : path
        Folder below which histories are kept, where `run` and `compare` keep theirs, and the finished audit.
    workers : int or Executor, optional
        Threads, all processors by default; or a `tocsin.Cluster`. No effect on the results.
    progress : callable, optional
        Called with (histories done, histories in all as far as that is known).

    Returns
    -------
    Audit

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with the input or a folder.
    """
    from tocsin.simulate.executors import executor
    from tocsin.study.kept import keep_audit

    if histories is not None and not (isinstance(histories, int) and 1 <= histories <= MOST_HISTORIES):
        expected = f"a whole number from 1 to {MOST_HISTORIES:,}"
        raise InputError([Problem(f"{histories} is out of range", "--histories", expected=expected)])
    executor(workers)  # a number out of range is said before anything is read
    asked = _asked(case, theory, histories, rng, settings, cases)
    found, path = _kept(asked, Path(root))
    if found is None:
        held = asked.held
        kinds = [_elsewhere(name, theory, held) for name in asked.every]
        others = (_elsewhere(name, theory, held) for name in asked.wanted)
        share = [one for one in others if one.case.id != asked.model.case.id]
        beside = [build(case, name, held) for name in asked.rivals]
        made = _made(asked, kinds, share, beside, Path(root), workers, progress)
        found = keep_audit(path, replace(made, not_held=_not_held([*kinds, *share], held)))
    return found


def earlier_audit(
    case: str, *, theory: str = DEFAULT_THEORY, histories: int | None = None, rng: Any = 1,
    settings: Mapping[str, float | str] | None = None, root: str | Path = "runs",
) -> Audit | None:  # fmt: skip
    """The audit that `audit` would find on disk, or None where it would have to be made.

    Parameters
    ----------
    histories : int, optional
        Of each variant; by default whatever was asked for, and of several audits that with the most.
    """
    asked = _asked(case, theory, histories, rng, settings, None)
    sizes = [asked.size] if histories is not None else _sizes(Path(root) / asked.model.case.id / "audit")
    found = (_kept(replace(asked, size=size), Path(root))[0] for size in sizes)
    return next((one for one in found if one is not None), None)


def _sizes(folder: Path) -> list[int]:
    """With how many histories audits in a folder were made, the most first; a file that cannot be read is left out."""
    sizes = set()
    for path in folder.glob("*.json"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            sizes.add(int(json.loads(path.read_text(encoding="utf-8"))["histories"]))
    return sorted(sizes, reverse=True)


@dataclass(frozen=True)
class _Asked:
    """What an audit is asked of: its model, how many histories, other cases of the catalogue, and rivals."""

    model: AnyModel
    seed: int
    size: int
    held: dict[str, float | str]
    every: list[str]
    wanted: list[str]
    rivals: list[str]


def _asked(
    case: str, theory: str, histories: int | None, rng: Any, settings: Mapping[str, float | str] | None,
    cases: str | Iterable[str] | None,
) -> _Asked:  # fmt: skip
    held = dict(settings or {})
    model, catalogue = build(case, theory, held), Catalogue.default()
    # A world is one of a kind: no other stands beside it.
    every = [entry.id for entry in catalogue.entries("case")] if model.clock == "crisis" else []
    if cases is not None and model.clock == "world":
        problem = "a world shares no parameters with cases"
        raise InputError([Problem(problem, "--cases", expected="a case to audit, or no --cases")])
    named = [] if cases is None else case_names(cases, "--cases")
    size = HISTORIES[model.clock] if histories is None else histories
    wanted = every if named == [ALL] else named
    return _Asked(model, seed_of(rng), size, held, every, wanted, _rivals(model, catalogue))


def _kept(asked: _Asked, root: Path) -> tuple[Audit | None, Path]:
    from tocsin.study.kept import kept_audit

    catalogue = Catalogue.default()
    # The files as they are, read and not parsed: two dozen cases take a second or two to parse.
    files = [catalogue.find("case", name) for name in dict.fromkeys([*asked.every, *asked.wanted])]
    files += [catalogue.find("theory", name) for name in asked.rivals]
    others = [hashlib.sha256(file.read()).hexdigest() for file in files]
    folder = root / asked.model.case.id / "audit"
    return kept_audit(folder, asked.model, others, asked.wanted, asked.seed, asked.size, texts_of(asked.held))


def _rivals(model: AnyModel, catalogue: Catalogue) -> list[str]:
    """Theories of the catalogue that say something of worlds, where a claim of this one is a forecast of a world's."""
    if model.clock == "crisis" or not any(claim.forecast for claim in model.theory.claims):
        return []
    names = [entry.id for entry in catalogue.entries("theory") if entry.id != model.theory.id]
    return [name for name in names if says_of_worlds(load_theory(name, vocabulary(), catalogue))]


def _made(
    asked: _Asked, kinds: list[Model], share: list[Model], rivals: list[AnyModel], root: Path, workers: Workers,
    progress: Progress | None,
) -> Audit:  # fmt: skip
    model, seed, histories, held = asked.model, asked.seed, asked.size, asked.held
    from tocsin.study.arms import Arms
    from tocsin.study.asking import not_here, planned, sizes_of
    from tocsin.study.audit import audit as study

    count = _Count(progress)

    def simulate(chosen: AnyModel, values: Mapping[str, float | str], number: int) -> Results:
        by_hand = _held_in(chosen, held) | dict(values)
        told = count.part(number)
        # Those with all histories are what `run` and `compare` make and find; nobody replays the others. Logs of worlds
        # are long: only those of the theory itself are kept.
        logged = None if number == histories and (chosen.clock == "crisis" or chosen is model) else 0
        return ensemble_of(
            chosen, number, seed, texts_of(by_hand), root=root, workers=workers, events=logged, progress=told
        )

    arms = Arms(varied, simulate)
    sizes = sizes_of(histories, model.clock)
    needs: list[tuple[AnyModel, Mapping[str, float | str], int]] = [(one, {}, histories) for one in (model, *share)]
    for claim in model.theory.claims:
        if claim.implemented and not not_here(claim, model, varied):
            needs += [(model, each, size) for each, size in planned(claim, sizes)]
    needs += [(rival, {}, histories) for rival in rivals]
    count.expected = arms.needed(needs)
    arms.simulate_all(needs)
    return study(
        model, arms, seed, histories, kinds=kinds, share=share, rivals=rivals, root=root, settings=texts_of(held),
        workers=workers, told=count.stages(),
    )  # fmt: skip


def _elsewhere(case: str, theory: str, held: Mapping[str, float | str]) -> Model:
    """The same theory on another case; what is held by hand and the other case does not have is left out."""
    model = build_case(case, theory, verb="audit")
    return varied(model, _held_in(model, held))


def _not_held(models: list[Model], held: Mapping[str, float | str]) -> dict[str, tuple[str, ...]]:
    """What is held by hand and other cases cannot hold, and those cases, each once."""
    lacking: dict[str, dict[str, None]] = {}
    for model in models:
        for name in held.keys() - _held_in(model, held).keys():
            lacking.setdefault(name, {})[model.case.id] = None
    return {name: tuple(lacking[name]) for name in held if name in lacking}


def _held_in(model: AnyModel, held: Mapping[str, float | str]) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    for name, value in held.items():
        try:
            varied(model, {name: value})
        except InputError:
            continue
        found[name] = value
    return found


class _Count:
    """Adds up what single arms, and estimates in stages, tell of their progress."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress, self.done, self.expected = progress, 0, 0

    def part(self, size: int) -> Progress:
        """What one arm of so many histories is to call."""
        before = self.done

        def tell(count: int, _: int) -> None:
            self.done = before + count
            self._say()

        return tell

    def stages(self) -> Progress:
        """What estimates in stages are to call; they start to count anew whenever their count falls."""
        last = 0

        def tell(count: int, total: int) -> None:
            nonlocal last
            self.done += count - last if count >= last else count
            last = count if count < total else 0
            self.expected = max(self.expected, self.done + max(total - count, 0))
            self._say()

        return tell

    def _say(self) -> None:
        self.expected = max(self.expected, self.done)
        if self.progress:
            self.progress(self.done, self.expected)
