"""A small vocabulary, a small case and a small theory that the tests bend."""

from collections.abc import Callable

import pytest

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError
from tocsin.theory.case import Case
from tocsin.theory.declaration import Declaration
from tocsin.theory.inputs import common_inputs
from tocsin.theory.quantity import Prior, Quantity, Source
from tocsin.theory.theory import Theory
from tocsin.theory.validation import parse_case, parse_theory
from tocsin.theory.vocabulary import Feature, MechanismNames, Vocabulary

GUESS = Source(judgement="a guess")
SOURCES = ("isw-2023", "bbc-2023", "editorial-2023")

CASE = """\
id: small-march
kind: case
title: A small march
summary: A column sets out and turns back.
country: Ruritania
start: "1926-05-12T21:00+01:00"
reviewed_by: null
inputs:
  capital: strelsau
  cities:
    - {id: strelsau, name: Strelsau, latitude: 50.1, longitude: 14.4, population: {value: 900000, unit: people, source: isw-2023}, distance: {value: 0, unit: km, judgement: the capital itself}, on_road: true}
    - {id: zenda, name: Zenda, latitude: 49.2, longitude: 13, population: {uniform: [40000, 60000], unit: people, source: [isw-2023, bbc-2023], note: figures differ}, distance: {value: 80, unit: km, judgement: map}, on_road: no}
  groups:
    - id: workers
      name: Workers
      share: {beta: {alpha: 4, beta: 6}, unit: share, judgement: guess}
      grievance: {value: 0.4, unit: share, judgement: guess}
      fear: {value: 0.4, unit: share, judgement: guess}
      sympathy: {value: 0.2, unit: share, judgement: guess}
      organised: {log_uniform: [0.01, 0.3], unit: share, judgement: guess}
      in_cities: {zenda: {organised: {value: 0.6, unit: share, judgement: guess}}}
    - id: others
      name: Others
      share: {value: 0.6, unit: share, judgement: guess}
      grievance: {value: 0.2, unit: share, judgement: guess}
      fear: {value: 0.4, unit: share, judgement: guess}
      sympathy: {value: 0.1, unit: share, judgement: guess}
      organised: {value: 0.1, unit: share, judgement: guess}
  city_spread: {value: 0.5, unit: logit, judgement: guess}
  column:
    strength: {lognormal: {median: 5000, log_standard_deviation: 0.4}, unit: people, source: bbc-2023}
    morale: {value: 0.8, unit: share, judgement: guess}
    start: {value: 80, unit: km, judgement: map}
    stake: {value: 0.5, unit: share, judgement: guess}
  units:
    - {id: guards, name: Guards, city: strelsau, distance: {value: 5, unit: km, judgement: map}, strength: {value: 2000, unit: people, source: isw-2023}, loyalty: {normal: {mean: 0.2, standard_deviation: 0.3}, unit: utility, judgement: guess}, affinity: {value: -0.1, unit: utility, judgement: guess}}
    - {id: lancers, name: Lancers, city: zenda, distance: {value: 75, unit: km, judgement: map}, strength: {value: 800, unit: people, source: isw-2023}, loyalty: {value: 0, unit: utility, judgement: guess}, affinity: {value: 0, unit: utility, judgement: guess}}
  ruler:
    guard: {uniform: [500, 1500], unit: people, judgement: guess, range: [400, 2000]}
    organised_appeal: {value: 0.3, unit: share, judgement: guess}
  mediator:
    present: {value: on, unit: switch, source: bbc-2023}
    credibility: {value: 0.5, unit: share, judgement: guess}
  foreign:
    hostile_power: {value: 0, unit: switch, source: bbc-2023}
record:
  - {feature: outcome, observed: [settlement, abandoned], source: [bbc-2023]}
  - {feature: responses, observed: [[repress, bargain]], source: bbc-2023}
  - {feature: intervention, observed: no, source: isw-2023, note: nobody came}
facts:
  - {when: "1926-05-12 21:00", what: The column sets out., source: bbc-2023}
  - {when: 1926-05-13, what: It turns back., source: [isw-2023]}
unknown: [what was promised]
"""

