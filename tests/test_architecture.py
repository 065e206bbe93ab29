"""The structure that the code promises: one direction of imports, short files, mechanisms that know no library."""

import ast
from pathlib import Path

import pytest

import tocsin

ROOT = Path(tocsin.__file__).parent
ORDER = ("errors", "catalogue", "theory", "mechanisms", "simulate", "evidence", "study", "building", "library",
         "studies", "inference", "auditing", "simulating", "scoring", "report", "web", "cli_studies", "cli_audit",
         "cli_infer", "cli_odd", "cli_report", "cli_score", "cli_serve", "cli")  # fmt: skip
FILES = sorted(ROOT.rglob("*.py"))
DRAWN = {
    ("library", "tocsin.report.figures.outcome_figure"),
    ("library", "tocsin.report.figures.fan_figure"),
    *(
        ("study", f"tocsin.report.figures.{name}_figure")
        for name in ("reliability", "effects", "flips", "claims", "evidence", "parameters", "sensitivity")
    ),
}
SEEN_BY_ALL = {"tocsin.__version__"}


def imported(path):
    """Modules of ours that a file imports anywhere, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("tocsin."))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "tocsin":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path):
    part = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if part in ("__init__", "__main__"):
        return
    for name in imported(path):
        other = name.split(".")[1]
        if name in SEEN_BY_ALL or other not in ORDER:
            continue
        allowed = ORDER.index(other) <= ORDER.index(part)
        # A figure is drawn by the one module for figures, on the own request of what it shows.
        allowed = allowed or (part, name) in DRAWN
        assert allowed, f"{path.name} imports {name}: {part} stands above {other}"


def test_every_part_has_its_place():
    parts = {p.relative_to(ROOT).parts[0].removesuffix(".py") for p in FILES} - {"__init__", "__main__"}
    assert parts == set(ORDER)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_are_short(path):
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", sorted((ROOT / "mechanisms" / "crisis").glob("*.py")), ids=lambda p: p.name)
def test_each_mechanism_has_its_test(path):
    if "@mechanism(" in path.read_text():
        mirror = Path(__file__).parent / "mechanisms" / "crisis" / f"test_{path.name}"
        assert mirror.exists(), f"{path.name} has no test that mirrors it"
