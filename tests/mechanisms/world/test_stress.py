"""Long-run pressure: the published index on the published inputs, and what it does to people and rulers."""

from __future__ import annotations

import csv
import math
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tocsin.mechanisms.world.burden import burden
from tocsin.mechanisms.world.cohesion import cohesion
from tocsin.mechanisms.world.rising import own_hazard
from tocsin.mechanisms.world.state import Country, Setting
from tocsin.mechanisms.world.stress import elite_income, elites_after_year, political_stress, stress

STILL = {
    "stress.trend": 0.0, "stress.variety": 0.0, "stress.wage_downturn": 0.0, "stress.wage_war": 0.0,
    "stress.mobility": 0.0, "stress.borrowing": 0.0, "stress.repayment": 0.0, "stress.grievance": 0.0,
    "stress.cohesion": 0.0, "stress.labour_share": 0.5,
}  # fmt: skip


def play(stage: Any, months: int, values: dict[str, float], **fields: Any) -> Country:
    now, p = stage.worlds([Country(**fields)]), stage.parameters({**STILL, **values})
    for tick in range(months):
        stress(now, Setting(), p, stage.draw("stress", tick))
    return now.countries[0]


def published(name: str) -> list[dict[str, float]]:
    path = Path(os.environ["TOCSIN_DATA"]) / f"turchin_psi_usa_1945_2020_{name}.csv"
    with path.open(encoding="utf-8") as file:
        return [{key: float(text) if text else math.nan for key, text in row.items()} for row in csv.DictReader(file)]


@pytest.mark.data
def test_it_is_the_published_index_on_the_published_inputs() -> None:
    """All 76 years of the United States; what the table shows is 100 times the product."""
    rows = published("calculations")
    assert [row["year"] for row in rows] == list(range(1945, 2021))
    for row in rows:
        index = political_stress(
            row["RelWage"], row["Urbanization"], row["Age20_29"], row["elite"], row["epsilon"], row["RelDebt"],
            row["Distrust"],
        )  # fmt: skip
        assert 100.0 * index == pytest.approx(row["PSI"], rel=1e-12), row["year"]


@pytest.mark.data
def test_elites_and_their_incomes_follow_wages_as_published() -> None:
    rows = published("calculations")
    first = elite_income(rows[0]["elite"], rows[0]["RelWage"], 0.5)
    for before, row in pairwise(rows):
        assert elites_after_year(before["elite"], before["RelWage"], 0.1) == pytest.approx(row["elite"], rel=1e-12)
        assert elite_income(row["elite"], row["RelWage"], 0.5) / first == pytest.approx(row["epsilon"], rel=1e-12)


def test_the_three_pressures_multiply() -> None:
    one = political_stress(0.8, 0.7, 0.3, 1.2, 0.9, 0.6, 0.5)
    for place, up in ((0, 0.5), (1, 2.0), (2, 2.0), (3, 2.0), (4, 0.5), (5, 2.0), (6, 2.0)):
        inputs = [0.8, 0.7, 0.3, 1.2, 0.9, 0.6, 0.5]
        inputs[place] *= up
        assert political_stress(*inputs) == pytest.approx(2.0 * one)
    assert political_stress(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0) == 0.0  # no one of them is enough


def test_where_nothing_moves_there_is_no_stress(stage: Any) -> None:
    country = play(stage, 120, {})
    assert (country.stress, country.elites, country.debt) == (0.0, 1.0, 1.0)
    assert (country.grievance, country.cohesion) == (0.25, 0.8)


@pytest.mark.parametrize("trend", [-0.02, 0.01])
def test_falling_wages_make_masses_and_elites_ready(stage: Any, trend: float) -> None:
    country = play(stage, 121, {"stress.trend": trend, "stress.mobility": 0.1})
    elites = 1.0
    for tick in range(121):
        elites = elites_after_year(elites, math.exp(trend * tick / 12), 0.1 / 12)
    wage = math.exp(trend * 10)
    assert country.elites == pytest.approx(elites)
    income = elite_income(elites, wage, 0.5) / elite_income(1.0, 1.0, 0.5)
    assert country.stress == pytest.approx(math.log(political_stress(wage, 1, 1, elites, income, 1, 1)))
    assert (country.stress > 0.0) == (trend < 0.0)


def test_war_burdens_the_state_with_debt_and_peace_pays_it_back(stage: Any) -> None:
    values = {"stress.borrowing": 0.6, "stress.repayment": 0.12}
    country = play(stage, 3000, values, war_cost=0.5)
    assert country.debt == pytest.approx(1.0 + 0.6 * 0.5 / 0.12)
    assert country.stress == pytest.approx(math.log(3.5))
    assert play(stage, 3000, values, debt=2.0).debt == pytest.approx(1.0)
    worn = play(stage, 1, {}, capacity=0.4, capacity_normal=0.8)
    assert worn.stress == pytest.approx(math.log(2.0))


def test_downturn_and_war_lower_wages_while_they_last(stage: Any) -> None:
    values = {"stress.wage_downturn": 0.1, "stress.wage_war": 0.4, "stress.labour_share": 0.0}
    assert play(stage, 1, values, downturn=1.5, war_cost=0.5).stress == pytest.approx(0.15 + 0.2)
    assert play(stage, 1, values).stress == 0.0


def test_countries_have_trends_of_their_own(stage: Any) -> None:
    now = stage.worlds([Country() for _ in range(400)])
    p = stage.parameters({**STILL, "stress.trend": 0.002, "stress.variety": 0.01, "stress.labour_share": 0.0})
    stress(now, Setting(), p, stage.draw("stress", 120))
    trends = [-country.stress / 10.0 for country in now.countries]
    mean = sum(trends) / 400
    assert mean == pytest.approx(0.002, abs=4 * 0.01 / 20)
    assert math.sqrt(sum((t - mean) ** 2 for t in trends) / 399) == pytest.approx(0.01, rel=0.15)


def test_it_shifts_the_levels_that_grievance_and_cohesion_near(stage: Any) -> None:
    """With burden and cohesion in their places of the month, by weight × ln Ψ, whatever their relaxations."""
    fixed = {"burden.war_to_grievance": 0.0, "burden.recession_to_grievance": 0.0, "burden.insecurity_to_capacity": 0.0,
             "cohesion.capacity_lowers": 0.0, "cohesion.war_lowers": 0.0, "burden.war_to_capacity": 0.0}  # fmt: skip
    levels = []
    for weights in ({}, {"stress.grievance": 0.08, "stress.cohesion": 0.06}):
        now = stage.worlds([Country(debt=math.e, effort=0.0)])
        p = stage.parameters({**STILL, **fixed, **weights})
        for tick in range(2000):
            for key, formula in (("burden", burden), ("stress", stress), ("cohesion", cohesion)):
                formula(now, Setting(), p, stage.draw(key, tick))
        assert now.countries[0].stress == pytest.approx(1.0)
        levels.append((now.countries[0].grievance, now.countries[0].cohesion))
    assert levels[1][0] - levels[0][0] == pytest.approx(0.08)
    assert levels[1][1] - levels[0][1] == pytest.approx(-0.06)


def test_the_hazard_of_a_rising_goes_with_a_power_of_the_index(stage: Any) -> None:
    p = stage.parameters({"stress.rising": 0.5})
    calm, stressed = Country(), Country(stress=math.log(4.0))
    assert own_hazard(stressed, p) == pytest.approx(2.0 * own_hazard(calm, p))
    cut = stage.parameters({"stress.rising": 0.0})
    assert own_hazard(stressed, cut) == own_hazard(calm, cut)
