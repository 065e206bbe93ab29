"""The command line's studies: parse, call, print. What takes long to import is imported where it is needed."""

from __future__ import annotations

import time
from typing import Annotated

import typer

import tocsin
from tocsin.report import options
from tocsin.report.options import examples, settings_of, work_on
from tocsin.report.terminal import FAILED_HISTORIES, error_console, output_console, print_json

studies = typer.Typer()

_THEORY = "world-crisis"
_HISTORIES = 10_000

Do = Annotated[
    list[str],
    typer.Option(
        "--do", metavar="NAME=VALUE", show_default=False,
        help="The intervention: an input, a parameter, a mechanism (on, off), ruler.response, street.turnout_ruler, "
        "_challenger or _themselves, in a world in all its crises; or claim:ID, a claim at its contrast. Can be given "
        "many times.",
    ),
]  # fmt: skip
Given = Annotated[
    list[str] | None,
    typer.Option(
        "--given", metavar="FEATURE", show_default="all histories",
        help="Only histories that agree with the record in this feature (many times, or NAME,NAME), or in all: record.",
    ),
]  # fmt: skip


@studies.command(
    epilog=examples(
        "tocsin compare march-on-moscow-2023 --do ruler.response=mobilise",
        "tocsin compare march-on-moscow-2023 --do claim:K6 --given outcome",
        "tocsin compare kornilov-1917 --do mediator.present=on --given record --histories 100000",
        "tocsin compare world-1914 --do germany.experience=high --histories 2000",
    )
)
def compare(
    case: options.Case,
    do: Do,
    theory: options.Theory = _THEORY,
    histories: options.Histories = _HISTORIES,
    seed: options.Seed = 1,
    given: Given = None,
    settings: options.Settings = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    as_json: options.Json = False,
) -> None:
    """Play the same histories with something held otherwise.

    Says how much more or less often each outcome comes, how sure that is, and which histories end otherwise.
    """
    from tocsin.building import clock_of
    from tocsin.report.interruption import stoppable
    from tocsin.report.progress import RunProgress

    started = time.perf_counter()
    with (
        stoppable(as_json, "compare"),
        work_on(cluster, workers) as where,
        RunProgress(clock=clock_of(case)) as progress,
    ):
        comparison = tocsin.compare(
            case, do=do, theory=theory, histories=histories, rng=seed, given=given, settings=settings_of(settings),
            workers=where, progress=progress,
        )  # fmt: skip
    seconds = time.perf_counter() - started
    from tocsin.report.comparison import comparison_json, print_comparison
    from tocsin.report.page import Page
    from tocsin.report.unchecked import print_unchecked

    if as_json:
        print_json(comparison_json(comparison, seconds))
    else:
        page = Page(output_console())
        print_comparison(page, comparison, seconds, (case, theory))
        print_unchecked(page, [case], [theory])
    if comparison.failed:
        error_console().print(f"{comparison.failed:,} pairs of histories failed", style="red")
        raise typer.Exit(FAILED_HISTORIES)


@studies.command(
    epilog=examples(
        "tocsin sensitivity march-on-moscow-2023",
        "tocsin sensitivity kornilov-1917 --theory officers-coordinate --points 4096 --json",
    )
)
def sensitivity(
    case: options.Case,
    theory: options.Theory = _THEORY,
    points: Annotated[int, typer.Option(metavar="N", help="Base points of the sample, a power of two.")] = 1024,
    alone: Annotated[int, typer.Option(metavar="N", help="Quantities with an index of their own, at most.")] = 20,
    seed: options.Seed = 1,
    settings: options.Settings = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    as_json: options.Json = False,
) -> None:
    """Find the uncertain numbers that the outcomes hang on.

    Sobol' indices of the outcomes' probabilities over the priors, alone and with interactions, with intervals.
    """
    from tocsin.building import clock_of
    from tocsin.report.interruption import stoppable
    from tocsin.report.progress import RunProgress

    started = time.perf_counter()
    with (
        stoppable(as_json, "sensitivity"),
        work_on(cluster, workers) as where,
        RunProgress(clock=clock_of(case)) as progress,
    ):
        found = tocsin.sensitivity(
            case, theory=theory, points=points, alone=alone, rng=seed, settings=settings_of(settings),
            workers=where, progress=progress,
        )  # fmt: skip
    seconds = time.perf_counter() - started
    from tocsin.report.page import Page
    from tocsin.report.sensitivity import print_sensitivity, sensitivity_json
    from tocsin.report.unchecked import print_unchecked

    if as_json:
        print_json(sensitivity_json(found, seconds))
    else:
        page = Page(output_console())
        print_sensitivity(page, found, seconds)
        print_unchecked(page, [case], [theory])
