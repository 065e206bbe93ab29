import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, UnknownName
from tocsin.theory.quantity import Prior
from tocsin.theory.theory import Theory
from tocsin.theory.validation import load_case, load_theory
from tocsin.theory.vocabulary import Vocabulary

Read = Callable[[str | bytes], Theory]
Problems = Callable[[Read, str | bytes], list[str]]


def test_a_valid_theory_is_read_whole(read_theory: Read, theory_text: str, vocabulary: Vocabulary) -> None:
    theory = read_theory(theory_text)
    assert dict(theory.mechanisms) == {
        "crisis.street": True,
        "crisis.ruler": True,
        "crisis.intervention": False,
        "crisis.outcome": True,
    }
    assert list(theory.parameters) == list(vocabulary.parameters())
    assert theory.parameters["street.weight"].prior == Prior.fixed(0.5)
    assert theory.parameters["street.weight"].source.keys == ("isw-2023",)
    assert theory.parameters["street.weight"].meaning == vocabulary.parameters()["street.weight"].meaning
    assert theory.parameters["street.variant"].text() == "thresholds"
    assert theory.stated == ("street.weight", "street.variant", "ruler.fear_ratio")
    assert theory.predicts == ("outcome", "responses")
    claim = theory.claim("the-masses-decide")
    assert claim is theory.claim("K6")
    assert claim.implemented
    assert not theory.claim("K1").implemented
    assert claim.paragraph == "5"
    assert dict(claim.contrast) == {"street.weight": 0, "mediator.present": "off"}
    assert claim.implication is not None
    assert (claim.implication.event, claim.implication.given) == (("coup",), ())
    assert dict(claim.implication.do) == {"street.turnout_challenger": 0.2}
    with pytest.raises(UnknownName, match="did you mean 'the-masses-decide'"):
        theory.claim("the-masses-decided")


def test_what_a_theory_leaves_out_is_as_declared(read_theory: Read, vocabulary: Vocabulary) -> None:
    theory = read_theory("id: bare\nkind: theory\ntitle: t\nsummary: s\nsource: isw-2023\n")
    assert dict(theory.parameters) == vocabulary.parameters()
    assert all(theory.mechanisms.values())
    assert theory.predicts == ("outcome", "responses", "intervention")
    assert theory.stated == theory.claims == ()


def test_settings_become_numbers(vocabulary: Vocabulary) -> None:
    assert vocabulary.number("mediator.present", "off") == 0
    assert vocabulary.number("ruler.response", "mobilise") == 2
    assert vocabulary.number("street.variant", "cascade") == 1
    assert vocabulary.number("street.weight", 3) == 3
    with pytest.raises(UnknownName, match=r"did you mean 'street\.weight'"):
        vocabulary.number("street.wieght", 0)


