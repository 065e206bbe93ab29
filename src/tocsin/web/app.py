"""The app: routes, each a few lines over jobs, views and the catalogue."""

from __future__ import annotations

import asyncio
import io
import json
import secrets
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import polars
from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as PathOf
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse

import tocsin
from tocsin.catalogue import Catalogue
from tocsin.errors import UnknownName
from tocsin.library import opened
from tocsin.report.terminal import plain
from tocsin.web.asking import Ask, Name
from tocsin.web.jobs import Job, Jobs
from tocsin.web.refusals import REFUSALS, answer_errors
from tocsin.web.views import model_data

__all__ = ["create_app"]

PAGE = Path(__file__).parent / "page"
FILES = {path.name: path for path in sorted(PAGE.glob("*")) if path.suffix in (".html", ".css", ".js")}
"""What can be fetched of the page: looked up by name in this table, never opened by a path from a request."""
TABLES = ("histories", "events", "series", "countries")
QUIET = 15.0
"""Seconds after which an open stream says that it is still there."""
GONE = 20.0
"""Seconds without a stream after which a page's jobs are stopped; a reload takes less."""


def create_app(root: str = "runs", workers: int = 2, waiting: int = 8) -> FastAPI:
    """The app with workers of its own, which start with it and end with it.

    Parameters
    ----------
    root : str
        Folder below which histories are kept.
    workers, waiting : int
        Processes, and jobs that may wait for one.
    """
    boot = secrets.token_hex(8)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.jobs = Jobs(root, workers, waiting)
        # What most pages ask for first is made ready while the first one is on its way.
        threading.Thread(target=_ready, daemon=True).start()
        yield
        app.state.jobs.close()

    app = FastAPI(
        title="Tocsin", version=tocsin.__version__, docs_url=None, redoc_url=None, lifespan=lifespan,
        responses=REFUSALS,
        description="Political arguments put to the test: theories, cases, runs, and what follows from each claim.",
    )  # fmt: skip
    answer_errors(app)
    _catalogue(app, boot)
    _jobs(app)
    _downloads(app)
    _page(app)
    return app


def _ready() -> None:
    from tocsin.report.catalogue.listing import listing_data

    listing_data(Catalogue.default(), None)
    model_data("march-on-moscow-2023", "world-crisis")


def _catalogue(app: FastAPI, boot: str) -> None:
    @app.get("/api/health")
    async def health() -> dict[str, Any]:
        """Whether the server is there, which start of it this is, and how busy it is."""
        running, waiting = app.state.jobs.counts()
        return {"status": "ok", "version": tocsin.__version__, "boot": boot, "running": running, "waiting": waiting}

    @app.get("/api/catalogue")
    def catalogue() -> dict[str, Any]:
        """All theories, cases and worlds, as `tocsin list --json` has them."""
        from tocsin.report.catalogue.listing import listing_data

        data: dict[str, Any] = plain(listing_data(Catalogue.default(), None))
        return data

    @app.get("/api/entries/{name}")
    def entry(name: Annotated[str, PathOf(max_length=120)]) -> dict[str, Any]:
        """One entry, as `tocsin show NAME --json` has it."""
        from tocsin.report.catalogue.show import is_path, look_up

        if is_path(name):
            raise UnknownName("entry", name, (), "name")
        data: dict[str, Any] = plain(look_up(name, Catalogue.default())[0])
        return data

    @app.get("/api/model")
    def model(case: Name, theory: Name = "world-crisis") -> dict[str, Any]:
        """Parameters, what can be held fixed, claims, and what a map needs."""
        data: dict[str, Any] = plain(model_data(case, theory))
        return data


