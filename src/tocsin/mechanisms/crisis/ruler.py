"""The ruler: represses, bargains, mobilises or flees."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import expected_share, fighting_weight, normal_share, win_probability
from tocsin.mechanisms.crisis.rising import payoffs_in_a_rising
from tocsin.mechanisms.crisis.settlement import offer_credibility, offer_value
from tocsin.mechanisms.crisis.state import (
    BARGAIN,
    FLEE,
    GOES_ON,
    MOBILISE,
    REPRESS,
    RESPONSES_KEPT,
    RUNNING,
    WAITS,
    Crisis,
    Draws,
    Parameters,
    Setting,
    note,
)
from tocsin.mechanisms.crisis.turn import ready_share
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

RESPONDS = 0
DRAW_REACTION, DRAW_TEMPER, DRAW_KEEPS = 0, 1, 2

fear_ratio = parameter(
    "fear_ratio", "φ: loss of office to a revolution, in units of its loss to a coup", "ratio", 0.001, 1000,
    Prior.lognormal(1, math.log(3)), "editorial-2023",
    judgement="even odds before any evidence that revolution is feared more; a factor of three either way is common",
)  # fmt: skip
rationality = parameter(
    "rationality", "precision of the quantal response (0: choice at random)", "ratio", 0, 100, Prior.log_uniform(2, 20),
    "mckelvey-palfrey-1995", judgement="payoffs lie between 0 and about 1: from rough to near best response",
)  # fmt: skip
steadiness = parameter(
    "steadiness", "probability that what moved him besides the payoffs is the same at the next choice", "share", 0, 1,
    Prior.uniform(0.3, 0.95), judgement="dispositions last, moods do not",
)  # fmt: skip
reaction = parameter(
    "reaction", "mean time before his first choice", "h", 0.1, 100, Prior.uniform(1, 14),
    judgement="from a standing staff to a night's delay",
)  # fmt: skip
deliberation = parameter(
    "deliberation", "least time between two choices", "h", 1, 100, Prior.uniform(2, 12),
    judgement="orders need hours to go out and be seen to work",
)  # fmt: skip
force_cost = parameter(
    "force_cost", "cost of using force, apart from the odds (loss of office to a coup 1)", "share", 0, 1,
    Prior.uniform(0, 0.25),
    judgement="arming the army's say in politics has a price; below a quarter of office",
)  # fmt: skip
force_effect = parameter(
    "force_effect", "strength of undecided units under an order to fight, in units of that without", "ratio", 0.5, 3,
    Prior.uniform(1, 1.5), judgement="an order brings some of the hesitant round",
)  # fmt: skip
concession_cost = parameter(
    "concession_cost", "cost of a bargain (loss of office to a coup 1)", "share", 0, 1, Prior.uniform(0.05, 0.4),
    judgement="face lost and an example set; below half of office",
)  # fmt: skip
delay_cost = parameter(
    "delay_cost", "odds lost by talking if the offer is refused", "share", 0, 1, Prior.uniform(0, 0.2),
    judgement="the column marches on while talks last",
)  # fmt: skip
arming_time = parameter(
    "arming_time", "time in which two thirds of those who come out can be armed", "h", 1, 500, Prior.uniform(12, 48),
    judgement="about a day where arms are at hand",
)  # fmt: skip
conceding_cost = parameter(
    "conceding_cost", "cost of conceding all that is in dispute, beside that of bargaining at all", "share", 0, 2,
    Prior.uniform(0, 0.6), judgement="unknown: from nothing to more than half of office",
)  # fmt: skip
arming_cost = parameter(
    "arming_cost", "cost of calling people out and arming them, apart from revolution", "share", 0, 1,
    Prior.uniform(0, 0.3), judgement="obligations to those called; as for force",
)  # fmt: skip
flight_cost = parameter(
    "flight_cost", "cost of flight (loss of office to a coup 1)", "share", 0, 2, Prior.uniform(0.6, 1),
    judgement="office lost, life and some wealth kept",
)  # fmt: skip
reading_error = parameter(
    "reading_error", "standard deviation of his error about what an offer is worth to the challenger", "share", 0.01, 2,
    Prior.uniform(0.1, 0.5), "fearon-1995", judgement="private information about resolve is the rule",
)  # fmt: skip
perceived_risk = parameter(
    "perceived_risk", "share of the risk of revolution that he sees in any call, whoever is organised", "share", 0, 1,
    Prior.uniform(0, 0.1), judgement="rulers see risks that organisation alone would not show",
)  # fmt: skip


def choice_share(option: int, payoffs: tuple[float, float, float, float], rationality: float) -> float:
    """Probability of an option under logit quantal response: e^(λu) / Σ e^(λu). Source: McKelvey & Palfrey (1995)."""
    total = 0.0
    for payoff in payoffs:
        total += math.exp(rationality * (payoff - payoffs[option]))
    return 1.0 / total


@mechanism(
    "crisis.ruler", step=100,
    parameters=(fear_ratio, rationality, steadiness, reaction, deliberation, force_cost, force_effect, concession_cost,
                delay_cost, arming_cost, arming_time, conceding_cost, flight_cost, reading_error, perceived_risk),
    sources=("mckelvey-palfrey-1995", "fearon-1995", "acemoglu-robinson-2006"),
    claims=(
        "world-crisis/K7", "world-crisis/K8", "bargain-within-the-state/B4", "bargain-within-the-state/B5",
        "counterbalanced-army/C5",
    ),
    events=(Event("ruler-responds", "The ruler chooses to {response}."),),
    memory={"first": "h", "last": "h", "news": "events", "temper_1": "utility", "temper_2": "utility",
            "temper_3": "utility", "temper_4": "utility"},
)  # fmt: skip
def ruler(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Choose to repress, bargain, mobilise or flee, first after some hours and anew on visible news.

    Quantal response over expected payoffs, in which losing office to a coup costs 1 and to a revolution φ. He picks
    the option with the highest payoff + error / λ, error of Gumbel's distribution, so that the shares of the choices
    are the softmax of λ × payoff; errors carry over from choice to choice with some probability. In a rising he does
    not mobilise: those whom he could call are organised people, and it is they and theirs who have risen.
    """
    if draw.tick == 0:
        now.memory.ruler_first = -p.ruler.reaction * math.log(draw.once(0, DRAW_REACTION))
    if now.ruler.response == MOBILISE:
        now.ruler.armed += (1.0 - now.ruler.armed) / p.ruler.arming_time
    if now.ruler.response == FLEE:
        now.ruler.flight += 1.0
    if case.response_fixed >= 0.0:
        if now.ruler.response != case.response_fixed:
            _respond(now, draw, int(case.response_fixed))
        return
    if now.course.outcome != RUNNING or now.challenger.answer != GOES_ON:
        return  # nothing is left to choose: it is over, or the challenger has just closed or given up
    if draw.tick < now.memory.ruler_first:
        return
    first = now.ruler.response == WAITS
    if not first:
        if now.course.news <= now.memory.ruler_news:
            return
        if draw.tick - now.memory.ruler_last < p.ruler.deliberation:
            return
    now.memory.ruler_news = float(now.course.news)
    now.memory.ruler_last = float(draw.tick)
    if first or draw.uniform(1, DRAW_KEEPS) >= p.ruler.steadiness:
        now.memory.ruler_temper_1 = _gumbel(draw.uniform(REPRESS, DRAW_TEMPER))
    if first or draw.uniform(2, DRAW_KEEPS) >= p.ruler.steadiness:
        now.memory.ruler_temper_2 = _gumbel(draw.uniform(BARGAIN, DRAW_TEMPER))
    if first or draw.uniform(3, DRAW_KEEPS) >= p.ruler.steadiness:
        now.memory.ruler_temper_3 = _gumbel(draw.uniform(MOBILISE, DRAW_TEMPER))
    if first or draw.uniform(4, DRAW_KEEPS) >= p.ruler.steadiness:
        now.memory.ruler_temper_4 = _gumbel(draw.uniform(FLEE, DRAW_TEMPER))

    rising = case.challenger_present == 0.0
    if rising:
        repress, bargain, flee = payoffs_in_a_rising(now, case, p)
        mobilise = 0.0
    else:
        repress, bargain, mobilise, flee = payoffs(now, case, p)
    best = REPRESS
    highest = p.ruler.rationality * repress + now.memory.ruler_temper_1
    if p.ruler.rationality * bargain + now.memory.ruler_temper_2 > highest:
        best = BARGAIN
        highest = p.ruler.rationality * bargain + now.memory.ruler_temper_2
    if not rising and p.ruler.rationality * mobilise + now.memory.ruler_temper_3 > highest:
        best = MOBILISE
        highest = p.ruler.rationality * mobilise + now.memory.ruler_temper_3
    if p.ruler.rationality * flee + now.memory.ruler_temper_4 > highest:
        best = FLEE
    if best != now.ruler.response:
        _respond(now, draw, best)


