"""The command line's inference: parse, call, print. What takes long to import is imported where it is needed."""

from __future__ import annotations

import time
from typing import Annotated

import typer

import tocsin
from tocsin.report import options
from tocsin.report.options import examples, settings_of, work_on
from tocsin.report.terminal import FAILED_HISTORIES, error_console, output_console, print_json

inference = typer.Typer()

Cases = Annotated[
    list[str],
    typer.Argument(
        metavar="CASE...", help="Names of cases (tocsin list cases), or paths of files.", show_default=False
    ),
]
Theories = Annotated[
    list[str],
    typer.Option(
        "--theories",
        metavar="NAME,NAME",
        help="Theories to compare: names, or paths of files; all for the catalogue's.",
    ),
]
Features = Annotated[
    list[str] | None,
    typer.Option(
        "--features", metavar="NAME,NAME", show_default="all that the record holds and all theories predict",
        help="Features of the record to compare on.",
    ),
]  # fmt: skip


@inference.command(
    epilog=examples(
        "tocsin infer march-on-moscow-2023",
        "tocsin infer march-on-moscow-2023 --theories world-crisis,officers-coordinate",
        "tocsin infer march-on-moscow-2023 kornilov-1917 --theories world-crisis --json",
        "tocsin infer kornilov-1917 --features outcome,responses --error 0.05",
        "tocsin infer world-1914 --features general_war,falls",
    )
)
def infer(
    cases: Cases,
    theories: Theories = ["all"],  # noqa: B006 - read only
    features: Features = None,
    histories: Annotated[
        int | None,
        typer.Option(metavar="N", show_default="20000, of a world 10000", help="To begin with, a theory and case."),
    ] = None,
    error: Annotated[
        float, typer.Option(metavar="E", help="Standard error of each log evidence to aim at; smaller takes longer.")
    ] = 0.1,
    most: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            show_default="400000, of a world 20000",
            help="Histories at most for each theory and set of features.",
        ),
    ] = None,
    share: Annotated[
        str, typer.Option(metavar="NAME", help="Parameter to learn of over all cases together.")
    ] = "ruler.fear_ratio",
    seed: options.Seed = 1,
    settings: options.Settings = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    as_json: options.Json = False,
) -> None:
    """Compare theories on the record, and learn about their parameters.

    Says how probable each theory makes what happened, with its error, how probable that makes the theory among its
    rivals, and which of its uncertain numbers the record tells something about.
    """
    from tocsin.building import clock_of
    from tocsin.report.interruption import stoppable
    from tocsin.report.progress import RunProgress

    started = time.perf_counter()
    clock = "world" if any(clock_of(case) == "world" for case in cases) else "crisis"
    with stoppable(as_json, "infer"), work_on(cluster, workers) as where, RunProgress(clock=clock) as progress:
        found = tocsin.infer(
            cases, theories=theories, features=features, histories=histories, error=error, most=most, share=share,
            rng=seed, settings=settings_of(settings), workers=where, progress=progress,
        )  # fmt: skip
    seconds = time.perf_counter() - started
    from tocsin.report.inference import print_inference
    from tocsin.report.inference_data import inference_json
    from tocsin.report.page import Page
    from tocsin.report.unchecked import print_unchecked

    if as_json:
        print_json(inference_json(found, seconds))
    else:
        page = Page(output_console())
        print_inference(page, found, seconds)
        names = [one.case for one in found.cases]
        theories_told = [one.theory for one in found.theories]
        print_unchecked(page, [] if clock == "world" else names, theories_told, names if clock == "world" else [])
    if found.failed:
        error_console().print(f"{found.failed:,} histories failed and are left out", style="red")
        raise typer.Exit(FAILED_HISTORIES)
