"""War onsets: Poisson counts at constants, each factor as declared, joining only where there is a war to join."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from scipy import stats

from tocsin.mechanisms.world.drive import OPPOSITION, advantage, drive, mass_opposition, may_join, readiness, tension
from tocsin.mechanisms.world.state import (
    BUREAUCRATIC,
    CAPITALIST,
    JUNTA,
    RESTORED,
    WORKERS,
    Country,
    Pair,
    Setting,
    World,
)
from tocsin.mechanisms.world.wars import count_fronts, end_war, leave_wars

PLAIN = {"drive.mass_opposition": 0.0, "drive.democracies": 0.0}


def country(**values: Any) -> Country:
    return Country(**{"output": 0.2, "power": 0.1, "strength": 0.1, "autocracy": 1.0, "organised": 0.0, **values})


def pair(first: int = 0, second: int = 1, **values: Any) -> Pair:
    return Pair(first, second, **{"hostility": 0.6, "contiguous": 1, **values})


def first_month(stage: Any, p: Any, now: Any, months: int = 1, history: int = 0, case: Setting | None = None) -> Any:
    """Month in which the first war starts, or None."""
    for tick in range(months):
        drive(now, case or Setting(), p, stage.draw("drive", tick, history))
        if now.world.wars:
            return tick
    return None


@pytest.mark.parametrize("base", [0.002, 0.05])
def test_at_constants_onsets_are_a_poisson_process(stage: Any, base: float) -> None:
    """Counts over four years of a pair that makes peace at once: mean and variance 2 × base × months, at small rates.

    A month holds one onset at most: its probability is 1 − exp(−2 base), and counts are binomial.
    """
    p, months, histories = stage.parameters({**PLAIN, "drive.base": base}), 48, 400
    counts, attacks = [], 0
    for history in range(histories):
        now = stage.worlds([country(), country()], [pair()])
        for tick in range(months):
            drive(now, Setting(), p, stage.draw("drive", tick, history))
            if now.pairs[0].war:
                attacks += now.pairs[0].attacker == 0
                end_war(now, 0)
        counts.append(now.course.onsets)
    probability = -math.expm1(-2 * base)
    most = max(counts) + 1
    expected = [histories * stats.binom.pmf(k, months, probability) for k in range(most)]
    expected.append(histories - sum(expected))
    keep = [k for k in range(most) if expected[k] >= 5]
    observed = [counts.count(k) for k in keep]
    rest, rest_expected = histories - sum(observed), histories - sum(expected[k] for k in keep)
    if rest_expected > 1:
        observed.append(rest)
        total = [expected[k] for k in keep] + [rest_expected]
    else:
        total = [expected[k] * sum(observed) / sum(expected[k] for k in keep) for k in keep]
    assert stats.chisquare(observed, total).pvalue > 0.001
    # In the limit of small rates the Poisson distribution.
    assert sum(counts) == pytest.approx(histories * months * probability, abs=4 * math.sqrt(sum(counts) + 1))
    assert abs(attacks - sum(counts) / 2) < 4 * math.sqrt(sum(counts) / 4)  # even pair: either attacks as often


@pytest.mark.parametrize("base", [0.002, 0.05])
def test_waiting_times_are_exponential(stage: Any, base: float) -> None:
    p, histories = stage.parameters({**PLAIN, "drive.base": base}), 300
    horizon = math.ceil(0.5 / base)
    hazard = 2 * base
    waits = [
        first_month(stage, p, stage.worlds([country(), country()], [pair()]), horizon, history)
        for history in range(histories)
    ]
    cut = [0, *(math.ceil(-math.log(1 - share) / hazard) for share in (0.2, 0.4)), horizon]
    counts = [sum(w is not None and low <= w < high for w in waits) for low, high in pairwise(cut)]
    counts.append(waits.count(None))
    survival = [math.exp(-hazard * month) for month in cut]
    expected = [histories * (a - b) for a, b in pairwise(survival)] + [histories * survival[-1]]
    assert stats.chisquare(counts, expected).pvalue > 0.001


def test_the_attacker_is_drawn_in_proportion_to_the_two_hazards(stage: Any) -> None:
    p = stage.parameters({**PLAIN, "drive.base": 0.5, "drive.balance": math.log(3.0)})
    attackers = []
    for history in range(1500):
        now = stage.worlds([country(strength=0.3), country(strength=0.0)], [pair()])
        if first_month(stage, p, now, history=history) is not None:
            attackers.append(now.pairs[0].attacker)
    share = attackers.count(0) / len(attackers)
    assert abs(share - 0.75) < 4 * math.sqrt(0.75 * 0.25 / len(attackers))


@pytest.mark.parametrize("target", [0, 1])
def test_a_target_whose_order_is_not_capitalist_is_attacked_more(stage: Any, target: int) -> None:
    p = stage.parameters({**PLAIN, "drive.base": 0.1, "drive.target_order": math.log(4.0)})
    attackers = []
    for history in range(2000):
        now = stage.worlds([country(), country()], [pair()])
        now.countries[target].order = WORKERS
        if first_month(stage, p, now, history=history) is not None:
            attackers.append(now.pairs[0].attacker)
    both = -math.expm1(-0.5)
    assert abs(len(attackers) / 2000 - both) < 4 * math.sqrt(both * (1 - both) / 2000)
    share = attackers.count(1 - target) / len(attackers)
    assert abs(share - 0.8) < 4 * math.sqrt(0.8 * 0.2 / len(attackers))


def test_each_factor_is_as_declared(stage: Any) -> None:
    p = stage.parameters({
        "drive.recession": 0.7, "drive.hostility": 2.0, "drive.balance": 1.5, "drive.target_order": 0.6,
        "drive.deterrence": 3.0, "drive.mass_opposition": 1.2, "drive.democracies": 0.9, "drive.at_war": 0.8,
    })  # fmt: skip
    assert readiness(country(mass_opposition=OPPOSITION), p) == 1.0
    assert readiness(country(mass_opposition=OPPOSITION, downturn=1.5), p) == pytest.approx(math.exp(1.05))
    assert readiness(country(mass_opposition=OPPOSITION, fronts=2), p) == pytest.approx(math.exp(-0.8))
    assert readiness(country(mass_opposition=0.65), p) == pytest.approx(math.exp(-0.6))
    armed, free = country(nuclear=1), country(autocracy=0.0)
    assert tension(pair(), country(), country(), p) == 1.0
    assert tension(pair(hostility=1.0), country(), country(), p) == pytest.approx(math.exp(0.8))
    assert tension(pair(), armed, armed, p) == pytest.approx(math.exp(-3.0))
    assert tension(pair(), armed, country(), p) == 1.0
    assert tension(pair(), free, free, p) == pytest.approx(math.exp(-1.8))
    assert tension(pair(), free, country(), p) == 1.0
    assert advantage(country(), country(), p) == 1.0
    assert advantage(country(strength=0.3), country(), p) == pytest.approx(math.exp(1.5 * 0.25))
    assert advantage(country(), country(strength=0.3), p) == pytest.approx(math.exp(-1.5 * 0.25))
    assert advantage(country(strength=0.0), country(strength=0.0), p) == 1.0


def test_mass_opposition_is_grievance_in_so_far_as_it_is_organised(stage: Any) -> None:
    assert mass_opposition(0.4, 0.025, 0.05) == pytest.approx(0.2)
    assert mass_opposition(0.4, 0.05, 0.05) == mass_opposition(0.4, 0.6, 0.05) == pytest.approx(0.4)
    now = stage.worlds([country(grievance=0.8, organised=0.01), country(exists=0, grievance=0.8, organised=0.5)])
    drive(now, Setting(), stage.parameters({"drive.organised": 0.04}), stage.draw("drive"))
    assert [c.mass_opposition for c in now.countries] == [pytest.approx(0.2), 0.0]


@pytest.mark.parametrize(("name", "changes"), [
    ("recession", {"downturn": 2.0}), ("mass_opposition", {"grievance": 1.0, "organised": 1.0}),
    ("deterrence", {"nuclear": 1}), ("target_order", {"order": WORKERS}), ("democracies", {"autocracy": 0.0}),
    ("balance", {"strength": 0.9}),
])  # fmt: skip
def test_at_a_contrast_the_link_is_cut_exactly(stage: Any, name: str, changes: dict[str, Any]) -> None:
    """The same months see wars with the cause and without it; with the link they do not."""

    def wars(values: dict[str, float], changed: dict[str, Any]) -> list[Any]:
        p = stage.parameters({"drive.base": 0.02, **values})
        found = []
        for history in range(60):
            now = stage.worlds([country(nuclear=1), country(**{"nuclear": 0, **changed})], [pair()])
            if name == "democracies":
                now.countries[0].autocracy = 0.0
            found.append((first_month(stage, p, now, 40, history), now.pairs[0].attacker))
        return found

    cut = {f"drive.{name}": 0.0}
    assert wars(cut, changes) == wars(cut, {})
    linked = {f"drive.{name}": 3.0}
    assert wars(linked, changes) != wars(linked, {})


def test_at_base_and_joining_zero_there_is_no_war(stage: Any) -> None:
    p = stage.parameters({"drive.base": 0.0, "drive.joining": 0.0})
    now = stage.worlds([country(), country(), country()], [pair(), pair(1, 2, war=1), pair(0, 2)])
    first_month(stage, p, now, 1)
    for tick in range(200):
        drive(now, Setting(), p, stage.draw("drive", tick))
    assert (now.course.onsets, now.course.joinings, now.world.wars) == (0, 0, 1)


@pytest.mark.parametrize(("general_war", "values", "expected"), [
    (0, {"opposed": 1}, True), (0, {}, False), (0, {"rivals": 1}, False), (1, {"rivals": 1}, True),
    (1, {"opposed": 1}, True), (1, {}, False), (1, {"opposed": 1, "allied": 1}, False),
])  # fmt: skip
def test_who_may_join(general_war: int, values: dict[str, int], expected: bool) -> None:
    target = country(bloc=2, fronts=1, foes=1 << 1)
    assert may_join(country(bloc=1), target, pair(**values), general_war) == expected
    assert not may_join(country(bloc=1), country(bloc=2), pair(**values), general_war)  # no war to join


def test_only_the_ally_of_one_who_fights_is_called_outside_a_general_war() -> None:
    target = country(bloc=2, fronts=1, foes=1 << 1)
    assert may_join(country(bloc=1), target, pair(opposed=1), 0)
    assert not may_join(country(bloc=3), target, pair(opposed=1), 0)
    assert not may_join(country(bloc=0), target, pair(opposed=1), 0)


@pytest.mark.parametrize(("general", "outside"), [(True, 0.2), (False, 0.2), (False, 0.0)])
def test_joining_goes_by_the_square_of_hostility_and_is_rarer_outside_a_general_war(
    stage: Any, general: bool, outside: float
) -> None:
    """0 fights 3 (a general war if they are opposed majors); 1, an ally of 0, may join against 3."""
    rate, hostile = 0.4, 0.8
    p = stage.parameters({**PLAIN, "drive.base": 0.0, "drive.joining": rate, "drive.outside": outside})
    joined = 0
    for history in range(1000):
        countries = [country(bloc=1, major=1), country(bloc=1), country(bloc=2, major=int(general))]
        pairs = [pair(0, 2, war=1, opposed=1), pair(1, 2, opposed=1, hostility=hostile), pair(0, 1, allied=1)]
        now = stage.worlds(countries, pairs)
        drive(now, Setting(), p, stage.draw("drive", 0, history))
        joined += now.pairs[1].war
        assert now.world.general_war == int(general)
        assert now.course.joinings == now.pairs[1].war
        assert now.pairs[2].war == 0
        if now.pairs[1].war:
            assert (now.pairs[1].attacker, now.countries[2].fronts) == (1, 2)
    expected = -math.expm1(-rate * hostile**2 * (1.0 if general else outside))
    assert abs(joined / 1000 - expected) <= 4 * math.sqrt(expected * (1 - expected) / 1000)


def test_a_war_that_starts_is_written_down(stage: Any) -> None:
    now = stage.worlds([country(), country(), country()], [pair(0, 2)], notes=3)
    month = first_month(stage, stage.parameters({**PLAIN, "drive.base": 0.05}), now, 500)
    war = now.pairs[0]
    assert (war.war, war.since, war.rung, war.attacker in (0, 2)) == (1, month, 2, True)
    assert [c.first_war for c in now.countries] == [month, -1, month]
    assert [c.fronts for c in now.countries] == [1, 0, 1]
    assert (now.course.first_war, now.course.onsets, now.course.events) == (month, 1, 1)
    assert (now.notes[0].kind, now.notes[0].actor, now.notes[0].hour) == (0, 0, month)


def test_held_at_peace_no_war_starts_and_none_goes_on(stage: Any) -> None:
    p = stage.parameters({"drive.base": 1.0, "drive.joining": 1.0})
    now = stage.worlds([country(), country(), country()], [pair(war=1, rung=3), pair(1, 2)])
    for tick in range(24):
        drive(now, Setting(war_fixed=0.0), p, stage.draw("drive", tick))
    assert (now.world.wars, now.course.onsets, now.course.joinings, now.course.settlements) == (0, 0, 0, 0)
    assert [(c.fronts, c.effort) for c in now.countries] == [(0, 0.0)] * 3
    assert [(link.war, link.rung) for link in now.pairs] == [(0, 0)] * 2


def test_nothing_starts_after_nuclear_use(stage: Any) -> None:
    p = stage.parameters({"drive.base": 1.0})
    now = stage.worlds([country(), country()], [pair()], world=World(nuclear=1))
    assert first_month(stage, p, now, 50) is None


def test_a_state_that_does_not_exist_fights_nobody_and_draws_nothing(stage: Any) -> None:
    class NoDraw:
        tick, mechanism = 0, 0

        def uniform(self, entity: int, index: int) -> float:
            raise AssertionError

    p = stage.parameters({"drive.base": 1.0, "drive.joining": 1.0})
    now = stage.worlds([country(), country(exists=0)], [pair()])
    drive(now, Setting(), p, NoDraw())
    assert now.world.wars == 0


def test_nobody_fights_himself_or_an_enemy_twice(stage: Any) -> None:
    p = stage.parameters({"drive.base": 0.2, "drive.joining": 0.2})
    countries = [country(bloc=1 + number % 2, major=1) for number in range(5)]
    pairs = [pair(i, j, opposed=(i + j) % 2) for i in range(5) for j in range(i + 1, 5)]
    now = stage.worlds(countries, pairs)
    for tick in range(40):
        drive(now, Setting(), p, stage.draw("drive", tick))
        fighting = [(link.first, link.second) for link in now.pairs if link.war]
        assert all(a != b for a, b in fighting)
        assert now.world.wars == len(set(fighting)) == len(fighting)
        for number, state in enumerate(now.countries):
            assert state.fronts == sum(number in sides for sides in fighting)
    assert now.course.onsets + now.course.joinings == now.world.wars == 10


def test_which_orders_a_war_is_against(stage: Any) -> None:
    orders = (CAPITALIST, BUREAUCRATIC, WORKERS, JUNTA, RESTORED)
    now = stage.worlds([country(order=order, ally_of_new=1) for order in orders])
    drive(now, Setting(), stage.parameters(), stage.draw("drive"))
    assert [state.ally_of_new for state in now.countries] == [0, 1, 1, 0, 0]


def test_strength_is_directed_at_enemies_in_proportion_to_theirs(stage: Any) -> None:
    """0 (.4) fights 1 (.2) and 2 (.1); 3 stays out."""
    countries = [country(strength=s) for s in (0.4, 0.2, 0.1, 0.3)]
    now = stage.worlds(countries, [pair(0, 1, war=1), pair(0, 2, war=1), pair(2, 3)])
    count_fronts(now)
    assert [c.enemies for c in countries] == pytest.approx([0.3, 0.4, 0.4, 0.0])
    assert [c.pressure for c in countries] == pytest.approx([0.2 + 0.1, 0.4 * 2 / 3, 0.4 / 3, 0.0])
    # What is directed at it as a share of its own strength, at most all of it.
    assert [c.effort for c in countries] == pytest.approx([0.75, 1.0, 1.0, 0.0])
    leave_wars(now, 2)
    count_fronts(now)
    assert [c.fronts for c in countries] == [1, 1, 0, 0]
    assert [c.effort for c in countries] == pytest.approx([0.5, 1.0, 0.0, 0.0])
