"""The command line: parse, call, print. What takes long to import is imported where it is needed."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

import tocsin
from tocsin import cli_audit, cli_infer, cli_odd, cli_report, cli_score, cli_serve, cli_studies
from tocsin.report import options
from tocsin.report.options import examples, settings_of, work_on
from tocsin.report.terminal import FAILED_HISTORIES, ends_with, error_console, output_console, print_json

if TYPE_CHECKING:
    from tocsin.report.page import Page

app = typer.Typer(
    name="tocsin",
    cls=options.Group,
    help="Put a political argument to the test: sourced claims in, simulated histories and evidence out.",
    epilog=examples("tocsin run march-on-moscow-2023", "tocsin run --help")
    + "\n\nExit codes: 0 done, 1 another error, 2 bad input, 3 some histories failed, 130 interrupted.",
    add_completion=False,
    rich_markup_mode=None,  # plain help is there sooner and fits narrow terminals
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DEFAULT_THEORY = "world-crisis"
DEFAULT_HISTORIES = 10_000


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    # Imports make hundreds of thousands of objects that live to the end: looking through them for garbage every few
    # hundred takes a tenth of a short command's time.
    gc.set_threshold(100_000, 20, 50)
    words = options.cluster_words(sys.argv[1:] if arguments is None else arguments)
    code = ends_with(lambda: app(words, prog_name="tocsin", standalone_mode=False), words)
    if arguments is None:
        # Everything is written and closed by now; taking apart what was imported would take a third of a second.
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    raise SystemExit(code)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tocsin {tocsin.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def top(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    """Show the help when no command is given."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


# PART is read by hand: declared as an argument it would load a validator that takes longer than the whole list.
@app.command(
    "list",
    cls=options.Command,
    context_settings={"allow_extra_args": True},
    options_metavar="[PART] [OPTIONS]",
    epilog=examples("tocsin list", "tocsin list sources", "tocsin list --json"),
)
def list_entries(context: typer.Context, as_json: options.Json = False) -> None:
    """List what the catalogue holds, and who has checked it.

    PART limits the list to theories, cases, worlds, mappings, mechanisms or sources (the last with their citations).
    """
    from tocsin.catalogue import Catalogue
    from tocsin.report.catalogue.listing import listing_data, part_named, print_listing

    data = listing_data(Catalogue.default(), part_named(context.args))
    print_json(data) if as_json else print_listing(_page(), data)


