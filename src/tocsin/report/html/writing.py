"""The page itself: a template filled in, with nothing in it from elsewhere."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any

from tocsin.auditing import audit, earlier_audit
from tocsin.building import build
from tocsin.errors import InputError, Problem, StoreError, TocsinError
from tocsin.library import Ensemble, number_or_text, opened
from tocsin.report.catalogue.quantities import review
from tocsin.report.catalogue.wording import name_in_words
from tocsin.report.html.contents import contents
from tocsin.report.new_file import write_new
from tocsin.report.percent import percent
from tocsin.simulate.run import make_manifest
from tocsin.simulate.store import MANIFEST

__all__ = ["report_html", "write_report"]


def report_html(
    directory: str | Path, *, case: str | None = None, theory: str | None = None, audited: bool = False,
    rivals: Iterable[str] = (),
) -> str:  # fmt: skip
    """One HTML page about a run: no scripts, nothing fetched from elsewhere, fit to print.

    Parameters
    ----------
    directory : path
        Folder of a run.
    case, theory : str, optional
        Paths of files of the user's own, as in `tocsin.library.opened`.
    audited : bool
        Make the audit of the theory's claims if none is kept; without it one that is kept is taken.
    rivals : iterable of str
        Theories whose runs of the same case or world are to stand beside this one: same seed, histories and settings,
        kept where this one is.

    Raises
    ------
    TocsinError
        Its subclasses say what is wrong with the folder or a file, or which package is missing.
    """
    jinja = _needed("jinja2")
    _needed("matplotlib")
    ensemble = opened(directory, case, theory)
    if not any(ensemble.directory.glob("histories-*.parquet")):
        raise StoreError(f"{directory} holds no history yet: the run was stopped before the first ones were kept")
    manifest = ensemble.manifest
    asked: dict[str, Any] = {"theory": ensemble.asked[1], "rng": manifest.seed, "settings": manifest.settings or None}
    root = ensemble.directory.parent.parent
    found = earlier_audit(ensemble.asked[0], root=root, **asked)
    if found is None and audited:
        found = audit(ensemble.asked[0], root=root, **asked)
    environment = jinja.Environment(
        autoescape=True, undefined=jinja.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"percent": _percent, "words": name_in_words, "markdown": _markdown, "number": _number}
    environment.globals |= {"review": review, "reach": _reach}
    folder = resources.files(__package__)
    style = (folder / "style.css").read_text(encoding="utf-8")
    template = environment.from_string((folder / "page.html").read_text(encoding="utf-8"))
    text: str = template.render(style=style, **contents(ensemble, found, [_rival(ensemble, name) for name in rivals]))
    return text


def _rival(ensemble: Ensemble, theory: str) -> Ensemble:
    """The run of the same case or world under another theory, with nothing else changed."""
    manifest, case = ensemble.manifest, ensemble.asked[0]
    settings = {name: number_or_text(text) for name, text in manifest.settings.items()}
    model = build(case, theory, settings)
    wanted = make_manifest(model, manifest.histories, manifest.seed, manifest.logged, manifest.settings)
    directory = ensemble.directory.parent.parent / wanted.folder_name()
    if not (directory / MANIFEST).is_file():
        held = "".join(f" --set {name}={value}" for name, value in manifest.settings.items())
        run = f"tocsin run {case} --theory {theory} --histories {manifest.histories} --seed {manifest.seed}{held}"
        raise InputError([Problem(f"no such run under {theory} is kept", "--theories", None, str(directory), run)])
    return Ensemble(directory, model, (case, theory))


def write_report(directory: str | Path, out: str | Path | None = None, **options: Any) -> Path:
    """Write the page of `report_html` to a new file, ``report.html`` in the run's folder by default; return its path.

    Raises
    ------
    InputError
        If the file exists.
    TocsinError
        If it cannot be written, and as `report_html`.
    """
    path = Path(directory) / "report.html" if out is None else Path(out)
    write_new(path, report_html(directory, **options))
    return path


def _needed(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise TocsinError(f"{name} is not installed: pip install 'tocsin[report]'") from error


def _percent(value: float | None, digits: int = 1) -> str:
    return "-" if value is None or math.isnan(value) else percent(value, digits)


def _number(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else f"{value:,.2f}"


def _reach(low: float | None, high: float | None, digits: int | None = None) -> str:
    """An interval of numbers or, with `digits`, of shares in per cent."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return "-"
    return " to ".join(_number(end) if digits is None else _percent(end, digits) for end in (low, high))


def _markdown(text: str) -> Any:
    """Markdown as HTML, its headings two levels down; what looks like HTML in it is shown as text."""
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if token.type == "th_open":
            token.attrSet("scope", "col")
    text = parser.renderer.render(tokens, parser.options, {})
    # A wide table scrolls by itself, also by keyboard.
    scrolls = '<div class="scroll" tabindex="0" role="group" aria-label="Table of the description">'
    return Markup(text.replace("<table>", f"{scrolls}\n<table>").replace("</table>", "</table>\n</div>"))
