"""The store: an ensemble is a folder that pandas, polars, DuckDB and R read as it is.

`manifest.json` says what it holds; `histories-*.parquet` has a row a history, `countries-*.parquet` of a world a row a
country of each, `events-*.parquet` the event log and `series-*.parquet` the path of the first histories. Files are
complete or absent: written beside, flushed to disk, renamed. A rerun computes what is missing; a folder of another run
is refused.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars

from tocsin.errors import FolderError, StoreError

MANIFEST = "manifest.json"
FORMAT = 1
LOGS = ("events", "series")
"""Kinds of files that hold the first histories only; the others hold all."""
_NAME = re.compile(r"^(histories|countries|events|series)-(\d{10})-(\d{10})\.parquet$")


@dataclass(frozen=True)
class Manifest:
    """What decides an ensemble's content, the same on every machine.

    Attributes
    ----------
    case, theory : str
        Names.
    theory_digest, case_digest, code_digest : str
        Hashes of their meaning and of the mechanisms' and engine's source.
    seed, histories, set_size, logged : int
        `logged` is the number of first histories whose events and paths are kept.
    settings : dict
        What was set by hand, name to text.
    """

    case: str
    theory: str
    theory_digest: str
    case_digest: str
    code_digest: str
    seed: int
    histories: int
    set_size: int
    logged: int
    settings: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def digest(self) -> str:
        """Hash of the manifest; the folder's name ends in its first letters."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def folder_name(self) -> str:
        """Folder below the results' root: case / theory-seed-hash."""
        return f"{self.case}/{self.theory}-{self.seed}-{self.digest()[:8]}"


class Store:
    """A results folder opened for one manifest.

    Parameters
    ----------
    directory : Path
        Made if absent.
    manifest : Manifest
        What the folder is to hold.
    fresh : bool
        Delete what an earlier run (of whatever manifest) left in it; nothing else in the folder is touched.

    Raises
    ------
    StoreError
        If the folder cannot be written, holds another run, or holds damaged files.
    """

    def __init__(self, directory: Path, manifest: Manifest, fresh: bool = False) -> None:
        self.directory = directory
        self.manifest = manifest
        with _explained(directory):
            directory.mkdir(parents=True, exist_ok=True)
            if fresh:
                self._clear()
            self._claim()
            self._sweep()
        self._check_files()

    def _clear(self) -> None:
        for path in self.directory.iterdir():
            if path.name == MANIFEST or _NAME.match(path.name):
                path.unlink()

    def _claim(self) -> None:
        path = self.directory / MANIFEST
        if path.exists():
            there = read_manifest(self.directory)
            if there != self.manifest:
                raise FolderError(f"{self.directory} holds another run: {_difference(there, self.manifest)}. "
                                 "Choose another --out, or --fresh to delete that run")  # fmt: skip
            return
        strangers = sorted(p.name for p in self.directory.iterdir() if not p.name.endswith(".partial"))
        if strangers:
            raise FolderError(f"{self.directory} is not empty and holds no run of ours ({MANIFEST} is missing; found "
                             f"{', '.join(strangers[:3])}). Choose an empty or new folder with --out")  # fmt: skip
        _write_whole(path, lambda partial: partial.write_text(json.dumps(asdict(self.manifest), indent=1) + "\n"))

    def _sweep(self) -> None:
        """Remove what an interrupted run left half done: partial files, and chunks of which a file is missing."""
        for partial in self.directory.glob("*.partial"):
            if not _is_at_work(partial):
                partial.unlink(missing_ok=True)
        logs = {kind: {first: path for path, first, _ in self._files(kind)} for kind in LOGS}
        countries = {first: path for path, first, _ in self._files("countries")}
        histories = {first: path for path, first, _ in self._files("histories")}
        for first, path in histories.items():
            if first < self.manifest.logged and not all(first in found for found in logs.values()):
                path.unlink()  # it is made again, log and all, to the same bits
            elif countries and first not in countries:
                path.unlink()
        for found in (*logs.values(), countries):
            for first, path in found.items():
                if first not in histories:
                    path.unlink()

    def _check_files(self) -> None:
        for path, _, _ in [*self._files("events"), *self._files("series"), *self._files("countries")]:
            self._rows(path)
        for path, first, stop in self._files("histories"):
            rows = self._rows(path)
            if rows != stop - first:
                raise StoreError(f"{path} has {rows} rows instead of {stop - first}. Delete it and run again")

    @staticmethod
    def _rows(path: Path) -> int:
        try:
            return int(polars.scan_parquet(path).select(polars.len()).collect().item())
        except (OSError, polars.exceptions.PolarsError) as error:
            raise StoreError(f"{path} is damaged ({_first_line(error)}). Delete that file and run the same command "
                             "again to make it anew, or use --fresh") from error  # fmt: skip

    def _files(self, kind: str) -> Iterator[tuple[Path, int, int]]:
        for path in sorted(self.directory.iterdir()):
            match = _NAME.match(path.name)
            if match and match[1] == kind:
                yield path, int(match[2]), int(match[3])

    def missing(self) -> list[tuple[int, int]]:
        """Ranges of histories (first, stop) that no complete file holds."""
        gaps, reached = [], 0
        for path, first, stop in self._files("histories"):
            if first < reached:
                raise StoreError(f"{path} repeats histories that another file holds. Use --fresh")
            if first > reached:
                gaps.append((reached, first))
            reached = stop
        if reached < self.manifest.histories:
            gaps.append((reached, self.manifest.histories))
        return gaps

    def write(self, kind: str, first: int, stop: int, table: polars.DataFrame) -> None:
        """Write one file whole or not at all.

        Raises
        ------
        StoreError
            If the disk is full or the folder cannot be written; what was complete stays.
        """
        write_table(self.directory / f"{kind}-{first:010d}-{stop:010d}.parquet", table)