@app.command(
    epilog=examples(
        "tocsin show world-crisis",
        "tocsin show world-crisis/K6",
        "tocsin show march-on-moscow-2023",
        "tocsin show world-1914",
        "tocsin show crisis.march",
        "tocsin show ruler.fear_ratio",
        "tocsin show granovetter-1978",
        "tocsin show schedule officers-coordinate",
        "tocsin show library",
    )
)
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A theory, claim (THEORY/ID), case, world, mapping, mechanism, parameter, source; schedule, library.",
        ),
    ],
    theory: Annotated[
        str | None,
        typer.Argument(metavar="THEORY", help=f"After 'schedule': whose schedule. Default: {DEFAULT_THEORY}."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Show one entry in full: units, priors, sources, review."""
    from tocsin.catalogue import Catalogue
    from tocsin.errors import InputError, Problem
    from tocsin.report.catalogue.show import SCHEDULE, look_up, look_up_schedule

    if name == SCHEDULE:
        data, shown = look_up_schedule(theory or DEFAULT_THEORY, Catalogue.default())
    elif theory is not None:
        expected = f"one name, or: tocsin show {SCHEDULE} {theory}"
        raise InputError([Problem(f"'{theory}' is one name too many", "show", expected=expected)])
    else:
        data, shown = look_up(name, Catalogue.default())
    print_json(data) if as_json else shown(_page(), data)


@app.command(
    epilog=examples(
        "tocsin run march-on-moscow-2023",
        "tocsin run kornilov-1917 --theory officers-coordinate",
        "tocsin run march-on-moscow-2023 --set ruler.response=mobilise --seed 2",
        "tocsin run ./my-case.yaml --theory ./my-theory.yaml --histories 100000",
    )
)
def run(
    case: options.Case,
    theory: options.Theory = DEFAULT_THEORY,
    histories: options.Histories = DEFAULT_HISTORIES,
    seed: options.Seed = 1,
    settings: options.Settings = None,
    out: options.Out = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    chunk: options.Chunk = None,
    events: options.Events = None,
    fresh: options.Fresh = False,
    as_json: options.Json = False,
) -> None:
    """Simulate thousands of histories of a case.

    Says what came out under the theory, how sure that is, and what it hinges on.
    """
    from tocsin.building import clock_of
    from tocsin.report.interruption import stoppable
    from tocsin.report.progress import RunProgress

    started = time.perf_counter()
    given = settings_of(settings)
    clock = clock_of(case)
    with stoppable(as_json, "run"), work_on(cluster, workers) as where, RunProgress(clock=clock) as progress:
        ensemble = tocsin.run(
            case, theory=theory, histories=histories, rng=seed, settings=given, out=out, workers=where,
            chunk=chunk, events=events, fresh=fresh, progress=progress,
        )  # fmt: skip
    seconds = time.perf_counter() - started
    if clock == "world":
        from tocsin.report.world_screen import print_world_run as print_run
        from tocsin.report.world_screen import world_run_json as run_json
    else:
        from tocsin.report.screen import print_run, run_json

    print_json(run_json(ensemble, seconds)) if as_json else print_run(output_console(), ensemble, seconds)
    failed = int((ensemble.histories(["status"])["status"] == "failed").sum())
    if failed:
        error_console().print(f"{failed:,} of {histories:,} histories failed; their rows say why", style="red")
        raise typer.Exit(FAILED_HISTORIES)


@app.command(
    epilog=examples(
        "tocsin replay march-on-moscow-2023 --history 17",
        "tocsin replay world-1914 --history 17",
        "tocsin replay kornilov-1917 --theory officers-coordinate --history 123456 --json",
    )
)
def replay(
    case: options.Case,
    history: Annotated[int, typer.Option(metavar="N", help="Number of the history, from 0; any, stored or not.")] = 0,
    theory: options.Theory = DEFAULT_THEORY,
    seed: options.Seed = 1,
    settings: options.Settings = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            show_default="the run below runs/ that holds it",
            help="Results folder of the run to compare the history with.",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Tell one history hour by hour, that of a world month by month.

    It is played again from its number; where a run on disk holds it, the two are compared bit by bit.
    """
    from functools import partial

    from tocsin.report.page import Page
    from tocsin.report.progress import say_if_compiling
    from tocsin.report.replay import print_story, story_data
    from tocsin.report.replay import replay as play
    from tocsin.report.unchecked import print_unchecked

    given = settings_of(settings)
    model = tocsin.build(case, theory, given)
    story = play(model, seed, history, out, given, partial(say_if_compiling, model.clock))
    if as_json:
        print_json(story_data(story))
    else:
        page = Page(output_console())
        print_story(page, story)
        world = model.clock == "world"
        print_unchecked(page, [] if world else [case], [theory], [case] if world else [])
    if story.stored.differences:
        raise tocsin.TocsinError("the history differs from the one on disk; this should not be: please report it")


@app.command(epilog=examples("tocsin check my-theory.yaml", "tocsin check my-case.yaml --json"))
def check(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A theory, a case or a mapping: a YAML file of your own.")
    ],
    as_json: options.Json = False,
) -> None:
    """Check a theory, a case or a mapping of your own.

    Prints every fault with its line, what was expected and the nearest name.
    """
    from tocsin.catalogue import Catalogue
    from tocsin.report.checking import check_file, print_check

    data = check_file(file, Catalogue.default())
    print_json(data) if as_json else print_check(_page(), data)


@app.command(epilog=examples("tocsin new theory my-theory", "tocsin new case my-case"))
def new(
    kind: Annotated[Literal["theory", "case"], typer.Argument(metavar="KIND", help="What to write.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name: small letters, digits and single hyphens.")],
    as_json: options.Json = False,
) -> None:
    """Write a commented theory or case to start from.

    The file is NAME.yaml in this folder; one that exists is never overwritten.
    """
    from tocsin.catalogue import Catalogue
    from tocsin.report.skeleton import write_skeleton

    path = write_skeleton(kind, name, Catalogue.default())
    following = f"tocsin check {path}"
    if as_json:
        print_json({"file": str(path), "kind": kind, "next": following})
    else:
        page = _page()
        page.paragraph(f"{path} is written, and passes as it is.")
        page.paragraph(f"Next: edit it, then {following}")


app.add_typer(cli_studies.studies)
app.add_typer(cli_audit.auditing)
app.add_typer(cli_infer.inference)
app.add_typer(cli_score.scoring)
app.add_typer(cli_odd.describing)
app.add_typer(cli_report.reporting)
app.add_typer(cli_serve.serving)


def _page() -> Page:
    from tocsin.report.page import Page

    return Page(output_console())
