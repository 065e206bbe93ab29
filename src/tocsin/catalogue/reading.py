"""YAML bytes to plain data with line numbers; knows nothing of schemas and trusts nothing.

The parser's events are walked one by one, so no object is ever constructed from a tag, no alias is ever expanded and
a file nested too deeply is left before it costs anything. Scalars follow YAML 1.2: ``on``, ``off``, ``yes`` and ``no``
are text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from tocsin.catalogue.document import Document, Location, Plain, key_text
from tocsin.errors import InputError, Problem

__all__ = ["LARGEST_FILE", "read_yaml"]

LARGEST_FILE = 1_000_000
"""Bytes; the largest shipped file is a twentieth of it."""

DEEPEST_NESTING = 40
MOST_PROBLEMS = 100
LONGEST_NUMBER = 40

_CORE = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def read_yaml(data: bytes, file: str) -> Document:
    """Read one YAML document.

    Parameters
    ----------
    data : bytes
        UTF-8, at most `LARGEST_FILE` bytes.
    file : str
        Name for messages.

    Returns
    -------
    Document
        With the problems that leave the rest of the file readable: aliases, anchors, tags, duplicate keys, numbers
        that are not finite.

    Raises
    ------
    InputError
        If the file is too large, no UTF-8, no YAML, nested too deeply, empty, not a block of keys, or holds more than
        one document.
    """
    if len(data) > LARGEST_FILE:
        raise _refusal(file, None, f"the file has {len(data):,} bytes", f"at most {LARGEST_FILE:,}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal(file, line, "the file is not UTF-8 text", "a file saved as UTF-8") from None
    return _Reader(file, text).read()


def _refusal(file: str, line: int | None, message: str, expected: str | None = None) -> InputError:
    return InputError([Problem(message, file, line, None, expected)])


def _events(text: str, file: str) -> Iterator[Any]:
    from ruamel.yaml import YAML  # costs 50 ms, which `tocsin --help` need not pay
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        yield from YAML(typ="safe", pure=False).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(str(part) for part in (error.problem, error.context) if part)
        colon = "unexpected ':'" in reason or "mapping values" in reason
        expected = "quotes around text that holds a colon" if colon else None
        raise _refusal(file, mark.line + 1 if mark else None, f"this is not YAML: {reason}", expected) from None
    except YAMLError as error:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else None
        reason = str(error).splitlines()[0]
        raise _refusal(file, line, f"this is not YAML: {reason}") from None


class _Reader:
    """Walks the events of one file once."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.events = _events(text, file)
        self.lines: dict[Location, int] = {}
        self.problems: list[Problem] = []
        self.refused: set[Location] = set()

    def read(self) -> Document:
        data: Plain = None
        documents = 0
        for event in self.events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    line = event.start_mark.line + 1
                    raise _refusal(self.file, line, "the file holds more than one document", "no line '---'")
            elif kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                data = self._node(event, ())
        if self.problems and not isinstance(data, dict):
            raise InputError(self.problems)
        if not isinstance(data, dict):
            found = "the file is empty" if data is None else "the file is not a block of keys"
            raise _refusal(self.file, 1, found, "lines such as 'id: my-case'")
        return Document(self.file, data, self.lines, tuple(self.problems), frozenset(self.refused))

    def _refuse(self, event: Any, location: Location, message: str, expected: str | None = None) -> None:
        self.refused.add(location)
        self._note(event, location, message, expected)

    def _note(self, event: Any, location: Location, message: str, expected: str | None = None) -> None:
        line = event.start_mark.line + 1
        self.problems.append(Problem(message, self.file, line, key_text(location) or None, expected))
        if len(self.problems) >= MOST_PROBLEMS:
            self.problems.append(Problem(f"gave up after {MOST_PROBLEMS} problems", self.file))
            raise InputError(self.problems)

    def _node(self, event: Any, location: Location) -> Plain:
        kind = type(event).__name__
        if kind == "AliasEvent":
            self._refuse(event, location, f"alias '*{event.anchor}'", "the value itself, written out")
            return None
        if event.anchor is not None:
            self._refuse(event, location, f"anchor '&{event.anchor}'", "the value alone")
        if len(location) > DEEPEST_NESTING:
            line = event.start_mark.line + 1
            raise _refusal(self.file, line, "nested too deeply", f"at most {DEEPEST_NESTING} levels")
        if kind == "ScalarEvent":
            return self._scalar(event, location)
        core = "map" if kind == "MappingStartEvent" else "seq"
        if event.tag not in (None, "!", _CORE + core):
            self._refuse(event, location, f"tag '{event.tag}'", "plain YAML without tags")
        return self._mapping(location) if kind == "MappingStartEvent" else self._sequence(location)

    def _sequence(self, location: Location) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            place = (*location, len(items))
            self.lines[place] = event.start_mark.line + 1
            items.append(self._node(event, place))
        return items

    def _mapping(self, location: Location) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in self.events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self._key(event, location)
            place = (*location, key)
            if key in values:
                first = self.lines[place]
                self._note(event, place, f"the key stands here a second time (first in line {first})", "one of them")
                place = (*location, f"{key} (again)")
            self.lines[place] = event.start_mark.line + 1
            value = self._node(next(self.events), place)
            values.setdefault(key, value)
        return values

    def _key(self, event: Any, location: Location) -> str:
        """Return the key as it is written; a block or list as a key is walked and refused."""
        if type(event).__name__ == "ScalarEvent":
            key = str(event.value)
            if event.anchor is not None or event.tag not in (None, "!", _CORE + "str"):
                self._note(event, (*location, key), "anchor or tag on a key", "the key alone")
            elif key == "<<" and not event.style:
                self._refuse(event, (*location, key), "merge key '<<'", "the keys themselves, written out")
            return key
        key = f"(key in line {event.start_mark.line + 1})"
        self._refuse(event, (*location, key), "a key that is not text", "text before the colon")
        self._node(event, (*location, key, "key"))
        return key

    def _scalar(self, event: Any, location: Location) -> Plain:
        text = str(event.value)
        if event.tag in (None, "!", _CORE + "str"):
            is_text = bool(event.style) or event.tag is not None
            return text if is_text else self._resolve(event, text, location)
        if not event.tag.startswith(_CORE) or event.tag[len(_CORE) :] not in ("null", "bool", "int", "float"):
            self._refuse(event, location, f"tag '{event.tag}'", "plain YAML without tags")
            return None
        value = self._resolve(event, text, location)
        names = {type(None): "null", bool: "bool", int: "int", float: "float"}
        if names.get(type(value)) != event.tag[len(_CORE) :] and location not in self.refused:
            self._refuse(event, location, f"'{text[:LONGEST_NUMBER]}' is no {event.tag[len(_CORE) :]}")
        return value

    def _resolve(self, event: Any, text: str, location: Location) -> Plain:
        """Give an unquoted scalar its type."""
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in "0123456789.+-":
            return text
        number: int | float | None = None
        if _INTEGER.fullmatch(text) and len(text) <= LONGEST_NUMBER:
            number = int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        elif _FLOAT.fullmatch(text) and len(text) <= LONGEST_NUMBER:
            number = float(text)
        elif not (_INTEGER.fullmatch(text) or _FLOAT.fullmatch(text) or _NOT_FINITE.fullmatch(text)):
            return text
        if number is None or not math.isfinite(number):
            self._refuse(event, location, f"'{text[:LONGEST_NUMBER]}' is not a finite number", "a finite number")
            return None
        return number
