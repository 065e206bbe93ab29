"""The library's front door: what `import tocsin` offers, and what the command line calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.building import DEFAULT_THEORY, build
from tocsin.errors import InputError, Problem, StoreError, UnknownName
from tocsin.simulate.results import Results

if TYPE_CHECKING:
    import pandas
    import polars
    import xarray
    from matplotlib.figure import Figure

    from tocsin.simulate.chunk import AnyModel
    from tocsin.simulate.executors import Workers

MOST_HISTORIES = 100_000_000


def seed_of(rng: Any) -> int:
    """A seed of 64 bits from what `rng=` accepts (SPEC 7): an integer, a NumPy generator, or None for a new one."""
    import numpy

    if isinstance(rng, bool) or not (rng is None or isinstance(rng, int | numpy.integer | numpy.random.Generator)):
        raise InputError([Problem(f"rng is a {type(rng).__name__}", "rng", expected="an integer, a numpy.random.Generator or None")])  # fmt: skip  # noqa: E501
    if isinstance(rng, numpy.random.Generator) or rng is None:
        return int(numpy.random.default_rng(rng).integers(0, 2**63))
    if not 0 <= int(rng) < 2**64:
        raise InputError([Problem(f"the seed {rng} is out of range", "--seed", expected="a whole number from 0 to 2^64 - 1")])  # fmt: skip  # noqa: E501
    return int(rng)


class Ensemble(Results):
    """Thousands of histories of one case or world under one theory, on disk.

    Attributes
    ----------
    directory : Path
        Where the results lie.
    model : Model or WorldModel
        The theory and the case or world behind them.
    asked : tuple of str
        Case and theory as they were asked for: names or paths.
    """

    def __init__(self, directory: Path, model: Any, asked: tuple[str, str] | None = None) -> None:
        super().__init__(directory)
        self.model = model
        self.asked = asked or (model.case.id, model.theory.id)

    def __repr__(self) -> str:
        """Name case, theory, size and folder."""
        m = self.manifest
        return (
            f"<Ensemble of {m.histories:,} histories: {m.case}, theory {m.theory}, seed {m.seed}, in {self.directory}>"
        )

    @property
    def observed(self) -> tuple[str, ...]:
        """The outcomes that the record holds."""
        return tuple(value for value in self.model.case.observed("outcome") if isinstance(value, str))

    def outcomes(self) -> polars.DataFrame:
        """Share of each outcome: count, share, Monte Carlo interval, range over the priors, whether observed."""
        import dataclasses

        import polars

        from tocsin.mechanisms.crisis.state import OUTCOMES as CRISIS_OUTCOMES
        from tocsin.mechanisms.world.state import OUTCOMES
        from tocsin.study.shares import outcome_shares

        known = OUTCOMES if self.model.clock == "world" else CRISIS_OUTCOMES
        rows = outcome_shares(self.histories(["set", "status", "outcome"]), self.observed, known)
        first = ["outcome", "count", "share", "low", "high", "prior_low", "prior_high", "observed"]
        return polars.DataFrame([dataclasses.asdict(row) for row in rows]).select(first)

    def to_pandas(self) -> pandas.DataFrame:
        """The histories as a pandas table indexed by `history` (needs pandas: ``pip install 'tocsin[frames]'``)."""
        return self.histories().to_pandas().set_index("history")

    def to_xarray(self) -> xarray.Dataset:
        """The histories as an xarray dataset over `history` (needs xarray: ``pip install 'tocsin[frames]'``)."""
        import xarray

        dataset: xarray.Dataset = xarray.Dataset.from_dataframe(self.to_pandas())
        dataset.attrs = {"case": self.manifest.case, "theory": self.manifest.theory, "seed": self.manifest.seed}
        return dataset

    def plot(self, what: str = "outcomes") -> Figure:
        """Draw what the histories hold (needs Matplotlib: ``pip install 'tocsin[plot]'``).

        Parameters
        ----------
        what : str
            ``outcomes``: their shares with both uncertainties; ``fans``: paths of a world year by year, the median and
            the middle 50 and 90 % of the histories whose paths are kept.

        Raises
        ------
        UnknownName
            If there is no such figure of a case, or of a world.
        """
        from tocsin.report.figures import fan_figure, outcome_figure

        title = f"{self.manifest.case} · {self.manifest.theory}"
        known = ("outcomes", "fans") if self.model.clock == "world" else ("outcomes",)
        if what not in known:
            raise UnknownName("figure", what, known, "plot")
        if what == "outcomes":
            return outcome_figure(self.outcomes(), title)
        from tocsin.study.world_summary import fans

        return fan_figure(fans(self.series(), self.model), title)


def opened(directory: str | Path, case: str | None = None, theory: str | None = None) -> Ensemble:
    """An earlier run by its folder.

    Parameters
    ----------
    directory : path
    case, theory : str, optional
        Where they are files of the user's own: their paths. By default the catalogue's, by the names in the folder.

    Raises
    ------
    StoreError
        If the folder holds no run, or case or theory are no longer what they were when it was made.
    TocsinError
        Its other subclasses say what is wrong with a file.
    """
    from tocsin.simulate.store import read_manifest

    manifest = read_manifest(Path(directory))
    asked = (case or manifest.case, theory or manifest.theory)
    model = build(*asked, {name: number_or_text(text) for name, text in manifest.settings.items()})
    for kind, found, then in (
        ("case", model.case, manifest.case_digest),
        ("theory", model.theory, manifest.theory_digest),
    ):
        if found.digest() != then:
            raise StoreError(f"the {kind} {found.id} is no longer what it was when {directory} was made; run it again")
    return Ensemble(Path(directory), model, asked)


def number_or_text(text: str) -> float | str:
    """A setting as `build` takes it, from the text that a manifest holds."""
    try:
        return float(text)
    except ValueError:
        return text


def run(
    case: str,
    *,
    theory: str = DEFAULT_THEORY,
    histories: int = 10_000,
    rng: Any = 1,
    settings: Mapping[str, float | str] | None = None,
    out: str | Path | None = None,
    workers: Workers = None,
    chunk: int | None = None,
    events: int | None = None,
    fresh: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """Simulate a case or a world under a theory; what an earlier call has left on disk is not computed again.

    Parameters
    ----------
    case, theory : str
        Names in the catalogue, or paths of files.
    histories : int
        How many.
    rng : int, numpy.random.Generator or None
        Randomness (SPEC 7): the seed, or where to take one from.
    settings : mapping
        Quantities held fixed by hand, as in `build`.
    out : path, optional
        Folder for the results; ``runs/<case>/<theory>-<seed>-<hash>`` by default.
    workers : int or Executor, optional
        Threads, all processors by default; or a `tocsin.Cluster`. No effect on the results.
    chunk : int, optional
        Histories in one file; no effect on the results.
    events : int, optional
        How many first histories keep their events and hourly path; 1,000 by default.
    fresh : bool
        Delete what an earlier run left in the folder.
    progress : callable, optional
        Called with (histories done, histories asked for).

    Returns
    -------
    Ensemble

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with the input or the folder.
    """
    model = build(case, theory, settings)
    texts = {name: str(value) for name, value in (settings or {}).items()}
    found = ensemble_of(
        model, histories, seed_of(rng), texts, out=out, workers=workers, chunk=chunk, events=events, fresh=fresh,
        progress=progress,
    )  # fmt: skip
    found.asked = (case, theory)
    return found


def ensemble_of(
    model: AnyModel,
    histories: int,
    seed: int,
    settings: Mapping[str, str],
    *,
    root: str | Path = "runs",
    out: str | Path | None = None,
    workers: Workers = None,
    chunk: int | None = None,
    events: int | None = None,
    fresh: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """Run a model that is built already, or find what an earlier run of it has left; see `run`.

    Parameters
    ----------
    settings : mapping of str to str
        What the model was built with, as the manifest is to say it.
    root : path
        Where the folder lies unless `out` names it: by content, so that whoever asks for the same finds it.
    """
    from tocsin.simulate.executors import executor
    from tocsin.simulate.run import LOGGED, make_manifest
    from tocsin.simulate.run import run as simulate

    for name, number, least, most in (("histories", histories, 1, MOST_HISTORIES),
                                      ("chunk", chunk, 1, MOST_HISTORIES), ("events", events, 0, MOST_HISTORIES)):  # fmt: skip  # noqa: E501
        if number is not None and not (isinstance(number, int) and least <= number <= most):
            problem = f"{number} is out of range"
            raise InputError([Problem(problem, f"--{name}", expected=f"a whole number from {least} to {most:,}")])
    executor(workers)  # refuses what it cannot be before anything is written
    logged = LOGGED if events is None else events
    manifest = make_manifest(model, histories, seed, logged, dict(settings))
    directory = Path(out) if out is not None else Path(root) / manifest.folder_name()
    size = chunk or (_world_chunk(histories) if model.clock == "world" else None)
    simulate(model, directory, manifest, workers=workers, chunk=size, fresh=fresh, progress=progress)
    return Ensemble(directory, model)


def _world_chunk(histories: int) -> int:
    """Histories of a world in one file: whole sets, so few that a thousand are shared out over all processors."""
    return max(100, -(-histories // 400) * 20)


def parse_setting(text: str, option: str = "--set") -> tuple[str, str]:
    """Split ``NAME=VALUE``, which was given to an option of the command line.

    Raises
    ------
    InputError
        If it has another form.
    """
    match = re.fullmatch(r"\s*([^=\s]+)\s*=\s*(\S.*?)\s*", text)
    if match is None:
        raise InputError([Problem(f"'{text}' sets nothing", option, expected="NAME=VALUE, e.g. ruler.fear_ratio=2")])
    return match[1], match[2]
