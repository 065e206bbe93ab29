"""Numbers beside an implication, what is counted by another thing, and events of countries: read, and refused."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError
from tocsin.theory.theory import Theory
from tocsin.theory.validation import parse_theory
from tocsin.theory.vocabulary import Vocabulary

Read = Callable[[str], Theory]
SOURCES = ("isw-2023", "bbc-2023", "editorial-2023")
BESIDE = """    beside:
      - name: with the crowd held away
        estimand: mean
        event: intervention
        per: coup
        do: {street.turnout_challenger: 0}
        scale: level
      - {name: months at war, estimand: mean, event: russia.war_months, scale: level}
    evidence: Turnout was small.
"""


@pytest.fixture
def read(vocabulary: Vocabulary, theory_text: str) -> Read:
    of_worlds = replace(vocabulary, estimands=("probability", "mean"), country_events=("war_months",))

    def parsed(beside: str) -> Theory:
        text = theory_text.replace("    evidence: Turnout was small.\n", beside)
        return parse_theory(text.encode(), "theory.yaml", of_worlds, SOURCES, Catalogue(folders=()))

    return parsed


def test_what_stands_beside_is_read_and_changes_the_meaning(read: Read) -> None:
    theory = read(BESIDE)
    first, second = theory.claim("K6").beside
    assert (first.name, first.event, first.per) == ("with the crowd held away", ("intervention",), ("coup",))
    assert (first.expect, first.scale, dict(first.do)) == ("size", "level", {"street.turnout_challenger": 0})
    assert second.event == ("russia.war_months",)
    without = read("    evidence: Turnout was small.\n")
    assert without.claim("K6").beside == ()
    assert theory.digest() != without.digest()
    assert theory.digest() != read(BESIDE.replace("per: coup", "per: intervention")).digest()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: with the crowd held away\n        ", "", "claims[0].beside[0].name: the key is missing"),
        ("event: intervention", "event: intervenion", "claims[0].beside[0].event: no event is called 'intervenion'"),
        ("per: coup", "per: coop", "claims[0].beside[0].per: no event is called 'coop'"),
        ("per: coup", "per: coup\n        given: coup", "one thing per another is a mean without condition"),
        (
            "turnout_challenger: 0",
            "turnout_challenger: 2",
            "claims[0].beside[0].do.street.turnout_challenger: 2 is out",
        ),
        ("russia.war_months", "russia.war_month", "claims[0].beside[1].event: no event is called 'russia.war_month'"),
        ("russia.war_months", "war_months", "no event is called 'war_months'"),
    ],
)
def test_faults_beside_are_named(read: Read, old: str, new: str, message: str) -> None:
    assert old in BESIDE
    with pytest.raises(InputError) as caught:
        read(BESIDE.replace(old, new, 1))
    assert message in str(caught.value)