def test_override_changes_parameters_and_mechanisms(read_theory: Read, theory_text: str) -> None:
    theory = read_theory(theory_text)
    changed = theory.override("ruler.fear_ratio", "2.5").override("street.variant", "cascade")
    assert changed.parameters["ruler.fear_ratio"].prior == Prior.fixed(2.5)
    assert changed.parameters["street.variant"].text() == "cascade"
    assert theory.override("crisis.intervention", "on").mechanisms["crisis.intervention"] is True
    assert theory.override("crisis.street", 0).mechanisms["crisis.street"] is False
    assert theory == read_theory(theory_text)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ruler.fear_ration", 1, "did you mean 'ruler.fear_ratio'?"),
        ("crisis.streets", "on", "did you mean 'crisis.street'?"),
        ("street.weight", 11, "street.weight: 11 is out of range; expected a number from 0 to 10 (ratio)"),
        ("street.weight", "heavy", "'heavy' is not a number"),
        ("street.variant", "cascades", "did you mean 'cascade'?"),
        ("street.variant", 1, "1 is no choice of street.variant; expected one of thresholds, cascade"),
        ("crisis.street", "perhaps", "'perhaps' is neither on nor off"),
    ],
)
def test_override_refuses_what_does_not_fit(
    read_theory: Read, theory_text: str, name: str, value: float | str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_theory(theory_text).override(name, value)
    assert message in str(caught.value)


def test_the_digest_follows_the_meaning_not_the_writing(read_theory: Read, theory_text: str) -> None:
    digest = read_theory(theory_text).digest()
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    rewritten = theory_text.replace("Crowds matter.", "'Crowds  count.'").replace("value: 0.5", "value: 5.0e-1")
    rewritten = rewritten.replace("evidence: Turnout was small.", "evidence: >-\n      Few came.")
    assert read_theory(rewritten).digest() == digest
    for old, new in (
        ("value: 0.5", "value: 0.25"),
        ("median: 1", "median: 1.5"),
        ("on: off", "on: yes"),
        ("variant: thresholds", "variant: cascade"),
        ("[outcome, responses]", "[outcome]"),
        ("street.weight: 0,", "street.weight: 0.1,"),
        ("event: coup", "event: settlement"),
        ("0.2}", "0.3}"),
    ):
        assert old in theory_text
        assert read_theory(theory_text.replace(old, new)).digest() != digest


def test_a_theory_is_frozen_and_can_be_sent_to_other_processes(read_theory: Read, theory_text: str) -> None:
    theory = read_theory(theory_text)
    assert pickle.loads(pickle.dumps(theory)) == theory
    with pytest.raises(AttributeError):
        theory.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        theory.parameters["street.weight"] = theory.parameters["ruler.fear_ratio"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        theory.parameters._items = {}


FORM = "kind: theory\ntitle: t\nsummary: s\nsource: isw-2023\n"
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


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Catalogue]:
    """Write theories into a catalogue of their own."""

    def write(**theories: str) -> Catalogue:
        (tmp_path / "theories").mkdir()
        (tmp_path / "sources.bib").write_text("@misc{isw-2023, title={x}}\n")
        for name, text in theories.items():
            (tmp_path / "theories" / f"{name}.yaml").write_text(f"id: {name}\n{FORM}{text}")
        return Catalogue((tmp_path,))

    return write


def weight(value: float) -> str:
    return f"parameters: {{street.weight: {{value: {value}, unit: ratio, source: isw-2023}}}}\n"


def test_what_is_included_comes_first_and_the_file_itself_wins(
    folder: Callable[..., Catalogue], vocabulary: Vocabulary
) -> None:
    catalogue = folder(
        base=weight(1) + "mechanisms: {crisis.street: {variant: cascade}, crisis.intervention: {on: off}}\n",
        second=weight(2),
        first="include: [base, second]\n",
        own="include: [second, base]\nmechanisms: {crisis.intervention: {on: on}}\n" + weight(3),
        swapped="include: [second, base]\n",
    )
    first = load_theory("first", vocabulary, catalogue)
    assert first.parameters["street.weight"].prior == Prior.fixed(2)
    assert first.parameters["street.variant"].text() == "cascade"
    assert first.mechanisms["crisis.intervention"] is False
    assert first.include == ("base", "second")
    own = load_theory("own", vocabulary, catalogue)
    assert own.parameters["street.weight"].prior == Prior.fixed(3)
    assert own.mechanisms["crisis.intervention"] is True
    assert load_theory("swapped", vocabulary, catalogue).parameters["street.weight"].prior == Prior.fixed(1)


def test_cyclic_includes_are_refused(folder: Callable[..., Catalogue], vocabulary: Vocabulary) -> None:
    catalogue = folder(a="include: [b]\n", b="include: [c]\n", c="include: [a]\n", self="include: [self]\n")
    with pytest.raises(InputError, match=r"c\.yaml:6: include\[0\]: .* include each other: a → b → c → a"):
        load_theory("a", vocabulary, catalogue)
    with pytest.raises(InputError, match="include each other: self → self"):
        load_theory("self", vocabulary, catalogue)


def test_many_paths_to_one_include_are_read_once(folder: Callable[..., Catalogue], vocabulary: Vocabulary) -> None:
    theories = {f"t{n}": f"include: [t{n + 1}, u{n + 1}]\n" for n in range(30)}
    theories |= {f"u{n}": f"include: [t{n + 1}, u{n + 1}]\n" for n in range(30)}
    catalogue = folder(**theories, t30=weight(4), u30="")
    assert load_theory("t0", vocabulary, catalogue).parameters["street.weight"].prior == Prior.fixed(4)


def test_faults_of_an_included_file_are_named_with_its_name(
    folder: Callable[..., Catalogue], vocabulary: Vocabulary
) -> None:
    catalogue = folder(a="include: [b, b, nosuch]\ncolour: red\n", b="colour: blue\n")
    with pytest.raises(InputError) as caught:
        load_theory("a", vocabulary, catalogue)
    found = str(caught.value)
    assert "a.yaml:7: colour: unknown key" in found
    assert found.count("b.yaml:6: colour: unknown key") == 1
    assert "a.yaml:6: include[1]: theory 'b' stands here a second time" in found
    assert "a.yaml:6: include[2]: no theory is called 'nosuch'" in found


def test_an_id_must_be_the_name_of_its_file(folder: Callable[..., Catalogue], vocabulary: Vocabulary) -> None:
    catalogue = folder(a="")
    path = catalogue.folders[0] / "theories" / "a.yaml"
    path.rename(path.with_name("b.yaml"))
    with pytest.raises(InputError, match=r"id: the id 'a' differs from the file's name; expected b"):
        load_theory("b", vocabulary, Catalogue(catalogue.folders))
    assert load_theory(str(path.with_name("b.yaml")), vocabulary, catalogue).id == "a"


def test_unknown_names_and_missing_files(folder: Callable[..., Catalogue], vocabulary: Vocabulary) -> None:
    catalogue = folder(world="")
    with pytest.raises(UnknownName, match="did you mean 'world'"):
        load_theory("wrold", vocabulary, catalogue)
    with pytest.raises(InputError, match="the file cannot be read: No such file"):
        load_case("./nowhere.yaml", vocabulary, catalogue)


def test_a_file_brings_the_sources_beside_it(
    tmp_path: Path, vocabulary: Vocabulary, case_text: str, theory_text: str
) -> None:
    (tmp_path / "case.yaml").write_text(case_text)
    with pytest.raises(InputError, match="no source is called 'isw-2023'"):
        load_case(str(tmp_path / "case.yaml"), vocabulary, Catalogue(()))
    (tmp_path / "sources.bib").write_text("@misc{isw-2023, title={x}}\n@misc{bbc-2023, title={y}}\n")
    assert load_case(str(tmp_path / "case.yaml"), vocabulary, Catalogue(())).id == "small-march"