def _jobs(app: FastAPI) -> None:
    @app.post("/api/jobs", status_code=202)
    async def submit(ask: Ask) -> dict[str, Any]:
        """Ask for something; the same request from the same page is the same job."""
        request = ask.request()
        if request["histories"] is None and request["verb"] in ("run", "compare"):
            request["histories"] = 10_000 if request["verb"] == "run" else 2_000
        return jobs(app).submit(ask.client, request).data()

    @app.get("/api/jobs/{key}")
    async def job(key: str) -> dict[str, Any]:
        """A job, with its result once it is done."""
        return found(app, key).data()

    @app.delete("/api/jobs/{key}")
    async def cancel(key: str) -> dict[str, Any]:
        """Stop a job. What it has written whole stays, and the same request goes on from there."""
        one = found(app, key)
        jobs(app).cancel(one)
        return one.data(whole=False)

    @app.get("/api/events")
    async def events(request: Request, client: Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{8,64}$")]) -> Response:
        """Where the jobs of one page stand, as server-sent events, one stream a page."""
        return StreamingResponse(_stream(app, request, client), media_type="text/event-stream")


async def _stream(app: FastAPI, request: Request, client: str) -> AsyncIterator[str]:
    queue: asyncio.Queue[Job | None] = asyncio.Queue()
    board = jobs(app)
    board.listeners[queue] = (client, asyncio.get_running_loop())
    board.wake()
    for known in [one for one in board.jobs.values() if one.client == client]:
        queue.put_nowait(known)
    try:
        yield ": here\n\n"
        while not board.closed:
            try:
                job = await asyncio.wait_for(queue.get(), QUIET)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if job is None:
                return
            yield f"event: job\ndata: {json.dumps(job.data(whole=False))}\n\n"
    finally:
        board.listeners.pop(queue, None)
        asyncio.get_running_loop().call_later(GONE, _left, board, client)


def _left(board: Jobs, client: str) -> None:
    """Stop the jobs of a page that has not come back."""
    if client not in {one for one, _ in board.listeners.values()}:
        board.cancel_all_of(client)


def _downloads(app: FastAPI) -> None:
    def folder(key: str) -> Path:
        one = found(app, key)
        directory = (one.result or {}).get("directory")
        if one.status != "done" or not directory:
            raise UnknownName("finished run", key, (), "job")
        return Path(directory)

    @app.get("/api/jobs/{key}/table/{name}")
    def table(key: str, name: str) -> Response:
        """A table of a run, as ``histories.csv`` or ``histories.parquet``."""
        kind, _, form = name.partition(".")
        if kind not in TABLES or form not in ("csv", "parquet"):
            raise UnknownName("table", name, [f"{one}.{end}" for one in TABLES for end in ("csv", "parquet")], "table")
        frame: polars.DataFrame = getattr(opened(folder(key)), kind)()
        stream = io.BytesIO()
        frame.write_csv(stream) if form == "csv" else frame.write_parquet(stream)
        media = "text/csv" if form == "csv" else "application/vnd.apache.parquet"
        return _download(stream.getvalue(), name, media)

    @app.get("/api/jobs/{key}/figure/{name}")
    def figure(key: str, name: str) -> Response:
        """A figure of a run, as ``outcomes.svg`` or ``outcomes.png``; of a world ``fans`` as well."""
        what, _, form = name.partition(".")
        if form not in ("svg", "png"):
            raise UnknownName("figure", name, ("outcomes.svg", "outcomes.png", "fans.svg", "fans.png"), "figure")
        stream = io.BytesIO()
        opened(folder(key)).plot(what).savefig(stream, format=form, dpi=150)
        return _download(stream.getvalue(), name, "image/svg+xml" if form == "svg" else "image/png")

    @app.get("/api/jobs/{key}/report.html")
    def report(key: str) -> Response:
        """The report of a run."""
        from tocsin.report.html import report_html

        return _download(report_html(folder(key)).encode(), "report.html", "text/html")

    @app.get("/api/histories")
    def another(
        job: str, outcome: Annotated[str, Query(max_length=60)], after: Annotated[int, Query(ge=-1, lt=10**8)] = -1
    ) -> dict[str, Any]:
        """The next history of a run that ended so; from the first again after the last."""
        columns = opened(folder(job)).histories(["history", "outcome"])
        numbers = columns.filter(polars.col("outcome") == outcome)["history"]
        later = numbers.filter(numbers > after)
        chosen = later if len(later) else numbers
        return {"history": int(chosen[0]) if len(chosen) else None}


def _download(data: bytes, name: str, media: str) -> Response:
    return Response(data, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    async def index() -> Response:
        return FileResponse(FILES["index.html"])

    @app.get("/page/{name}", include_in_schema=False)
    async def file(name: str) -> Response:
        path = FILES.get(name)
        return FileResponse(path) if path else JSONResponse({"error": {"kind": "NotFound", "message": "no such file",
                                                                       "problems": []}}, 404)  # fmt: skip


def jobs(app: FastAPI) -> Jobs:
    """The app's jobs."""
    board: Jobs = app.state.jobs
    return board


def found(app: FastAPI, key: str) -> Job:
    """A job by its id.

    Raises
    ------
    UnknownName
        If there is none: never was, or long over.
    """
    job = jobs(app).jobs.get(key)
    if job is None:
        raise UnknownName("job", key, (), "job")
    return job
