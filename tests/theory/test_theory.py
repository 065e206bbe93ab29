import pickle
import re
from collections.abc import Callable

import pytest

from tocsin.errors import InputError, UnknownName
from tocsin.theory.quantity import Prior
from tocsin.theory.theory import Theory
from tocsin.theory.vocabulary import Vocabulary

Read = Callable[[str | bytes], Theory]


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
