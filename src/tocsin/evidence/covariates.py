"""The declared covariates: what may be known of an attempt before it was decided, and the case made of it.

One list, read from ``catalogue/generic``, for all theories and for the logistic regression. A pattern is a level for
each covariate, in their order; `UNKNOWN` changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from tocsin.catalogue import Catalogue, Document, read_yaml
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.theory.case import Case
from tocsin.theory.checking import checked_quantity, items, names, repeated
from tocsin.theory.declaration import Declaration
from tocsin.theory.fault import Fault, unknown
from tocsin.theory.quantity import Quantity
from tocsin.theory.schema import Id, Part, Text
from tocsin.theory.theory import Fitted
from tocsin.theory.validation import common_faults, model_of, parse_case

__all__ = ["UNKNOWN", "Covariate", "Generic", "Pattern", "generic"]

UNKNOWN = "unknown"
FOLDER = Path(__file__).parents[1] / "catalogue" / "generic"

Pattern = tuple[str, ...]
"""A level for each covariate, in their order."""


class LevelText(Part):
    """A level: what it means and which priors of the case it changes (read apart from this schema)."""

    level: Id
    meaning: Text
    inputs: tuple[Dictionary[str, Any], ...] = ()


class Covariate(Part):
    """Something known before an attempt was decided."""

    id: Id
    meaning: Text
    levels: Annotated[tuple[LevelText, ...], Field(min_length=1)]

    def names(self) -> tuple[str, ...]:
        """Its levels, the unknown last."""
        return (*(level.level for level in self.levels), UNKNOWN)


class Success(Part):
    """Outcomes of a history that count as success in a table of attempts."""

    outcomes: Annotated[tuple[Text, ...], Field(min_length=1)]


class CovariatesFile(Part):
    """The list as its file states it."""

    id: Id
    kind: Literal["covariates"]
    success: Success
    seen: Text | None = None
    fitted: tuple[Fitted, ...] = ()
    covariates: Annotated[tuple[Covariate, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Generic:
    """The case that stands for any attempt, and what each level changes in it.

    Parameters
    ----------
    case : Case
    covariates : tuple of Covariate
    changes : mapping
        By covariate and level, the priors that it puts in the place of the case's own.
    success : tuple of str
        Outcomes that count as success.
    fitted : tuple of str
        Parameters that are fitted for every theory.
    seen : str
        What of it was made in view of how attempts ended; empty for nothing.
    """

    case: Case
    covariates: tuple[Covariate, ...]
    changes: Dictionary[tuple[str, str], tuple[Quantity, ...]]
    success: tuple[str, ...]
    fitted: tuple[str, ...] = ()
    seen: str = ""

    def case_of(self, pattern: Pattern) -> Case:
        """Return the case of attempts with these levels."""
        case = self.case
        for covariate, level in zip(self.covariates, pattern, strict=True):
            for quantity in self.changes.get((covariate.id, level), ()):
                case = case.with_prior(quantity)
        return case

    def by_id(self) -> dict[str, Covariate]:
        """The covariates by their ids."""
        return {covariate.id: covariate for covariate in self.covariates}


@cache
def generic() -> Generic:
    """Return the shipped case and covariates.

    Raises
    ------
    InputError
        If their files have faults.
    """
    sources = Catalogue.default().sources().keys()
    case_file, list_file = FOLDER / "coup-attempt.yaml", FOLDER / "covariates.yaml"
    case = parse_case(case_file.read_bytes(), str(case_file), vocabulary(), sources)
    return parse_generic(list_file.read_bytes(), str(list_file), case, sources)


def parse_generic(data: bytes, file: str, case: Case, sources: Any) -> Generic:
    """Read the list of covariates for a case; errors as in `generic`."""
    document = read_yaml(data, file)
    faults: list[Fault] = [*common_faults(document, sources, None)]
    changes = _changes(document, case, faults)
    for place, name in names(document.data.get("success", {}).get("outcomes")):
        outcomes = vocabulary().features["outcome"].bins
        if name not in outcomes:
            faults.append(unknown(("success", "outcomes", *place), "outcome", name, outcomes))
    parameters = vocabulary().parameters()
    for i, item in items(document.data, "fitted"):
        for place, name in names(item.get("parameter")):
            if name not in parameters:
                faults.append(unknown(("fitted", i, "parameter", *place), "parameter", name, parameters))
    found = model_of(document, CovariatesFile, faults)
    fitted = tuple(item.parameter for item in found.fitted)
    return Generic(case, found.covariates, changes, found.success.outcomes, fitted, found.seen or "")


def _changes(document: Document, case: Case, faults: list[Fault]) -> dict[tuple[str, str], tuple[Quantity, ...]]:
    known = case.inputs()
    changes: dict[tuple[str, str], tuple[Quantity, ...]] = {}
    owners: dict[str, str] = {}
    for i, covariate in items(document.data, "covariates"):
        levels = items(covariate, "levels")
        listed = [(("covariates", i, "levels", j, "level"), level.get("level")) for j, level in levels]
        faults.extend(repeated([*listed, (("covariates", i, "id"), UNKNOWN)], "level", document))
        for j, level in levels:
            quantities: list[Quantity] = []
            for k, change in items(level, "inputs"):
                location = ("covariates", i, "levels", j, "inputs", k)
                raw = {key: value for key, value in change.items() if key != "set"}
                for place, name in names(change.get("set")):
                    if name not in known:
                        faults.append(unknown((*location, "set", *place), "input", name, known))
                        continue
                    if owners.setdefault(name, str(covariate.get("id"))) != covariate.get("id"):
                        message = f"'{name}' is set by another covariate too ({owners[name]})"
                        faults.append(Fault((*location, "set", *place), message, "each input once"))
                    declared = Declaration.of(known[name])
                    quantity = checked_quantity(raw, declared, location, faults)
                    if quantity is not None:
                        quantities.append(replace(quantity, name=name))
            changes[str(covariate.get("id")), str(level.get("level"))] = tuple(quantities)
    return changes
