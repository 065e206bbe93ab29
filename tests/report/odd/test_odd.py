"""The ODD description holds what is declared, of every theory and of both clocks."""

import dataclasses
import json
import re

import pytest

import tocsin
from tocsin import cli
from tocsin.catalogue import Catalogue
from tocsin.mechanisms import declared
from tocsin.mechanisms.crisis import state
from tocsin.report.odd import odd_data, odd_markdown
from tocsin.report.odd.concepts import CONCEPTS
from tocsin.report.odd.entities import ENTITIES, variables

CONCEPT_NAMES = ["Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
                 "Interaction", "Stochasticity", "Collectives", "Observation"]  # fmt: skip
THEORIES = [entry.id for entry in Catalogue.default().entries("theory")]


@pytest.fixture(scope="module")
def crisis():
    return odd_data("march-on-moscow-2023", "world-crisis")


@pytest.fixture(scope="module")
def world():
    return odd_data("world-1914", "world-crisis")


@pytest.mark.parametrize("theory", THEORIES)
def test_seven_elements_for_every_theory(theory):
    text = odd_markdown(odd_data("kornilov-1917", theory))
    titles = re.findall(r"^## (\d)\. (.+)$", text, flags=re.MULTILINE)
    assert titles == [
        ("1", "Purpose and patterns"), ("2", "Entities, state variables, and scales"),
        ("3", "Process overview and scheduling"), ("4", "Design concepts"), ("5", "Initialisation"),
        ("6", "Input data"), ("7", "Submodels"),
    ]  # fmt: skip
    assert "None" not in re.findall(r"\|\s*(None)\s*\|", text)


@pytest.mark.parametrize("clock", ["crisis", "world"])
def test_eleven_concepts(clock):
    assert list(CONCEPTS[clock]) == CONCEPT_NAMES


def test_every_mechanism_stands_in_the_schedule_and_those_that_run_are_described(crisis):
    rows = crisis["schedule"]
    assert [row["mechanism"] for row in rows] == [m.name for m in declared("crisis")]
    assert [row["step"] for row in rows] == sorted(row["step"] for row in rows)
    text = odd_markdown(crisis)
    for row in rows:
        assert (f"#### `{row['mechanism']}`" in text) == row["on"]


def test_parameters_are_the_theory_s(crisis):
    own = {q["name"]: q for one in crisis["submodels"] for q in one["parameters"]}
    other = odd_data("march-on-moscow-2023", "officers-coordinate")
    stated = {q["name"]: q for one in other["submodels"] for q in one["parameters"]}
    assert own["street.weight"]["value"] == 1
    assert stated["street.weight"]["value"] == 0


def test_a_variable_says_its_unit_from_its_comment():
    found = {item["name"]: item for item in variables(state.Column)}
    assert found["position"]["meaning"] == "km from the capital"
    assert found["engaged"]["start"] == -1
    assert found["engaged"]["kind"] == "whole number"


@pytest.mark.parametrize(
    "entity", [entity for group in ENTITIES.values() for entity in group], ids=lambda e: e.__name__
)
def test_every_field_of_the_state_is_listed_and_most_are_explained(entity):
    found = variables(entity)
    assert [item["name"] for item in found] == [field.name for field in dataclasses.fields(entity)]
    assert sum(bool(item["meaning"]) for item in found) >= len(found) / 3


def test_a_world_s_model_holds_the_crisis_inside(world):
    assert world["clocks"] == ["world", "crisis"]
    assert {row["clock"] for row in world["schedule"]} == {"world", "crisis"}
    country = next(one for one in world["entities"] if one["entity"] == "Country")
    assert country["count"] == len(tocsin.build("world-1914").case.countries)
    assert world["scales"]["world"]["ticks"] == 204


def test_every_work_cited_stands_in_the_references(world):
    text = odd_markdown(world)
    for one in world["submodels"]:
        if one["on"]:
            for key in one["sources"]:
                assert f"**{key}**" in text
    assert "Grimm" in text.split("## References")[1]


def called(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        cli.main(["odd", *words])
    out, err = capsys.readouterr()
    return ended.value.code, out, err


def test_command_line(capsys, tmp_path):
    file = tmp_path / "model.md"
    code, out, _ = called(capsys, "kornilov-1917")
    assert (code, out) == (0, tocsin.describe("kornilov-1917"))
    assert called(capsys, "kornilov-1917", "--out", str(file))[0] == 0
    assert file.read_text() == out
    code, _, err = called(capsys, "kornilov-1917", "--out", str(file))
    assert (code, "exists and is left as it is" in err) == (2, True)
    assert file.read_text() == out
    code, _, err = called(capsys, "kornilov-1917", "--out", str(tmp_path / "no" / "folder.md"))
    assert (code, "cannot be written" in err) == (1, True)
    assert json.loads(called(capsys, "kornilov-1917", "--json")[1])["case"] == "kornilov-1917"


@pytest.mark.parametrize(
    ("words", "message"),
    [(("kornilov-1971",), "did you mean 'kornilov-1917'"), (("world-1914", "--theory", "base-rates"), "no mechanism"),
     (("kornilov-1917", "--theory", "world-crises"), "did you mean 'world-crisis'")],
)  # fmt: skip
def test_bad_input(capsys, words, message):
    code, _, err = called(capsys, *words)
    assert code == 2
    assert message in " ".join(err.split())
