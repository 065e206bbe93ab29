"""The app: its parts put together, and the routes of the catalogue and of jobs, a few lines each."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Query, Response
from fastapi import Path as PathOf
from fastapi.responses import FileResponse, JSONResponse

import tocsin
from tocsin.catalogue import Catalogue
from tocsin.errors import UnknownName
from tocsin.report.terminal import plain
from tocsin.web.answers.catalogue import Listing
from tocsin.web.answers.entries import Entry
from tocsin.web.answers.jobs import Health, JobState, JobWhole
from tocsin.web.answers.model import ModelWhole
from tocsin.web.asking import Ask, Name
from tocsin.web.description import ABOUT, AFTER, CASES, ENTRIES, TAGS, asks_for_token
from tocsin.web.downloads import add_downloads
from tocsin.web.finding import Key, found, jobs
from tocsin.web.jobs import Jobs
from tocsin.web.refusals import ALWAYS, answer_errors, refusals
from tocsin.web.streams import add_streams, watch
from tocsin.web.views import model_data

__all__ = ["create_app"]

PAGE = Path(__file__).parent / "page"
FILES = {path.name: path for path in sorted(PAGE.glob("*")) if path.suffix in (".html", ".css", ".js")}
"""What can be fetched of the page: looked up by name in this table, never opened by a path from a request."""


def create_app(root: str = "runs", workers: int = 2, waiting: int = 8, *, token: bool = False) -> FastAPI:
    """The app with workers of its own, which start with it and end with it.

    Parameters
    ----------
    root : str
        Folder below which histories are kept.
    workers, waiting : int
        Processes, and jobs that may wait for one.
    token : bool
        Whether the guard around it asks for a token; it is described only.
    """
    boot = secrets.token_hex(8)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.jobs = Jobs(root, workers, waiting)
        # What most pages ask for first is made ready while the first one is on its way.
        threading.Thread(target=_ready, daemon=True).start()
        watching = asyncio.create_task(watch(app.state.jobs))
        yield
        watching.cancel()
        app.state.jobs.close()

    app = FastAPI(
        title="Tocsin", version=tocsin.__version__, docs_url=None, redoc_url=None, lifespan=lifespan,
        responses=ALWAYS, description=ABOUT, openapi_tags=TAGS,
        generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip
    if token:
        asks_for_token(app)
    answer_errors(app)
    _catalogue(app, boot)
    _jobs(app)
    add_streams(app)
    add_downloads(app)
    _page(app)
    return app


def _ready() -> None:
    from tocsin.report.catalogue.listing import listing_data

    listing_data(Catalogue.default(), None)
    model_data("march-on-moscow-2023", "world-crisis")


def _catalogue(app: FastAPI, boot: str) -> None:
    @app.get("/api/health", tags=["server"], response_model=Health)
    async def health() -> dict[str, Any]:
        """Whether the server is there, which start of it this is, and how busy it is; asks for no token."""
        running, waiting = jobs(app).counts()
        return {"status": "ok", "version": tocsin.__version__, "boot": boot, "running": running, "waiting": waiting}

    @app.get("/api/catalogue", tags=["catalogue"], response_model=Listing, response_model_exclude_unset=True)
    def catalogue() -> dict[str, Any]:
        """All theories, cases and worlds, as `tocsin list --json` has them."""
        from tocsin.report.catalogue.listing import listing_data

        data: dict[str, Any] = plain(listing_data(Catalogue.default(), None))
        return data

    @app.get("/api/entries/{name}", tags=["catalogue"], response_model=Entry, responses=refusals(400, 404, 422))
    def entry(
        name: Annotated[str, PathOf(max_length=120, description="A theory, case, world, mapping, mechanism, parameter, "
                                    "input, intervention or source; or `library`.", openapi_examples=ENTRIES)],
    ) -> dict[str, Any]:  # fmt: skip
        """One entry, as `tocsin show NAME --json` has it."""
        from tocsin.report.catalogue.show import is_path, look_up

        if is_path(name):
            raise UnknownName("entry", name, (), "name")
        data: dict[str, Any] = plain(look_up(name, Catalogue.default())[0])
        return data

    @app.get("/api/model", tags=["catalogue"], response_model=ModelWhole, responses=refusals(400, 404, 422))
    def model(
        case: Annotated[Name, Query(description="A case or a world.", openapi_examples=CASES)],
        theory: Annotated[Name, Query(description="A theory.")] = "world-crisis",
    ) -> dict[str, Any]:
        """Parameters, what can be held fixed, claims, and what a map needs."""
        data: dict[str, Any] = plain(model_data(case, theory))
        return data


def _jobs(app: FastAPI) -> None:
    @app.post("/api/jobs", status_code=202, tags=["jobs"], response_model=JobWhole, response_model_exclude_unset=True,
              responses={202: {"description": "The job.", "links": AFTER}, **refusals(400, 422, 429)})  # fmt: skip
    async def submit(ask: Ask) -> dict[str, Any]:
        """Ask for something; the same request of the same client is the same job.

        A job goes on as long as its client is there: has an event stream, or asks about one of its jobs. 20 s after it
        was last there its jobs are stopped.
        """
        return jobs(app).submit(ask.client, ask.request()).data()

    @app.get("/api/jobs/{key}", tags=["jobs"], response_model=JobWhole, response_model_exclude_unset=True,
             responses=refusals(404, 422))  # fmt: skip
    async def job(key: Key) -> dict[str, Any]:
        """A job, with its result once it is done."""
        return found(app, key).data()

    @app.delete("/api/jobs/{key}", tags=["jobs"], response_model=JobState, response_model_exclude_unset=True,
                responses=refusals(404, 422))  # fmt: skip
    async def cancel(key: Key) -> dict[str, Any]:
        """Stop a job. What it has written whole stays, and the same request goes on from there."""
        one = found(app, key)
        jobs(app).cancel(one)
        return one.data(whole=False)


def _page(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    async def index() -> Response:
        return FileResponse(FILES["index.html"])

    @app.get("/page/{name}", include_in_schema=False)
    async def file(name: str) -> Response:
        path = FILES.get(name)
        return FileResponse(path) if path else JSONResponse({"error": {"kind": "NotFound", "message": "no such file",
                                                                       "problems": []}}, 404)  # fmt: skip
