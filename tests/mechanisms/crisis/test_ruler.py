"""The ruler: quantal response (McKelvey & Palfrey 1995): shares of choices are the softmax of λ × payoff."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy
import pytest
from scipy import stats
from scipy.special import softmax

from tocsin.mechanisms.crisis.ruler import choice_share, payoffs, ruler
from tocsin.mechanisms.crisis.state import (
    BARGAIN,
    FLEE,
    MOBILISE,
    REPRESS,
    RESPONSES_KEPT,
    WAITS,
    Balance,
    Challenger,
    City,
    Group,
    Ruler,
    Setting,
)

HISTORIES = 2500
CASE = Setting(organised_appeal=0.4, stake=0.5, mediator_present=1.0, mediator_credibility=0.6)
# Four options near enough for each to be chosen often.
VALUES = {
    "ruler.fear_ratio": 1.5, "ruler.rationality": 4.0, "ruler.steadiness": 0.5, "ruler.force_cost": 0.1,
    "ruler.force_effect": 1.2, "ruler.concession_cost": 0.3, "ruler.delay_cost": 0.05, "ruler.arming_cost": 0.05,
    "ruler.flight_cost": 0.7, "ruler.reading_error": 0.3, "ruler.perceived_risk": 0.02, "ruler.deliberation": 3.0,
    "ruler.arming_time": 24.0, "ruler.conceding_cost": 0.25,
    "turn.rate": 0.4, "turn.lasting": 30.0, "balance.decisiveness": 1.3, "balance.crowd": 0.002, "balance.arms": 0.2,
    "march.speed": 25.0, "street.weight": 1.0, "settlement.retained": 0.2, "settlement.safety": 0.3,
    "settlement.generosity": 0.6,
}  # fmt: skip


def crisis(stage: Any, response: int = WAITS) -> Any:
    cities = [City(population=1e6, capital=1), City(population=5e5, distance=200.0)]
    groups = [
        Group(
            city=0,
            size=4e5,
            grievance=0.5,
            sympathy=0.1,
            organised=0.1,
            expressed=0.05,
            out_ruler=0.01,
            out_answering=0.004,
        ),
        Group(city=1, size=3e5, grievance=0.3, sympathy=0.2, organised=0.2, expressed=0.1, out_themselves=0.02),
    ]
    return stage.crisis(
        column=stage.column(600.0), cities=cities, groups=groups, ruler=Ruler(response=response, guard=500.0),
        balance=Balance(attack=3000.0, fighting=400.0, undecided=2500.0, hold=900.0),
        challenger=Challenger(joins_for=1.0, joins_against=3.0, fights_for=2.0, fights_against=2.0), notes=20,
    )  # fmt: skip


def expected_payoffs(values: dict[str, float]) -> list[float]:
    """The same payoffs written out from the design: win odds, acceptance, answer to a call, perceived revolution."""
    v = {name.split(".")[1]: value for name, value in values.items()}

    def odds(defence: float) -> float:
        attack = 3000.0 + 0.25 * 2500.0
        return attack ** v["decisiveness"] / (attack ** v["decisiveness"] + defence ** v["decisiveness"])

    firm, units = 500.0 + 900.0 + 400.0, 0.5 * 0.75 * 2500.0
    armed = 1 - math.exp(-600.0 / v["speed"] / v["arming_time"])
    men = 4e5 * (0.95 * 0.1 * 0.4 - 0.01) * (v["crowd"] + v["arms"] * 0.1 * armed) * v["weight"]
    ready = (4e5 * 0.95 * 0.1 * 0.4 * 0.5 + 3e5 * 0.9 * 0.2 * 0.4 * 0.3) / 7e5
    out = (4e5 * 0.004 + 3e5 * 0.02 * 0.2) / 7e5
    worth = (1 - (1 - v["retained"]) * (1 - 0.6)) * (v["safety"] + (1 - v["safety"]) * 0.5 * v["generosity"])
    late = min(odds(firm + units) + v["delay_cost"], 1.0)
    accepted = stats.norm.cdf((worth - late) / v["reading_error"])
    lasting = v["rate"] * v["lasting"]
    anyway = 1 - math.exp(-lasting * out)
    called = 1 - math.exp(-lasting * (max(ready, out) + v["perceived_risk"]))
    phi = v["fear_ratio"]
    return [
        -odds(firm + v["force_effect"] * units) - v["force_cost"] - phi * anyway,
        -accepted * (v["concession_cost"] + v["conceding_cost"] * 0.5 * v["generosity"])
        - (1 - accepted) * late
        - phi * anyway,
        -odds(firm + units + men) - v["arming_cost"] - phi * called,
        -v["flight_cost"] - phi * anyway,
    ]


@pytest.mark.parametrize("changes", [
    {}, {"ruler.fear_ratio": 7.0}, {"street.weight": 0.0}, {"ruler.delay_cost": 1.0},
    {"ruler.conceding_cost": 2.0}, {"ruler.conceding_cost": 0.0}, {"ruler.arming_time": 90.0},
])  # fmt: skip
def test_payoffs_are_those_of_the_design(stage: Any, changes: dict[str, float]) -> None:
    values = {**VALUES, **changes}
    assert payoffs(crisis(stage), CASE, stage.parameters(values)) == pytest.approx(expected_payoffs(values))


@pytest.mark.parametrize("generosity", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("stake", [0.0, 0.5, 1.0])
def test_conceding_costs_what_is_conceded_of_what_is_in_dispute(stage: Any, generosity: float, stake: float) -> None:
    """Where an offer is sure to be accepted, −(cost of bargaining + cost of conceding all × the share conceded).

    A guarantee that always holds and safety that is worth as much as victory make it sure whatever is conceded.
    """
    case = Setting(organised_appeal=0.4, stake=stake, mediator_present=1.0, mediator_credibility=1.0)
    sure = {**VALUES, "settlement.safety": 1.0, "ruler.reading_error": 0.01, "settlement.generosity": generosity,
            "turn.rate": 0.0}  # fmt: skip
    for cost in (0.0, 0.2, 1.5):
        found = payoffs(crisis(stage), case, stage.parameters({**sure, "ruler.conceding_cost": cost}))
        assert found[1] == pytest.approx(-0.3 - cost * generosity * stake, abs=1e-9)
        free = payoffs(crisis(stage), case, stage.parameters({**sure, "ruler.conceding_cost": 0.0}))
        assert (found[0], *found[2:]) == (free[0], *free[2:])  # the other options concede nothing


def first_choice(stage: Any, p: Any, history: int) -> Any:
    now = crisis(stage)
    ruler(now, CASE, p, stage.draw("ruler", tick=1, history=history))
    return now


def goodness(choices: Counter[int], shares: Any) -> float:
    counts = [choices[option] for option in (REPRESS, BARGAIN, MOBILISE, FLEE)]
    return float(stats.chisquare(counts, [sum(counts) * share for share in shares]).pvalue)


@pytest.mark.parametrize("rationality", [0.0, 1.5, 4.0, 12.0])
@pytest.mark.parametrize("fear_ratio", [0.1, 3.0])
def test_choice_shares_are_the_softmax_of_the_payoffs(stage: Any, rationality: float, fear_ratio: float) -> None:
    values = {**VALUES, "ruler.rationality": rationality, "ruler.fear_ratio": fear_ratio}
    p = stage.parameters(values)
    choices = Counter(first_choice(stage, p, history).ruler.response for history in range(HISTORIES))
    shares = softmax(rationality * numpy.array(expected_payoffs(values)))
    assert goodness(choices, shares) > 0.001
    closed = payoffs(crisis(stage), CASE, p)
    assert [choice_share(option, closed, rationality) for option in range(4)] == pytest.approx(list(shares))


def test_a_ruler_who_fears_revolution_without_bound_never_mobilises(stage: Any) -> None:
    found = []
    for fear_ratio in (0.0, 1.0, 10.0, 1e4):
        p = stage.parameters({**VALUES, "ruler.fear_ratio": fear_ratio})
        choices = Counter(first_choice(stage, p, history).ruler.response for history in range(1500))
        found.append(choices[MOBILISE] / 1500)
        # The risk that stands anyway moves no choice: the other three keep their proportions.
        others = softmax(4.0 * numpy.array(expected_payoffs({**VALUES, "ruler.fear_ratio": fear_ratio}))[[0, 1, 3]])
        counts = [choices[option] for option in (REPRESS, BARGAIN, FLEE)]
        assert stats.chisquare(counts, [sum(counts) * share for share in others]).pvalue > 0.001
    assert found[0] > found[1] > found[2]
    assert found[0] > 0.25
    assert found[3] == 0.0


@pytest.mark.parametrize("steadiness", [0.0, 0.5, 0.9])
def test_steadiness_keeps_the_shares_of_each_choice(stage: Any, steadiness: float) -> None:
    """Dispositions carry over, yet the second choice, under other payoffs, is the softmax of those."""
    p = stage.parameters({**VALUES, "ruler.steadiness": steadiness})
    later = {**VALUES, "ruler.fear_ratio": 0.2, "ruler.force_cost": 0.0}
    q = stage.parameters({**later, "ruler.steadiness": steadiness})
    second: Counter[int] = Counter()
    for history in range(HISTORIES):
        now = first_choice(stage, p, history)
        now.course.news += 1
        ruler(now, CASE, q, stage.draw("ruler", tick=5, history=history))
        second[now.ruler.response] += 1
    # The call goes out to people who are then not out yet, so the payoffs are the same function.
    assert goodness(second, softmax(4.0 * numpy.array(expected_payoffs(later)))) > 0.001


def test_the_steadier_the_more_often_he_stays_with_his_choice(stage: Any) -> None:
    stays = []
    for steadiness in (0.0, 0.6, 1.0):
        p, same = stage.parameters({**VALUES, "ruler.steadiness": steadiness}), 0
        for history in range(1000):
            now = first_choice(stage, p, history)
            before = now.ruler.response
            now.course.news += 1
            ruler(now, CASE, p, stage.draw("ruler", tick=5, history=history))
            same += now.ruler.response == before
        stays.append(same / 1000)
    shares = softmax(4.0 * numpy.array(expected_payoffs(VALUES)))
    independent = float((shares**2).sum())  # two choices that know nothing of each other
    assert abs(stays[0] - independent) < 4 * math.sqrt(independent * (1 - independent) / 1000)
    assert stays[0] < stays[1] < stays[2] == 1.0


def test_he_first_chooses_after_an_exponential_time(stage: Any) -> None:
    p = stage.parameters({**VALUES, "ruler.reaction": 7.0})
    times = []
    for history in range(1500):
        now = crisis(stage)
        for tick in stage.play(["ruler"], now, CASE, p, range(400), history=history):
            if now.ruler.response != WAITS:
                times.append(tick)
                break
    counts = [
        sum(low < time <= high for time in times) for low, high in ((-1, 2), (2, 5), (5, 10), (10, 18), (18, 400))
    ]
    edges = [0, 2, 5, 10, 18, math.inf]
    shares = [math.exp(-a / 7) - math.exp(-b / 7) for a, b in pairwise(edges)]
    assert stats.chisquare(counts, [1500 * share for share in shares]).pvalue > 0.001


def test_he_thinks_again_on_news_only_and_not_too_soon(stage: Any) -> None:
    p = stage.parameters({**VALUES, "ruler.steadiness": 0.0, "ruler.rationality": 0.0, "ruler.deliberation": 6.0})
    now, changes = crisis(stage), []
    for tick in stage.play(["ruler"], now, CASE, p, range(1, 200)):
        if tick >= 100:
            now.course.news += 1
        changes.append((tick, now.ruler.since))
    chosen = sorted({since for _, since in changes})
    assert chosen[0] == 1
    assert chosen[1] > 100
    assert min(b - a for a, b in pairwise(chosen)) >= 6
    # All are counted, six are kept, in the order of their hours, none the same as the one before.
    kept = [getattr(now.course, f"response_{number}") for number in range(1, RESPONSES_KEPT + 1)]
    hours = [getattr(now.course, f"response_{number}_hour") for number in range(1, RESPONSES_KEPT + 1)]
    assert hours == chosen[:RESPONSES_KEPT]
    assert all(a != b for a, b in pairwise(kept))
    assert now.course.responses == len(chosen) > RESPONSES_KEPT


@pytest.mark.parametrize("arming_time", [1.0, 12.0, 24.0, 48.0])
def test_arming_takes_its_time_and_flight_is_counted(stage: Any, arming_time: float) -> None:
    now, case = crisis(stage), Setting(response_fixed=float(MOBILISE))
    p = stage.parameters({**VALUES, "ruler.arming_time": arming_time})
    for tick in stage.play(["ruler"], now, case, p, range(30)):
        assert now.ruler.armed == pytest.approx(1.0 - (1.0 - 1.0 / arming_time) ** tick)
    case = Setting(response_fixed=float(FLEE))
    for tick in stage.play(["ruler"], now, case, stage.parameters(VALUES), range(30, 40)):
        assert now.ruler.flight == tick - 30
    assert (now.course.response_1, now.course.response_1_hour) == (MOBILISE, 0)
    assert (now.course.response_2, now.course.response_2_hour, now.course.responses) == (FLEE, 30, 2)
