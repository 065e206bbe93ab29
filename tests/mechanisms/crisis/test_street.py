"""The street: turnout settles at the lowest stable fixed point of r = F(r), found here by other means."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy
import pytest
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import logit
from scipy.stats import norm

from tocsin.mechanisms.crisis.state import MOBILISE, WAITS, City, Group, Ruler, Setting
from tocsin.mechanisms.crisis.street import NOTICED, STANDSTILL, VISIBLE

CAUSES = ("ruler", "challenger", "themselves")
# Mean threshold .25 and nothing that shifts it.
PLAIN = {"street.threshold": 0.25, "street.fear_raises": 0.0, "street.organisation_lowers": 0.0, "street.spread": 0.1,
         "street.call_lowers": 0.0, "street.grievance_lowers": 0.0, "street.near": 1.0, "street.pace": 1.0,
         "street.falsification": 0.0}  # fmt: skip


def lowest_fixed_point(pool: float, mean: float, deviation: float) -> tuple[float, float]:
    """First root of F(r) = pool × Φ((r − mean) / deviation) = r, bracketed on a fine grid, and the slope of F there."""

    def excess(r: float) -> float:
        return float(pool * norm.cdf((r - mean) / deviation) - r)

    grid = numpy.linspace(0.0, 1.0, 20_001)
    below = numpy.flatnonzero(pool * norm.cdf((grid - mean) / deviation) - grid <= 0.0)[0]
    root = 0.0 if below == 0 else float(brentq(excess, grid[below - 1], grid[below], xtol=1e-14))
    return root, float(pool * norm.pdf((root - mean) / deviation) / deviation)


def settle(stage: Any, p: Any, groups: list[Group], cities: list[City] | None = None, **parts: Any) -> Any:
    case = parts.pop("case", Setting())
    cities = cities or [City(population=sum(group.size for group in groups), capital=1)]
    now = stage.crisis(cities=cities, groups=groups, **parts)
    for _ in stage.play(["street"], now, case, p, range(4000)):
        pass
    return now


@pytest.mark.parametrize("pace", [1.0, 0.2])
@pytest.mark.parametrize("spread", [0.05, 0.12, 0.13, 0.3])
@pytest.mark.parametrize(
    "group", [(0.2, 0.9, 0.5, 0.1), (0.7, 0.3, 0.1, 0.6), (0.02, 0.05, 0.9, 0.0), (0.4, 0.5, 0.0, 1.0)]
)
@pytest.mark.parametrize("called", [False, True])
def test_turnout_settles_at_the_lowest_fixed_point(
    stage: Any, group: tuple[float, float, float, float], spread: float, pace: float, called: bool
) -> None:
    sympathy, grievance, fear, organised = group
    values = {"street.threshold": 0.4, "street.fear_raises": 0.3, "street.organisation_lowers": 0.25,
              "street.call_lowers": 0.15, "street.grievance_lowers": 0.2, "street.spread": spread,
              "street.pace": pace}  # fmt: skip
    person = Group(size=1e6, sympathy=sympathy, grievance=grievance, fear=fear, organised=organised)
    ruler = Ruler(response=MOBILISE if called else WAITS)
    now = settle(
        stage, stage.parameters({**PLAIN, **values}), [person], ruler=ruler, case=Setting(organised_appeal=0.5)
    )
    mean = 0.4 + 0.3 * fear - 0.25 * organised
    answering = 0.5 * organised * grievance if called else 0.0
    others = 1.0 - sympathy
    city = now.cities[0]
    for found, pool, threshold in (
        (city.out_ruler, others * (1.0 - grievance + answering), mean - (0.15 if called else 0.0)),
        (city.out_challenger, sympathy, mean - 0.15),
        (city.out_themselves, others * (grievance - answering), mean - 0.2 * grievance),
    ):
        root, slope = lowest_fixed_point(pool, threshold, spread)
        # The street stands still below a step of STANDSTILL, and people overlook a change of company below NOTICED;
        # to first order that leaves them so far from the root, the farther the nearer to tipping.
        distance = (STANDSTILL / pace + NOTICED * slope) / (1 - slope)
        assert abs(found - root) < 2 * distance < 0.03
    assert now.course.turnout_challenger == pytest.approx(city.out_challenger)


def granovetter(stage: Any, deviation: float) -> float:
    """Granovetter's (1978) own example: thresholds normal with mean 25 of a hundred."""
    p = stage.parameters({**PLAIN, "street.spread": deviation / 100.0})
    return 100.0 * float(settle(stage, p, [Group(size=100.0, sympathy=1.0)]).cities[0].out_challenger)


