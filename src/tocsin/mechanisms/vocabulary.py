"""The names that a theory, a case or a world may use, gathered from the declarations."""

from __future__ import annotations

from functools import cache

from tocsin.mechanisms import declared
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.mechanisms.crisis.state import OUTCOMES, RESPONSES
from tocsin.mechanisms.world import events as world_events
from tocsin.mechanisms.world import interventions as world_interventions
from tocsin.mechanisms.world.features import COUNTRY_FEATURES, WORLD_FEATURES
from tocsin.mechanisms.world.state import ORDERS
from tocsin.theory.declaration import Declaration
from tocsin.theory.inputs import common_inputs
from tocsin.theory.vocabulary import Feature, MechanismNames, Vocabulary
from tocsin.theory.world_inputs import country_inputs

INTERVENTIONS: dict[str, Declaration] = {
    "ruler.response": Declaration.choice("ruler.response", "response that the ruler holds throughout", RESPONSES),
    **{
        f"street.turnout_{cause}": Declaration(
            f"street.turnout_{cause}", f"share of every group that is out for {whom} throughout", "share", 0, 1
        )
        for cause, whom in (("ruler", "the ruler"), ("challenger", "the challenger"), ("themselves", "themselves"))
    },
}
"""What can be held fixed by hand besides parameters and inputs, and the field of the setting that holds it."""

MEASURES = ("risk_90", "risk_90_social", "turnout_ruler", "turnout_challenger", "turnout_themselves", "hours")
"""Columns of a history whose mean an implication can ask for."""

EVENTS = (*OUTCOMES, "fighting_in_capital", "intervention", "fear_ratio_above_one", *MEASURES)


@cache
def vocabulary() -> Vocabulary:
    """The names that a theory or a case may use: mechanisms of both clocks, features and inputs of a crisis."""
    mechanisms = {
        mechanism.name: MechanismNames(
            {quantity.name: quantity for quantity in mechanism.parameters},
            mechanism.variants,
            mechanism.default_on,
            mechanism.switchable,
        )
        for clock in ("crisis", "world")
        for mechanism in declared(clock)
    }
    features = {name: Feature(f.bins, sequence=name == "responses") for name, f in FEATURES.items()}
    estimands = ("probability", "mean", "posterior")
    in_worlds = {name: one.declaration for name, one in world_interventions.INTERVENTIONS.items()}
    countries = {name: one.declaration for name, one in world_interventions.COUNTRY_INTERVENTIONS.items()}
    return Vocabulary(
        mechanisms,
        features,
        common_inputs(),
        INTERVENTIONS | in_worlds,
        tuple(dict.fromkeys((*EVENTS, *world_events.EVENTS))),
        estimands,
        ORDERS,
        country_settings=country_inputs() | countries,
        country_events=world_events.COUNTRY_EVENTS,
    )


@cache
def world_vocabulary() -> Vocabulary:
    """The names that a world may use: features of the whole, and of each of its countries."""
    return Vocabulary(
        {},
        {name: Feature(feature.bins) for name, feature in WORLD_FEATURES.items()},
        orders=ORDERS,
        country_features={name: Feature(feature.bins) for name, feature in COUNTRY_FEATURES.items()},
    )
