"""Renew what docs/ holds of the program's own output: `make docs`. Tests fail where a page is no longer what it says.

A page with commands is Markdown in which

- a block ```` ```yaml FILE ```` is written to FILE in a folder of its own,
- a block ```` ```console ```` holds commands after ``$`` and what each prints; two dots stand for lines left out.

Commands run in their order, on a terminal 100 columns wide; times, and the hashes that folders of runs end in, are
written as ``…``.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path

DOCS = Path(__file__).parent
MODELS = {"odd-crisis.md": "march-on-moscow-2023", "odd-world.md": "world-2023"}
"""Descriptions of the default theory's model, and the case or world that each is made for."""
TOLD = ("tutorial/from-a-sentence-to-a-verdict.md",)
"""Pages with commands."""
_BLOCK = re.compile(r"^```(console|yaml)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r"\b\d[\d,]*\.\d\ss$", re.MULTILINE)
_HASH = re.compile(r"(\bruns/[\w./-]+-\d+-)[0-9a-f]{8}\b")
_LEFT_OUT = ".."


def pages() -> Iterator[tuple[Path, Callable[[], str]]]:
    """Every page that the program writes, and what makes it."""
    from tocsin import describe

    for name, case in MODELS.items():
        yield DOCS / "reference" / name, partial(describe, case)
    for name in TOLD:
        yield DOCS / name, partial(_told, DOCS / name)


def _told(path: Path) -> str:
    return told_anew(path.read_text(encoding="utf-8"))


def told_anew(page: str) -> str:
    """A page with its commands run again."""

    def block(found: re.Match[str]) -> str:
        kind, file, body = found.groups()
        if kind == "yaml":
            if file:
                Path(file).write_text(body, encoding="utf-8")
            return found[0]
        commands = [line.removeprefix("$ ") for line in body.splitlines() if line.startswith("$ ")]
        kept = _outputs(body)
        parts = [f"$ {command}\n{_shown(output_of(command), kept[n])}" for n, command in enumerate(commands)]
        return f"```console\n{''.join(parts)}```"

    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        return _BLOCK.sub(block, page)


def _outputs(body: str) -> list[list[str]]:
    """What the page holds below each of a block's commands now."""
    return [part.splitlines()[1:] for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]]


def _shown(output: str, before: list[str]) -> str:
    """The output, cut where the page has cut it: at two dots, after as many lines as stand above them."""
    lines = output.splitlines()
    if _LEFT_OUT in before:
        cut = before.index(_LEFT_OUT)
        below = len(before) - cut - 1
        lines = [*lines[:cut], _LEFT_OUT, *(lines[-below:] if below else [])]
    return "".join(f"{line}\n" for line in lines)


def output_of(command: str) -> str:
    """What a command of the program prints; a file's lines for ``cat``."""
    from tocsin import cli

    program, *words = shlex.split(command)
    if program == "cat":
        return Path(words[0]).read_text(encoding="utf-8")
    assert program == "tocsin", f"a page can show what tocsin prints, not {program}"
    out, before = io.StringIO(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        with redirect_stdout(out), redirect_stderr(out):
            cli.main(words)
    except SystemExit:
        pass
    finally:
        os.environ.pop("COLUMNS") if before is None else os.environ.update(COLUMNS=before)
    return _HASH.sub(r"\1…", _SECONDS.sub("… s", out.getvalue()))


def main() -> None:
    """Write every page that differs."""
    for path, make in pages():
        text = make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(DOCS)} renewed\n")


if __name__ == "__main__":
    main()
