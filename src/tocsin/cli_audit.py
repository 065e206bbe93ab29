"""The command line's audit: parse, call, print. What takes long to import is imported where it is needed."""

from __future__ import annotations

import time
from typing import Annotated

import typer

import tocsin
from tocsin.report import options
from tocsin.report.options import examples, settings_of, work_on
from tocsin.report.terminal import FAILED_HISTORIES, error_console, output_console, print_json

auditing = typer.Typer()

Cases = Annotated[
    list[str] | None,
    typer.Option(
        "--cases", metavar="NAME,NAME", show_default="this case only",
        help="Share parameters that claims are about over these cases too; all for the catalogue's. Takes longer.",
    ),
]  # fmt: skip

Histories = Annotated[
    int | None,
    typer.Option(
        metavar="N", show_default="20,000; 2,000 of a world",
        help="How many histories of each variant; in a world a fifth of them in each arm of an implication.",
    ),
]  # fmt: skip


@auditing.command(
    epilog=examples(
        "tocsin audit march-on-moscow-2023",
        "tocsin audit kornilov-1917 --theory officers-coordinate",
        "tocsin audit march-on-moscow-2023 --cases all --json",
        "tocsin audit world-1914",
    )
)
def audit(
    case: options.Case,
    theory: options.Theory = "world-crisis",
    histories: Histories = None,
    seed: options.Seed = 1,
    settings: options.Settings = None,
    cases: Cases = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    as_json: options.Json = False,
) -> None:
    """Audit an argument claim by claim.

    Says of each claim whether the theory implies it, whether what happened hangs on it, and what the record says of
    it; and where the record cannot tell, what would.
    """
    from tocsin.building import clock_of
    from tocsin.report.interruption import stoppable
    from tocsin.report.progress import RunProgress

    started = time.perf_counter()
    with stoppable(as_json, "audit"), work_on(cluster, workers) as where, RunProgress(clock=clock_of(case)) as progress:
        found = tocsin.audit(
            case, theory=theory, histories=histories, rng=seed, settings=settings_of(settings), cases=cases,
            workers=where, progress=progress,
        )  # fmt: skip
    seconds = time.perf_counter() - started
    from tocsin.building import build
    from tocsin.report.audit import print_audit
    from tocsin.report.audit_data import audit_json
    from tocsin.report.page import Page

    stated = build(case, theory).theory
    if as_json:
        print_json(audit_json(found, stated, seconds))
    else:
        print_audit(Page(output_console()), found, stated, seconds, (case, theory))
    if found.failed:
        error_console().print(f"{found.failed:,} histories failed and are left out", style="red")
        raise typer.Exit(FAILED_HISTORIES)
