"""`tocsin new theory|case NAME`: a commented file to start from, which passes `tocsin check` as it is."""

from __future__ import annotations

import re
from pathlib import Path

from tocsin.catalogue import KINDS, Catalogue
from tocsin.errors import InputError, Problem
from tocsin.report.new_file import write_new

__all__ = ["SKELETONS", "skeleton", "write_skeleton"]

SKELETONS = ("theory", "case")

_FOLDER = Path(__file__).parent / "skeletons"
_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_LONGEST = 80


def skeleton(kind: str, name: str) -> str:
    """Return the text of a new file."""
    return (_FOLDER / f"{kind}.yaml").read_text(encoding="utf-8").replace("NAME", name)


def write_skeleton(kind: str, name: str, catalogue: Catalogue, folder: Path = Path()) -> Path:
    """Write NAME.yaml and return its path.

    Parameters
    ----------
    kind : str
        One of `SKELETONS`.
    name : str
        Small letters, digits and single hyphens.
    catalogue : Catalogue
        Its names are taken.
    folder : Path
        Where the file goes; the working directory by default.

    Raises
    ------
    InputError
        If the name is no id or taken, or the file exists.
    TocsinError
        If it cannot be written.
    """
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        nearest = "-".join(re.findall(r"[a-z0-9]+", re.sub(r"\.ya?ml$", "", name.lower())))[:_LONGEST].strip("-")
        expected = f"at most {_LONGEST} small letters, digits and single hyphens"
        raise InputError([Problem(f"'{name}' is no name for a {kind}", "NAME", None, None, expected, nearest or None)])
    if any(entry.id == name for entry in catalogue.entries(kind)):
        expected = f"another name (tocsin list {KINDS[kind]})"
        raise InputError([Problem(f"the catalogue has a {kind} '{name}' already", "NAME", expected=expected)])
    path = folder / f"{name}.yaml"
    write_new(path, skeleton(kind, name))
    return path
