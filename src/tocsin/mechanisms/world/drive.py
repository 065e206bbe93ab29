"""The drive to war: who attacks whom, and who joins."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import hazard_probability
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.state import Country, Draws, Pair, Parameters, Setting, Worlds, note
from tocsin.mechanisms.world.wars import count_fronts, hold_peace, live, note_calls, note_orders, start_war
from tocsin.theory.quantity import Prior

WAR_STARTS, WAR_IS_JOINED = range(2)
DRAW_ONSET, DRAW_JOINING = range(2)
# Where the base hazard holds: hostility, mass opposition and share of the two sides' strength.
HOSTILITY, OPPOSITION, EVEN = 0.6, 0.15, 0.5
ROUNDING = 1.0 + 1e-9
"""A bound is this much above what it bounds, so that no rounding of either can put it below."""

base = parameter(
    "base", "hazard that one of a hostile, evenly matched pair of autocracies without nuclear arms attacks the other",
    "per month", 0, 1, Prior.log_uniform(0.0002, 0.0008), "bremer-1992", "sarkees-wayman-2010",
    judgement="once in one to four centuries, from a prototype adjusted with the record in view",
)  # fmt: skip
recession = parameter(
    "recession", "rise of the log hazard if the attacker's downturn is one standard deviation deep", "log ratio",
    0, 5, Prior.uniform(0, 1), "editorial-2023",
    judgement="from nothing to almost threefold; the record is divided. From a prototype adjusted with the record "
    "in view",
)  # fmt: skip
hostility = parameter(
    "hostility", "rise of the log hazard from no hostility to the utmost", "log ratio", 0, 10, Prior.uniform(1, 3),
    "thompson-dreyer-2012",
    judgement="most wars are between rivals, who are few; from a prototype adjusted with the record in view",
)  # fmt: skip
balance = parameter(
    "balance", "rise of the log hazard from an attacker that is powerless to one that is overwhelming", "log ratio",
    0, 10, Prior.uniform(0, 2), "bremer-1992",
    judgement="initiators are the stronger side as a rule, but overwhelming preponderance is found to keep the peace",
)  # fmt: skip
target_order = parameter(
    "target_order", "rise of the log hazard if the target's social order is not capitalist", "log ratio", 0, 5,
    Prior.uniform(0, 1), "editorial-2023",
    judgement="from nothing to almost threefold, from a prototype adjusted with the record in view",
)  # fmt: skip
deterrence = parameter(
    "deterrence", "fall of the log hazard between two states that both have nuclear arms", "log ratio", 0, 10,
    Prior.uniform(1, 4), "asal-beardsley-2007",
    judgement="two wars at most between such states in seven decades; from a third to a fiftieth",
)  # fmt: skip
distance = parameter(
    "distance", "fall of the log hazard between states that share no border or strait", "log ratio", 0, 10,
    Prior.uniform(2, 4), "bremer-1992", "sarkees-wayman-2010", "stinnett-etal-2002",
    judgement="neighbours were found 35 times as likely to fight; in the tables of wars and of contiguity 29 times as "
    "likely as major powers and distant states in 1946 to 1989 among the states of 2023, 3 times in 1870 to 1913",
)  # fmt: skip
opposition = parameter(
    "mass_opposition", "fall of the log hazard from no organised opposition of the people to the utmost", "log ratio",
    0, 10, Prior.uniform(0, 2), "editorial-2023",
    judgement="from nothing to a seventh, from a prototype adjusted with the record in view",
)  # fmt: skip
organised = parameter(
    "organised", "share of the people organised at which their grievance counts in full as opposition to a war",
    "share", 0.001, 1, Prior.log_uniform(0.025, 0.1), "chenoweth-stephan-2011",
    judgement="a few in a hundred active are reported to be enough for most ends; a prototype's .05 lies in the middle",
)  # fmt: skip
democracies = parameter(
    "democracies", "half the fall of the log hazard between two full democracies", "log ratio", 0, 5,
    Prior.uniform(0.5, 2), "bremer-1992",
    judgement="wars between them are rare to unknown; from a third to a fiftieth",
)  # fmt: skip
at_war = parameter(
    "at_war", "fall of the log hazard for an attacker that is at war already", "log ratio", 0, 5,
    Prior.uniform(0.4, 1.2), judgement="hands are tied, not bound; a prototype's .8 lies in the middle",
)  # fmt: skip
joining = parameter(
    "joining", "hazard in a general war that a state joins against an opposed one, if hostility is at its utmost",
    "per month", 0, 1, Prior.log_uniform(0.005, 0.06), "siverson-starr-1990", "leeds-2003",
    judgement="alliances are kept three times in four, but most who join at all do so within months to years; from a "
    "prototype adjusted with the record in view",
)  # fmt: skip
outside = parameter(
    "outside", "that hazard for an ally of one who fights, outside a general war, as a share of it", "ratio", 0, 1,
    Prior.log_uniform(0.03, 0.3), "siverson-starr-1990",
    judgement="most wars stay between two; a prototype ran away unless this was far below 1",
)  # fmt: skip
honoured = parameter(
    "honoured", "probability that a member of an alliance joins in the month in which an opposed state comes to fight "
    "that alliance", "share", 0, 1, Prior.uniform(0.5, 0.9), "leeds-2003",
    judgement="three obligations in four were kept; of 1914's allies four of five major powers joined within a week",
)  # fmt: skip
commitment = parameter(
    "commitment", "share of nuclear deterrence that holds back those who join", "ratio", 0, 1, Prior.uniform(0.4, 1),
    "leeds-2003", judgement="a commitment that exists already weakens it; a prototype's .7 lies in the middle",
)  # fmt: skip


def mass_opposition(grievance: float, share_organised: float, enough: float) -> float:
    """How far organised opposition stays a government's hand: grievance, in so far as it is organised; 0 to 1."""
    return grievance * min(1.0, share_organised / enough)


