"""The end of a month: completion and nuclear use for good, true counts, a clean sheet."""

from __future__ import annotations

from typing import Any

import pytest

from tocsin.mechanisms.world.ending import ending
from tocsin.mechanisms.world.state import (
    BUREAUCRATIC,
    NEVER,
    NO_CRISIS,
    RISING,
    RUNG_NUCLEAR,
    WORKERS,
    Country,
    Course,
    Pair,
    Setting,
    World,
)


def close(stage: Any, now: Any, tick: int = 0, **case: float) -> Any:
    ending(now, Setting(**case), stage.parameters(), stage.draw("ending", tick))
    return now


def test_completion_is_more_than_the_share_and_for_good(stage: Any) -> None:
    countries = [Country(output=0.3, order=WORKERS), Country(output=0.2), Country(output=0.4, order=BUREAUCRATIC)]
    now = stage.worlds(countries, notes=3)
    close(stage, now, 4)
    assert (now.world.workers, now.world.complete, now.course.completion) == (0.3, 0, NEVER)
    countries[1].order = WORKERS
    close(stage, now, 5, completion_share=0.5)
    assert (now.world.workers, now.world.complete) == (0.5, 0)  # not more than
    close(stage, now, 6, completion_share=0.49)
    assert (now.world.complete, now.course.completion, now.course.events) == (1, 6, 1)
    countries[0].order, countries[1].order = BUREAUCRATIC, BUREAUCRATIC
    for tick in range(7, 12):
        close(stage, now, tick)
    assert (now.world.workers, now.world.complete, now.course.completion, now.course.events) == (0.0, 1, 6, 1)
    assert now.course.workers_most == 0.5


def test_output_of_states_that_do_not_exist_counts_for_nothing(stage: Any) -> None:
    now = close(stage, stage.worlds([Country(output=0.9, order=WORKERS, exists=0), Country(output=0.1)]))
    assert (now.world.workers, now.world.complete, now.course.country_months) == (0.0, 0, 1)


def test_nuclear_use_is_for_good(stage: Any) -> None:
    pair = Pair(0, 1, war=1, rung=RUNG_NUCLEAR)
    now = close(stage, stage.worlds(pairs=[pair], notes=3), 8)
    assert (now.world.nuclear, now.course.nuclear, now.course.top_rung) == (1, 8, RUNG_NUCLEAR)
    pair.war = pair.rung = 0
    close(stage, now, 9)
    assert (now.world.nuclear, now.course.nuclear, now.course.top_rung, now.course.events) == (1, 8, RUNG_NUCLEAR, 1)


def test_nuclear_use_that_a_mechanism_has_marked_is_dated_here(stage: Any) -> None:
    now = close(stage, stage.worlds(world=World(nuclear=1)), 3)
    assert (now.course.nuclear, now.course.top_rung) == (3, RUNG_NUCLEAR)


@pytest.mark.parametrize("rungs", [(1, 3, 0), (4, 2, 5)])
def test_wars_are_counted_by_pair_and_by_country(stage: Any, rungs: tuple[int, int, int]) -> None:
    """The third pair is not at war, whatever its rung."""
    pairs = [Pair(0, 1, war=1, rung=rungs[0]), Pair(0, 2, war=1, rung=rungs[1]), Pair(1, 2, rung=rungs[2])]
    countries = [Country(), Country(fronts=9), Country(first_war=1), Country(fronts=3)]
    now = stage.worlds(countries, pairs, world=World(general_war=1, downturn=0.2))
    for tick in (5, 6):
        close(stage, now, tick)
    assert [country.fronts for country in countries] == [2, 1, 1, 0]
    assert [country.war_months for country in countries] == [2, 2, 2, 0]
    assert [country.first_war for country in countries] == [5, 5, 1, NEVER]
    assert [country.left_war for country in countries] == [NEVER] * 4
    course = now.course
    assert (now.world.wars, course.war_months, course.first_war, course.top_rung) == (2, 4, 5, max(rungs[:2]))
    assert (course.general_war_months, course.downturn_months, course.country_months) == (2, 2, 8)
    assert (course.months, now.world.nuclear) == (7, 0)
    pairs[1].war = 0
    for tick in (7, 8):
        close(stage, now, tick)
    assert [country.left_war for country in countries] == [NEVER, NEVER, 7, NEVER]  # at peace again, the first month


