"""People in the street: who comes out, for whom, and who only says so."""

from __future__ import annotations

from tocsin.mechanisms.crisis.cities import let_cities_differ
from tocsin.mechanisms.crisis.formulas import normal_share
from tocsin.mechanisms.crisis.rising import set_off
from tocsin.mechanisms.crisis.state import MOBILISE, City, Crisis, Draws, Group, Parameters, Setting, note
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

FOR_RULER, FOR_CHALLENGER, FOR_THEMSELVES = range(3)
ROUNDS_BEFORE = 20
STANDSTILL = 1e-6
"""Change of every city's shares within an hour below which nobody moves any more, until the ruler's response changes:
one person in a million. It saves most of the work where no cascade starts."""
NOTICED = 1e-5
"""Change of the company seen, as a share, at which people hold it against their threshold again."""
VISIBLE = 1e-4
"""Share of the people who must have come out for the challenger before what others say changes with it."""

telling = parameter(
    "telling", "share of a city's people out that makes news", "share", 0.0001, 0.5, Prior.log_uniform(0.002, 0.05),
    judgement="a crowd of thousands in a city of a million is reported anywhere",
)  # fmt: skip
weight = parameter(
    "weight", "how much crowds count in the contest and in what the others expect of it (0: not at all)", "ratio",
    0, 1, Prior.fixed(1), judgement="1 by definition; a theory in which crowds do not enter sets 0",
)  # fmt: skip
pace = parameter(
    "pace", "share of the gap between people ready and people out that closes in an hour", "per hour", 0.001, 1,
    Prior.log_uniform(0.05, 0.4), judgement="crowds gather within hours to a day",
)  # fmt: skip
near = parameter(
    "near", "weight of one's own city, against the country's, in the company that people see", "share", 0, 1,
    Prior.uniform(0.3, 0.95), judgement="broadcasts and messages carry some of it beyond the city",
)  # fmt: skip
threshold = parameter(
    "threshold", "mean threshold: company at which half of the fearless and unorganised come out", "share", 0, 2,
    Prior.uniform(0.4, 0.8), "granovetter-1978", judgement="turnouts above a few per cent are rare",
)  # fmt: skip
spread = parameter(
    "spread", "standard deviation of thresholds", "share", 0.01, 1, Prior.uniform(0.08, 0.25), "granovetter-1978",
    judgement="nobody has measured one for a crisis: both sides of the tipping point",
)  # fmt: skip
fear_raises = parameter(
    "fear_raises", "rise of the mean threshold from no fear to full fear", "share", 0, 2, Prior.uniform(0, 0.6),
    "kuran-1989", judgement="up to the size of the threshold itself",
)  # fmt: skip
organisation_lowers = parameter(
    "organisation_lowers", "fall of the mean threshold from unorganised to fully organised", "share", 0, 2,
    Prior.uniform(0.1, 1.2), judgement="organised people come out together, at the limit without waiting for company",
)  # fmt: skip
call_lowers = parameter(
    "call_lowers", "fall of the mean threshold when one's own side calls on people to come out", "share", 0, 2,
    Prior.uniform(0, 0.5), judgement="a call tells everybody when; less than the threshold itself",
)  # fmt: skip
grievance_lowers = parameter(
    "grievance_lowers", "fall of the mean threshold from no grievance to full grievance, for themselves", "share",
    0, 2, Prior.uniform(0, 0.4), judgement="anger counts, company and organisation as well",
)  # fmt: skip
falsification = parameter(
    "falsification", "mean threshold for saying openly what one wants, at full fear", "share", 0, 2,
    Prior.uniform(0, 0.6), "kuran-1989", "kuran-1991", judgement="speaking costs no more than coming out",
)  # fmt: skip


def settled_share(company: float, pool: float, mean: float, deviation: float) -> float:
    """Share of all who are ready to come out at this company: the pool × share with a threshold below it.

    Source: Granovetter (1978), thresholds normal with this mean and standard deviation.
    """
    return pool * normal_share((company - mean) / deviation)


