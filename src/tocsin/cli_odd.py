"""The command line's model description: parse, call, print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tocsin.report import options
from tocsin.report.options import examples
from tocsin.report.terminal import print_json

describing = typer.Typer()


@describing.command(
    epilog=examples(
        "tocsin odd march-on-moscow-2023",
        "tocsin odd world-2023 --theory structural-demographic --out model.md",
        "tocsin odd ./my-case.yaml --theory ./my-theory.yaml --json",
    )
)
def odd(
    case: options.Case,
    theory: options.Theory = "world-crisis",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", show_default="the screen", help="Write it to this new file.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Describe the model of a theory on a case or a world.

    In the form ODD (purpose, entities, schedule, design concepts, initialisation, input data, submodels), as Markdown,
    made from what the model declares.
    """
    from tocsin.report.new_file import write_new
    from tocsin.report.odd import odd_data, odd_markdown

    data = odd_data(case, theory)
    if out is not None:
        write_new(out, odd_markdown(data))
    if as_json:
        print_json(data)
    elif out is None:
        typer.echo(odd_markdown(data), nl=False)
    else:
        typer.echo(f"{out} is written")