def readiness(country: Country, p: Parameters) -> float:
    """Factor on the hazard that is the attacker's own: downturn, opposition at home, wars under way."""
    score = p.drive.recession * country.downturn - p.drive.mass_opposition * (country.mass_opposition - OPPOSITION)
    if country.fronts > 0:
        score -= p.drive.at_war
    return math.exp(score)


def tension(pair: Pair, first: Country, second: Country, p: Parameters) -> float:
    """Factor on the hazard that is the same in both directions: hostility, distance, nuclear arms, democracy."""
    free = (1.0 - first.autocracy) * (1.0 - second.autocracy)
    score = p.drive.hostility * (pair.hostility - HOSTILITY) - 2.0 * p.drive.democracies * free
    score -= p.drive.distance * (1.0 - pair.contiguous)
    return math.exp(score - p.drive.deterrence * first.nuclear * second.nuclear)


def advantage(attacker: Country, target: Country, p: Parameters) -> float:
    """Factor on the hazard for the attacker's share of the strength of both; in the other direction 1 over it."""
    both = attacker.strength + target.strength
    if both <= 0.0:
        return 1.0
    return math.exp(p.drive.balance * (attacker.strength / both - EVEN))


def may_join(joiner: Country, target: Country, pair: Pair, general_war: int) -> bool:
    """Whether there is a war to join: an opposed state fights the joiner's alliance, or a general war goes on.

    In a general war those join who are of an opposed alliance, or rivals of one that fights.
    """
    if target.fronts == 0 or pair.allied == 1:
        return False
    if general_war == 1:
        return pair.opposed == 1 or pair.rivals == 1
    return pair.opposed == 1 and joiner.bloc > 0 and (target.foes >> joiner.bloc) & 1 == 1


def called(joiner: Country, target: Country, pair: Pair) -> bool:
    """Whether an opposed state has come to fight the joiner's alliance since last month."""
    return pair.opposed == 1 and joiner.bloc > 0 and (target.calls >> joiner.bloc) & 1 == 1


