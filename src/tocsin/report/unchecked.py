"""What no person has checked against its sources: one sentence beside whatever is computed from it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.text import Text

from tocsin.catalogue import Catalogue
from tocsin.errors import UnknownName
from tocsin.report.page import Page

__all__ = ["print_unchecked", "unchecked"]

_REVIEWED = re.compile(rb"^reviewed_by:[ \t]*(\S[^\r\n]*)?$", re.MULTILINE)
_NOBODY = (b"null", b"~", b"")


def unchecked(cases: Iterable[str], theories: Iterable[str], worlds: Iterable[str] = ()) -> str:
    """Say which of these files no person has checked, and which cases rest on two machine readings.

    Parameters
    ----------
    cases, theories, worlds : iterable of str
        Names of the catalogue, or paths.

    Returns
    -------
    str
        Empty where all have been.
    """
    catalogue = Catalogue.default()
    told = []
    for kind, plural, names in (
        ("case", "cases", cases), ("world", "worlds", worlds), ("theory", "theories", theories),
    ):  # fmt: skip
        names = list(dict.fromkeys(names))
        unread = [name for name in names if _is_unread(catalogue, kind, name)]
        if unread:
            which = f"the {kind if len(unread) == 1 else plural}"
            told.append(f"{which} {', '.join(unread)}" if len(unread) < 4 else f"{len(unread)} {plural}")
        if kind == "case":
            twice = [name for name in unread if catalogue.readings("case", name) > 1]
            if twice and len(twice) == len(unread):
                told[-1] += " (two machine readings)"
    return f"No person has yet checked against their sources: {'; '.join(told)}." if told else ""


def print_unchecked(page: Page, cases: Iterable[str], theories: Iterable[str], worlds: Iterable[str] = ()) -> None:
    """Print that sentence, if there is something to say."""
    sentence = unchecked(cases, theories, worlds)
    if sentence:
        page.space()
        page.put(Text(sentence, "dim"))


def _is_unread(catalogue: Catalogue, kind: str, name: str) -> bool:
    try:
        found = _REVIEWED.search(catalogue.find(kind, name).read())
    except UnknownName:  # a file of the user's own, known here by its id only
        return True
    return found is None or (found[1] or b"").strip() in _NOBODY
