"""A small vocabulary, and a small case, theory and world that the tests bend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError
from tocsin.theory.case import Case
from tocsin.theory.declaration import Declaration
from tocsin.theory.inputs import common_inputs
from tocsin.theory.quantity import Prior, Quantity, Source
from tocsin.theory.theory import Theory
from tocsin.theory.validation import parse_case, parse_theory, parse_world
from tocsin.theory.vocabulary import Feature, MechanismNames, Vocabulary
from tocsin.theory.world import World

HERE = Path(__file__).parent
GUESS = Source(judgement="a guess")
SOURCES = ("isw-2023", "bbc-2023", "editorial-2023")


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
        orders=("capitalist", "bureaucratic", "workers"),
    )


@pytest.fixture(scope="session")
def case_text() -> str:
    return (HERE / "small-march.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def theory_text() -> str:
    return (HERE / "small-theory.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def world_text() -> str:
    return (HERE / "small-world.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def read_world() -> Callable[[str | bytes], World]:
    """Parse a world from text."""
    features = {"conversions": Feature(("none", "one", "more"))}
    names = Vocabulary({}, features, country_features={"left_war": Feature(("never", "year 1"))})

    def read(text: str | bytes) -> World:
        return parse_world(text if isinstance(text, bytes) else text.encode(), "world.yaml", names, SOURCES)

    return read


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
