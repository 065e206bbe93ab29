"""What mechanisms declare: complete, consistent, and the same as what their formulas use."""

from __future__ import annotations

import ast
import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tocsin.mechanisms.crisis
from tocsin.catalogue import Catalogue
from tocsin.mechanisms import Event, Mechanism, declaration, declared, mechanism, parameter
from tocsin.simulate.compiled import compiled
from tocsin.theory.quantity import CHOICE, Prior

FOLDER = Path(tocsin.mechanisms.crisis.__file__).parent
MECHANISMS = declared("crisis")
NAMES = [m.key for m in MECHANISMS]
ALL = pytest.mark.parametrize("m", MECHANISMS, ids=NAMES)

# What a formula may call besides the project's own functions: the same bits interpreted and compiled, on one machine.
BUILTINS = {"abs", "enumerate", "float", "int", "len", "max", "min", "range"}
MATH = {"cos", "cosh", "erfc", "exp", "expm1", "log", "pow", "sinh", "sqrt"}
IMPORTS = ("__future__", "math", "tocsin.mechanisms", "tocsin.theory.quantity")
DATA_ONLY = {"state.py": {"dataclasses", "typing"}, "features.py": {"dataclasses"}}


def accept(gain: float = 1.0) -> Any:
    """Register a mechanism that does nothing."""
    return mechanism("crisis.trial", step=999, parameters=(
        parameter("gain", "a gain", "ratio", 0, 2, Prior.uniform(0, gain), judgement="a trial"),),
    )  # fmt: skip


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, Mechanism]:
    """An own copy of the registry, so that trials leave no trace."""
    own = dict(declaration.REGISTRY)
    monkeypatch.setattr(declaration, "REGISTRY", own)
    return own


def test_the_decorator_registers_and_hands_the_function_back(registry: dict[str, Mechanism]) -> None:
    def trial(now: Any, case: Any, p: Any, draw: Any) -> None:
        """Do nothing.

        At all.
        """

    assert accept()(trial) is trial
    found = registry["crisis.trial"]
    assert (found.key, found.clock, found.formula, found.summary) == ("trial", "crisis", trial, "Do nothing.")
    assert [quantity.name for quantity in found.parameters] == ["trial.gain"]
    assert accept()(trial) is trial  # a module that is loaded again


@pytest.mark.parametrize(
    ("name", "step", "message"),
    [
        ("crisis.march", 999, "name, or the number made from it, is taken by crisis.march"),
        ("crisis.trial", 20, "step 20 is taken by crisis.march"),
    ],
)
def test_a_name_and_a_step_are_taken_once(registry: dict[str, Mechanism], name: str, step: int, message: str) -> None:
    def trial(now: Any, case: Any, p: Any, draw: Any) -> None:
        """Do nothing."""

    before = dict(registry)
    with pytest.raises(ValueError, match=message):
        mechanism(name, step=step)(trial)
    assert registry == before


def test_a_mechanism_says_what_it_does(registry: dict[str, Mechanism]) -> None:
    def trial(now: Any, case: Any, p: Any, draw: Any) -> None:
        pass

    with pytest.raises(ValueError, match="docstring"):
        accept()(trial)
    assert "crisis.trial" not in registry


def test_mechanisms_run_in_the_order_of_their_steps() -> None:
    assert [m.step for m in MECHANISMS] == sorted({m.step for m in MECHANISMS})
    order = {key: index for index, key in enumerate(NAMES)}
    # The balance comes before all who look at it; the column moves before it fights; the end comes last.
    assert order["base_rates"] < order["balance"] < order["march"] < order["combat"]
    assert NAMES[-1] == "ending"
    # Forces that clear a street are there before people choose to come out.
    assert order["combat"] < order["confrontation"] < order["street"]
    # What the people do in an hour goes before what the leaders agree on.
    assert order["turn"] < order["settlement"]


def test_numbers_tell_mechanisms_apart() -> None:
    assert len({m.number for m in MECHANISMS}) == len(MECHANISMS)
    assert all(0 <= m.number < 2**32 for m in MECHANISMS)


def test_the_nine_mechanisms_of_the_crisis_clock_are_there() -> None:
    nine = {"march", "units", "street", "challenger", "ruler", "settlement", "combat", "turn", "intervention"}
    assert nine < set(NAMES)
    assert {m.key for m in MECHANISMS if not m.switchable} == {"balance", "setting_out", "ending"}
    assert {m.key for m in MECHANISMS if not m.default_on} == {"base_rates"}


