import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import InputError
from tocsin.theory.case import Case
from tocsin.theory.quantity import Quantity

Read = Callable[[str | bytes], Case]
Problems = Callable[[Read, str | bytes], list[str]]

BROKEN = [
    ("country: Ruritania\n", "", "case.yaml:1: country: the key is missing"),
    ("country: Ruritania", "contry: Ruritania", "unknown key; expected one of id, kind, title"),
    ("country: Ruritania", "contry: Ruritania", "did you mean 'country'?"),
    ("country: Ruritania", "country: 5", "case.yaml:5: country: this is not text"),
    ("country: Ruritania", 'country: " "', "country: the text is empty"),
    ("id: small-march", "id: Small March", "id: this is no id; expected small letters"),
    ("kind: case", "kind: theory", "case.yaml:2: kind: this is a theory, not a case; expected kind: case"),
    ("kind: case", "kind: cse", "kind: 'cse' does not go here; expected 'case'"),
    ("21:00+01:00", "21:00", "start: '1926-05-12T21:00' is not a moment in a time zone"),
    ("21:00+01:00", "soon", "is not a moment"),
    ("latitude: 50.1", "latitude: north", "latitude: this is not a number"),
    ("latitude: 50.1", "latitude: 91", "inputs.cities[0].latitude: Input should be less than or equal to 90"),
    ("on_road: no", "on_road: maybe", "on_road: 'maybe' is neither on nor off; expected on or off"),
    ("capital: strelsau", "capital: stelsau", "inputs.capital: no city is called 'stelsau'"),
    ("capital: strelsau", "capital: stelsau", "did you mean 'strelsau'?"),
    ("capital: strelsau", "capital: zenda", "inputs.cities[1].distance: the capital is away from itself"),
    ("city: zenda", "city: zend", "inputs.units[1].city: no city is called 'zend'"),
    ("in_cities: {zenda:", "in_cities: {znda:", "in_cities.znda: no city is called 'znda'"),
    ("id: zenda", "id: strelsau", "city 'strelsau' stands here a second time (first in line 11)"),
    ("id: others", "id: workers", "case.yaml:22: inputs.groups[1].id: group 'workers' stands here a second time"),
    ("id: lancers", "id: guards", "unit 'guards' stands here a second time"),
    ("share: {value: 0.6", "share: {value: 0.61", "inputs.groups: the expected shares of the groups add up to 1.01"),
    ("unit: people, source: bbc-2023}", "unit: men, source: bbc-2023}", "wrong unit 'men'; expected people"),
    ("unit: people, source: bbc-2023}", "source: bbc-2023}", "inputs.column.strength: no unit; expected unit: people"),
    ("unit: people, source: bbc-2023}", "unit: people}", "inputs.column.strength: no source; expected source:"),
    ("unit: people, source: bbc-2023}", "unit: people, judgement: ''}", "judgement: the judgement is not text"),
    ("unit: people, source: bbc-2023}", "unit: people, source: []}", "source: the source is not a key or a list"),
    ("unit: people, source: bbc-2023}", "unit: people, source: bbc-2032}", "no source is called 'bbc-2032'"),
    ("unit: people, source: bbc-2023}", "unit: people, source: bbc-2032}", "did you mean 'bbc-2023'?"),
    (
        "morale: {value: 0.8",
        "morale: {value: 1.8",
        "inputs.column.morale.value: 1.8 is out of range; expected a number",
    ),
    ("morale: {value: 0.8", "morale: {value: yes", "inputs.column.morale.value: 'yes' is not a number"),
    ("morale: {value: 0.8", "morale: {value: .nan", "inputs.column.morale.value: '.nan' is not a finite number"),
    ("morale: {value: 0.8", "morale: {uniform: [0.5, 1.2]", "Uniform(0.5 to 1.2) is out of range; expected a number"),
    ("morale: {value: 0.8", "morale: {uniform: [0.9, 0.2]", "the first number must be below the second"),
    (
        "morale: {value: 0.8",
        "morale: {uniform: [0.9]",
        "'uniform' is not a pair of numbers; expected uniform: [low, high]",
    ),
    ("morale: {value: 0.8", "morale: {uniform: [a, 1]", "morale.uniform[0]: 'a' is not a number"),
    ("morale: {value: 0.8", "morale: {normal: {mean: 30, standard_deviation: 1}", "has no mass in [0, 1]"),
    ("morale: {value: 0.8", "morale: {normal: {mean: 1}", "standard_deviation missing; expected normal: {mean: number"),
    ("morale: {value: 0.8", "morale: {normal: {mean: 1, sd: 1}", "morale.normal.sd: unknown key"),
    ("morale: {value: 0.8", "morale: {normal: [1, 2]", "'normal' is not a block of numbers"),
    ("morale: {value: 0.8", "morale: {beta: {alpha: 0, beta: 1}", "beta: alpha and beta must lie between"),
    ("morale: {value: 0.8", "morale: {value: 0.8, uniform: [0, 1]", "more than one prior: value, uniform"),
    (
        "morale: {value: 0.8,",
        "morale: {",
        "inputs.column.morale: no value and no prior; expected one of value, uniform",
    ),
    ("morale: {value: 0.8", "morale: {valeu: 0.8", "did you mean 'value'?"),
    ("morale: {value: 0.8", "morale: {choice: high", "'choice' does not go with the unit 'share'"),
    ("morale: {value: 0.8, unit: share, judgement: guess}", "morale: 0.8", "a quantity needs a unit and a source"),
    ("range: [400, 2000]", "range: [-400, 2000]", "a range may only narrow the declared one"),
    ("range: [400, 2000]", "range: [2000, 400]", "a range may only narrow the declared one"),
    ("range: [400, 2000]", "range: [600, 2000]", "ruler.guard.uniform: Uniform(500 to 1500) is out of range"),
    ("present: {value: on", "present: {value: 2", "2 is neither on nor off"),
    ("present: {value: on", "present: {uniform: [0, 1]", "'uniform' does not go with the unit 'switch'"),
    ("present: {value: on", "present: {range: [0, 1], value: on", "a switch has no range"),
    ("feature: outcome", "feature: outcom", "record[0].feature: no feature is called 'outcom'"),
    ("feature: intervention", "feature: outcome", "feature 'outcome' stands here a second time"),
    ("[settlement, abandoned]", "[setlement]", "no value of 'outcome' is called 'setlement'"),
    ("[settlement, abandoned]", "[settlement, settlement]", "a value stands here twice"),
    ("[settlement, abandoned]", "[]", "the list is empty"),
    ("[settlement, abandoned]", "[{}]", "this is no value of a feature"),
    ("[[repress, bargain]]", "[repress, bargain]", "the values of 'responses' have another form; expected a list of"),
    ("[[repress, bargain]]", "[[repress, bargian]]", "did you mean 'bargain'?"),
    ("source: isw-2023, note: nobody came", "note: nobody came", "record[2].source: the key is missing"),
    ("when: 1926-05-13", "when: 1926-05-32", "facts[1].when: '1926-05-32' is no day"),
    ("unknown: [what was promised]", "unknown: nothing", "unknown: this is not a list"),
    ("  units:\n", "  units: 3\n  troops:\n", "inputs.units: this is not a list"),
    ("  ruler:\n", "  rulers:\n", "did you mean 'ruler'?"),
]