def test_the_month_s_fields_are_cleared_and_nothing_else_is(stage: Any) -> None:
    busy = {"outcome": 3, "fell": 1, "took_power": 1, "quit_war": 1, "loss": 0.4, "crisis": RISING}
    kept = {"size": 0.2, "defected": 0.3, "dual_power": 0.9, "last_success": 4, "falls": 2}
    country = Country(**busy, **kept)
    close(stage, stage.worlds([country]))
    assert [getattr(country, field) for field in busy] == [0, 0, 0, 0, 0.0, NO_CRISIS]
    assert {field: getattr(country, field) for field in kept} == kept


def test_the_path_s_line_holds_the_month(stage: Any) -> None:
    countries = [
        Country(output=0.6, war_cost=0.5, grievance=0.2, organised=0.01, cohesion=0.9),
        Country(output=0.2, war_cost=0.1, grievance=0.6, organised=0.05, cohesion=0.5, order=WORKERS),
        Country(output=0.9, war_cost=1.0, grievance=1.0, organised=1.0, cohesion=0.0, exists=0),
    ]
    pairs = [Pair(0, 1, hostility=0.3, war=1, rung=2), Pair(0, 2, hostility=0.9)]
    now = stage.worlds(countries, pairs, world=World(profit=-1.5, downturn=0.7), traces=3)
    now.course = Course(risings=4, conversions=1, attempts=6)
    close(stage, now, 1)
    line = now.traces[1]
    assert (line.profit, line.downturn, line.wars, line.workers, line.top_rung) == (-1.5, 0.7, 1, 0.2, 2)
    assert (line.risings, line.conversions, line.attempts, line.hostility) == (4, 1, 6, 0.3)
    means = (line.war_cost, line.grievance, line.organised, line.cohesion)
    assert means == pytest.approx((0.4, 0.3, 0.02, 0.8))
    assert now.traces[0] == now.traces[2] != line
    close(stage, now, 7)  # beyond the lines that are kept


def test_orders_are_looked_at_ten_years_after_they_were_made(stage: Any) -> None:
    countries = [
        Country(order=WORKERS, converted=5),
        Country(order=BUREAUCRATIC, converted=5),
        Country(order=WORKERS, converted=7),
        Country(order=WORKERS, converted=5, exists=0),
        Country(),
    ]
    now = stage.worlds(countries)
    now.course.first_conversion = 5
    close(stage, now, 124)
    assert [c.stood for c in countries] == [NEVER] * 5
    assert now.course.first_judged == 0
    close(stage, now, 125)
    assert [c.stood for c in countries] == [1, 0, NEVER, 0, NEVER]
    assert (now.course.first_judged, now.course.first_stands) == (1, 1)
    countries[0].order = BUREAUCRATIC
    close(stage, now, 127)
    assert [c.stood for c in countries] == [1, 0, 1, 0, NEVER]


def test_hostility_is_measured_over_months_across_divides_only(stage: Any) -> None:
    countries = [Country(), Country(), Country(ally_of_new=1), Country(exists=0)]
    pairs = [
        Pair(0, 1, hostility=0.9, hostility_normal=0.1),
        Pair(0, 2, hostility=0.5, hostility_normal=0.3),
        Pair(1, 2, opposed=1, hostility=0.2, hostility_normal=0.3),
        Pair(1, 3, opposed=1, hostility=0.9, hostility_normal=0.1),
    ]
    now = stage.worlds(countries, pairs)
    for tick in range(4):
        close(stage, now, tick, months=8)
    assert now.course.hostility_rise == pytest.approx(0.5 * 0.05)
    lone = stage.worlds(countries, pairs[:1])
    assert close(stage, lone, 0, months=8).course.hostility_rise == 0.0


def test_months_at_war_are_counted_by_country(stage: Any) -> None:
    now = stage.worlds([Country(), Country(), Country()], [Pair(0, 1, war=1, rung=2), Pair(0, 2, war=1, rung=2)])
    for tick in range(3):
        close(stage, now, tick)
    assert (now.course.months_at_war, now.course.war_months) == (9, 6)
