"""The terminal: where output goes, how errors look, and what a command ends with.

Exit codes: 0 done, 1 another error, 2 bad input, 3 some histories failed, 130 interrupted, 141 the reader of our
output has left.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from tocsin.errors import InputError, Problem, TocsinError

__all__ = ["FAILED_HISTORIES", "ends_with", "error_console", "output_console", "plain", "print_json"]

FAILED_HISTORIES = 3
INTERRUPTED = 130
PIPE_CLOSED = 141

KEPT = "What was complete is kept: the same command goes on from there."


class PipeClosed(Exception):  # noqa: N818 - nobody's error
    """Whoever read our output has stopped reading."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise PipeClosed from None


def output_console() -> Console:
    """Return the console for results: no colours where the output is piped or NO_COLOR is set."""
    return _Console(highlight=False, emoji=False)


def error_console() -> Console:
    """Return the console for errors and progress, on stderr."""
    return _Console(stderr=True, highlight=False, emoji=False)


def write_error(text: str) -> None:
    """Print a plain line on stderr."""
    error_console().print(Text(text), soft_wrap=True)


def plain(value: Any) -> Any:
    """Return plain JSON data: no tuples, and None for numbers that are not finite."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def print_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object on stdout."""
    try:
        sys.stdout.write(json.dumps(plain(data), indent=1, ensure_ascii=False, allow_nan=False) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise PipeClosed from None


def ends_with(command: Callable[[], object], words: Sequence[str]) -> int:
    """Call a command and return its exit code; whatever went wrong is on stderr (with ``--json`` on stdout too).

    Parameters
    ----------
    command : callable
        Returns None, or an exit code.
    words : sequence of str
        The command line, without the program's name.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal that lacks a sign still shows the rest
    as_json = "--json" in words
    try:
        code = _called(command, as_json)
        if code == INTERRUPTED:
            report_interruption(words, as_json)
        sys.stdout.flush()
    except (PipeClosed, BrokenPipeError):
        _silence()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _called(command: Callable[[], object], as_json: bool) -> int:
    try:
        result = command()
    except TocsinError as error:
        problems = error.problems if isinstance(error, InputError) else (Problem(str(error)),)
        _report(type(error).__name__, str(error), error.exit_code, problems, as_json)
        return error.exit_code
    except typer.TyperException as error:
        message = _usage_message(error)
        _report("UsageError", message, error.exit_code, (Problem(message),), as_json)
        path = getattr(getattr(error, "ctx", None), "command_path", None)
        error_console().print(Text(f"Try '{path or 'tocsin'} --help'."))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return result if isinstance(result, int) else 0


_PHRASES = {
    "Input should be a valid integer, unable to parse string as an integer": "this is not a whole number",
    "Value error, ": "",
}


def _usage_message(error: typer.TyperException) -> str:
    message = " ".join(error.format_message().split())
    for theirs, ours in _PHRASES.items():
        message = message.replace(theirs, ours)
    return message


def report_interruption(words: Sequence[str], as_json: bool) -> None:
    """Say that the command was interrupted, and where it writes ensembles that nothing complete is lost."""
    keeps = words[:1] in (["run"], ["compare"], ["audit"], ["infer"], ["score"])
    message = f"Interrupted. {KEPT}" if keeps else "Interrupted."
    _report("Interrupted", message, INTERRUPTED, (), as_json)


def _report(kind: str, message: str, code: int, problems: Sequence[Problem], as_json: bool) -> None:
    if as_json:
        found = [asdict(problem) for problem in problems]
        print_json({"error": {"kind": kind, "message": message, "exit_code": code, "problems": found}})
    console = error_console()
    if not problems:
        _red(console, message)
    elif len(problems) > 1:
        _red(console, f"{len(problems)} problems")
    for problem in problems:
        _print_problem(console, problem)


def _print_problem(console: Console, problem: Problem) -> None:
    place = problem.file or ""
    if problem.line is not None:
        place = f"{place}:{problem.line}" if place else f"line {problem.line}"
    where = " ".join(part for part in (place, problem.key) if part)
    if where:
        _red(console, where, "bold red")
    lines = [problem.message]
    if problem.expected:
        lines.append(f"expected {problem.expected}")
    if problem.nearest:
        lines.append(f"did you mean '{problem.nearest}'?")
    for line in lines if where else ["; ".join(lines)]:
        _red(console, line, indent=2 if where else 0)


def _red(console: Console, text: str, style: str = "red", indent: int = 0) -> None:
    """Print text in red; wrapped for a reader, in one line for a program."""
    if console.is_terminal:
        console.print(Padding(Text(text, style), (0, 0, 0, indent), expand=False))
    else:
        console.print(Text(" " * indent + text), soft_wrap=True)


def _silence() -> None:
    """Leave nothing that the interpreter would try to write on its way out."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
