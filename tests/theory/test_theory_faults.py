import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import InputError
from tocsin.theory.theory import Theory

Read = Callable[[str | bytes], Theory]
Problems = Callable[[Read, str | bytes], list[str]]

BROKEN = [
    ("kind: theory", "kind: case", "this is a case, not a theory"),
    ("crisis.street: {on", "crisis.streets: {on", "mechanisms.crisis.streets: no mechanism is called"),
    ("crisis.street: {on", "crisis.streets: {on", "did you mean 'crisis.street'?"),
    ("{on: off}", "{on: perhaps}", "crisis.intervention.on: 'perhaps' is neither on nor off"),
    ("{on: off}", "{of: off}", "crisis.intervention.of: unknown key; expected one of on, variant; did you mean 'on'?"),
    ("crisis.intervention: {on: off}", "crisis.outcome: {on: off}", "crisis.outcome cannot be switched off"),
    ("{on: off}", "{variant: x}", "crisis.intervention has no variants"),
    ("variant: thresholds", "variant: threshold", "no variant of crisis.street is called 'threshold'"),
    ("  street.weight:", "  street.variant: {choice: cascade, unit: choice, source: isw-2023}\n  x:", "stated under"),
    ("ruler.fear_ratio: {", "ruler.fear: {", "no parameter is called 'ruler.fear'"),
    ("unit: ratio, judgement", "unit: share, judgement", "wrong unit 'share'; expected ratio"),
    ("{value: 0.5", "{value: 11", "theory.yaml:13: parameters.street.weight.value: 11 is out of range"),
    ("{value: 0.5", "{uniform: [5, 11]", "Uniform(5 to 11) is out of range; expected a number from 0 to 10 (ratio)"),
    ("unit: ratio, source: isw-2023}", "unit: ratio}", "parameters.street.weight: no source"),
    ("[outcome, responses]", "[outcome, response]", "no feature is called 'response'"),
    ("[outcome, responses]", "[outcome, outcome]", "feature 'outcome' stands here a second time"),
    ("source: editorial-2023\nreviewed", "source: editorial-2032\nreviewed", "did you mean 'editorial-2023'?"),
    ("id: K1", "id: K6", "claim id 'K6' stands here a second time (first in line 15)"),
    ("name: crisis-comes-from-the-world", "name: the-masses-decide", "claim name 'the-masses-decide' stands here"),
    ("name: crisis-comes-from-the-world", "name: From the world", "this is no id"),
    ("status: not implemented", "status: implemented", "an implemented claim without mechanisms"),
    ("status: not implemented", "status: implemented", "an implemented claim without contrast"),
    ("status: not implemented", "status: implemented", "an implemented claim without implication"),
    ("status: not implemented", "status: implemented", "an implemented claim without evidence"),
    ("status: not implemented", "status: soon", "'soon' does not go here; expected 'implemented' or 'not implemented'"),
    ("[crisis.street]", "[crisis.crowd]", "claims[0].mechanisms[0]: no mechanism is called 'crisis.crowd'"),
    ("street.weight: 0,", "street.wieght: 0,", "did you mean 'street.weight'?"),
    ("street.weight: 0,", "street.weight: 11,", "claims[0].contrast.street.weight: 11 is out of range"),
    ("street.weight: 0,", "street.weight: [0],", "the value of street.weight is not a number"),
    ("street.weight: 0,", "street.weight: .nan,", "'.nan' is not a finite number"),
    ("street.weight: 0,", "street.variant: cascades,", "did you mean 'cascade'?"),
    ("street.weight: 0,", "ruler.response: mobilise,", "no parameter or input is called 'ruler.response'"),
    ("mediator.present: off", "mediator.present: gone", "'gone' is neither on nor off"),
    ("estimand: probability", "estimand: odds", "no estimand is called 'odds'; expected one of probability, posterior"),
    ("event: coup", "event: coop", "implication.event: no event is called 'coop'"),
    ("event: coup", "event: [settlement, coop]", "implication.event[1]: no event is called 'coop'"),
    ("given: null", "given: intervenion", "did you mean 'intervention'?"),
    ("given: null", "per: intervention", "implication.per: one thing per another is a mean without condition"),
    ("given: null", "per: intervenion", "no event is called 'intervenion'"),
    ("event: coup", "event: russia.war_mont", "no event is called 'russia.war_mont'"),
    ("event: coup, ", "", "neither event nor parameter"),
    ("event: coup", "event: coup, parameter: ruler.fear_ratio", "both event and parameter"),
    ("event: coup", "parameter: ruler.fear", "no parameter is called 'ruler.fear'"),
    ("turnout_challenger: 0.2", "turnout_chalenger: 0.2", "did you mean 'street.turnout_challenger'?"),
    ("turnout_challenger: 0.2", "turnout_challenger: 1.2", "1.2 is out of range"),
    ("do: {street.turnout_challenger: 0.2}", "do: {}", "both arms are the same"),
    ("do: {street.turnout_challenger: 0.2}", "do: {ruler.response: mob}", "'mob' is no choice of ruler.response"),
    ("versus: {}, scale: difference", "versus: {street.weight: 1}, scale: level", "a level has one arm"),
    ("scale: difference", "scale: product", "'product' does not go here; expected 'difference', 'ratio' or 'level'"),
    ("expect: positive", "expect: yes", "'yes' does not go here"),
    (", expect: positive", "", "claims[0].implication.expect: the key is missing"),
    ("claim: A crisis inside", "clam: A crisis inside", "did you mean 'claim'?"),
    ("reviewed_by: null", "include: [other]", "no theory is called 'other'"),
    ("reviewed_by: null", "mechanism: {}", "did you mean 'mechanisms'?"),
]


