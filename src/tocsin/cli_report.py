"""The command line's report: parse, call, print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tocsin.report import options
from tocsin.report.options import examples
from tocsin.report.terminal import print_json

reporting = typer.Typer()


@reporting.command(
    epilog=examples(
        "tocsin report runs/march-on-moscow-2023/world-crisis-1-…",
        "tocsin report runs/world-2023/world-crisis-1-… --audit --out world.html",
        "tocsin report runs/my-case/my-theory-1-… --case ./my-case.yaml --theory ./my-theory.yaml",
    )
)
def report(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run; its last lines name it.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", show_default="report.html in DIR", help="Write it to this new file.")
    ] = None,
    with_audit: Annotated[
        bool, typer.Option("--audit", help="Make the audit of the claims if none is kept beside the run.")
    ] = False,
    case: Annotated[
        str | None, typer.Option(metavar="FILE", help="The case's file, where it is not the catalogue's.")
    ] = None,
    theory: Annotated[
        str | None, typer.Option(metavar="FILE", help="The theory's file, where it is not the catalogue's.")
    ] = None,
    theories: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            show_default=False,
            help="Set runs under these theories beside it, kept where it is (many times, or NAME,NAME).",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Write a run up as one HTML file that needs nothing else and prints well.

    Summary, figures, tables, the claims, the model's description, sources, provenance, limits, and how to cite it.
    """
    from tocsin.report.html import write_report

    rivals = [name.strip() for text in theories or () for name in text.split(",") if name.strip()]
    path = write_report(directory, out, case=case, theory=theory, audited=with_audit, rivals=rivals)
    if as_json:
        print_json({"file": str(path.resolve()), "bytes": path.stat().st_size})
    else:
        typer.echo(f"{path} is written")
