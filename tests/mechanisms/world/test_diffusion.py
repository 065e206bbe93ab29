"""Diffusion: what one success adds where, and the branching process that follows."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
from scipy import stats
from scipy.optimize import brentq

from tocsin.mechanisms.world.diffusion import diffusion
from tocsin.mechanisms.world.rising import rising
from tocsin.mechanisms.world.state import NO_CRISIS, RISING, WORKERS, Country, Pair, Setting

ALIKE = {"diffusion.far": 1.0, "diffusion.likeness": 0.0, "rising.base": 0.0}


def test_a_success_adds_by_nearness_likeness_and_grievance_and_fades(stage: Any) -> None:
    countries = [
        Country(development=0.5, autocracy=0.4, last_success=4, order=WORKERS, inspiration=0.2),
        Country(development=0.5, autocracy=0.4, grievance=0.3),
        Country(development=0.9, autocracy=0.0, grievance=0.5),
        Country(order=WORKERS, grievance=0.9),
    ]
    pairs = [Pair(0, 1, contiguous=1), Pair(0, 2), Pair(1, 2, contiguous=1)]
    values = {
        "diffusion.strength": 0.1,
        "diffusion.fading": 0.2,
        "diffusion.likeness": 2.0,
        "diffusion.far": 0.25,
    }
    now, p = stage.worlds(countries, pairs, notes=2), stage.parameters(values)
    diffusion(now, Setting(), p, stage.draw("diffusion", 4))
    assert [country.inspiration for country in countries[1:]] == [0.0, 0.0, 0.0]
    diffusion(now, Setting(), p, stage.draw("diffusion", 5))
    near, far = 0.1 * 0.3, 0.1 * 0.25 * math.exp(-2.0 * 0.5 * (0.4 + 0.4)) * 0.5
    assert countries[1].inspiration == pytest.approx(near)
    assert countries[2].inspiration == pytest.approx(far)
    assert countries[0].inspiration == pytest.approx(0.2 * math.exp(-0.4))  # none from itself
    assert countries[3].inspiration == 0.0  # none under a workers' order
    assert (now.notes[0].actor, now.notes[0].value) == (0, pytest.approx(near + far))
    for tick in range(6, 16):
        diffusion(now, Setting(), p, stage.draw("diffusion", tick))
    assert countries[1].inspiration == pytest.approx(near * math.exp(-2.0))


def test_without_strength_nothing_is_added(stage: Any) -> None:
    now = stage.worlds([Country(last_success=0), Country()])
    diffusion(now, Setting(), stage.parameters({"diffusion.strength": 0.0}), stage.draw("diffusion", 1))
    assert now.countries[1].inspiration == 0.0


def test_what_never_happened_inspires_nobody(stage: Any) -> None:
    """The month of what has not happened is −1, which month 0 must not take for last month."""
    now = stage.worlds()
    diffusion(now, Setting(), stage.parameters({"diffusion.strength": 1.0}), stage.draw("diffusion", 0))
    assert now.countries[1].inspiration == 0.0


def successes(stage: Any, p: Any, history: int, countries: int, most: int) -> int:
    """Number of successes in the cluster of one, if every rising succeeds and nobody rises but after an example."""
    now = stage.worlds([Country(grievance=0.5) for _ in range(countries)])
    now.countries[0].last_success = 0
    total = 1
    for tick in range(1, 2000):
        diffusion(now, Setting(), p, stage.draw("diffusion", tick, history))
        rising(now, Setting(), p, stage.draw("rising", tick, history))
        for country in now.countries:
            if country.crisis == RISING:
                country.crisis, country.last_success = NO_CRISIS, tick
                total += 1
        over = all(c.inspiration < 1e-5 and c.last_success < tick for c in now.countries)
        if over or total >= most:
            assert total == 1 + now.course.risings_inspired
            return total
    raise AssertionError("neither over nor large")


def reproduction(number: float, countries: int, fading: float) -> dict[str, float]:
    """Parameters under which one success causes so many further risings on average."""
    strength = number * -math.expm1(-fading) / (0.5 * (countries - 1))
    return {**ALIKE, "diffusion.strength": strength, "diffusion.fading": fading}


@pytest.mark.parametrize("number", [0.3, 0.7])
def test_below_one_the_final_size_is_borel_distributed(stage: Any, number: float) -> None:
    """Total progeny of a branching process with Poisson offspring: e^(−Rk) (Rk)^(k−1) / k! (Harris 1963)."""
    p, histories = stage.parameters(reproduction(number, 12, 0.5)), 300
    sizes = [successes(stage, p, history, 12, 10_000) for history in range(histories)]
    deviation = math.sqrt(number / (1.0 - number) ** 3 / histories)
    assert abs(sum(sizes) / histories - 1.0 / (1.0 - number)) < 4.0 * deviation
    shares = [math.exp(-number * k) * (number * k) ** (k - 1) / math.factorial(k) for k in (1, 2, 3)]
    counts = Counter(min(size, 4) for size in sizes)
    expected = [histories * s for s in shares] + [histories * (1.0 - sum(shares))]
    assert stats.chisquare([counts[k] for k in (1, 2, 3, 4)], expected).pvalue > 0.001


def test_above_one_it_dies_out_with_the_probability_of_the_branching_process(stage: Any) -> None:
    number, histories = 1.6, 250
    p = stage.parameters(reproduction(number, 12, 0.5))
    died = sum(successes(stage, p, history, 12, 40) < 40 for history in range(histories)) / histories
    expected = brentq(lambda q: q - math.exp(-number * (1.0 - q)), 0.0, 0.9)
    assert abs(died - expected) < 4.0 * math.sqrt(expected * (1.0 - expected) / histories)


@pytest.mark.parametrize("weight", [0.0, 0.4, 1.0])
def test_a_fall_without_power_inspires_by_its_weight(stage: Any, weight: float) -> None:
    values = {**ALIKE, "diffusion.strength": 0.1, "diffusion.fall": weight}
    for took_power, expected in ((-1, weight), (4, 1.0)):
        now = stage.worlds([Country(last_fall=4, last_success=took_power), Country(grievance=0.5)], notes=2)
        diffusion(now, Setting(), stage.parameters(values), stage.draw("diffusion", 5))
        assert now.countries[1].inspiration == pytest.approx(0.1 * 0.5 * expected)
        assert now.course.events == int(expected > 0.0)
    now = stage.worlds()
    diffusion(now, Setting(), stage.parameters({**values, "diffusion.fall": 1.0}), stage.draw("diffusion", 0))
    assert now.countries[1].inspiration == 0.0  # a fall that never happened is not one of last month