@pytest.mark.parametrize(("old", "new", "message"), BROKEN)
def test_each_fault_is_named(
    read_case: Read, problems: Problems, case_text: str, old: str, new: str, message: str
) -> None:
    assert case_text.count(old) >= 1
    found = problems(read_case, case_text.replace(old, new, 1))
    assert any(message in line for line in found), found
    assert all(line.startswith("case.yaml:") for line in found)
    assert len(found) <= 4


def test_all_faults_of_a_file_are_named_at_once(read_case: Read, problems: Problems, case_text: str) -> None:
    # Each of these stands in a part of its own, so that none of them can be the cause of another.
    chosen = [
        ("id: small-march", "id: Small March"),
        ("country: Ruritania", "contry: Ruritania"),
        ("21:00+01:00", "21:00"),
        ("latitude: 50.1", "latitude: 91"),
        ("capital: strelsau", "capital: stelsau"),
        ("in_cities: {zenda:", "in_cities: {znda:"),
        ("id: others", "id: workers"),
        ("share: {value: 0.6", "share: {value: 0.61"),
        ("unit: people, source: bbc-2023}", "unit: people}"),
        ("morale: {value: 0.8", "morale: {value: .nan"),
        ("range: [400, 2000]", "range: [600, 2000]"),
        ("present: {value: on", "present: {value: 2"),
        ("feature: outcome", "feature: outcom"),
        ("[[repress, bargain]]", "[[repress, bargian]]"),
        ("when: 1926-05-13", "when: 1926-05-32"),
    ]
    broken = case_text
    for old, new in chosen:
        assert old in broken
        broken = broken.replace(old, new, 1)
    found = problems(read_case, broken)
    for old, new in chosen:
        messages = [message for *change, message in BROKEN if change == [old, new]]
        assert messages
        assert any(message in line for message in messages for line in found), (messages, found)
    lines = [int(line.split(":")[1]) for line in found]
    assert lines == sorted(lines)


