"""Options and help texts that several commands share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from tocsin.simulate import executors

__all__ = [
    "Case", "Chunk", "Cluster", "Command", "Events", "Fresh", "Group", "Histories", "Json", "Out", "Seed", "Settings",
    "Theory", "Workers", "cluster_words", "examples", "settings_of", "work_on",
]  # fmt: skip

Case = Annotated[str, typer.Argument(metavar="CASE", help="Name of a case (tocsin list cases), or path of a file.")]
Theory = Annotated[
    str, typer.Option(metavar="NAME", help="Theory: its name (tocsin list theories), or path of a file.")
]
Seed = Annotated[int, typer.Option(metavar="N", help="Seed of all randomness: the same seed gives the same histories.")]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", show_default=False,
        help="Hold a parameter, an input, a mechanism (on, off) or an intervention fixed. Can be given many times.",
    ),
]  # fmt: skip
Histories = Annotated[int, typer.Option(metavar="N", help="How many histories.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", show_default="runs/CASE/THEORY-SEED-HASH", help="Folder for the results.")
]
Workers = Annotated[
    int | None, typer.Option(metavar="N", show_default="all processors", help="Threads. No effect on the results.")
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="[ADDRESS]", show_default="threads of this machine",
        help="Run on a Dask cluster: a scheduler's address (tcp://host:8786), or none for processes on this machine. "
        "No effect on the results.",
    ),
]  # fmt: skip
Chunk = Annotated[
    int | None,
    typer.Option(metavar="N", show_default="by size", help="Histories in one file. No effect on the results."),
]
Events = Annotated[
    int | None,
    typer.Option(metavar="N", show_default="the first 1000", help="Histories that keep their events and hourly path."),
]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Delete an earlier run in the folder instead of going on from it.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


UNWRAPPED = "\b"
"""A line that tells the help's formatter to leave the lines after it as they are."""


class _Help:
    """Mixin: --help is False when it is not given, which spares `list` the import of a validator (0.1 s)."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.default = False
        return option


class Command(_Help, TyperCommand):
    """A command."""


class Group(_Help, TyperGroup):
    """All commands."""


def examples(*commands: str) -> str:
    """Return the last lines of a help text."""
    return "\n".join([UNWRAPPED, "Examples:", *(f"  {command}" for command in commands)])


def settings_of(texts: list[str] | None) -> dict[str, float | str]:
    """Return what ``--set`` was given, by name.

    Raises
    ------
    InputError
        If one has another form than NAME=VALUE, or a name comes twice.
    """
    from tocsin.errors import InputError, Problem
    from tocsin.library import parse_setting

    pairs = [parse_setting(text) for text in texts or []]
    repeated = sorted({name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1})
    if repeated:
        raise InputError([Problem("set more than once", "--set", None, name, "each name once") for name in repeated])
    return dict(pairs)


HERE = "here"
"""What ``--cluster`` without an address stands for."""


def cluster_words(words: Sequence[str]) -> list[str]:
    """Give ``--cluster`` the value that its option needs where no address follows it."""
    found: list[str] = []
    for number, word in enumerate(words):
        found.append(word)
        following = words[number + 1] if number + 1 < len(words) else ""
        if word == "--cluster" and "://" not in following:
            found.append(HERE)
    return found


@contextmanager
def work_on(cluster: str | None, workers: int | None) -> Iterator[executors.Workers]:
    """Where the work of a command is done: threads, or a cluster that is left at its end.

    Raises
    ------
    ClusterError
        If the cluster cannot be used.
    """
    if cluster is None:
        yield workers
        return
    from tocsin.simulate.cluster import Cluster

    with Cluster(None if cluster == HERE else cluster, workers) as found:
        yield found