@pytest.mark.parametrize(("old", "new", "message"), BROKEN)
def test_each_fault_is_named(
    read_theory: Read, problems: Problems, theory_text: str, old: str, new: str, message: str
) -> None:
    assert old in theory_text
    found = problems(read_theory, theory_text.replace(old, new, 1))
    assert any(message in line for line in found), found
    assert all(line.startswith("theory.yaml:") for line in found)


def test_all_faults_of_a_file_are_named_at_once(read_theory: Read, problems: Problems, theory_text: str) -> None:
    chosen = [
        ("crisis.street: {on", "crisis.streets: {on"),
        ("{on: off}", "{on: perhaps}"),
        ("ruler.fear_ratio: {", "ruler.fear: {"),
        ("{value: 0.5", "{value: 11"),
        ("[outcome, responses]", "[outcome, response]"),
        ("source: editorial-2023\nreviewed", "source: editorial-2032\nreviewed"),
        ("id: K1", "id: K6"),
        ("[crisis.street]", "[crisis.crowd]"),
        ("street.weight: 0,", "street.weight: .nan,"),
        ("event: coup", "event: coop"),
        ("turnout_challenger: 0.2", "turnout_challenger: 1.2"),
        (", expect: positive", ""),
        ("claim: A crisis inside", "clam: A crisis inside"),
    ]
    broken = theory_text
    for old, new in chosen:
        broken = broken.replace(old, new, 1)
    found = problems(read_theory, broken)
    for old, new in chosen:
        messages = [message for *change, message in BROKEN if change == [old, new]]
        assert messages
        assert any(message in line for message in messages for line in found), (messages, found)


@given(
    position=st.integers(0, 2000),
    cut=st.integers(0, 40),
    paste=st.text("ab:-[]{}&*!|>'\"%@`#?,~<. \n\t019", max_size=8),
)
def test_a_mangled_theory_is_read_or_refused(
    read_theory: Read, theory_text: str, position: int, cut: int, paste: str
) -> None:
    try:
        theory = read_theory(theory_text[:position] + paste + theory_text[position + cut :])
    except InputError as error:
        found = {problem.file for problem in error.problems}
    else:
        found = {"theory.yaml"} if theory.digest() else set()
    assert found == {"theory.yaml"}


# fmt: off
keys = st.sampled_from([
    "id", "kind", "include", "predicts", "mechanisms", "crisis.street", "on", "variant", "parameters",
    "street.weight", "claims", "contrast", "implication", "event", "given", "do", "versus", "parameter",
    "estimand", "status", "source",
])
# fmt: on
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["crisis.street", "coup", "implemented"])
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5), max_leaves=25
)


@given(st.dictionaries(keys, trees))
def test_any_shape_of_data_is_refused_in_words(read_theory: Read, tree: dict[str, object]) -> None:
    with pytest.raises(InputError):
        read_theory(json.dumps(tree))
