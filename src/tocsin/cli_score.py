"""The command line's scoring: parse, call, print. What takes long to import is imported where it is needed."""

from __future__ import annotations

import time
from typing import Annotated

import typer

import tocsin
from tocsin.report import options
from tocsin.report.options import examples, work_on
from tocsin.report.terminal import FAILED_HISTORIES, error_console, output_console, print_json

scoring = typer.Typer()

_NAME = "NAME: a mapping (tocsin list mappings), or the path of a mapping file. Can be given many times."


def _files(option: str, text: str) -> object:
    return typer.Option(option, metavar="NAME=FILE", show_default=False, help=f"{text} {_NAME}")


Events = Annotated[list[str] | None, _files("--events", "Table of attempts to fit and cross-validate on.")]
Fit = Annotated[list[str] | None, _files("--fit", "Instead: table of attempts to fit on,")]
Test = Annotated[list[str] | None, _files("--test", "and table of attempts to judge on.")]
Join = Annotated[list[str] | None, _files("--join", "Table of what was known before the attempts.")]
Theories = Annotated[
    list[str],
    typer.Option(
        "--theories", metavar="NAME,NAME", help="Theories: names, or paths of files; all for the catalogue's."
    ),
]


@scoring.command(
    epilog=examples(
        "tocsin score",
        "tocsin score --events powell-thyne=coups.csv --join colpus=colpus.csv",
        "tocsin score --fit powell-thyne=to-2010.csv --test powell-thyne=since.csv --json",
        "tocsin score --events ./my-mapping.yaml=my-table.csv --theories world-crisis",
    )
)
def score(
    events: Events = None,
    fit: Fit = None,
    test: Test = None,
    join: Join = None,
    theories: Theories = ["all"],  # noqa: B006 - read only
    points: Annotated[
        int, typer.Option(metavar="N", help="Histories a theory and pattern of covariates, a power of two.")
    ] = 2048,
    seed: options.Seed = 1,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    as_json: options.Json = False,
) -> None:
    """Hold theories against the case library, or against a table of attempted coups.

    Says how well each theory predicts which attempts succeed, from what was known before, against base rates and a
    logistic regression on the same covariates.
    """
    from tocsin.report.interruption import stoppable
    from tocsin.report.progress import RunProgress

    started = time.perf_counter()
    with stoppable(as_json, "score"), work_on(cluster, workers) as where, RunProgress("histories and fits") as progress:
        found = tocsin.score(
            events=events or (), fit=fit or (), test=test or (), join=join or (), theories=",".join(theories),
            points=points, rng=seed, workers=where, progress=progress,
        )  # fmt: skip
    seconds = time.perf_counter() - started
    from tocsin.report.library_scores import library_scores_json, print_library_scores
    from tocsin.report.page import Page
    from tocsin.report.scores import print_scores
    from tocsin.report.scores_data import scores_json
    from tocsin.study.library_scores import LibraryScores

    if isinstance(found, LibraryScores):
        print_json(library_scores_json(found, seconds)) if as_json else print_library_scores(
            Page(output_console()), found, seconds
        )
    elif as_json:
        print_json(scores_json(found, seconds))
    else:
        print_scores(Page(output_console()), found, seconds)
    if found.failed:
        error_console().print(f"{found.failed:,} histories failed and are left out", style="red")
        raise typer.Exit(FAILED_HISTORIES)
