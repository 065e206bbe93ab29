"""Vocabulary: every name that a theory, a case or a world may use.

Parsing needs the names of mechanisms, parameters and features without knowing the mechanisms themselves; whoever parses
passes them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tocsin.errors import UnknownName
from tocsin.theory.declaration import Declaration
from tocsin.theory.quantity import Quantity

__all__ = ["Feature", "MechanismNames", "Vocabulary"]


@dataclass(frozen=True, slots=True)
class MechanismNames:
    """What a theory may say about one mechanism.

    Parameters
    ----------
    parameters : mapping from full name to Quantity
        Such as ``ruler.fear_ratio``, with the declared range and prior.
    variants : tuple of str
        Readings to choose from, the default first; the choice is the parameter ``<key>.variant``.
    default_on : bool
        Whether it runs under a theory that does not mention it.
    switchable : bool
        Whether a theory can switch it off.
    """

    parameters: Mapping[str, Quantity]
    variants: tuple[str, ...] = ()
    default_on: bool = True
    switchable: bool = True


@dataclass(frozen=True, slots=True)
class Feature:
    """One finite feature of a history, as the record states it.

    Parameters
    ----------
    bins : tuple of str
        The values it can have; for a sequence, the values of its items.
    sequence : bool
        Whether a value is a list of bins (the ruler's responses in their order).
    """

    bins: tuple[str, ...]
    sequence: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """All names, by kind.

    Parameters
    ----------
    mechanisms : mapping from full name (``crisis.ruler``) to MechanismNames
    features : mapping from name to Feature
        Must hold ``outcome``; ``responses`` holds the ruler's responses.
    case_inputs : mapping from name to Declaration
        Inputs that every case has, so that a claim can set them (``mediator.present``).
    interventions : mapping from name to Declaration
        What an implication can hold fixed beside parameters and inputs (``ruler.response``).
    events : tuple of str
        What an implication can ask the probability of.
    estimands : tuple of str
        What an implication can ask for.
    orders : tuple of str
        Social orders that a theory can code a country of a world as; the first is what it takes one for otherwise.
    country_features : mapping from name to Feature
        Features that every country of a world has, as ``<country>.<name>``.
    country_settings : mapping from name to Declaration
        What a claim can set of any country of a world, as ``<country>.<name>``.
    country_events : tuple of str
        What an implication can ask of any country of a world, as ``<country>.<name>``.
    """

    mechanisms: Mapping[str, MechanismNames]
    features: Mapping[str, Feature]
    case_inputs: Mapping[str, Declaration] = field(default_factory=dict)
    interventions: Mapping[str, Declaration] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    estimands: tuple[str, ...] = ("probability",)
    orders: tuple[str, ...] = ()
    country_features: Mapping[str, Feature] = field(default_factory=dict)
    country_settings: Mapping[str, Declaration] = field(default_factory=dict)
    country_events: tuple[str, ...] = ()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The mutually exclusive outcomes."""
        return self.features["outcome"].bins

    @property
    def responses(self) -> tuple[str, ...]:
        """The responses that a ruler can choose from."""
        return self.features["responses"].bins if "responses" in self.features else ()

    def parameters(self) -> dict[str, Quantity]:
        """Return the declared parameters of all mechanisms by full name."""
        return {name: parameter for m in self.mechanisms.values() for name, parameter in m.parameters.items()}

    def contrasts(self) -> dict[str, Declaration]:
        """Return what a claim's contrast can set: parameters and case inputs."""
        declared = {name: Declaration.of(parameter) for name, parameter in self.parameters().items()}
        return {**declared, **self.case_inputs}

    def settings(self) -> dict[str, Declaration]:
        """Return what an implication can set: parameters, case inputs and interventions."""
        return {**self.contrasts(), **self.interventions}

    def setting(self, name: str) -> Declaration | None:
        """Return what a setting of a claim must be; None where nothing by that name can be set.

        Which countries there are depends on the world: of a country's setting only the last word is held to account.
        """
        known = self.settings()
        return known[name] if name in known else self.country_settings.get(name.rpartition(".")[2])

    def number(self, name: str, value: object) -> float:
        """Return the number that a setting of a claim stands for (the index, for the name of a choice).

        Raises
        ------
        UnknownName
            If nothing by that name can be set.
        InvalidValue
            If the value does not fit.
        """
        declared = self.setting(name)
        if declared is None:
            raise UnknownName("parameter or input", name, self.settings())
        return declared.number(value)
