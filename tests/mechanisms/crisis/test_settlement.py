"""The offer: accepted iff credibility × value exceeds going on (Fearon 1995); no credible offer, no settlement."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.mechanisms.crisis.settlement import content_share, offer_credibility, offer_value, settlement
from tocsin.mechanisms.crisis.state import (
    ACCEPTS,
    BARGAIN,
    MOBILISE,
    REPRESS,
    REVOLUTION,
    RUNNING,
    SETTLEMENT,
    Balance,
    Challenger,
    Course,
    Group,
    Ruler,
    Setting,
)

share = st.floats(0.0, 1.0)


def negotiate(
    stage: Any, case: Setting, values: dict[str, float], quitting: float = 0.0, defence: float = 1000.0
) -> Any:
    """The ruler bargains at hour 0 and the challenger, with odds of his own strength against `defence`, answers."""
    p = stage.parameters({"settlement.talks": 0.0, "challenger.hope": 0.0, "balance.decisiveness": 1.0, **values})
    now = stage.crisis(
        ruler=Ruler(response=BARGAIN),
        balance=Balance(attack=1000.0, hold=defence),
        challenger=Challenger(quitting=quitting),
        notes=9,
    )
    for _ in stage.play(["settlement", "challenger"], now, case, p, range(1, 6)):
        pass
    return now


@given(share, share, share, share, share, st.sampled_from([0.0, 1.0]), st.floats(10.0, 1e5), st.floats(0.0, 0.1), share)
@example(0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1e5, 0.0, 0.0)
def test_it_is_accepted_iff_it_is_worth_more_than_going_on(
    stage: Any, retained: float, safety: float, generosity: float, stake: float, trust: float, present: float,
    defence: float, weariness: float, quitting: float,
) -> None:  # fmt: skip
    credibility = 1.0 - (1.0 - retained) * (1.0 - present * trust)
    value = safety + (1.0 - safety) * stake * generosity
    going_on = 1000.0 / (1000.0 + defence) - weariness
    margin = credibility * value - max(going_on, quitting)
    if abs(margin) < 1e-12:
        return
    values = {"settlement.retained": retained, "settlement.safety": safety, "settlement.generosity": generosity,
              "challenger.weariness": weariness}  # fmt: skip
    case = Setting(stake=stake, mediator_present=present, mediator_credibility=trust)
    now = negotiate(stage, case, values, quitting, defence)
    assert now.challenger.offer_credibility == pytest.approx(credibility)
    assert now.challenger.offer_value == pytest.approx(value)
    assert (now.challenger.answer == ACCEPTS) == (margin > 0.0)
    assert now.course.outcome == (SETTLEMENT if margin > 0.0 else RUNNING)


@pytest.mark.parametrize("defence", [1e3, 1e5, 1e9])
def test_no_credible_offer_no_settlement(stage: Any, defence: float) -> None:
    """However much is promised, and however hopeless going on is."""
    values = {"settlement.retained": 0.0, "settlement.safety": 1.0, "settlement.generosity": 1.0}
    assert negotiate(stage, Setting(stake=1.0), values, 0.0, defence).course.outcome == RUNNING


def test_the_commitment_problem_and_the_mediator_who_solves_it(stage: Any) -> None:
    """The same terms, the same odds: refused from a ruler who may break them, taken with a guarantee."""
    values = {"settlement.retained": 0.3, "settlement.safety": 0.4, "settlement.generosity": 1.0}
    refused = negotiate(stage, Setting(stake=0.5, mediator_credibility=0.8), values)
    taken = negotiate(stage, Setting(stake=0.5, mediator_present=1.0, mediator_credibility=0.8), values)
    assert (refused.course.outcome, taken.course.outcome) == (RUNNING, SETTLEMENT)
    # Worth 0.7 on paper, more than the even odds of going on; believed, 0.21 and 0.602.
    assert refused.challenger.offer_value == taken.challenger.offer_value == pytest.approx(0.7)
    assert refused.challenger.offer_credibility == pytest.approx(0.3)
    assert taken.challenger.offer_credibility == pytest.approx(0.86)


def test_value_and_credibility_stay_shares() -> None:
    assert offer_value(0.0, 1.0, 0.4) == pytest.approx(0.4)
    assert offer_value(0.3, 0.0, 1.0) == pytest.approx(0.3)
    assert offer_value(0.3, 1.0, 1.0) == pytest.approx(1.0)
    assert offer_credibility(0.0, 0.0) == 0.0
    assert offer_credibility(0.2, 1.0) == offer_credibility(1.0, 0.0) == 1.0


@pytest.mark.parametrize(("since", "talks", "expected"), [(0, 2.0, 2), (5, 7.5, 13), (3, 0.2, 4)])
def test_an_offer_takes_hours_to_make(stage: Any, since: int, talks: float, expected: int) -> None:
    p = stage.parameters({"settlement.talks": talks})
    now = stage.crisis(ruler=Ruler(response=BARGAIN, since=since))
    for tick in stage.play(["settlement"], now, Setting(), p, range(since, 30)):
        assert (now.challenger.offer_hour >= 0) == (tick >= expected)
    assert now.challenger.offer_hour == now.course.offer_hour == expected
    assert now.course.news == 1


@pytest.mark.parametrize("response", [REPRESS, MOBILISE])
def test_a_ruler_who_thinks_again_takes_it_off_the_table(stage: Any, response: int) -> None:
    p, now = stage.parameters({"settlement.talks": 2.0}), stage.crisis(ruler=Ruler(response=BARGAIN), notes=9)
    for tick in stage.play(["settlement"], now, Setting(), p, range(12)):
        if tick == 4:
            now.ruler.response = response
        if tick == 7:
            now.ruler.response, now.ruler.since = BARGAIN, 7
    assert [(line.hour, line.kind) for line in now.notes[: now.course.events]] == [(2, 0), (5, 2), (9, 0)]
    assert (now.challenger.offer_hour, now.course.offer_hour) == (9, 2)


def test_only_a_ruler_who_bargains_makes_an_offer(stage: Any) -> None:
    p, now = stage.parameters({"settlement.talks": 0.0}), stage.crisis(ruler=Ruler(response=REPRESS))
    for _ in stage.play(["settlement"], now, Setting(), p, range(20)):
        assert now.challenger.offer_hour == -1


def test_a_revolution_comes_before_a_settlement(stage: Any) -> None:
    """What the people did in the hour in which he meant to sign has already decided."""
    now = stage.crisis(challenger=Challenger(answer=ACCEPTS), course=Course(outcome=REVOLUTION))
    settlement(now, Setting(), stage.parameters(), stage.draw("settlement"))
    assert now.course.outcome == REVOLUTION


@pytest.mark.parametrize("retained", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("generosity", [0.0, 0.5, 1.0])
def test_a_concession_contents_those_who_believe_it_once(stage: Any, retained: float, generosity: float) -> None:
    """Grievance falls by credibility × share conceded, when the talks are over, and what was conceded stands."""
    case = Setting(challenger_present=0.0, stake=0.8, mediator_present=1.0, mediator_credibility=0.5)
    values = {"settlement.talks": 3.0, "settlement.retained": retained, "settlement.generosity": generosity}
    now = stage.crisis(ruler=Ruler(response=BARGAIN, since=2), groups=[Group(size=1e6, grievance=0.6)], notes=9)
    now.cities[0].seen_themselves = 0.1
    content = (1.0 - (1.0 - retained) * 0.5) * 0.8 * generosity
    assert content_share(retained, 0.5, 0.8, generosity) == pytest.approx(content)
    for tick in stage.play(["settlement"], now, case, stage.parameters(values), range(2, 40)):
        assert now.groups[0].grievance == pytest.approx(0.6 * (1.0 - content) if tick >= 5 else 0.6)
        if tick == 20:
            now.ruler.response = REPRESS
        if tick == 25:
            now.ruler.response, now.ruler.since = BARGAIN, 25
    assert (now.course.offer_hour, now.course.events, now.course.news, now.course.outcome) == (5, 1, 1, RUNNING)
    assert now.cities[0].seen_themselves == -1.0  # all weigh anew whether to stay out
    assert now.challenger.offer_hour == -1
