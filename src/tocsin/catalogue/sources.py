"""Works cited: reads BibTeX files and writes citations.

The keys are found by a scan, because validation needs nothing else; the works themselves are parsed (by pybtex) only
when a citation is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.errors import InputError, Problem, UnknownName

__all__ = ["Citation", "Sources"]

_ENTRY = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]+)[ \t]*[{(][ \t\r\n]*([^\s,{}()=]+)[ \t\r\n]*,", re.MULTILINE)
_NO_WORKS = ("comment", "string", "preamble")
_EXTRA_FIELDS = ("howpublished", "publisher", "note", "url")


@dataclass(frozen=True, slots=True)
class Citation:
    """How one work is cited.

    Parameters
    ----------
    key : str
        Its key.
    short : str
        Such as ``Granovetter 1978``.
    full : str
        Authors, year, title, where it appeared, address.
    """

    key: str
    short: str
    full: str


@dataclass(frozen=True)
class Sources:
    """The works in one or more BibTeX files.

    Parameters
    ----------
    files : tuple of Path
        A key may stand in one of them only.
    """

    files: tuple[Path, ...]
    _lines: dict[str, tuple[str, int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _works: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def keys(self) -> tuple[str, ...]:
        """Return the keys of all works, in the order of the files.

        Raises
        ------
        InputError
            If a file cannot be read or a key is there twice.
        """
        if not self._lines:
            problems = []
            for file in self.files:
                for key, line in _scan(file):
                    first = self._lines.setdefault(key, (str(file), line))
                    if first != (str(file), line):
                        message = f"the key is there twice, first in {first[0]}:{first[1]}"
                        problems.append(Problem(message, str(file), line, key, "a key of its own for each work"))
            if problems:
                self._lines.clear()
                raise InputError(problems)
        return tuple(self._lines)

    def __contains__(self, key: object) -> bool:
        self.keys()
        return key in self._lines

    def source(self, key: str) -> Citation:
        """Return the citation of a work.

        Raises
        ------
        UnknownName
            If no file holds the key.
        InputError
            If its file is no BibTeX.
        """
        if key not in self:
            raise UnknownName("source", key, self.keys())
        if not self._works:
            for file in self.files:
                self._works.update(_parse(file))
        if key not in self._works:
            raise InputError([Problem(f"the work '{key}' cannot be read", self._lines[key][0], self._lines[key][1])])
        return _citation(key, self._works[key])


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(f"the file cannot be read: {error}", str(file))]) from None


def _scan(file: Path) -> Iterator[tuple[str, int]]:
    text = _read(file)
    line, reached = 1, 0
    for match in _ENTRY.finditer(text):
        line += text.count("\n", reached, match.start(2))
        reached = match.start(2)
        if match.group(1).lower() not in _NO_WORKS:
            yield match.group(2), line


def _parse(file: Path) -> dict[str, Any]:
    from pybtex.database import PybtexError, parse_string  # 70 ms, needed by `show` only

    try:
        return dict(parse_string(_read(file), "bibtex").entries)
    except PybtexError as error:
        raise InputError([Problem(f"this is not BibTeX: {error}", str(file))]) from None


def _citation(key: str, work: Any) -> Citation:
    written = {name.lower(): value for name, value in work.fields.items()}
    fields = {name: value if name in ("doi", "url") else _plain(value) for name, value in written.items()}
    people = work.persons.get("author") or work.persons.get("editor") or []
    title = fields.get("title")
    surnames = [_plain(" ".join([*person.prelast_names, *person.last_names]) or str(person)) for person in people]
    full_names = [_plain(str(person)) for person in people]
    if not people:
        body = fields.get("organization") or fields.get("institution") or title or key
        surnames, full_names = [body], [body]
    year = fields.get("year") or fields.get("date", "")[:4] or "undated"
    by = f"{surnames[0]} et al." if len(surnames) > 2 else " and ".join(surnames)
    container = fields.get("journal") or fields.get("journaltitle") or fields.get("booktitle")
    place = " ".join(part for part in (container, fields.get("volume")) if part)
    where = ", ".join(part for part in (place, fields.get("pages")) if part)
    shown_title = title if title != full_names[0] else None
    others = [fields.get(name) for name in _EXTRA_FIELDS if fields.get(name) != full_names[0]]
    if "doi" in fields:
        others.append(f"doi:{fields['doi']}")
    parts = [f"{'; '.join(full_names)} ({year})", shown_title, where, *others]
    return Citation(key, f"{by} {year}", ". ".join(part.rstrip(".") for part in parts if part))


def _plain(value: str) -> str:
    """Return a BibTeX value as text: accents resolved, braces dropped."""
    from pybtex.richtext import Text

    try:
        text = str(Text.from_latex(value))
    except Exception:  # noqa: BLE001 - whatever LaTeX cannot be resolved is shown as it stands
        text = value
    return " ".join(text.replace("{", "").replace("}", "").replace("--", "–").split())
