"""Entries of the catalogue: where they lie, how they are looked up, and what their first lines say."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tocsin.catalogue.reading import LARGEST_FILE, read_yaml
from tocsin.catalogue.sources import Sources
from tocsin.errors import InputError, Problem, UnknownName

__all__ = ["KINDS", "Catalogue", "Entry", "Header"]

KINDS: Mapping[str, str] = {"theory": "theories", "case": "cases", "world": "worlds", "mapping": "mappings"}
"""Each kind of entry and the folder that holds it."""

SHIPPED = Path(__file__).parent
VARIABLE = "TOCSIN_CATALOGUE"
SOURCES_FILE = "sources.bib"
READINGS = "readings"
"""Folder of the second readings of cases: coded from the sources without sight of the first, under the same id."""

_HEADER_KEYS = ("id", "kind", "title", "summary", "reviewed_by")
_TOP_LEVEL_KEY = re.compile(rb"^([A-Za-z_]+)[ ]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Header:
    """What the list of the catalogue shows of an entry.

    Parameters
    ----------
    id, kind, title, summary : str
        As written in the file; empty where they are missing.
    reviewed_by : str, optional
        Who has checked the entry against its sources; None means nobody yet.
    problem : str, optional
        Why the header cannot be read.
    """

    id: str
    kind: str
    title: str = ""
    summary: str = ""
    reviewed_by: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the catalogue, or one that the user named by its path.

    Parameters
    ----------
    id : str
        The file's name without its suffix.
    kind : str
        A key of `KINDS`.
    path : Path
        Where it lies.
    listed : bool
        Whether it is found by its id (and its file must be named after it), not only by its path.
    """

    id: str
    kind: str
    path: Path
    listed: bool = True

    @property
    def file(self) -> str:
        """The name for messages: the path, short where it is below the working directory."""
        try:
            return str(self.path.relative_to(Path.cwd()))
        except (ValueError, OSError):
            return str(self.path)

    @property
    def shipped(self) -> bool:
        """Whether it is part of this package."""
        return self.path.parent.parent == SHIPPED

    def read(self) -> bytes:
        """Return the file's bytes.

        Raises
        ------
        InputError
            If it is missing, not a regular file, unreadable or too large.
        """
        try:
            status = self.path.stat()
            if not stat.S_ISREG(status.st_mode):
                raise InputError([Problem("this is not a file", self.file, expected="a YAML file")])
            if status.st_size > LARGEST_FILE:
                raise InputError(
                    [Problem(f"the file has {status.st_size:,} bytes", self.file, expected=f"at most {LARGEST_FILE:,}")]
                )
            return self.path.read_bytes()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise InputError([Problem(f"the file cannot be read: {reason}", self.file)]) from None

    def header(self) -> Header:
        """Return id, kind, title, summary and review status; only those lines are parsed.

        A file that cannot be read gives a header whose `problem` says why.
        """
        try:
            values = read_yaml(_header_lines(self.read()), self.file).data
        except InputError as error:
            return Header(self.id, self.kind, problem=error.problems[0].message)
        text = {key: " ".join(str(values[key]).split()) for key in _HEADER_KEYS if values.get(key) is not None}
        return Header(
            self.id, self.kind, text.get("title", ""), text.get("summary", ""), text.get("reviewed_by") or None
        )


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be looked up by id.

    Parameters
    ----------
    folders : tuple of Path
        Each with the sub-folders of `KINDS` and, where it brings works of its own, a ``sources.bib``; entry files may
        also lie in the folder itself.
    """

    folders: tuple[Path, ...] = (SHIPPED,)
    _found: dict[str, tuple[Entry, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def default(cls) -> Catalogue:
        """Return the shipped catalogue with the folders named in the variable TOCSIN_CATALOGUE.

        Raises
        ------
        InputError
            If one of those folders does not exist.
        """
        named = [Path(part).expanduser() for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
        missing = [str(folder) for folder in named if not folder.is_dir()]
        if missing:
            raise InputError([Problem(f"no folder '{folder}'", VARIABLE) for folder in missing])
        return cls((SHIPPED, *named))

    def entries(self, kind: str) -> tuple[Entry, ...]:
        """Return all entries of a kind, sorted by id."""
        if kind not in self._found:
            found = [entry for folder in self.folders for entry in _entries_in(folder, kind)]
            self._found[kind] = tuple(sorted(found, key=lambda entry: entry.id))
        return self._found[kind]

    def find(self, kind: str, name: str) -> Entry:
        """Return the entry with the id `name`, or the file when `name` is a path (``./my-theory.yaml``).

        Raises
        ------
        UnknownName
            If there is none; names the nearest id.
        InputError
            If two folders hold the id.
        """
        if "/" in name or os.sep in name or name.endswith((".yaml", ".yml")):
            path = Path(name).expanduser()
            return Entry(path.stem, kind, path, listed=False)
        found = [entry for entry in self.entries(kind) if entry.id == name]
        if len(found) > 1:
            places = " and ".join(entry.file for entry in found)
            raise InputError([Problem(f"the {kind} '{name}' is there twice: {places}", expected="one of them")])
        if not found:
            raise UnknownName(kind, name, [entry.id for entry in self.entries(kind)])
        return found[0]

    def second_reading(self, case: str) -> Entry | None:
        """Return the second reading of a case, or None where there is none yet."""
        paths = (folder / READINGS / f"{case}.yaml" for folder in self.folders)
        return next((Entry(case, "case", path, listed=False) for path in paths if path.is_file()), None)

    def readings(self, kind: str, name: str) -> int:
        """Return how often an entry was read from its sources: 2 for a case with a second reading, else 1."""
        return 2 if kind == "case" and self.second_reading(name) is not None else 1

    def sources(self, entry: Entry | None = None) -> Sources:
        """Return the works that can be cited: those of all folders, and of the folder that `entry` lies in."""
        folders = [*self.folders]
        if entry is not None and not entry.listed:
            folders.append(entry.path.parent)
        files = dict.fromkeys((folder / SOURCES_FILE).resolve() for folder in folders)
        return Sources(tuple(file for file in files if file.is_file()))


def _entries_in(folder: Path, kind: str) -> Iterator[Entry]:
    for path in sorted((folder / KINDS[kind]).glob("*.yaml")):
        yield Entry(path.stem, kind, path)
    if folder == SHIPPED:
        return
    for path in sorted(folder.glob("*.yaml")):
        entry = Entry(path.stem, kind, path)
        try:
            stated = read_yaml(_header_lines(entry.read()), entry.file).data.get("kind")
        except InputError:
            stated = None  # cannot say what it is: whoever asks for it by path hears why
        if stated == kind:
            yield entry


def _header_lines(data: bytes) -> bytes:
    """Cut out the top-level keys of the header with their continuation lines."""
    keys = list(_TOP_LEVEL_KEY.finditer(data))
    ends = [*(key.start() for key in keys[1:]), len(data)] if keys else []
    wanted = [
        data[key.start() : end]
        for key, end in zip(keys, ends, strict=True)
        if key.group(1).decode() in _HEADER_KEYS and end - key.start() < 10_000
    ]
    return b"\n".join(wanted) if wanted else data
