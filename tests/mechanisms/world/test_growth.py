"""Organisation: the logistic curve; experience: an exponential."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy.integrate import solve_ivp

from tocsin.mechanisms.world.growth import growth, logistic_step
from tocsin.mechanisms.world.state import WORKERS, Country, Setting

VALUES = {
    "growth.recruitment": 0.08,
    "growth.repression": 0.02,
    "growth.ceiling": 0.25,
    "growth.fading": 100.0,
}


def path(
    stage: Any, months: int, values: dict[str, float] | None = None, case: Setting | None = None, **fields: float
) -> list[float]:
    now, p = stage.worlds([Country(**fields)]), stage.parameters({**VALUES, **(values or {})})
    shares = []
    for tick in range(months):
        growth(now, case or Setting(), p, stage.draw("growth", tick))
        shares.append(now.countries[0].organised)
    return shares


@pytest.mark.parametrize(("grievance", "autocracy", "capacity"), [(0.9, 0.2, 0.5), (0.5, 0.5, 0.3), (0.1, 1.0, 1.0)])
@pytest.mark.parametrize("start", [1e-4, 0.02, 0.4])
def test_it_follows_the_logistic_curve(
    stage: Any, grievance: float, autocracy: float, capacity: float, start: float
) -> None:
    rate = 0.08 * grievance - 0.02 * (0.5 + autocracy) * capacity
    crowding = 0.08 * grievance / 0.25
    fields = {"organised": start, "grievance": grievance, "autocracy": autocracy, "capacity": capacity}
    shares = path(stage, 240, **fields)
    for month in (1, 12, 60, 240):
        # Verhulst: K / (1 + (K / O₀ − 1) e^(−rt)), K = rate / crowding, also where rate and K are negative.
        level = rate / crowding
        closed = level / (1.0 + (level / start - 1.0) * math.exp(-rate * month))
        assert shares[month - 1] == pytest.approx(closed, rel=1e-9)


def test_it_solves_the_equation_that_it_states(stage: Any) -> None:
    fields = {"organised": 0.03, "grievance": 0.6, "autocracy": 0.7, "capacity": 0.6}
    shares = path(stage, 120, **fields)

    def slope(_: float, o: Any) -> Any:
        return o * (0.08 * 0.6 * (1.0 - o / 0.25) - 0.02 * (0.5 + 0.7) * 0.6)

    solved = solve_ivp(slope, (0.0, 120.0), [0.03], rtol=1e-10, atol=1e-12, t_eval=[1.0, 40.0, 120.0]).y[0]
    assert [shares[0], shares[39], shares[119]] == pytest.approx(solved, rel=1e-7)


def test_without_net_growth_only_crowding_counts() -> None:
    assert logistic_step(0.2, 0.0, 0.5) == pytest.approx(0.2 / 1.1)
    for rate in (1e-10, -1e-10, 1e-8, -1e-8):
        assert logistic_step(0.2, rate, 0.5) == pytest.approx(0.2 / 1.1, rel=1e-7)


def test_recruitment_and_repression_can_be_cut(stage: Any) -> None:
    none = {"growth.recruitment": 0.0}
    assert path(stage, 5, none, organised=0.1, grievance=1.0) == path(stage, 5, none, organised=0.1, grievance=0.0)
    free = {"growth.repression": 0.0}
    assert path(stage, 5, free, organised=0.1, capacity=1.0) == path(stage, 5, free, organised=0.1, capacity=0.0)


def test_a_workers_order_does_not_cut_its_organisation_down(stage: Any) -> None:
    ours = path(stage, 12, organised=0.05, autocracy=1.0, order=WORKERS)
    assert ours == path(stage, 12, {"growth.repression": 0.0}, organised=0.05, autocracy=1.0)


def test_experience_fades_at_the_rate_stated(stage: Any) -> None:
    now, p = stage.worlds([Country(experience=0.8)]), stage.parameters(VALUES)
    for tick in range(36):
        growth(now, Setting(), p, stage.draw("growth", tick))
    assert now.countries[0].experience == pytest.approx(0.8 * math.exp(-0.36), rel=1e-12)


def test_organisation_is_seeded_at_the_start_and_at_birth_and_never_again(stage: Any) -> None:
    case, still = Setting(seeded=0.05), {"growth.recruitment": 0.0, "growth.repression": 0.0}
    countries = [Country(organised=0.01), Country(organised=0.09), Country(organised=0.01, born=6)]
    now, p = stage.worlds(countries), stage.parameters(still)
    growth(now, case, p, stage.draw("growth", 0))
    assert [country.organised for country in countries] == [0.05, 0.09, 0.05]
    for country in countries:
        country.organised = 0.01
    for tick in range(1, 12):
        growth(now, case, p, stage.draw("growth", tick))
        assert countries[0].organised == 0.01
        assert countries[2].organised == (0.05 if tick >= 7 else 0.01)
    growth(now, Setting(), p, stage.draw("growth", 0))
    assert countries[0].organised == 0.01


def test_experience_is_seeded_at_the_start_or_held_throughout(stage: Any) -> None:
    still = stage.parameters({**VALUES, "growth.recruitment": 0.0, "growth.repression": 0.0})
    countries = [Country(experience=0.1, organised=0.02), Country(experience=0.9)]
    now = stage.worlds(countries)
    growth(now, Setting(experience_seeded=0.5), still, stage.draw("growth", 0))
    assert [c.experience for c in countries] == pytest.approx([0.5 * math.exp(-0.01), 0.9 * math.exp(-0.01)])
    assert countries[0].organised == 0.02  # apart from organisation
    growth(now, Setting(experience_seeded=0.5), still, stage.draw("growth", 1))
    assert countries[0].experience == pytest.approx(0.5 * math.exp(-0.02))
    growth(now, Setting(experience_fixed=0.3), still, stage.draw("growth", 2))
    assert [c.experience for c in countries] == [0.3, 0.3]
