import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import InputError
from tocsin.theory.world import World

Read = Callable[[str | bytes], World]
Problems = Callable[[Read, str | bytes], list[str]]

OF_ZENDA = "    exists: no\n    parent: ruritania\n"
BROKEN = [
    ("kind: world", "kind: case", "world.yaml:2: kind: this is a case, not a world; expected kind: world"),
    ("start: 1926-01", "start: 1926-02", "start: '1926-02' is no January; expected a world starts in a January"),
    ("start: 1926-01", "start: 1926", "start: '1926' is no January"),
    ("start: 1926-01", "start: xx-01", "start: 'xx-01' is no month; expected a year and a month such as 1914-01"),
    ("months: 60", "months: long", "months: this is not a whole number; expected a whole number"),
    ("months: 60", "months: 6", "months: Input should be greater than or equal to 12"),
    ("title: A small world", "titel: A small world", "titel: unknown key; expected one of id, kind, title"),
    ("id: graustark\n", "id: ruritania\n", "country 'ruritania' stands here a second time (first in line 8)"),
    ("cow: 902", "cow: two", "countries[1].codes.cow: this is not a whole number"),
    ("iso: RUR", "iso: rur", "countries[0].codes.iso: 'rur' is no code of a country; expected three capital"),
    (
        "    bloc: princes\n",
        "    bloc: prince\n",
        "no bloc is called 'prince'; expected one of crowns, princes; did you",
    ),
    ("opposed: [crowns]", "opposed: [crown]", "blocs[1].opposed[0]: no bloc is called 'crown'"),
    ("opposed: [crowns]", "opposed: [princes]", "blocs[1].opposed[0]: the bloc princes stands against itself"),
    ("id: princes", "id: crowns", "bloc 'crowns' stands here a second time"),
    (OF_ZENDA, "    exists: no\n", "countries[3]: zenda does not exist and has no parent; expected parent: the state"),
    ("parent: ruritania", "parent: ruritanai", "countries[3].parent: no country is called 'ruritanai'"),
    ("parent: ruritania", "parent: zenda", "countries[3].parent: the parent zenda does not exist itself"),
    ("    exists: no\n", "", "countries[3].parent: zenda exists and has a parent"),
    (OF_ZENDA, f"{OF_ZENDA}    major: yes\n", "countries[3].major: zenda does not exist and has a rank"),
    (OF_ZENDA, f"{OF_ZENDA}    bloc: crowns\n", "countries[3].bloc: zenda does not exist and is in a bloc"),
    ("output: {value: 0.05", "output: {value: 0.35", "have more output than it has: 0.35; expected at least 0.35"),
    ("power: {value: 0.02", "power: {value: 0.3", "countries[0].power: the states that may leave ruritania have more"),
    ("rest: {value: 0.5", "rest: {value: 0.51", "rest: the expected outputs of the states that exist and the rest add"),
    ("rest: {value: 0.5", "rest: {value: 0.500002", "add up to 1.000002; expected 1 (within 1e-06)"),
    ("  nuclear: {source: bbc-2023}\n", "", "ranks: nuclear arms without a source"),
    ("[[ruritania, graustark], ", "[[ruritania, grautsark], ", "pairs[0][1]: no country is called 'grautsark'"),
    ("[[ruritania, graustark], ", "[[ruritania, ruritania], ", "pairs[0]: ruritania is paired with itself"),
    (
        "[[ruritania, graustark], ",
        "[[graustark, syldavia], ",
        "pair 'graustark and syldavia' stands here a second time",
    ),
    ("[[ruritania, graustark], ", "[[ruritania], ", "pairs.contiguous[0].pairs[0]: this is no pair; expected [one"),
    ("      judgement: by the map\n", "", "pairs.contiguous[1]: no source; expected source: a key of sources.bib"),
    ("pairs: [[ruritania, syldavia]]", "pairs: [[ruritania, graustark]]", "these allies belong to opposed blocs"),
    (
        "id: ruritania-graustark",
        "id: graustark-ruritania",
        "is made of its countries' ids; expected ruritania-graustark",
    ),
    ("first: ruritania", "first: ruritanai", "of_pairs[0].first: no country is called 'ruritanai'"),
    ("second: graustark", "second: ruritania", "of_pairs[0].second: ruritania is paired with itself"),
    ("hostility: {value: 0.9", "hostility: {value: 1.9", "of_pairs[0].hostility.value: 1.9 is out of range"),
    ("    allied: {value: 0.1, unit: share, judgement: guess}\n", "", "pairs.hostility.allied: the key is missing"),
    ("attacker: ruritania", "attacker: ruritanai", "wars[0].attacker: no country is called 'ruritanai'"),
    ("attacker: ruritania", "attacker: graustark", "wars[0].defender: graustark is paired with itself"),
    ("attacker: ruritania", "attacker: zenda", "wars[0]: zenda is at war and does not exist"),
    ("since: 1925-11", "since: 1926-01", "wars[0].since: the war starts no earlier than the world"),
    ("since: 1925-11", "since: 1925-13", "wars[0].since: '1925-13' is no month"),
    ("rung: war", "rung: peace", "wars[0].rung: 'peace' does not go here; expected 'threat', 'limited war', 'war' or"),
    ("    war_cost: {uniform: [0.2, 0.5], unit: share, judgement: guess}\n", "", "is at war and has no 'war_cost'"),
    ("    cohesion:", "    strength: {value: 1, unit: share, judgement: g}\n    cohesion:", "countries[0].strength"),
    ("facts:\n", "scored_by: 1928\nfacts:\n", "scored_by: the forecast is scored before its horizon; expected 1931 or"),
    ("when: 1926-05-13", "when: 1931-01-01", "facts[0].when: this is outside the time of the world"),
    ("feature: conversions", "feature: conversion", "record[0].feature: no feature is called 'conversion'"),
    ("ruritania.left_war", "ruritana.left_war", "did you mean 'ruritania.left_war'?"),
    ("observed: [never]", "observed: [nevr]", "no value of 'ruritania.left_war' is called 'nevr'"),
    ("unit: share, source: isw-2023}\nranks", "unit: share, source: isw-2032}\nranks", "did you mean 'isw-2023'?"),
]