def test_granovetters_example_jumps_from_about_six_to_nearly_all(stage: Any) -> None:
    """Turnout grows slowly with the spread to about six of a hundred at 12.2, then leaps to nearly 100 and declines."""
    slow = [granovetter(stage, deviation) for deviation in (6.0, 8.0, 10.0, 11.0, 12.0, 12.2)]
    assert all(one < two for one, two in pairwise(slow))
    assert 5.0 < slow[-1] < 6.5
    after = [granovetter(stage, deviation) for deviation in (12.3, 15.0, 20.0, 40.0, 100.0)]
    assert after[0] > 99.0
    assert all(one > two for one, two in pairwise(after))
    assert granovetter(stage, 1e5) == pytest.approx(50.0, abs=0.1)  # the limit that he gives


def crowd(stage: Any, thresholds: list[int]) -> float:
    """Turnout, in persons, of people each with a threshold of his own: how many others must be out before he is."""
    number = len(thresholds)
    # Each person a group; fear carries the threshold, half a person below the number asked for.
    people = [Group(size=1.0, sympathy=1.0, fear=(own - 0.5) / number) for own in thresholds]
    p = stage.parameters({**PLAIN, "street.threshold": 0.0, "street.fear_raises": 1.0, "street.spread": 1e-5})
    return number * float(settle(stage, p, people).cities[0].out_challenger)


def test_one_person_decides_between_a_riot_and_one_rioter(stage: Any) -> None:
    """Granovetter (1978): a hundred people with thresholds 0 to 99, and the same with the 1 replaced by a 2."""
    assert crowd(stage, list(range(100))) == pytest.approx(100.0, abs=0.01)
    assert crowd(stage, [0, 2, *range(2, 100)]) == pytest.approx(1.0, abs=0.01)


def test_a_small_shift_tips_one_society_and_not_its_neighbour(stage: Any) -> None:
    """Kuran (1989, 1991): ten people; one whose threshold falls from two to one brings out nine in place of one."""
    assert crowd(stage, [0, 2, 2, 3, 4, 5, 6, 7, 8, 10]) == pytest.approx(1.0, abs=0.01)
    assert crowd(stage, [0, 1, 2, 3, 4, 5, 6, 7, 8, 10]) == pytest.approx(9.0, abs=0.01)


def test_a_hundredth_of_fear_less_tips_a_city(stage: Any) -> None:
    turnout = []
    for fear in (0.26, 0.25):
        p = stage.parameters({**PLAIN, "street.threshold": 0.0, "street.fear_raises": 1.0, "street.spread": 0.124})
        turnout.append(settle(stage, p, [Group(size=1e6, sympathy=1.0, fear=fear)]).cities[0].out_challenger)
    assert turnout[0] < 0.06
    assert turnout[1] > 0.99


def independent_map(
    pools: NDArray[Any], means: NDArray[Any], sizes: NDArray[Any], city: NDArray[Any], near: float
) -> Any:
    """Turnout of several groups in several cities, iterated from nobody: company = own city and country, weighed."""
    r = numpy.zeros(len(pools))
    cities = [city == c for c in range(city.max() + 1)]
    for _ in range(2000):
        own = numpy.array([(sizes[c] * r[c]).sum() / sizes[c].sum() for c in cities])[city]
        r = pools * norm.cdf((near * own + (1 - near) * (sizes * r).sum() / sizes.sum() - means) / 0.15)
    return r


@pytest.mark.parametrize("near", [0.0, 0.4, 0.9, 1.0])
def test_groups_and_cities_settle_together(stage: Any, near: float) -> None:
    city = numpy.array([0, 0, 1, 1, 2])
    sizes = numpy.array([7e5, 3e5, 1e5, 4e5, 2e5])
    sympathy = numpy.array([0.1, 0.9, 0.8, 0.5, 1.0])
    fear = numpy.array([0.3, 0.1, 0.0, 0.6, 0.2])
    p = stage.parameters({**PLAIN, "street.near": near, "street.fear_raises": 0.5, "street.spread": 0.15})
    people = [
        Group(city=int(c), size=n, sympathy=s, fear=f) for c, n, s, f in zip(city, sizes, sympathy, fear, strict=True)
    ]
    cities = [City(population=float(sizes[city == c].sum())) for c in range(3)]
    now = settle(stage, p, people, cities)
    expected = independent_map(sympathy, 0.25 + 0.5 * fear, sizes, city, near)
    assert [group.out_challenger for group in now.groups] == pytest.approx(list(expected), abs=1e-4)
    assert now.course.turnout_challenger == pytest.approx((sizes * expected).sum() / sizes.sum(), abs=1e-4)


