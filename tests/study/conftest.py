"""A theory whose answers are known: the outcome is drawn in proportion to two uncertain odds."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

OUTCOMES = ("settlement", "abandoned", "crushed", "coup", "civil_war", "revolution", "ruler_flees", "unresolved")
MECHANISMS = ("march", "combat", "street", "units", "turn", "intervention", "settlement", "challenger", "ruler")


def odds(name: str) -> str:
    prior = "uniform: [0, 1]" if name in ("settlement", "coup") else "value: 0"
    return f"  base_rates.{name}: {{{prior}, unit: cases, judgement: a test}}"


@pytest.fixture(scope="session")
def two_odds(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Path of a theory: P(settlement) = x / (x + y) for independent uniform x and y, else a coup."""
    lines = [
        "id: two-odds",
        "kind: theory",
        "title: Two odds",
        "summary: The outcome is drawn in proportion to two odds.",
        "source: luttwak-1968",
        "predicts: [outcome]",
        "mechanisms:",
        "  crisis.base_rates: {on: true}",
        *(f"  crisis.{name}: {{on: false}}" for name in MECHANISMS),
        "parameters:",
        *(odds(name) for name in OUTCOMES),
        "claims:",
        "  - id: C1",
        "    name: settlement-as-it-is",
        "    source: luttwak-1968",
        "    claim: The odds of a civil war are nothing.",
        "    status: implemented",
        "    mechanisms: [crisis.base_rates]",
        "    contrast: {base_rates.civil_war: 0}",
        "    implication: {estimand: probability, event: coup, scale: level, expect: size}",
        "    evidence: none; a test",
        "  - id: C2",
        "    name: settlement-counts",
        "    source: luttwak-1968",
        "    claim: The odds of a settlement are above nothing.",
        "    status: implemented",
        "    mechanisms: [crisis.base_rates]",
        "    contrast: {base_rates.settlement: 0}",
        "    implication: {estimand: probability, event: coup, scale: level, expect: size}",
        "    evidence: none; a test",
    ]
    path = Path(tmp_path_factory.mktemp("theory")) / "two-odds.yaml"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


@pytest.fixture(scope="session")
def toys() -> ModuleType:
    """Models whose evidence and posterior are known in closed form."""
    spec = importlib.util.spec_from_file_location("toys", Path(__file__).parent / "toys.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