def test_what_the_reader_refuses_causes_no_second_complaint(
    read_case: Read, problems: Problems, case_text: str
) -> None:
    broken = case_text.replace("capital: strelsau", "capital: *x").replace("city: zenda", "city: &y zenda")
    assert [line.split(": ")[1] for line in problems(read_case, broken)] == ["inputs.capital", "inputs.units[1].city"]


def test_a_list_of_faulty_items_is_not_called_empty(read_case: Read, problems: Problems, case_text: str) -> None:
    found = problems(read_case, case_text.replace("latitude:", "lattitude:"))
    assert any("unknown key" in line for line in found)
    assert not [line for line in found if "the list is empty" in line]
    empty = problems(read_case, "id: e\nkind: case\ntitle: t\ninputs: {cities: []}\n")
    assert any("inputs.cities: the list is empty; expected at least one item" in line for line in empty)


def test_thousands_of_faults_end_soon(read_case: Read, problems: Problems, case_text: str) -> None:
    keys = "".join(f"extra_{n}_{'x' * 40}: 1\n" for n in range(15_000))
    started = time.process_time()
    found = problems(read_case, case_text + keys)
    assert time.process_time() - started < 5
    assert len(found) == 201
    assert found[-1] == "case.yaml: and 14800 more"


def test_a_case_of_600_lines_is_read_fast(read_case: Read, case_text: str) -> None:
    unit = next(line for line in case_text.splitlines() if "id: lancers" in line)
    units = "\n".join(unit.replace("id: lancers", f"id: lancers-{n}") for n in range(150))
    text = case_text.replace(unit, units)
    read_case(case_text)
    started = time.process_time()
    case = read_case(text)
    assert len(case.before.units) == 151
    assert time.process_time() - started < 1  # 0.05 s where this was written


@given(
    position=st.integers(0, 5000),
    cut=st.integers(0, 40),
    paste=st.text("ab:-[]{}&*!|>'\"%@`#?,~<. \n\t019", max_size=8),
)
def test_a_mangled_case_is_read_or_refused(
    read_case: Read, case_text: str, position: int, cut: int, paste: str
) -> None:
    try:
        case = read_case(case_text[:position] + paste + case_text[position + cut :])
    except InputError as error:
        found = {problem.file for problem in error.problems}
    else:
        found = {"case.yaml"} if all(isinstance(item, Quantity) for item in case.inputs().values()) else set()
    assert found == {"case.yaml"}


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5))
# fmt: off
keys = st.sampled_from([
    "id", "kind", "inputs", "capital", "cities", "groups", "units", "record", "feature",
    "observed", "source", "unit", "value", "range", "share", "in_cities", "contrast",
])
# fmt: on
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5), max_leaves=25
)


@given(st.dictionaries(keys, trees))
def test_any_shape_of_data_is_refused_in_words(read_case: Read, tree: dict[str, object]) -> None:
    with pytest.raises(InputError):
        read_case(_as_yaml(tree))


def _as_yaml(node: object) -> str:
    if isinstance(node, dict):
        return "{" + ", ".join(f"{key}: {_as_yaml(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(_as_yaml, node)) + "]"
    if isinstance(node, str):
        return "'" + "".join(c for c in node if c.isalnum()) + "'"
    return {"None": "null", "inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(str(node), str(node).lower())
