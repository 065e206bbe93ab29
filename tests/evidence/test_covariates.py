"""The declared covariates: each level changes what it says and nothing else; the unknown changes nothing."""

import pytest

from event_tables import CATALOGUE
from tocsin.errors import InputError
from tocsin.evidence.countries import countries
from tocsin.evidence.covariates import UNKNOWN, generic, parse_generic

NOTHING = (UNKNOWN,) * len(generic().covariates)


def test_the_unknown_leaves_the_case_as_it_is() -> None:
    assert generic().case_of(NOTHING).digest() == generic().case.digest()


@pytest.mark.parametrize("place", range(len(NOTHING)))
def test_a_level_changes_its_own_inputs(place: int) -> None:
    found = generic()
    covariate = found.covariates[place]
    before = found.case.inputs()
    for level in covariate.names()[:-1]:
        after = found.case_of((*NOTHING[:place], level, *NOTHING[place + 1 :])).inputs()
        changed = {name for name in before if before[name].prior != after[name].prior}
        assert changed
        assert changed <= {quantity.name for quantity in found.changes[covariate.id, level]}


def test_a_known_level_is_no_wider_than_the_unknown() -> None:
    found = generic()
    before = found.case.inputs()
    for quantities in found.changes.values():
        for quantity in quantities:
            low, high = quantity.prior.support()
            least, most = before[quantity.name].prior.support()
            assert least <= low <= high <= most, quantity.name


def test_faults_are_all_named() -> None:
    text = """\
id: covariates
kind: covariates
success: {outcomes: [coup, coupp]}
covariates:
  - id: a
    meaning: a
    levels:
      - level: x
        meaning: x
        inputs:
          - {set: [column.strenght], uniform: [1, 2], unit: people, judgement: j}
          - {set: [column.strength], uniform: [1, 2], unit: men, judgement: j}
  - id: b
    meaning: b
    levels:
      - level: y
        meaning: y
        inputs:
          - {set: [column.strength], uniform: [1, 2], unit: people, judgement: j}
"""
    with pytest.raises(InputError) as error:
        parse_generic(text.encode(), "mine.yaml", generic().case, CATALOGUE.sources().keys())
    assert [problem.line for problem in error.value.problems] == [3, 11, 12, 19]


@pytest.mark.parametrize(
    ("text", "scheme", "codes"),
    [("40", "cow", (40,)), ("40.0", "cow", (40,)), ("x", "cow", ()), ("CUB", "iso", (40,)), ("YEM", "iso", (678, 679)),
     ("Burma", "name", (775,)), ("türkiye", "name", (640,)), ("Atlantis", "name", ())],
)  # fmt: skip
def test_countries_by_code_and_name(text: str, scheme: str, codes: tuple[int, ...]) -> None:
    assert countries().codes(text, scheme) == codes
