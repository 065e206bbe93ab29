"""Building a model: a theory, a case or a world by name, and what is held fixed by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, Problem, UnknownName
from tocsin.mechanisms import declared
from tocsin.mechanisms.vocabulary import INTERVENTIONS, vocabulary, world_vocabulary
from tocsin.mechanisms.world.interventions import COUNTRY_INTERVENTIONS
from tocsin.mechanisms.world.interventions import INTERVENTIONS as WORLD_INTERVENTIONS
from tocsin.simulate.model import Model
from tocsin.simulate.world_model import WorldModel
from tocsin.theory.case import Case
from tocsin.theory.declaration import Declaration
from tocsin.theory.theory import Theory
from tocsin.theory.validation import load_case, load_theory, load_world
from tocsin.theory.world import COUNTRY_PREFIX, World

__all__ = ["DEFAULT_THEORY", "build", "build_case", "clock_of", "interventions_in", "is_world", "says_of_worlds",
           "varied"]  # fmt: skip

DEFAULT_THEORY = "world-crisis"


def build_case(
    case: str, theory: str = DEFAULT_THEORY, settings: Mapping[str, float | str] | None = None, verb: str = "this"
) -> Model:
    """A theory and a case, as in `build`, for what works on cases only.

    Raises
    ------
    InputError
        Also if the name is that of a world; says that `verb` takes none.
    """
    if is_world(case, Catalogue.default()):
        raise InputError([Problem(f"'{case}' is a world, and {verb} works on cases only", expected="a case")])
    model = build(case, theory, settings)
    assert isinstance(model, Model)
    return model


def build(
    case: str, theory: str = DEFAULT_THEORY, settings: Mapping[str, float | str] | None = None
) -> Model | WorldModel:
    """A theory and a case or a world, with quantities held fixed by hand.

    Parameters
    ----------
    case, theory : str
        Names in the catalogue, or paths of files.
    settings : mapping from name to value
        Parameters (``ruler.fear_ratio``), inputs (``mediator.present``; of a world ``germany.experience``, for which
        ``low`` and ``high`` stand for the 5th and 95th percentile over its countries), mechanisms (``crisis.turn``: on
        or off) or interventions (``ruler.response``: mobilise; of a world ``germany.revolution``: success).

    Raises
    ------
    UnknownName
        If there is no such case, theory or quantity; gives the nearest name.
    InputError
        If a file or a value has faults.
    """
    catalogue = Catalogue.default()
    built_theory = load_theory(theory, vocabulary(), catalogue)
    if is_world(case, catalogue):
        from tocsin.evidence.covariates import generic

        if not says_of_worlds(built_theory):
            raise InputError([Problem(f"theory '{theory}' has no mechanism of the world clock", "--theory",
                                      expected="a theory that says something of worlds")])  # fmt: skip
        world = load_world(case, world_vocabulary(), catalogue)
        return varied(WorldModel(built_theory, world, generic=generic().case), settings or {})
    try:
        built_case = load_case(case, vocabulary(), catalogue)
    except UnknownName:
        known = [entry.id for kind in ("case", "world") for entry in catalogue.entries(kind)]
        raise UnknownName("case or world", case, known) from None
    return varied(Model(built_theory, built_case), settings or {})


def says_of_worlds(theory: Theory) -> bool:
    """Whether any mechanism of the world clock runs under a theory."""
    return any(theory.mechanisms[m.name] for m in declared("world") if m.switchable)


def is_world(name: str, catalogue: Catalogue) -> bool:
    """Whether a name of the catalogue, or a file, is a world rather than a case."""
    if any(entry.id == name for entry in catalogue.entries("world")):
        return True
    path = Path(name).expanduser()
    if path.suffix not in (".yaml", ".yml"):
        return False
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # whoever loads it as a case says what is wrong with it
        return False
    return re.search(r"^kind:\s*world\s*$", text, re.MULTILINE) is not None


def clock_of(name: str) -> str:
    """The clock that a case (``crisis``) or a world (``world``) runs on, by its name."""
    return "world" if is_world(name, Catalogue.default()) else "crisis"


AnyModel = TypeVar("AnyModel", bound=Model | WorldModel)


def varied(model: AnyModel, settings: Mapping[str, float | str]) -> AnyModel:
    """A model with quantities held fixed by hand, besides those that are already; names and errors as in `build`."""
    theory, case, interventions = model.theory, model.case, dict(model.interventions)
    for name, value in settings.items():
        theory, case = _set(name, value, theory, case, interventions)
    parts: dict[str, Any] = {"theory": theory, "case": case, "interventions": interventions}
    return replace(model, **parts)


def _set(
    name: str, value: float | str, theory: Theory, case: Any, interventions: dict[str, float]
) -> tuple[Theory, Any]:
    known_interventions = interventions_in(case)
    switched = name in theory.mechanisms and value in ("on", "off")  # such as war.coexistence, which is both
    if name in known_interventions and not switched:
        declaration = known_interventions[name]
        try:
            number = declaration.from_text(value) if isinstance(value, str) else declaration.number(value)
        except ValueError as error:
            raise InputError(
                [Problem(str(error), "--set", None, name, declaration.expected(), declaration.nearest(value))]
            ) from None
        interventions[name] = number
    elif name in theory.parameters or name in theory.mechanisms:
        theory = theory.override(name, value)
        if name in theory.mechanisms and not theory.mechanisms[name] and not vocabulary().mechanisms[name].switchable:
            raise InputError([Problem("this mechanism cannot be switched off", "--set", None, name, "on")])
    elif isinstance(case, World) and (full := case.known_name(name)):
        case = case.override(full, end_of_range(case, full, value))
    elif name in case.inputs():
        case = case.override(name, value)
    else:
        short = [full.removeprefix(COUNTRY_PREFIX) for full in case.inputs()]
        known = [*theory.parameters, *theory.mechanisms, *short, *known_interventions]
        raise UnknownName("parameter or input", name, known, "--set")
    return theory, case


def interventions_in(case: Case | World) -> Mapping[str, Declaration]:
    """What can be held fixed by hand in a case or a world besides parameters and inputs, by name."""
    if not isinstance(case, World):
        return INTERVENTIONS
    countries = {
        f"{country.id}.{name}": one.declaration
        for country in case.countries
        for name, one in COUNTRY_INTERVENTIONS.items()
    }
    return {**INTERVENTIONS, **{name: one.declaration for name, one in WORLD_INTERVENTIONS.items()}, **countries}


def end_of_range(world: World, name: str, value: float | str) -> float | str:
    """The number that ``low`` or ``high`` stands for: the 5th or 95th percentile over all countries of the world.

    Each country counts the same, with the whole of its prior: the ends are those of the world, not of what is unknown
    about one country. Of a quantity that is no country's, they are those of its prior.
    """
    place = {"low": 0.05, "high": 0.95}.get(value) if isinstance(value, str) else None
    if place is None:
        return value
    import numpy

    inputs = world.inputs()
    last = name.rpartition(".")[2]
    alike = [q for n, q in inputs.items() if n.startswith(COUNTRY_PREFIX) and n.rpartition(".")[2] == last]
    quantities = alike if name.startswith(COUNTRY_PREFIX) else [inputs[name]]
    grid = (numpy.arange(200) + 0.5) / 200
    return float(numpy.quantile(numpy.concatenate([quantity.draw(grid) for quantity in quantities]), place))
