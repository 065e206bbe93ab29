"""The eleven design concepts of ODD for each clock: what no single declaration says, written once."""

from __future__ import annotations

__all__ = ["CONCEPTS", "PURPOSE"]

PURPOSE = (
    "The model puts a theory of political crises, written as explicit claims, to the test. It turns the theory into "
    "thousands of simulated histories, so that it can be asked what each claim contributes, what would have happened "
    "otherwise, and whether the record favours this theory or a rival. It explains and compares; single numbers are "
    "forecasts only so far as the theory is right."
)

_COMMON = {
    "Learning": (
        "No actor changes the rules by which it decides. Beliefs are updated (see Prediction); parameters stay "
        "what they are for the whole of a history."
    ),
    "Stochasticity": (
        "Uncertain parameters and inputs are drawn from their priors, once for every twenty histories: that is "
        "what nobody knows. Within a history, decisions and accidents are drawn: that is chance. Every draw is a "
        "function of its address (seed, history, mechanism, tick, entity), made with Philox4x32-10, so that "
        "histories with and without an intervention share all draws that both make."
    ),
}

CONCEPTS: dict[str, dict[str, str]] = {
    "crisis": {
        "Basic principles": (
            "A march on a capital is a race between an armed column and a game of expectations. Units coordinate: "
            "each would rather stand with the side that wins, and what it expects the others to do decides. "
            "People come out by thresholds that fall with the company that they see. The ruler weighs defeat by "
            "the challenger against revolution. Which of these carry the outcome is what theories differ in: each "
            "switches mechanisms on or off and states its own parameters."
        ),
        "Emergence": (
            "How the crisis ends, how long it lasts, how near the column comes, who comes out and which units turn all "
            "emerge from the actors' decisions. Under a theory that states outcomes as shares the outcome is drawn and "
            "nothing emerges."
        ),
        "Adaptation": (
            "Units decide whether to fight, stand aside or join; groups in cities come out, stay or go home; the "
            "challenger goes on, takes terms or gives up; the ruler represses, bargains, calls people out or "
            "flees. Each follows what is in sight at that hour."
        ),
        "Objectives": (
            "Units and rulers choose by utilities with noise (a logit of stated rationality); the challenger compares "
            "what going on is worth to him (victory 1, defeat 0) with terms and with giving up. Groups have thresholds "
            "and no objective. All utilities are those of the submodels below."
        ),
        "Learning": _COMMON["Learning"],
        "Prediction": (
            "The challenger holds Beta beliefs on the share of units that will fight or join and of sympathisers who "
            "will come out, and updates them by what he sees; units share his expectation at first and then go by what "
            "became visible. Nobody looks more than one step ahead."
        ),
        "Sensing": (
            "Units see the news of visible events and the column's strength and distance; groups see who is out "
            "in their own city and, less, elsewhere; the challenger learns of cities and units as he comes near; "
            "the ruler reads the odds with an error. Nobody sees another's parameters."
        ),
        "Interaction": (
            "The column and units fight or block each other on the road and in the capital; people in one city "
            "make it easier for others to come out; units are moved by each other's stances; ruler and challenger "
            "meet in offers and answers. Foreign powers step in at a hazard."
        ),
        "Stochasticity": _COMMON["Stochasticity"],
        "Collectives": (
            "Groups in cities and military units are the collectives; they are the smallest actors of the model, "
            "and no person is represented but the ruler and the challenger."
        ),
        "Observation": (
            "Every history leaves a row (outcome, timing, turnout, losses, the features that a record can hold) "
            "and the first thousand their events and hourly paths. Outcomes are compared with the record by "
            "features fixed before any run, as shares of histories with an interval of the computing and a range "
            "over the priors."
        ),
    },
    "world": {
        "Basic principles": (
            "Economies move in a common cycle with parts of their own. Downturns, hostility and the balance of "
            "arms bear on who attacks whom; wars cost capacity and raise grievance; ruling groups lose cohesion, "
            "split and turn to coups; people rise, inspired by risings elsewhere; new orders stand, degenerate or "
            "are overthrown, with or without help from abroad. Which of these links hold is what theories differ "
            "in. A crisis inside a country is played by the crisis clock, hour by hour, and its outcome goes back "
            "into the country's state."
        ),
        "Emergence": (
            "Wars, coups, risings, changes of rulers and orders, and their waves emerge. The common part of the "
            "economic cycle is a process of its own that the rest does not move."
        ),
        "Adaptation": (
            "States attack, join, escalate or make peace, and rulers turn to coexistence or repression, by "
            "hazards that follow the state of the month; within a crisis actors decide as the crisis clock says."
        ),
        "Objectives": (
            "On the world clock no actor maximises anything: decisions are hazards whose logarithms are sums of "
            "causes. Inside a crisis the objectives are those of the crisis clock."
        ),
        "Learning": (
            "Leaderships of organisations gain experience as declared below, and rulers' fear of revolution moves with "
            "what happens to other rulers. Otherwise nobody changes the rules by which he decides."
        ),
        "Prediction": (
            "Nobody forecasts on the world clock; hazards depend on the present month and on what has happened. "
            "Inside a crisis beliefs are those of the crisis clock."
        ),
        "Sensing": (
            "States sense hostility, strength and order of those with whom they can come to war; people and "
            "organisations sense risings and their success elsewhere, weighted as declared; rulers the fate of "
            "rulers."
        ),
        "Interaction": (
            "Pairs of countries that are neighbours, rivals or include a major power can come to war; blocs draw "
            "in their members; risings spread; successes support each other; those at war with a new order may "
            "overthrow it."
        ),
        "Stochasticity": _COMMON["Stochasticity"],
        "Collectives": (
            "Countries are the actors; blocs, ruling groups, organisations and the people are collectives that "
            "appear as variables of countries."
        ),
        "Observation": (
            "Every history leaves a row of counts and dates, a row a country, and the first thousand their events "
            "and monthly paths. They are compared with the record by features fixed before any run; what the "
            "world misses in the public tables is reported beside what it meets."
        ),
    },
}
