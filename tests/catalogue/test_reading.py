import json
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.catalogue.reading import LARGEST_FILE, read_yaml
from tocsin.errors import InputError


def complaints(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    try:
        document = read_yaml(data, "f.yaml")
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return [str(problem) for problem in document.problems]


def test_plain_data_with_lines() -> None:
    document = read_yaml(
        b"\xef\xbb\xbfid: x\nlist:\n  - 1\n  - {a: 2.5, b: [yes, true, null, ~]}\n'5': '5'\n", "f.yaml"
    )
    assert document.data == {"id": "x", "list": [1, {"a": 2.5, "b": ["yes", True, None, None]}], "5": "5"}
    assert document.line(("list", 1, "b", 2)) == 4
    assert document.line(("5",)) == 5
    assert document.line(("list", 7, "missing")) == 2
    assert document.line(("missing",)) == 1
    assert not document.problems


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("No", "No"),
        ("TRUE", True),
        ("", None),
        ("0x10", 16),
        ("0o17", 15),
        ("017", 17),
        ("-3", -3),
        ("1e3", 1000.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("25,000", "25,000"),
        ("1_000", "1_000"),
        ("2023-06-24", "2023-06-24"),
        ("2023-06-24 07:30", "2023-06-24 07:30"),
        ("12:30", "12:30"),
        ("'3'", "3"),
        ("!!str 3", "3"),
        ("!!int 3", 3),
        ("!!float 3.5", 3.5),
        ("! 3", "3"),
        ("Infinity", "Infinity"),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    read = read_yaml(f"a: {text}\n".encode(), "f.yaml").data["a"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.inf", ".NaN", "1e999", "9" * 5000, "1" * 50 + ".5"])
def test_numbers_must_be_finite(text: str) -> None:
    (complaint,) = complaints(f"id: x\nb:\n  c: {text}\n")
    assert complaint.startswith("f.yaml:3: b.c: '")
    assert complaint.endswith("is not a finite number; expected a finite number")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("a: !!python/object/apply:os.system [ls]", "tag:yaml.org,2002:python/object/apply:os.system"),
        ("a: !!python/name:os.system x", "tag:yaml.org,2002:python/name:os.system"),
        ("a: !local {b: 1}", "!local"),
        ("a: !!binary aGVsbG8=", "tag:yaml.org,2002:binary"),
        ("a: !!timestamp 2001-01-01", "tag:yaml.org,2002:timestamp"),
        ("a: !!set {b}", "tag:yaml.org,2002:set"),
        ("%TAG ! tag:evil,2000:\n---\na: !x 1", "tag:evil,2000:x"),
    ],
)
def test_tags_are_refused_and_never_obeyed(text: str, tag: str) -> None:
    (complaint,) = complaints(text)
    assert f"tag '{tag}'; expected plain YAML without tags" in complaint


def test_a_core_tag_must_fit_its_value() -> None:
    assert complaints("a: !!int x") == ["f.yaml:1: a: 'x' is no int"]
    assert complaints("a: !!seq {}") == ["f.yaml:1: a: tag 'tag:yaml.org,2002:seq'; expected plain YAML without tags"]


def test_anchors_aliases_and_merge_keys_are_refused() -> None:
    found = complaints("a: &x 1\nb: *x\nc:\n  <<: {d: 1}\n&y d: 1\n? *x\n: 2\n")
    assert len(found) == 6
    assert "f.yaml:1: a: anchor '&x'" in found[0]
    assert "f.yaml:2: b: alias '*x'" in found[1]
    assert "f.yaml:4: c.<<: merge key '<<'" in found[2]
    assert "anchor or tag on a key" in found[3]
    assert "a key that is not text" in found[4]
    assert "alias '*x'" in found[5]


def test_an_alias_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    started = time.process_time()
    found = complaints("\n".join(lines))
    assert time.process_time() - started < 1
    assert found[-1] == "f.yaml: gave up after 100 problems"


def test_an_alias_of_itself_is_refused() -> None:
    assert "anchor" in complaints("a: &a [*a]")[0]


def test_duplicate_keys_name_both_lines() -> None:
    (complaint,) = complaints("a: {x: 1}\nb: 2\na: {x: 3}\n")
    assert complaint == "f.yaml:3: a: the key stands here a second time (first in line 1); expected one of them"
    assert read_yaml(b"a: {x: 1}\na: {x: 2}", "f").data == {"a": {"x": 1}}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_deep_nesting_is_left_early(opening: str) -> None:
    assert "nested too deeply; expected at most 40 levels" in complaints("a:\n  " + opening * 100_000)[0]


def test_nesting_up_to_the_limit_is_read() -> None:
    assert complaints("a: " + "[" * 39 + "]" * 39) == []


def test_a_file_over_the_limit_is_refused_unread() -> None:
    assert complaints(b"#" * (LARGEST_FILE + 1)) == ["f.yaml: the file has 1,000,001 bytes; expected at most 1,000,000"]
    assert complaints(b"a: 1\n" + b"#" * (LARGEST_FILE - 5)) == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\n---\nb: 2\n", 2, "more than one document"),
        ("a: 1\nb: [1\nc: 2\n", 3, "this is not YAML"),
        ("a: 'x\n", 2, "this is not YAML"),
        ("a: b: c\n", 1, "this is not YAML: mapping values are not allowed"),
        ("a: 1\n\tb: 2\n", 2, "this is not YAML"),
        ("a: 1\nb: \x07\n", 2, "this is not YAML"),
        (b"a: 1\nb: \xff\xfe\n", 2, "not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "not UTF-8"),
        ("", 1, "the file is empty"),
        ("# nothing\n", 1, "the file is empty"),
        ("- a\n", 1, "not a block of keys"),
        ("text", 1, "not a block of keys"),
    ],
)
def test_what_is_no_document_is_refused_with_its_line(text: str | bytes, line: int, message: str) -> None:
    (complaint,) = complaints(text)
    assert complaint.startswith(f"f.yaml:{line}: ")
    assert message in complaint


@given(st.binary(max_size=300))
@example(b"\x00")
@example(b"%YAML 9.9\n---\na: 1")
@example(b"a: *")
@example(b"? ? ?")
@example(b"!!map {}")
@example(b"&a")
@example(b"a: !<")
def test_random_bytes_raise_nothing_but_input_errors(data: bytes) -> None:
    complaints(data)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"%@`#?,~<. \n\t01", max_size=80))
def test_random_punctuation_raises_nothing_but_input_errors(text: str) -> None:
    complaints(text)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    # Control characters have no place in YAML; line and paragraph separators are folded.
    | st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["id", "x", "on", "y z"]), plain, min_size=1, max_size=4))
def test_json_is_read_as_it_is(data: dict[str, Any]) -> None:
    document = read_yaml(json.dumps(data, ensure_ascii=False, indent=1).encode(), "f.yaml")
    assert not document.problems
    assert document.data == data
    assert str(document.data) == str(data)
