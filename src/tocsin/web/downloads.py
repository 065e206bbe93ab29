"""What can be taken away of a run: tables, figures, its report, and which history to look at next."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import polars
from fastapi import FastAPI, Query, Response
from fastapi import Path as PathOf
from pydantic import WithJsonSchema

from tocsin.errors import UnknownName
from tocsin.library import opened
from tocsin.web.answers.jobs import NextHistory
from tocsin.web.finding import Key, found
from tocsin.web.refusals import NotARun, refusals

__all__ = ["add_downloads"]

FORMS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
TABLES = {f"{table}.{form}": media for form, media in FORMS.items()
          for table in ("histories", "events", "series", "countries")}  # fmt: skip
FIGURES = {f"{figure}.{form}": media for form, media in (("svg", "image/svg+xml"), ("png", "image/png"))
           for figure in ("outcomes", "fans")}  # fmt: skip
HEADERS = {"Content-Disposition": {"description": "The name to keep it under.", "required": True,
                                   "schema": {"type": "string"}}}  # fmt: skip


def _named(names: Sequence[str]) -> Any:
    """A name out of a few. Another one is answered by the nearest of them, and therefore is not refused before."""
    return WithJsonSchema({"type": "string", "enum": list(names)})


def _says(what: str, *kinds: str) -> dict[int | str, dict[str, Any]]:
    content = {kind: {"schema": {"type": "string", **({} if kind.startswith("text/") or "svg" in kind else
                                                      {"contentMediaType": kind})}} for kind in kinds}  # fmt: skip
    return {200: {"description": what, "content": content, "headers": HEADERS}, **refusals(404, 409, 422)}


def add_downloads(app: FastAPI) -> None:
    """Add the routes of what can be taken away."""

    def folder(key: str) -> Path:
        one = found(app, key)
        directory = (one.result or {}).get("directory")
        if one.status != "done":
            raise NotARun(f"the job is {one.status}; only what is done can be taken away")
        if not directory:
            raise NotARun(f"a job of the kind {one.request['verb']} keeps no histories; a run does")
        return Path(directory)

    @app.get("/api/jobs/{key}/table/{name}", tags=["downloads"], response_class=Response,
             responses=_says("The table.", *dict.fromkeys(TABLES.values())))  # fmt: skip
    def table(
        key: Key, name: Annotated[str, PathOf(description="Which table, and as what."), _named(list(TABLES))]
    ) -> Response:
        """A table of a run, as CSV or Parquet.

        `histories` has a row a history; of the first of them, `events` has a row an event and `series` their path by
        the hour or month. `countries` has a row a country of each history of a world.
        """
        if name not in TABLES:
            raise UnknownName("table", name, TABLES, "table")
        kind, _, form = name.partition(".")
        ensemble = opened(folder(key))
        if kind == "countries" and ensemble.model.clock != "world":
            raise UnknownName("table", name, [each for each in TABLES if not each.startswith(kind)], "table")
        frame: polars.DataFrame = getattr(ensemble, kind)()
        stream = io.BytesIO()
        frame.write_csv(stream) if form == "csv" else frame.write_parquet(stream)
        return _download(stream.getvalue(), name, TABLES[name])

    @app.get("/api/jobs/{key}/figure/{name}", tags=["downloads"], response_class=Response,
             responses=_says("The figure.", *dict.fromkeys(FIGURES.values())))  # fmt: skip
    def figure(
        key: Key, name: Annotated[str, PathOf(description="Which figure, and as what."), _named(list(FIGURES))]
    ) -> Response:
        """A figure of a run, as SVG or PNG: how histories end, and of a world fan charts as well."""
        if name not in FIGURES:
            raise UnknownName("figure", name, FIGURES, "figure")
        what, _, form = name.partition(".")
        stream = io.BytesIO()
        opened(folder(key)).plot(what).savefig(stream, format=form, dpi=150)
        return _download(stream.getvalue(), name, FIGURES[name])

    @app.get("/api/jobs/{key}/report.html", tags=["downloads"], response_class=Response,
             responses=_says("The report, one file with everything in it.", "text/html"))  # fmt: skip
    def report(key: Key) -> Response:
        """The report of a run."""
        from tocsin.report.html import report_html

        return _download(report_html(folder(key)).encode(), "report.html", "text/html")

    @app.get("/api/histories", tags=["downloads"], response_model=NextHistory, responses=refusals(404, 409, 422))
    def another(
        job: Annotated[str, Query(max_length=64, description="Id of a run.")],
        outcome: Annotated[str, Query(max_length=60, description="How the history is to end, such as `coup`.")],
        after: Annotated[int, Query(ge=-1, lt=10**8, description="The history after which to look.")] = -1,
    ) -> dict[str, Any]:
        """The next history of a run that ended so; from the first again after the last."""
        columns = opened(folder(job)).histories(["history", "outcome"])
        numbers = columns.filter(polars.col("outcome") == outcome)["history"]
        later = numbers.filter(numbers > after)
        chosen = later if len(later) else numbers
        return {"history": int(chosen[0]) if len(chosen) else None}


def _download(data: bytes, name: str, media: str) -> Response:
    return Response(data, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