def payoffs(now: Crisis, case: Setting, p: Parameters) -> tuple[float, float, float, float]:
    """Expected payoffs of repress, bargain, mobilise and flee as the ruler sees them (loss of office to a coup −1).

    The risk of revolution that stands anyway costs the same under all four: flight now spares no more of it than
    flight later would. Only what a call adds to it sets the options apart.
    """
    resisting = expected_share(now.challenger.fights_for, now.challenger.fights_against)
    joining = expected_share(now.challenger.joins_for, now.challenger.joins_against)
    attack = now.balance.attack + joining * now.balance.undecided
    firm = now.ruler.guard + now.balance.crowd_ruler + now.balance.hold + now.balance.fighting
    units = resisting * (1.0 - joining) * now.balance.undecided
    lost_by_force = win_probability(attack, firm + p.ruler.force_effect * units, p.balance.decisiveness)
    lost_by_delay = min(win_probability(attack, firm + units, p.balance.decisiveness) + p.ruler.delay_cost, 1.0)
    people, ready = _answer_to_call(now, case, p)
    lost_with_call = win_probability(attack, firm + units + people, p.balance.decisiveness)

    # The challenger's value of going on, or of quitting, is not his to see: he judges it by the same odds.
    worth = offer_credibility(p.settlement.retained, case.mediator_present * case.mediator_credibility) * offer_value(
        p.settlement.safety, p.settlement.generosity, case.stake
    )
    accepted = normal_share((worth - lost_by_delay) / p.ruler.reading_error)

    conceded = p.ruler.concession_cost + p.ruler.conceding_cost * p.settlement.generosity * case.stake

    out_already = ready_share(now)
    revolution = _perceived(p, out_already)
    revolution_if_called = _perceived(p, max(ready, out_already) + p.ruler.perceived_risk)
    fear = p.ruler.fear_ratio * case.fear_factor
    return (
        -lost_by_force - p.ruler.force_cost - fear * revolution,
        -accepted * conceded - (1.0 - accepted) * lost_by_delay - fear * revolution,
        -lost_with_call - p.ruler.arming_cost - fear * revolution_if_called,
        -p.ruler.flight_cost - fear * revolution,
    )