@mechanism(
    "war.drive", step=30,
    parameters=(base, recession, hostility, balance, target_order, deterrence, distance, opposition, organised,
                democracies, at_war, joining, outside, honoured, commitment),
    sources=("bremer-1992", "siverson-starr-1990", "editorial-2023"),
    claims=("world-crisis/K2", "world-crisis/K20", "bargain-within-the-state/B11"),
    events=(
        Event("war-starts", "War begins between {pair}, at a hostility of {value:.2f}."),
        Event("war-is-joined", "The war spreads: {pair} fight, at a hostility of {value:.2f}."),
    ),
)  # fmt: skip
def drive(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let states attack one another, and join wars under way; keep how far organised opposition stays their hand.

    The monthly hazard that i attacks j is base × exp(recession × downturn of i + hostility × (h − .6) + balance ×
    (share of strength − .5) + target order of j − deterrence if both have nuclear arms − distance if they share no
    border or strait − mass opposition × (m − .15) − 2 × democracies × (1 − autocracy of i)(1 − autocracy of j) − at
    war). Both directions share one draw, so that at most one of the two attacks. Joining needs a war and hostility:
    joining × h² × exp(−commitment × deterrence) and the joiner's mass opposition. In the month after an opposed state
    has come to fight an alliance, its members join with probability honoured, less by nuclear arms and mass opposition
    as before. Nothing starts after nuclear use, or where an intervention holds the world at peace.
    """
    held = hold_peace(now, case)
    count_fronts(now)
    note_calls(now, draw.tick)
    note_orders(now)
    readiest = 0.0
    for country in now.countries:
        if country.exists == 1:
            country.mass_opposition = mass_opposition(country.grievance, country.organised, p.drive.organised)
            country.readiness = readiness(country, p)
            readiest = max(readiest, country.readiness)
    if held or now.world.nuclear == 1:
        return
    started = 0
    against_new = math.exp(p.drive.target_order)
    most = most_hazard(readiest, against_new, p)
    for number, pair in enumerate(now.pairs):
        # Who fights whom is counted at the start of the month, so that the order of the pairs does not matter.
        if pair.war == 0 and live(now, number):
            first = now.countries[pair.first]
            second = now.countries[pair.second]
            u = draw.uniform(number, DRAW_ONSET)
            # Most months end at this comparison: what a pair's own hazard is need not be known then.
            if u < most and _attack(now, draw, number, u, against_new, p):
                now.course.onsets += 1
                target = now.countries[pair.first + pair.second - pair.attacker]
                now.course.onsets_against_new += target.ally_of_new
                started += 1
                note(now, draw, WAR_STARTS, number, pair.hostility)
            elif first.fronts + second.fronts > 0:
                forth = _joining(first, second, pair, now.world.general_war, p)
                back = _joining(second, first, pair, now.world.general_war, p)
                if forth + back > 0.0 and _fight(now, draw, number, draw.uniform(number, DRAW_JOINING), forth, back):
                    now.course.joinings += 1
                    started += 1
                    note(now, draw, WAR_IS_JOINED, number, pair.hostility)
    if started > 0:
        count_fronts(now)


def most_hazard(readiest: float, against_new: float, p: Parameters) -> float:
    """What the hazard of no pair is above: both attack who are the readiest, at the utmost hostility and advantage."""
    hostile = math.exp(p.drive.hostility * (1.0 - HOSTILITY))
    stronger = math.exp(p.drive.balance * (1.0 - EVEN))
    hazard: float = 2.0 * p.drive.base * hostile * stronger * readiest * max(against_new, 1.0)
    return hazard * ROUNDING


def _attack(now: Worlds, draw: Draws, number: int, u: float, against_new: float, p: Parameters) -> bool:
    """Let one of a pair attack the other, if the month's draw says so."""
    pair = now.pairs[number]
    first = now.countries[pair.first]
    second = now.countries[pair.second]
    common = p.drive.base * tension(pair, first, second, p)
    stronger = advantage(first, second, p)
    forth = common * first.readiness * stronger
    back = common * second.readiness / stronger
    if second.ally_of_new == 1:
        forth *= against_new
    if first.ally_of_new == 1:
        back *= against_new
    return _fight(now, draw, number, u, forth, back)


def _joining(joiner: Country, target: Country, pair: Pair, general_war: int, p: Parameters) -> float:
    if not may_join(joiner, target, pair, general_war):
        return 0.0
    score = -p.drive.commitment * p.drive.deterrence * joiner.nuclear * target.nuclear
    score -= p.drive.mass_opposition * (joiner.mass_opposition - OPPOSITION)
    hazard: float = p.drive.joining * pair.hostility * pair.hostility * math.exp(score)
    if general_war == 0:
        hazard *= p.drive.outside
    if called(joiner, target, pair):
        hazard -= math.log(1.0 - p.drive.honoured * min(math.exp(score), 1.0) / ROUNDING)
    return hazard


def _fight(now: Worlds, draw: Draws, number: int, u: float, forth: float, back: float) -> bool:
    """Start a war at the sum of two hazards; the attacker is either in proportion to his own."""
    hazard = forth + back
    if u >= hazard:  # then above the probability too, which is never more than the hazard
        return False
    probability = hazard_probability(hazard)
    if u >= probability:
        return False
    attacker = now.pairs[number].first
    if u * hazard >= probability * forth:
        attacker = now.pairs[number].second
    start_war(now, number, attacker, draw.tick)
    return True
