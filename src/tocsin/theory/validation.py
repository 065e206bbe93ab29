"""From the bytes of a file to a theory, a case or a world, or to one error that lists everything wrong with it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError as SchemaError

from tocsin.catalogue import KINDS, Catalogue, Document, Entry, Location, read_yaml
from tocsin.errors import InputError, Problem, UnknownName
from tocsin.theory.case import Case
from tocsin.theory.checking import identity, names, repeated, unknown_sources, wrong_kind
from tocsin.theory.checking_case import case_faults
from tocsin.theory.checking_theory import Stated, check_theory
from tocsin.theory.checking_world import world_faults
from tocsin.theory.fault import Fault, problems_in, unknown
from tocsin.theory.frozen import FrozenMapping
from tocsin.theory.orders import layered, order_faults
from tocsin.theory.quantity import Quantity
from tocsin.theory.schema import Part, faults_of
from tocsin.theory.theory import Theory, TheoryFile
from tocsin.theory.vocabulary import Vocabulary
from tocsin.theory.world import World

__all__ = [
    "common_faults",
    "load_case",
    "load_theory",
    "load_world",
    "model_of",
    "parse_case",
    "parse_theory",
    "parse_world",
    "refuse_wrong_kind",
]

Model = TypeVar("Model", bound=Part)


def load_case(name: str, vocabulary: Vocabulary, catalogue: Catalogue | None = None) -> Case:
    """Find and read a case.

    Parameters
    ----------
    name : str
        Its id, or the path of its file.
    vocabulary : Vocabulary
        The names it may use.
    catalogue : Catalogue, optional
        Where to look; the default one when left out.

    Raises
    ------
    UnknownName
        If there is no such case.
    InputError
        If its file has faults: all of them, with file, line and key.
    """
    catalogue = catalogue or Catalogue.default()
    entry = catalogue.find("case", name)
    return parse_case(entry.read(), entry.file, vocabulary, catalogue.sources(entry).keys(), _listed_id(entry))


def parse_case(
    data: bytes, file: str, vocabulary: Vocabulary, sources: Collection[str], expected_id: str | None = None
) -> Case:
    """Read a case from the bytes of its file; parameters and errors as in `load_case`.

    `sources` are the keys that may be cited; `expected_id` is the name by which the file is looked up.
    """
    document = read_yaml(data, file)
    refuse_wrong_kind(document, "case")
    faults = [*common_faults(document, sources, expected_id), *case_faults(document, vocabulary)]
    return model_of(document, Case, faults)


def load_world(name: str, vocabulary: Vocabulary, catalogue: Catalogue | None = None) -> World:
    """Find and read a world; parameters and errors as in `load_case`."""
    catalogue = catalogue or Catalogue.default()
    entry = catalogue.find("world", name)
    return parse_world(entry.read(), entry.file, vocabulary, catalogue.sources(entry).keys(), _listed_id(entry))


def parse_world(
    data: bytes, file: str, vocabulary: Vocabulary, sources: Collection[str], expected_id: str | None = None
) -> World:
    """Read a world from the bytes of its file; parameters and errors as in `parse_case`."""
    document = read_yaml(data, file)
    refuse_wrong_kind(document, "world")
    faults = [*common_faults(document, sources, expected_id), *world_faults(document, vocabulary)]
    return model_of(document, World, faults)


def load_theory(name: str, vocabulary: Vocabulary, catalogue: Catalogue | None = None) -> Theory:
    """Find and read a theory with all that it includes; parameters and errors as in `load_case`."""
    catalogue = catalogue or Catalogue.default()
    return _Theories(vocabulary, catalogue).load(catalogue.find("theory", name))


def parse_theory(
    data: bytes, file: str, vocabulary: Vocabulary, sources: Collection[str], catalogue: Catalogue | None = None
) -> Theory:
    """Read a theory from the bytes of its file; what it includes is looked up in `catalogue`."""
    entry = Entry(Path(file).stem, "theory", Path(file), listed=False)
    return _Theories(vocabulary, catalogue or Catalogue.default()).parse(data, file, entry, sources)


class _Theories:
    """Reads theories and what they include, each file once."""

    def __init__(self, vocabulary: Vocabulary, catalogue: Catalogue) -> None:
        self.vocabulary = vocabulary
        self.catalogue = catalogue
        self.chain: list[Entry] = []
        self.read: dict[Path, tuple[Theory, Stated] | InputError] = {}

    def load(self, entry: Entry) -> Theory:
        return self.parse(entry.read(), entry.file, entry, self.catalogue.sources(entry).keys())

    def parse(self, data: bytes, file: str, entry: Entry, sources: Collection[str]) -> Theory:
        document = read_yaml(data, file)
        refuse_wrong_kind(document, "theory")
        self.chain.append(entry)
        stated = check_theory(document, self.vocabulary)
        included, foreign = self._included(document, stated)
        self.chain.pop()
        # A test holds shipped files to the countries of shipped worlds: no run has to read a world for it.
        worlds = None if entry.shipped else self.catalogue
        orders = order_faults(document.data, self.vocabulary.orders, worlds)
        faults = [*common_faults(document, sources, _listed_id(entry)), *stated.faults, *orders]
        try:
            written = model_of(document, TheoryFile, faults)
        except InputError as error:
            raise InputError([*error.problems, *foreign]) from None
        if foreign:
            raise InputError(foreign)
        for layer in reversed(included):  # what is stated later, and by the file itself, wins
            stated.switches = {**layer.switches, **stated.switches}
            stated.parameters = {**layer.parameters, **stated.parameters}
        stated.orders = layered(*(layer.orders for layer in included), written.orders)
        theory = self._complete(written, stated)
        self.read[entry.path] = (theory, stated)
        return theory

    def _included(self, document: Document, stated: Stated) -> tuple[list[Stated], list[Problem]]:
        """Return what the included files state, and their own problems; faults of the including file go to `stated`."""
        found: list[tuple[Location, str]] = [
            (("include", *place), name) for place, name in names(document.data.get("include"))
        ]
        stated.faults.extend(repeated(found, "theory", document))
        layers: list[Stated] = []
        problems: list[Problem] = []
        for location, name in found:
            try:
                entry = self.catalogue.find("theory", name)
                if not entry.listed:  # a path is read from the folder of the file that it stands in
                    path = (self.chain[-1].path.parent / entry.path).resolve()
                    entry = Entry(entry.id, entry.kind, path, listed=False)
                if entry.path.resolve() in [other.path.resolve() for other in self.chain]:
                    round_trip = " → ".join([*(other.id for other in self.chain), entry.id])
                    stated.faults.append(Fault(location, f"the theories include each other: {round_trip}", "no cycle"))
                else:
                    layers.append(self._layer(entry))
            except UnknownName as error:
                stated.faults.append(unknown(location, "theory", name, error.known))
            except InputError as error:
                problems.extend(problem for problem in error.problems if problem not in problems)
        return layers, problems

    def _layer(self, entry: Entry) -> Stated:
        if entry.path not in self.read:
            try:
                self.load(entry)
            except InputError as error:
                self.read[entry.path] = error
        result = self.read[entry.path]
        if isinstance(result, InputError):
            raise result
        return result[1]

    def _complete(self, written: TheoryFile, stated: Stated) -> Theory:
        switches = {
            name: stated.switches.get(name, mechanism.default_on)
            for name, mechanism in self.vocabulary.mechanisms.items()
        }
        parameters = {
            name: stated.parameters.get(name, declared) for name, declared in self.vocabulary.parameters().items()
        }
        return Theory(
            id=written.id,
            title=written.title,
            summary=written.summary,
            source=written.source,
            mechanisms=FrozenMapping[bool](switches),
            parameters=FrozenMapping[Quantity](parameters),
            stated=tuple(name for name in parameters if name in stated.parameters),
            predicts=written.predicts if written.predicts is not None else tuple(self.vocabulary.features),
            claims=written.claims,
            include=written.include,
            reviewed_by=written.reviewed_by,
            fitted=tuple(item.parameter for item in written.fitted),
            orders=layered(stated.orders),
        )


def _listed_id(entry: Entry) -> str | None:
    return entry.id if entry.listed else None


def refuse_wrong_kind(document: Document, kind: str) -> None:
    """Raise when the file is of another known kind: nothing else about it is worth saying then."""
    fault = wrong_kind(document.data, kind, KINDS)
    error = problems_in(document, [fault]) if fault else None
    if error:
        raise error


def common_faults(document: Document, sources: Collection[str], expected_id: str | None) -> list[Fault]:
    """Return the faults that files of every kind can have: an id that is not the file's name, unknown sources."""
    return [*identity(document.data, expected_id), *unknown_sources(document.data, sources)]


def model_of(document: Document, schema: type[Model], faults: list[Fault]) -> Model:
    """Return the validated file, or raise all that the schema and the other checks found."""
    model = None
    try:
        model = schema.model_validate(document.data)
    except SchemaError as error:
        faults = [*faults_of(error, schema), *faults]
    problems = problems_in(document, faults)
    if problems or model is None:
        raise problems or InputError([Problem("the file cannot be used", document.file)])
    return model