@pytest.mark.parametrize("fear", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("sympathy", [0.05, 0.3, 0.8])
@pytest.mark.parametrize("spread", [0.08, 0.2])
def test_what_people_say_is_not_what_they_want(stage: Any, sympathy: float, fear: float, spread: float) -> None:
    """Preference falsification: who wants him to win says so in company only; nobody out, at its own fixed point."""
    values = {**PLAIN, "street.threshold": 2.0, "street.falsification": 0.5, "street.spread": spread}
    now = settle(stage, stage.parameters(values), [Group(size=1e6, sympathy=sympathy, fear=fear)])
    said = now.groups[0].expressed
    root, slope = lowest_fixed_point(sympathy, 0.5 * fear, spread)
    assert abs(said - root) < 2 * VISIBLE * slope / (1 - slope) + 1e-12
    assert now.cities[0].expressed == pytest.approx(said, abs=1e-4)
    assert said <= sympathy
    if fear == 1.0:
        assert said < 0.05 * sympathy


def test_a_crowd_loosens_tongues(stage: Any) -> None:
    """Those who are out for him are company for those who would say so: held at a fifth, they free the rest."""
    values = {**PLAIN, "street.falsification": 0.2, "street.spread": 0.1, "street.pace": 0.1}
    said = {}
    for out in (-1.0, 0.2):
        group, case = Group(size=1e6, sympathy=0.6, fear=1.0), Setting(turnout_fixed_challenger=out)
        now = settle(stage, stage.parameters({**values, "street.threshold": 2.0}), [group], case=case)
        said[out] = now.groups[0].expressed
    assert said[-1.0] == pytest.approx(lowest_fixed_point(0.6, 0.2, 0.1)[0], abs=1e-4)
    company = 0.0  # iterated by hand: the larger of those who say so and those who are out
    for _ in range(1000):
        company = max(0.2, 0.6 * norm.cdf((company - 0.2) / 0.1))
    assert said[0.2] == pytest.approx(0.6 * norm.cdf((company - 0.2) / 0.1), abs=1e-4)
    assert said[0.2] > 0.5 > 0.05 > said[-1.0]


def test_cities_differ_as_wholes_by_a_normal_error_in_log_odds(stage: Any) -> None:
    """Each of the four shares has its own error in each city, the same for all groups there; sure things stay sure."""
    number, centres = 600, {"grievance": 0.3, "fear": 0.5, "sympathy": 0.1, "organised": 0.02}
    groups = [Group(city=city, size=1.0, **centres) for city in range(number)]
    groups += [Group(city=city, size=1.0, grievance=0.8, fear=1.0, organised=0.4) for city in range(number)]
    now = stage.crisis(cities=[City(population=2.0) for _ in range(number)], groups=groups)
    for _ in stage.play(["street"], now, Setting(city_spread=0.6), stage.parameters(PLAIN), range(1)):
        pass
    errors = {}
    for name, centre in centres.items():
        errors[name] = (logit([getattr(group, name) for group in groups[:number]]) - logit(centre)) / 0.6
    for name, centre in (("grievance", 0.8), ("organised", 0.4)):
        others = (logit([getattr(group, name) for group in groups[number:]]) - logit(centre)) / 0.6
        assert others == pytest.approx(errors[name], abs=1e-9)
    assert {(group.fear, group.sympathy) for group in groups[number:]} == {(1.0, 0.0)}
    found = numpy.array(list(errors.values()))
    assert numpy.abs(found.mean(axis=1)).max() < 4 / numpy.sqrt(number)
    assert numpy.abs(found.std(axis=1) - 1).max() < 4 / numpy.sqrt(2 * number)
    assert numpy.abs(numpy.corrcoef(found) - numpy.eye(4)).max() < 4 / numpy.sqrt(number)


@pytest.mark.parametrize("cause", CAUSES)
def test_turnout_can_be_held_by_hand(stage: Any, cause: str) -> None:
    case = Setting(**{f"turnout_fixed_{cause}": 0.2})
    p = stage.parameters({**PLAIN, "street.threshold": 2.0})  # of themselves nobody would come
    now = settle(stage, p, [Group(size=1e6, sympathy=0.5, grievance=0.5, organised=0.3)], case=case)
    assert getattr(now.groups[0], f"out_{cause}") == 0.2
    assert getattr(now.course, f"turnout_{cause}") == pytest.approx(0.2)
    # Organised people out for the ruler or themselves oppose the column.
    assert now.cities[0].organised_out == pytest.approx(0.0 if cause == "challenger" else 1e6 * 0.3 * 0.2)
