import pickle
import re
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from tocsin.errors import InputError, UnknownName
from tocsin.theory.prior import Prior
from tocsin.theory.world import World
from tocsin.theory.world_inputs import month_number

Read = Callable[[str | bytes], World]


def test_a_valid_world_is_read_whole(read_world: Read, world_text: str) -> None:
    world = read_world(world_text)
    assert (world.start, world.first_year, world.months) == ("1926-01", 1926, 60)
    assert [country.id for country in world.countries] == ["ruritania", "graustark", "syldavia", "zenda"]
    ruritania, graustark, _, zenda = world.countries
    assert (ruritania.exists, ruritania.major, ruritania.nuclear, ruritania.bloc) == (True, True, True, "crowns")
    assert (ruritania.codes.cow, ruritania.codes.iso, graustark.codes.iso) == (901, "RUR", None)
    assert (zenda.exists, zenda.parent, zenda.strength) == (False, "ruritania", None)
    assert ruritania.strength is not None
    assert ruritania.strength.prior == Prior.uniform(0.5, 0.9)
    assert world.observed("conversions") == ("none", "one")
    assert world.observed("ruritania.left_war") == ("never",)
    assert world.observed("graustark.left_war") == ()
    assert world.wars[0].rung == "war"
    assert world.reviewed_by is None


def test_months_count_from_a_january(read_world: Read, world_text: str) -> None:
    world = read_world(world_text)
    assert [world.month(number) for number in (0, 11, 12, 59)] == ["1926-01", "1926-12", "1927-01", "1930-12"]
    assert month_number(world.month(59)) - month_number(world.start) == 59


def test_inputs_lists_every_quantity_under_its_full_name(read_world: Read, world_text: str) -> None:
    inputs = read_world(world_text).inputs()
    assert len(inputs) == len(re.findall(r"unit: ", world_text))
    for name in (
        "countries.ruritania.output",
        "countries.zenda.experience",
        "countries.graustark.war_cost",
        "rest",
        "completion_share",
        "hostility.opposed_rivals",
        "hostility.ruritania-graustark",
    ):
        assert inputs[name].name == name
        assert inputs[name].meaning
    assert list(inputs) == list(read_world(world_text).inputs())


def test_a_country_s_quantity_has_a_short_name(read_world: Read, world_text: str) -> None:
    world = read_world(world_text)
    assert world.full_name("zenda.experience") == "countries.zenda.experience"
    assert world.full_name("rest") == "rest"
    short, full = (world.override(name, 0.5) for name in ("zenda.experience", "countries.zenda.experience"))
    assert short == full
    assert short.inputs()["countries.zenda.experience"].prior == Prior.fixed(0.5)
    with pytest.raises(UnknownName, match=r"did you mean 'zenda\.experience'"):
        world.full_name("zenda.experiense")


def test_override_changes_one_input_and_nothing_else(read_world: Read, world_text: str) -> None:
    world = read_world(world_text)
    before, digests = world.inputs(), {world.digest()}
    for name, quantity in before.items():
        changed = world.override(name, quantity.low if quantity.median() != quantity.low else quantity.high)
        after = changed.inputs()
        assert list(before) == list(after)
        assert {other for other in before if before[other] != after[other]} == {name}
        digests.add(changed.digest())
    assert len(digests) == len(before) + 1
    assert world == read_world(world_text)


def test_with_prior_takes_a_whole_quantity(read_world: Read, world_text: str) -> None:
    world = read_world(world_text)
    fixed = world.inputs()["rest"].fixed_at(0.25, world.rest.source)
    assert world.with_prior(fixed).rest == fixed
    other = world.override("rest", 0.5).inputs()["rest"]
    with pytest.raises(UnknownName, match="no input is called 'res'"):
        world.with_prior(type(other)("res", "", "share", 0, 1, other.prior, other.source))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ruritania.experince", 1, "did you mean 'ruritania.experience'?"),
        ("ruritania.experience", 2, "2 is out of range; expected a number from 0 to 1 (share)"),
        ("ruritania.experience", "high", "'high' is not a number"),
    ],
)
def test_override_refuses_what_does_not_fit(
    read_world: Read, world_text: str, name: str, value: float | str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_world(world_text).override(name, value)
    assert message in str(caught.value)


def test_relevant_pairs_follow_from_neighbours_rivals_and_major_powers(read_world: Read, world_text: str) -> None:
    pairs = read_world(world_text).relevant_pairs()
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3)]
    at_war, allies, lands, rivals, map_neighbours = pairs
    assert (at_war.contiguous, at_war.opposed, at_war.allied, at_war.rivals) == (True, True, False, False)
    assert at_war.war is not None
    assert at_war.hostility == "hostility.ruritania-graustark"
    assert (allies.contiguous, allies.allied, allies.opposed, allies.hostility) == (
        False, True, False, "hostility.allied",
    )  # fmt: skip
    assert lands.hostility == "hostility.neither"
    assert (rivals.rivals, rivals.contiguous, rivals.hostility) == (True, True, "hostility.rivals")
    assert map_neighbours.contiguous


def test_without_a_major_power_distant_states_are_no_pair(read_world: Read, world_text: str) -> None:
    world = read_world(world_text.replace("    major: yes\n", ""))
    assert [(pair.first, pair.second) for pair in world.relevant_pairs()] == [(0, 1), (1, 2), (1, 3)]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("    bloc: princes\n", "", "rivals"),
        ("    name_then: Kingdom of Syldavia\n", "    name_then: K\n    bloc: princes\n", "allied_rivals"),
        ("    name_then: Kingdom of Syldavia\n", "    name_then: K\n    bloc: crowns\n", "opposed_rivals"),
    ],
)
def test_the_kind_of_a_pair_follows_from_its_relations(
    read_world: Read, world_text: str, old: str, new: str, kind: str
) -> None:
    text = world_text.replace(old, new, 1).replace("pairs: [[ruritania, syldavia]]", "pairs: [[ruritania, zenda]]")
    pair = next(p for p in read_world(text).relevant_pairs() if (p.first, p.second) == (1, 2))
    assert pair.hostility == f"hostility.{kind}"


def test_a_world_is_frozen_and_can_be_sent_to_other_processes(read_world: Read, world_text: str) -> None:
    world = read_world(world_text)
    assert pickle.loads(pickle.dumps(world)) == world
    assert hash(world) == hash(read_world(world_text))
    with pytest.raises(ValidationError):
        world.title = "x"  # type: ignore[misc]


def test_the_digest_follows_the_meaning_not_the_writing(read_world: Read, world_text: str) -> None:
    digest = read_world(world_text).digest()
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    rewritten = world_text.replace("judgement: guess", "judgement: another").replace("A small world", "A world")
    rewritten = rewritten.replace("[ruritania, graustark], [syldavia", "[graustark, ruritania], [syldavia")
    assert read_world(rewritten).digest() == digest
    for old, new in (
        ("months: 60", "months: 72"),
        ("start: 1926-01", "start: 1927-01"),
        ("uniform: [0.1, 0.5]", "uniform: [0.1, 0.6]"),
        ("    nuclear: yes\n", ""),
        ("    major: yes\n", ""),
        ("opposed: [crowns], ", ""),
        ("since: 1925-11", "since: 1925-10"),
        ("rung: war", "rung: total war"),
        ("[[graustark, syldavia]]", "[[ruritania, zenda]]"),
        ("[none, one]", "[none]"),
    ):
        assert old in world_text
        changed = world_text.replace(old, new, 1)
        if old.startswith("start"):
            changed = changed.replace("when: 1926", "when: 1927")
        assert read_world(changed).digest() != digest, old