@ALL
def test_parameters_carry_unit_range_prior_and_source(m: Mechanism) -> None:
    keys = Catalogue.default().sources()
    for quantity in m.parameters:
        assert quantity.name.startswith(f"{m.key}.")
        assert quantity.meaning
        assert quantity.unit
        assert quantity.low < quantity.high
        assert quantity.low <= quantity.median() <= quantity.high
        assert all(key in keys for key in quantity.source.keys), quantity.name
        if quantity.unit == CHOICE:
            assert quantity.choices == m.variants
    assert all(key in keys for key in m.sources)
    assert bool(m.variants) == (f"{m.key}.variant" in {quantity.name for quantity in m.parameters})


@ALL
def test_events_read_as_sentences(m: Mechanism) -> None:
    assert len({event.name for event in m.events}) == len(m.events)
    for event in m.events:
        assert isinstance(event, Event)
        names = {"unit": "The 4th", "city": "Pskov", "response": "bargain", "outcome": "coup", "value": 0.5}
        assert event.text.format(**names).endswith(".")
        assert event.text[0].isupper() or event.text.startswith("{")


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(FOLDER.glob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def attribute_path(node: ast.AST) -> list[str]:
    """The names of `a.b.c`, or nothing if it does not start with a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return [node.id, *parts] if isinstance(node, ast.Name) else []


def chains() -> Iterator[list[str]]:
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                yield attribute_path(node)


def test_formulas_use_what_is_declared_and_declare_what_they_use() -> None:
    declared_names = {quantity.name for m in MECHANISMS for quantity in m.parameters}
    used = {".".join(chain[1:3]) for chain in chains() if len(chain) >= 3 and chain[0] == "p"}
    # base_rates reads its eight odds through a shorter name.
    used |= {f"base_rates.{chain[1]}" for chain in chains() if len(chain) == 2 and chain[0] == "odds"}
    assert used == declared_names
    memory = {f"{m.key}_{name}" for m in MECHANISMS for name in m.memory}
    assert {chain[2] for chain in chains() if chain[:2] == ["now", "memory"] and len(chain) == 3} == memory


def test_each_mechanism_keeps_to_its_own_memory() -> None:
    for path, tree in sources():
        for node in ast.walk(tree):
            chain = attribute_path(node) if isinstance(node, ast.Attribute) else []
            if chain[:2] == ["now", "memory"] and len(chain) == 3:
                assert chain[2].startswith(f"{path.stem}_"), f"{path.name}: {'.'.join(chain)}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_mechanisms_are_plain_python_over_math(path: Path) -> None:
    """No numbers from elsewhere: no NumPy (other bits compiled than not), no clock, no generator, no file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    local = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            allowed = node.module in DATA_ONLY.get(path.name, set())
            assert node.level == 0
            assert allowed or str(node.module).startswith(IMPORTS), f"{path.name} imports {node.module}"
            imported |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            assert [alias.name for alias in node.names] == ["math"], f"{path.name}:{node.lineno}"
    for node in ast.walk(tree):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "math":
            assert node.attr in MATH, f"{where}: math.{node.attr}"
        forbidden = ast.Global | ast.Nonlocal | ast.Lambda | ast.While | ast.Try | ast.With | ast.Yield | ast.Await
        assert not isinstance(node, forbidden), f"{where}: {type(node).__name__}"
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        if path.name == "base_rates.py" and function.name == "_odds":
            continue  # a declaration
        for node in [inner for statement in function.body for inner in ast.walk(statement)]:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id in BUILTINS | local | imported, f"{path.name}:{node.lineno}: {node.func.id}()"
            elif isinstance(node, ast.Call):
                owner = attribute_path(node.func)
                assert owner[0] in ("math", "draw"), f"{path.name}:{node.lineno}: {'.'.join(owner)}()"


def _same(x: float, y: float) -> tuple[float, ...]:
    return (math.exp(-x), math.expm1(-x), math.log(x), math.sqrt(x), math.cosh(y), math.sinh(y), math.erfc(x - 3.0),
            math.pow(x, y), math.cos(x))  # fmt: skip


def test_what_they_may_call_gives_the_same_bits_compiled() -> None:
    fast = compiled(_same)
    for step in range(1, 3000):
        x, y = step * 0.00731, (step % 97) * 0.0213
        ours, theirs = _same(x, y), fast(x, y)
        assert [struct.pack("<d", a) for a in ours] == [struct.pack("<d", b) for b in theirs], (x, y)
