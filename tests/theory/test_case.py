import dataclasses
import pickle
import re
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from tocsin.errors import InputError, UnknownName
from tocsin.theory.case import Case
from tocsin.theory.inputs import common_inputs
from tocsin.theory.quantity import Prior

Read = Callable[[str | bytes], Case]


def test_a_valid_case_is_read_whole(read_case: Read, case_text: str) -> None:
    case = read_case(case_text)
    assert case.start.isoformat() == "1926-05-12T21:00:00+01:00"
    assert case.before.cities[1].population.prior == Prior.uniform(40_000, 60_000)
    assert case.before.cities[1].population.source.keys == ("isw-2023", "bbc-2023")
    assert case.before.cities[1].on_road is False
    assert case.before.mediator.present.prior == Prior.fixed(1)
    assert (case.before.ruler.guard.low, case.before.ruler.guard.high) == (400, 2000)
    assert case.observed("outcome") == ("settlement", "abandoned")
    assert case.observed("responses") == (("repress", "bargain"),)
    assert case.observed("intervention") == ("no",)
    assert case.observed("duration") == ()
    assert case.facts[1].when == "1926-05-13"
    assert case.reviewed_by is None


def test_inputs_lists_every_quantity_under_its_full_name(read_case: Read, case_text: str) -> None:
    inputs = read_case(case_text).inputs()
    assert len(inputs) == len(re.findall(r"unit: ", case_text))
    for name in (
        "cities.zenda.population",
        "groups.workers.sympathy",
        "groups.workers.in_cities.zenda.organised",
        "units.guards.loyalty",
        "city_spread",
        "column.strength",
        "ruler.guard",
        "mediator.present",
        "foreign.hostile_power",
    ):
        assert inputs[name].name == name
        assert inputs[name].meaning
    assert list(inputs) == list(read_case(case_text).inputs())
    assert set(common_inputs()) <= set(inputs)


def test_override_changes_one_input_and_nothing_else(read_case: Read, case_text: str) -> None:
    case = read_case(case_text)
    for name in case.inputs():
        changed = case.override(name, 1 if case.inputs()[name].unit in ("switch", "people", "share") else "0")
        before, after = case.inputs(), changed.inputs()
        assert list(before) == list(after)
        assert {other for other in before if before[other] != after[other]} == {name}
        assert after[name].is_fixed
        assert after[name].source.judgement == "set by hand for this run"
    assert case == read_case(case_text)


def test_override_takes_words_for_switches_and_text_for_numbers(read_case: Read, case_text: str) -> None:
    case = read_case(case_text)
    assert case.override("mediator.present", "off").before.mediator.present.median() == 0
    assert case.override("mediator.present", "1").before.mediator.present.median() == 1
    assert case.override("ruler.guard", "5e3").before.ruler.guard.median() == 5000


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("mediator.presnt", 1, "no input is called 'mediator.presnt'; did you mean 'mediator.present'?"),
        ("units.lancer.loyalty", 1, "did you mean 'units.lancers.loyalty'?"),
        ("ruler.guard", -1, "ruler.guard: -1 is out of range; expected a number from 0 to 10000000 (people)"),
        ("ruler.guard", "many", "ruler.guard: 'many' is not a number"),
        ("ruler.guard", "nan", "ruler.guard: nan is not finite"),
        ("mediator.present", "perhaps", "'perhaps' is neither on nor off; expected on or off (1 or 0)"),
    ],
)
def test_override_refuses_what_does_not_fit(
    read_case: Read, case_text: str, name: str, value: float | str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_case(case_text).override(name, value)
    assert message in str(caught.value)
    assert isinstance(caught.value, UnknownName) == message.startswith(("no input", "did you"))


def test_a_case_is_frozen_and_can_be_sent_to_other_processes(read_case: Read, case_text: str) -> None:
    case = read_case(case_text)
    assert pickle.loads(pickle.dumps(case)) == case
    assert hash(case) == hash(read_case(case_text))
    with pytest.raises(ValidationError):
        case.title = "x"  # type: ignore[misc]
    with pytest.raises((ValidationError, TypeError)):
        case.before.groups[0].in_cities["x"] = None  # type: ignore[index]


def test_the_digest_follows_the_meaning_not_the_writing(read_case: Read, case_text: str) -> None:
    digest = read_case(case_text).digest()
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    rewritten = case_text.replace(", unit: share, judgement: guess}", ",  judgement: another, unit: share }")
    rewritten = rewritten.replace("value: 900000", "value: 900000.0").replace("A small march", "A march")
    assert read_case(rewritten).digest() == digest
    for old, new in (
        ("value: 900000", "value: 900001"),
        ("beta: {alpha: 4, beta: 6}", "beta: {alpha: 4, beta: 7}"),
        ("on_road: no", "on_road: yes"),
        ("city: zenda", "city: strelsau"),
        ("[settlement, abandoned]", "[settlement]"),
        ("range: [400, 2000]", "range: [400, 1900]"),
        ("21:00+01:00", "22:00+01:00"),
    ):
        assert old in case_text
        assert read_case(case_text.replace(old, new)).digest() != digest
    assert read_case(case_text).override("ruler.guard", 700).digest() != digest


def test_every_field_that_counts_is_in_the_digest(read_case: Read, case_text: str) -> None:
    """Fixing any one input at another value gives another digest."""
    case = read_case(case_text)
    digests = {case.digest()}
    for name, quantity in case.inputs().items():
        value = quantity.low if quantity.median() != quantity.low else quantity.high
        digests.add(case.override(name, value).digest())
    assert len(digests) == len(case.inputs()) + 1
    assert dataclasses.is_dataclass(quantity)