def _perceived(p: Parameters, ready: float) -> float:
    return -math.expm1(-p.turn.rate * p.turn.lasting * ready)


def _answer_to_call(now: Crisis, case: Setting, p: Parameters) -> tuple[float, float]:
    """What a call would bring: men's worth of people in the capital in the time left, and the share ready to turn.

    The share is that of the cities' people out, aggrieved and organised. He judges by what people say, not by what
    they want.
    """
    hours_left = now.column.position / p.march.speed
    armed = max(-math.expm1(-hours_left / p.ruler.arming_time), now.ruler.armed)
    men = 0.0
    ready = 0.0
    people = 0.0
    for group in now.groups:
        answering = (1.0 - group.expressed) * group.organised * case.organised_appeal
        people += group.size
        ready += group.size * answering * group.grievance
        if now.cities[group.city].capital == 1:
            weight = fighting_weight(group.organised, armed, p.balance.crowd, p.balance.arms)
            men += group.size * max(answering - group.out_ruler, 0.0) * weight
    return p.street.weight * men, ready / max(people, 1.0)


def _gumbel(u: float) -> float:
    return -math.log(-math.log(u))


def _respond(now: Crisis, draw: Draws, response: int) -> None:
    now.ruler.response = response
    now.ruler.since = draw.tick
    now.ruler.flight = 0.0
    taken = now.course.responses + 1
    if taken == 1:
        now.course.response_1 = response
        now.course.response_1_hour = draw.tick
    elif taken == 2:
        now.course.response_2 = response
        now.course.response_2_hour = draw.tick
    elif taken == 3:
        now.course.response_3 = response
        now.course.response_3_hour = draw.tick
    elif taken == 4:
        now.course.response_4 = response
        now.course.response_4_hour = draw.tick
    elif taken == 5:
        now.course.response_5 = response
        now.course.response_5_hour = draw.tick
    elif taken == RESPONSES_KEPT:
        now.course.response_6 = response
        now.course.response_6_hour = draw.tick
    now.course.responses = taken
    note(now, draw, RESPONDS, response)