THEORY = """\
id: small-theory
kind: theory
title: A small theory
summary: Crowds matter.
source: editorial-2023
reviewed_by: null
predicts: [outcome, responses]
mechanisms:
  crisis.street: {on: true, variant: thresholds}
  crisis.intervention: {on: off}
parameters:
  ruler.fear_ratio: {lognormal: {median: 1, log_standard_deviation: 1.0986}, unit: ratio, judgement: even odds}
  street.weight: {value: 0.5, unit: ratio, source: isw-2023}
claims:
  - id: K6
    name: the-masses-decide
    paragraph: 5
    source: editorial-2023
    claim: The great mass refused to come out, so the march was called off.
    status: implemented
    mechanisms: [crisis.street]
    contrast: {street.weight: 0, mediator.present: off}
    implication: {estimand: probability, event: coup, given: null, do: {street.turnout_challenger: 0.2}, versus: {}, scale: difference, expect: positive}
    evidence: Turnout was small.
  - id: K1
    name: crisis-comes-from-the-world
    source: editorial-2023
    claim: A crisis inside one state comes from the world.
    status: not implemented
"""


def _parameter(name: str, unit: str, low: float, high: float, prior: Prior) -> Quantity:
    return Quantity(name, name, unit, low, high, prior, GUESS)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    variant = Quantity("street.variant", "", "choice", 0, 1, Prior.fixed(0), GUESS, ("thresholds", "cascade"))
    street = {
        "street.weight": _parameter("street.weight", "ratio", 0, 10, Prior.uniform(0, 1)),
        "street.variant": variant,
    }
    ruler = {"ruler.fear_ratio": _parameter("ruler.fear_ratio", "ratio", 0.001, 1000, Prior.fixed(1))}
    outcomes = ("settlement", "abandoned", "coup")
    responses = ("repress", "bargain", "mobilise")
    return Vocabulary(
        mechanisms={
            "crisis.street": MechanismNames(street, ("thresholds", "cascade")),
            "crisis.ruler": MechanismNames(ruler),
            "crisis.intervention": MechanismNames({}),
            "crisis.outcome": MechanismNames({}, switchable=False),
        },
        features={
            "outcome": Feature(outcomes),
            "responses": Feature(responses, sequence=True),
            "intervention": Feature(("yes", "no")),
        },
        case_inputs=common_inputs(),
        interventions={
            "street.turnout_challenger": Declaration("street.turnout_challenger", "", "share", 0, 1),
            "ruler.response": Declaration.choice("ruler.response", "", responses),
        },
        events=(*outcomes, "intervention"),
        estimands=("probability", "posterior"),
    )


@pytest.fixture(scope="session")
def case_text() -> str:
    return CASE


@pytest.fixture(scope="session")
def theory_text() -> str:
    return THEORY


@pytest.fixture(scope="session")
def read_case(vocabulary: Vocabulary) -> Callable[[str | bytes], Case]:
    """Parse a case from text."""

    def read(text: str | bytes) -> Case:
        return parse_case(text if isinstance(text, bytes) else text.encode(), "case.yaml", vocabulary, SOURCES)

    return read


@pytest.fixture(scope="session")
def read_theory(vocabulary: Vocabulary) -> Callable[[str | bytes], Theory]:
    """Parse a theory from text; nothing can be included."""

    def read(text: str | bytes) -> Theory:
        data = text if isinstance(text, bytes) else text.encode()
        return parse_theory(data, "theory.yaml", vocabulary, SOURCES, Catalogue(folders=()))

    return read


@pytest.fixture(scope="session")
def problems() -> Callable[[Callable[[str | bytes], object], str | bytes], list[str]]:
    """Return the problems that reading a text ends in, each as the user sees it."""

    def read(parse: Callable[[str | bytes], object], text: str | bytes) -> list[str]:
        with pytest.raises(InputError) as caught:
            parse(text)
        return [str(problem) for problem in caught.value.problems]

    return read
