"""Whether a history played again is, bit by bit, the one that a run has left on disk."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars

from tocsin.errors import FolderError, StoreError
from tocsin.simulate.chunk import AnyModel
from tocsin.simulate.run import make_manifest
from tocsin.simulate.store import LOGS, Manifest, read_manifest, scan

__all__ = ["Comparison", "StoredRow", "compare", "stored_row"]

ROOT = Path("runs")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A history beside its row on disk.

    Attributes
    ----------
    directory : str or None
        The run; None where none holds the history.
    columns, events : int
        How many were compared.
    differences : tuple of str
        Columns that differ; ``events``, ``series`` or ``countries`` where one of those tables does.
    """

    directory: str | None = None
    columns: int = 0
    events: int = 0
    differences: tuple[str, ...] = ()

    @property
    def identical(self) -> bool:
        """Whether there was something to compare, and all of it is the same."""
        return self.directory is not None and not self.differences


@dataclass(frozen=True, slots=True)
class StoredRow:
    """The row of a history in a results folder."""

    directory: Path
    manifest: Manifest
    row: polars.DataFrame


def stored_row(
    model: AnyModel, seed: int, history: int, settings: dict[str, str], directory: Path | None
) -> StoredRow | None:
    """Find the row that a run has left of a history.

    Parameters
    ----------
    model, seed, history
        Which history.
    settings : dict
        What was set by hand, as the run's manifest holds it.
    directory : Path, optional
        The results folder; by default the first below ``runs/``, if any, that has the same model and seed and the
        history.

    Raises
    ------
    StoreError
        If `directory` holds no run, another one, or not this history.
    """
    wanted = make_manifest(model, 1, seed, 0, settings)
    if directory is not None:
        manifest = read_manifest(directory)
        if _comparable(manifest) != _comparable(wanted):
            raise FolderError(f"{directory} holds another run: of {manifest.case} under {manifest.theory}, seed "
                              f"{manifest.seed}, or of other files, settings or code. Leave --out away")  # fmt: skip
        row = _row(directory, history)
        if row is None:
            raise FolderError(f"{directory} does not hold history {history}; it has {manifest.histories:,}")
        return StoredRow(directory, manifest, row)
    for folder in _candidates(wanted):
        try:
            row = _row(folder, history)
        except StoreError:
            continue  # damaged, and nobody asked for this folder
        if row is not None:
            return StoredRow(folder, read_manifest(folder), row)
    return None


def compare(made: Mapping[str, polars.DataFrame], stored: StoredRow | None) -> Comparison:
    """Compare the tables of one history, and its events and path where they were kept, with what is stored of it.

    Raises
    ------
    StoreError
        If a stored file is damaged.
    """
    if stored is None:
        return Comparison()
    mine = made["histories"]
    history = int(mine["history"][0])
    differences = _differing(mine, stored.row)
    columns = len(dict.fromkeys([*mine.columns, *stored.row.columns]))
    told = 0
    for kind in ("countries", *LOGS):
        held = kind in made and (kind not in LOGS or history < stored.manifest.logged)
        there = _lines(stored.directory, kind, history) if held else None
        if there is not None:
            told = len(made[kind]) if kind == "events" else told
            differences += [kind] if _differing(made[kind], there) else []
    return Comparison(str(stored.directory), columns, told, tuple(differences))


def _differing(here: polars.DataFrame, there: polars.DataFrame) -> list[str]:
    """Return the columns that are not the same in both."""
    names = dict.fromkeys([*here.columns, *there.columns])
    return [name for name in names if _bits_of(here, name) != _bits_of(there, name)]


def _comparable(manifest: Manifest) -> Manifest:
    """Leave out what does not change a history: how many there are, and how many keep their log."""
    return replace(manifest, histories=1, logged=0)


def _candidates(wanted: Manifest) -> Iterator[Path]:
    for folder in sorted((ROOT / wanted.case).glob(f"{wanted.theory}-{wanted.seed}-*")):
        try:
            if _comparable(read_manifest(folder)) == _comparable(wanted):
                yield folder
        except StoreError:
            continue  # nobody asked for this folder


def _row(directory: Path, history: int) -> polars.DataFrame | None:
    row = _lines(directory, "histories", history)
    return row if row is not None and len(row) else None


def _lines(directory: Path, kind: str, history: int) -> polars.DataFrame | None:
    table = scan(directory, kind)
    if table is None:
        return None
    try:
        return table.filter(polars.col("history") == history).collect()
    except (OSError, polars.exceptions.PolarsError) as error:
        reason = (str(error).splitlines() or [""])[0]
        raise StoreError(
            f"{directory} holds a damaged file ({reason}). The same run with --fresh makes it anew"
        ) from error


def _bits_of(table: polars.DataFrame, name: str) -> list[Any] | None:
    """Return a column with numbers as their bits, so that −0 is not 0 and not-a-number is itself."""
    if name not in table.columns:
        return None
    return [struct.pack("<d", value) if isinstance(value, float) else value for value in table[name].to_list()]