@pytest.mark.parametrize(("old", "new", "message"), BROKEN)
def test_each_fault_is_named(
    read_world: Read, problems: Problems, world_text: str, old: str, new: str, message: str
) -> None:
    assert old in world_text
    found = problems(read_world, world_text.replace(old, new, 1))
    assert any(message in line for line in found), found
    assert all(line.startswith("world.yaml:") for line in found)
    assert len(found) <= 7


def test_two_states_that_cannot_come_to_war_are_in_none(read_world: Read, problems: Problems, world_text: str) -> None:
    text = world_text.replace("    major: yes\n", "").replace("defender: graustark", "defender: syldavia")
    found = problems(read_world, text)
    message = "wars[0]: ruritania and syldavia are no pair that can come to war; expected neighbours, rivals, or one"
    assert any(message in line for line in found), found


def test_what_is_not_at_war_has_no_losses(read_world: Read, problems: Problems, world_text: str) -> None:
    start = world_text.index("wars:")
    text = world_text[:start] + world_text[world_text.index("completion_share:") :]
    found = problems(read_world, text)
    assert sum("is in no war under way and has a" in line for line in found) == 4


def test_a_misspelt_side_of_a_war_is_one_fault(read_world: Read, problems: Problems, world_text: str) -> None:
    assert len(problems(read_world, world_text.replace("attacker: ruritania", "attacker: ruritanai"))) == 1


def test_a_world_without_a_record_says_when_there_will_be_one(
    read_world: Read, problems: Problems, world_text: str
) -> None:
    start, end = world_text.index("record:"), world_text.index("unknown:")
    text = world_text[:start] + world_text[end:]
    assert any("neither a record nor a year to score the forecast by" in line for line in problems(read_world, text))
    assert read_world(f"{text}scored_by: 1931\n").scored_by == 1931


def test_all_faults_of_a_file_are_named_at_once(read_world: Read, problems: Problems, world_text: str) -> None:
    chosen = [
        ("title: A small world", "titel: A small world"),
        ("    bloc: princes\n", "    bloc: prince\n"),
        ("parent: ruritania", "parent: ruritanai"),
        ("[[ruritania, graustark], ", "[[ruritania, grautsark], "),
        ("since: 1925-11", "since: 1925-13"),
        ("when: 1926-05-13", "when: 1931-01-01"),
        ("feature: conversions", "feature: conversion"),
    ]
    broken = world_text
    for old, new in chosen:
        broken = broken.replace(old, new, 1)
    found = problems(read_world, broken)
    for old, new in chosen:
        messages = [message for *change, message in BROKEN if change == [old, new]]
        assert any(message in line for message in messages for line in found), (messages, found)
    lines = [int(line.split(":")[1]) for line in found]
    assert lines == sorted(lines)


def read_or_refuse(read: Read, text: str | bytes) -> None:
    """Read a file that may be broken; nothing but an error with its problems may come of it."""
    try:
        read(text)
    except InputError as error:
        if not error.problems:
            pytest.fail("an error without a problem")


@given(line=st.integers(0, 140), junk=st.sampled_from(["", "- x", "key: {", "  a: [1", "null", "12", "{}", "[]"]))
def test_a_broken_line_ends_in_nothing_but_faults(read_world: Read, world_text: str, line: int, junk: str) -> None:
    lines = world_text.splitlines()
    lines[min(line, len(lines) - 1)] = junk
    started = time.perf_counter()
    read_or_refuse(read_world, "\n".join(lines))
    assert time.perf_counter() - started < 2


@given(data=st.binary(max_size=60))
def test_bytes_of_any_kind_end_in_nothing_but_faults(read_world: Read, world_text: str, data: bytes) -> None:
    text = world_text.encode()
    read_or_refuse(read_world, data)
    read_or_refuse(read_world, text[:300] + data + text[300:])
