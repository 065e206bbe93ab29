"""The files beside the code agree with each other."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from typer.models import CommandInfo

from tocsin.cli import app

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = {
    canonicalize_name(name): Version(version)
    for name, version in re.findall(r"^([\w.-]+)==(\S+) \\$", LOCK, re.MULTILINE)
}
REQUIREMENTS = [
    *PROJECT["dependencies"],
    *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
]


@pytest.mark.parametrize("line", REQUIREMENTS)
def test_the_lock_pins_what_the_project_declares(line: str) -> None:
    requirement = Requirement(line)
    pinned = PINNED.get(canonicalize_name(requirement.name))
    assert pinned is not None, f"{line} is not in requirements.lock: make lock"
    assert pinned in requirement.specifier, f"requirements.lock has {pinned}, the project asks for {line}: make lock"


def test_the_lock_holds_versions_and_hashes_only() -> None:
    for line in LOCK.splitlines():
        assert re.fullmatch(r"#.*|\s+#.*|[\w.-]+==\S+ \\|\s+--hash=sha256:[0-9a-f]{64}( \\)?|", line), line
    assert not re.search(r"://|file:/|\(/", LOCK)


def test_the_citation_names_this_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {PROJECT['version']}\n" in citation
    assert f"\nlicense: {PROJECT['license']}\n" in citation


def test_the_changelog_has_this_version() -> None:
    assert f"\n## {PROJECT['version']} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [command for group in [app, *(g.typer_instance for g in app.registered_groups)]
                                     for command in group.registered_commands])  # fmt: skip
def test_readme_and_changelog_name_every_command(command: CommandInfo) -> None:
    name = command.name or command.callback.__name__
    assert f"tocsin {name}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`{name}`" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