def write_table(path: Path, table: polars.DataFrame) -> None:
    """Write one Parquet file whole or not at all, and its folder first if there is none.

    Raises
    ------
    StoreError
        If the disk is full or the folder cannot be written.
    """
    with _explained(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, lambda partial: table.write_parquet(partial, compression="zstd", compression_level=1,
                                                               statistics=False))  # fmt: skip


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a results folder.

    Raises
    ------
    StoreError
        If there is none, or it cannot be read.
    """
    path = directory / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.get("format") != FORMAT:
            raise StoreError(f"{path} is of format {content.get('format')}; this version reads format {FORMAT}")
        return Manifest(**content)
    except FileNotFoundError as error:
        raise StoreError(f"{directory} holds no run ({MANIFEST} is missing)") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(f"{path} is damaged: {_first_line(error)}. Use --fresh to delete that run") from error
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from error


def scan(directory: Path, kind: str) -> polars.LazyFrame | None:
    """All files of a kind as one lazy table, in the order of the histories; None if there are none."""
    paths = sorted(path for path in directory.iterdir() if (m := _NAME.match(path.name)) and m[1] == kind)
    return polars.scan_parquet(paths) if paths else None


def _write_whole(path: Path, write: Callable[[Path], Any]) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        write(partial)
        with partial.open("rb+") as stream:
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def _explained(directory: Path) -> Iterator[None]:
    """Turn what the operating system says into a message that helps."""
    try:
        yield
    except (OSError, polars.exceptions.PolarsError) as error:  # polars reports some of the system's errors as its own
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
            raise StoreError(f"the disk that holds {directory} is full. Complete parts are kept: free some room and "
                             "run the same command again") from error  # fmt: skip
        raise FolderError(_explain(directory, error)) from error


def _is_at_work(partial: Path) -> bool:
    """Whether the process that writes a partial file still runs."""
    number = partial.name.split(".")[-2]
    try:
        os.kill(int(number), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return int(number) != os.getpid()


def _explain(directory: Path, error: Exception) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"cannot write results to {directory}: a file of that name is in the way"
    reason = getattr(error, "strerror", None) or _first_line(error)
    return f"cannot write results to {directory}: {reason}. Choose another with --out"


def _difference(there: Manifest, here: Manifest) -> str:
    before, now = asdict(there), asdict(here)
    parts = [f"{k} {before[k]!r}, not {now[k]!r}" for k in before if before[k] != now[k] and not k.endswith("_digest")]
    if not parts:
        parts = [k.replace("_digest", " has changed since") for k in before if before[k] != now[k]]
    return "; ".join(parts)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