@mechanism(
    "crisis.street", step=40,
    parameters=(weight, pace, near, threshold, spread, fear_raises, organisation_lowers, call_lowers,
                grievance_lowers, falsification, telling),
    sources=("granovetter-1978", "granovetter-soong-1983", "kuran-1989", "kuran-1991"),
    claims=(
        "world-crisis/K6", "officers-coordinate/O4", "hidden-preferences/H1", "hidden-preferences/H3",
        "hidden-preferences/H4", "hidden-preferences/H5", "structural-demographic/S1", "structural-demographic/S5",
    ),
    events=(
        Event("out-for-ruler", "In {city} {value:.1%} of the people are out for the ruler."),
        Event("out-for-challenger", "In {city} {value:.1%} of the people are out for the challenger."),
        Event("out-for-themselves", "In {city} {value:.1%} of the people are out for themselves."),
    ),
    memory={"settled": "switch", "response": "response"},
)  # fmt: skip
def street(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let people come out for one of three causes once the company they see exceeds their threshold.

    In each group, r moves towards pool × share with a threshold below the company, at a pace an hour, and settles at
    the lowest stable fixed point of r = F(r). Pools: for the challenger those who want him to win; of the others, the
    aggrieved for themselves, the rest for the ruler. Those who want the challenger to win say so only in company, which
    those who are out for him swell. A rising starts from those whom its spark has brought out for themselves.
    """
    if draw.tick == 0:
        let_cities_differ(now, case, draw)
        for _ in range(ROUNDS_BEFORE):  # what people said before the crisis had settled long since
            if _speak(now, p, 1.0) < VISIBLE:
                break
        if case.challenger_present == 0.0:
            people = set_off(now, case)
            for number, city in enumerate(now.cities):
                _tell(now, p, draw, number, FOR_THEMSELVES, 0.0, city.out_themselves)
            _count(now, people)
            return
    settled = now.memory.street_settled == 1.0 and case.challenger_present > 0.0  # a rising is moved by others too
    if settled and now.memory.street_response == now.ruler.response:
        return
    answered_anew = now.memory.street_response != now.ruler.response
    now.memory.street_response = float(now.ruler.response)
    said = 0.0
    if now.course.turnout_challenger > VISIBLE:
        said = _speak(now, p, p.street.pace)

    people = 0.0
    country_ruler = 0.0
    country_challenger = 0.0
    country_themselves = 0.0
    for city in now.cities:
        people += city.population
        country_ruler += city.out_ruler * city.population
        country_challenger += city.out_challenger * city.population
        country_themselves += city.out_themselves * city.population
    near = p.street.near
    far = (1.0 - near) / max(people, 1.0)
    change = said
    for number, city in enumerate(now.cities):
        for_ruler = near * city.out_ruler + far * country_ruler
        for_challenger = near * city.out_challenger + far * country_challenger
        for_themselves = near * city.out_themselves + far * country_themselves
        if answered_anew or abs(for_ruler - city.seen_ruler) > NOTICED:
            city.seen_ruler = for_ruler
            _weigh_ruler(now, case, p, city)
        if answered_anew or abs(for_challenger - city.seen_challenger) > NOTICED:
            city.seen_challenger = for_challenger
            _weigh_challenger(now, p, city)
        if answered_anew or abs(for_themselves - city.seen_themselves) > NOTICED:
            city.seen_themselves = for_themselves
            _weigh_themselves(now, case, p, city)
        change = max(change, _come_out(now, case, p, draw, city, number))
    _count(now, people)
    if change < STANDSTILL:
        now.memory.street_settled = 1.0
    else:
        now.memory.street_settled = 0.0


def _weigh_ruler(now: Crisis, case: Setting, p: Parameters, city: City) -> None:
    """Let a city's people hold the company for the ruler against their thresholds: who is ready to come out for him."""
    called = _called(now)
    for index in range(city.groups_from, city.groups_to):
        group = now.groups[index]
        answering = _answering(group, case, called)
        willing = 1.0 - group.grievance + answering
        mean = _mean_threshold(p, group) - p.street.call_lowers * called
        group.ready_ruler = settled_share(city.seen_ruler, (1.0 - group.sympathy) * willing, mean, p.street.spread)
        group.ready_answering = group.ready_ruler * answering / max(willing, NOTICED)


def _weigh_challenger(now: Crisis, p: Parameters, city: City) -> None:
    """The same for the challenger, who calls on people by marching."""
    for index in range(city.groups_from, city.groups_to):
        group = now.groups[index]
        mean = _mean_threshold(p, group) - p.street.call_lowers
        group.ready_challenger = settled_share(city.seen_challenger, group.sympathy, mean, p.street.spread)


def _weigh_themselves(now: Crisis, case: Setting, p: Parameters, city: City) -> None:
    """The same for themselves, for which nobody calls."""
    called = _called(now)
    for index in range(city.groups_from, city.groups_to):
        group = now.groups[index]
        pool = (1.0 - group.sympathy) * (group.grievance - _answering(group, case, called))
        mean = _mean_threshold(p, group) - p.street.grievance_lowers * group.grievance
        group.ready_themselves = settled_share(city.seen_themselves, pool, mean, p.street.spread)


def _mean_threshold(p: Parameters, group: Group) -> float:
    mean: float = (
        p.street.threshold + p.street.fear_raises * group.fear - p.street.organisation_lowers * group.organised
    )
    return mean


def _called(now: Crisis) -> float:
    return 1.0 if now.ruler.response == MOBILISE else 0.0


def _answering(group: Group, case: Setting, called: float) -> float:
    """Aggrieved people answer a ruler's call only through organisations that will have him; then they are his."""
    return called * case.organised_appeal * group.organised * group.grievance


def _speak(now: Crisis, p: Parameters, pace: float) -> float:
    """Let people say what they want when enough of their city say so; return the largest change of a group's share."""
    change = 0.0
    for city in now.cities:
        speaking = 0.0
        for index in range(city.groups_from, city.groups_to):
            group = now.groups[index]
            # Those who come out are seen to want what they came out for.
            speaking += max(group.expressed, group.out_challenger) * group.size
        city.expressed = speaking / max(city.population, 1.0)
        heard = abs(city.expressed - city.heard) > NOTICED
        if heard:
            city.heard = city.expressed
        for index in range(city.groups_from, city.groups_to):
            group = now.groups[index]
            if heard:
                group.ready_to_speak = settled_share(
                    city.expressed, group.sympathy, p.street.falsification * group.fear, p.street.spread
                )
            change = max(change, abs(group.ready_to_speak - group.expressed))
            group.expressed += pace * (group.ready_to_speak - group.expressed)
    return change


def _come_out(now: Crisis, case: Setting, p: Parameters, draw: Draws, city: City, number: int) -> float:
    """Move a city's people towards those who are ready, note what is news, return the largest change of a share."""
    pace = p.street.pace
    ruler = 0.0
    challenger = 0.0
    themselves = 0.0
    organised = 0.0
    for index in range(city.groups_from, city.groups_to):
        group = now.groups[index]
        out_ruler = group.out_ruler + pace * (group.ready_ruler - group.out_ruler)
        out_challenger = group.out_challenger + pace * (group.ready_challenger - group.out_challenger)
        out_themselves = group.out_themselves + pace * (group.ready_themselves - group.out_themselves)
        group.out_answering += pace * (group.ready_answering - group.out_answering)
        if case.turnout_fixed_ruler >= 0.0:
            out_ruler = case.turnout_fixed_ruler
            group.out_answering = out_ruler * group.ready_answering / max(group.ready_ruler, NOTICED)
        if case.turnout_fixed_challenger >= 0.0:
            out_challenger = case.turnout_fixed_challenger
        if case.turnout_fixed_themselves >= 0.0:
            out_themselves = case.turnout_fixed_themselves
        ruler += group.size * out_ruler
        challenger += group.size * out_challenger
        themselves += group.size * out_themselves
        organised += group.size * group.organised * (out_ruler + out_themselves)
        group.out_ruler = out_ruler
        group.out_challenger = out_challenger
        group.out_themselves = out_themselves
    population = max(city.population, 1.0)
    ruler /= population
    challenger /= population
    themselves /= population
    _tell(now, p, draw, number, FOR_RULER, city.out_ruler, ruler)
    _tell(now, p, draw, number, FOR_CHALLENGER, city.out_challenger, challenger)
    _tell(now, p, draw, number, FOR_THEMSELVES, city.out_themselves, themselves)
    change: float = max(
        abs(ruler - city.out_ruler), abs(challenger - city.out_challenger), abs(themselves - city.out_themselves)
    )
    city.out_ruler = ruler
    city.out_challenger = challenger
    city.out_themselves = themselves
    city.organised_out = organised
    return change


def _count(now: Crisis, people: float) -> None:
    """Add cities up to the country."""
    ruler = 0.0
    challenger = 0.0
    themselves = 0.0
    for city in now.cities:
        ruler += city.out_ruler * city.population
        challenger += city.out_challenger * city.population
        themselves += city.out_themselves * city.population
    people = max(people, 1.0)
    now.course.turnout_ruler = max(now.course.turnout_ruler, ruler / people)
    now.course.turnout_challenger = max(now.course.turnout_challenger, challenger / people)
    now.course.turnout_themselves = max(now.course.turnout_themselves, themselves / people)


def _tell(now: Crisis, p: Parameters, draw: Draws, city: int, cause: int, before: float, after: float) -> None:
    if before < p.street.telling <= after:
        if p.street.weight > 0.0:  # crowds that count for nothing move nobody to think again
            now.course.news += 1
        note(now, draw, cause, city, after)
