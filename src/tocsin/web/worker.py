"""A worker: a process that is warm, does one job at a time, tells how far it is, and stops when asked.

It calls the same functions as the command line and makes its results by the same functions as `--json`.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any

import tocsin
from tocsin.building import build
from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, Problem, TocsinError
from tocsin.report.terminal import plain
from tocsin.simulate import compiler
from tocsin.simulate.chunk import run_chunk
from tocsin.simulate.tables import tables_of

__all__ = ["VERBS", "Cancelled", "error_data", "work"]

Told = Callable[[int, int], None]
Request = dict[str, Any]


class Cancelled(BaseException):
    """The job is no longer wanted. No exception of ours, so that nothing on the way takes it for a fault."""


def work(connection: Connection, orders: Connection, root: str) -> None:
    """Do jobs that come over the connection until it is closed.

    Parameters
    ----------
    connection : Connection
        Requests come in, each with its job's id; out go ``("progress", (done, total))`` and, for each request,
        ``("done", result)``, ``("failed", error)`` or ``("cancelled", None)``; first ``("ready", None)``.
    orders : Connection
        Ids of jobs that are to stop.
    root : str
        Folder below which histories are kept.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides when it ends
    _warm_up()
    connection.send(("ready", None))
    while True:
        try:
            key, request = connection.recv()
        except EOFError:
            return
        with contextlib.suppress(BrokenPipeError):
            connection.send(_answer(key, request, connection, orders, root))


def _warm_up() -> None:
    """Load what a run needs, so that the first one starts at once; a model that is not compiled yet is left alone."""
    if compiler.is_compiled("crisis"):
        model = build(Catalogue.default().entries("case")[0].id)
        tables_of(model, run_chunk(model, 0, 0, 20, 20))


def _answer(key: str, request: Request, connection: Connection, orders: Connection, root: str) -> tuple[str, Any]:
    def told(done: int, total: int) -> None:
        while orders.poll():
            if orders.recv() == key:
                raise Cancelled
        connection.send(("progress", (done, total)))

    try:
        return "done", plain(VERBS[request["verb"]](request, root, told))
    except Cancelled:
        return "cancelled", None
    except TocsinError as error:
        return "failed", error_data(error)
    except Exception as error:  # noqa: BLE001 - whatever it was, the page is told and the worker lives on
        return "failed", error_data(TocsinError(f"{type(error).__name__}: {error}"))


def error_data(error: TocsinError) -> dict[str, Any]:
    """An error as `--json` prints it."""
    problems = error.problems if isinstance(error, InputError) else (Problem(str(error)),)
    return {
        "kind": type(error).__name__,
        "message": str(error),
        "exit_code": error.exit_code,
        "problems": [asdict(problem) for problem in problems],
    }


def _run(asked: Request, root: str, told: Told) -> dict[str, Any]:
    from tocsin.library import ensemble_of, seed_of
    from tocsin.report.screen import run_json
    from tocsin.report.world_screen import world_run_json
    from tocsin.studies import texts_of

    settings = asked.get("settings") or {}
    model = build(asked["case"], asked["theory"], settings)
    ensemble = ensemble_of(
        model, asked["histories"], seed_of(asked["seed"]), texts_of(settings), root=root, progress=told
    )
    return world_run_json(ensemble, 0.0) if model.clock == "world" else run_json(ensemble, 0.0)


def _compare(asked: Request, root: str, told: Told) -> dict[str, Any]:
    from tocsin.report.comparison import comparison_json

    found = tocsin.compare(
        asked["case"], do=asked["do"], theory=asked["theory"], histories=asked["histories"], rng=asked["seed"],
        given=asked.get("given"), settings=asked.get("settings"), root=root, progress=told,
    )  # fmt: skip
    return comparison_json(found, 0.0)


def _audit(asked: Request, root: str, told: Told) -> dict[str, Any]:
    from tocsin.report.audit_data import audit_json

    found = tocsin.audit(
        asked["case"], theory=asked["theory"], histories=asked.get("histories"), rng=asked["seed"],
        settings=asked.get("settings"), root=root, progress=told,
    )  # fmt: skip
    return audit_json(found, build(asked["case"], asked["theory"]).theory, 0.0)


def _infer(asked: Request, root: str, told: Told) -> dict[str, Any]:
    from tocsin.report.inference_data import inference_json

    found = tocsin.infer(
        asked["case"], theories=asked.get("theories") or "all", features=asked.get("features"),
        histories=asked.get("histories"), rng=asked["seed"], settings=asked.get("settings"), root=root, progress=told,
    )  # fmt: skip
    return inference_json(found, 0.0)


def _sensitivity(asked: Request, root: str, told: Told) -> dict[str, Any]:
    from tocsin.report.sensitivity import sensitivity_json

    found = tocsin.sensitivity(
        asked["case"], theory=asked["theory"], rng=asked["seed"], settings=asked.get("settings"), root=root,
        progress=told,
    )  # fmt: skip
    return sensitivity_json(found, 0.0)


def _score(asked: Request, root: str, told: Told) -> dict[str, Any]:
    """Over the case library: tables of one's own are files, and no path comes from a page."""
    from tocsin.report.library_scores import library_scores_json
    from tocsin.study.library_scores import LibraryScores

    found = tocsin.score(theories=asked.get("theories") or "all", rng=asked["seed"], root=root, progress=told)
    if not isinstance(found, LibraryScores):
        raise TypeError("scores without tables are those over the library")
    return library_scores_json(found, 0.0)


def _replay(asked: Request, root: str, told: Told) -> dict[str, Any]:
    from tocsin.web.stories import story

    told(0, 1)
    return story(asked["case"], asked["theory"], asked["seed"], asked["history"], asked.get("settings") or {})


VERBS: dict[str, Callable[[Request, str, Told], dict[str, Any]]] = {
    "run": _run, "compare": _compare, "audit": _audit, "infer": _infer, "sensitivity": _sensitivity, "score": _score,
    "replay": _replay,
}  # fmt: skip
"""What a job can be; each takes the request and tells how far it is."""
