"""What several mechanisms do with wars: count who fights whom, start one, end one. Plain functions over the state."""

from __future__ import annotations

from tocsin.mechanisms.world.state import BUREAUCRATIC, NEVER, WORKERS, Setting, Worlds

LIMITED_WAR = 2
"""Rung of the ladder on which a war starts."""


def live(now: Worlds, number: int) -> bool:
    """Whether both states of a pair exist."""
    pair = now.pairs[number]
    return now.countries[pair.first].exists == 1 and now.countries[pair.second].exists == 1


def note_orders(now: Worlds) -> None:
    """Keep up to date whether a war against a state is one against a social order that is not capitalist."""
    for country in now.countries:
        country.ally_of_new = 0
        if country.order == BUREAUCRATIC or country.order == WORKERS:
            country.ally_of_new = 1


def count_fronts(now: Worlds) -> None:
    """Count afresh, from the pairs at war, who fights how many, how strong they are, and how far it takes up each.

    A country directs its strength at its enemies in proportion to theirs; the effort that a war asks of a country is
    what is directed at it as a share of its own strength, at most all.
    """
    for country in now.countries:
        country.fronts = 0
        country.enemies = 0.0
        country.pressure = 0.0
        country.effort = 0.0
        country.foes = 0
    now.world.wars = 0
    now.world.general_war = 0
    for pair in now.pairs:
        if pair.war == 1:
            first = now.countries[pair.first]
            second = now.countries[pair.second]
            first.fronts += 1
            second.fronts += 1
            first.enemies += second.strength
            second.enemies += first.strength
            if second.bloc > 0:
                first.foes |= 1 << second.bloc
            if first.bloc > 0:
                second.foes |= 1 << first.bloc
            now.world.wars += 1
            if pair.opposed == 1 and first.major == 1 and second.major == 1:
                now.world.general_war = 1
    if now.world.wars > 0:
        _direct_strength(now)


def note_calls(now: Worlds, month: int) -> None:
    """Note which alliances a state has come to be at war with since last month; none in the first month."""
    for country in now.countries:
        country.calls = 0
        if month > 0:
            country.calls = country.foes & ~country.foes_before
        country.foes_before = country.foes


def _direct_strength(now: Worlds) -> None:
    for pair in now.pairs:
        if pair.war == 1:
            first = now.countries[pair.first]
            second = now.countries[pair.second]
            if first.enemies > 0.0:
                second.pressure += first.strength * second.strength / first.enemies
                second.effort += first.strength / first.enemies
            if second.enemies > 0.0:
                first.pressure += second.strength * first.strength / second.enemies
                first.effort += second.strength / second.enemies
    for country in now.countries:
        country.effort = min(country.effort, 1.0)


def start_war(now: Worlds, number: int, attacker: int, month: int) -> None:
    """Put a pair at war, from the lowest rung that is war."""
    pair = now.pairs[number]
    pair.war = 1
    pair.attacker = attacker
    pair.since = month
    pair.rung = LIMITED_WAR
    if now.course.first_war == NEVER:
        now.course.first_war = month
    for side in (pair.first, pair.second):
        if now.countries[side].first_war == NEVER:
            now.countries[side].first_war = month


def end_war(now: Worlds, number: int) -> None:
    """Put a pair at peace."""
    pair = now.pairs[number]
    pair.war = 0
    pair.attacker = -1
    pair.since = NEVER
    pair.rung = 0


def leave_wars(now: Worlds, country: int) -> None:
    """End all wars that a country is in; who counts or tells it does so himself."""
    for number, pair in enumerate(now.pairs):
        if pair.war == 1 and (pair.first == country or pair.second == country):
            end_war(now, number)


def hold_peace(now: Worlds, case: Setting) -> bool:
    """Whether an intervention holds the world at peace; ends what wars there are if so."""
    if case.war_fixed != 0.0:
        return False
    for number, pair in enumerate(now.pairs):
        if pair.war == 1:
            end_war(now, number)
    return True


def note_peace(now: Worlds, month: int) -> None:
    """Note the month for all who are at peace for the first time after a war."""
    for country in now.countries:
        if country.first_war != NEVER and country.left_war == NEVER and country.fronts == 0 and country.exists == 1:
            country.left_war = month
