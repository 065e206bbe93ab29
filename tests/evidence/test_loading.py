"""Mappings: the shipped ones load, and a wrong one hears of all its faults."""

from pathlib import Path

import pytest

from event_tables import CATALOGUE, write
from tocsin.errors import InputError, UnknownName
from tocsin.evidence.loading import load_mapping

OWN = """\
id: my-coups
kind: mapping
title: Mine
summary: Mine.
source: powell-thyne-2011
obtain: from me
holds: attempts
tables:
  - name: mine
    country: {column: land, scheme: name}
    date: {column: day}
    outcome: {column: won, success: [yes], failure: [no]}
    covariates:
      - covariate: rank
        take: event
        days: 0
        levels:
          - {level: senior, when: {rank: general}}
"""
SHIPPED = ("colpus", "gwf-regimes", "maddison", "mass-mobilization", "powell-thyne")


def test_the_catalogue_holds_them() -> None:
    assert tuple(entry.id for entry in CATALOGUE.entries("mapping")) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_ones_load_and_name_no_outcome_in_disguise(name: str) -> None:
    mapping = load_mapping(name, CATALOGUE)
    read = {column for form in mapping.tables for reading in form.covariates for column in reading.columns()}
    ended = {"coup", "success", "type", "type2", "cwc_coding", "postcoupfate", "numpostcoupfate", "gwf_fail",
             "gwf_fail_type", "gwf_enddate", "gwf_howend", "gwf_duration", "gwf_violent", "stateresponse1", "endday"}  # fmt: skip  # noqa: E501
    assert not read & ended


def test_one_of_your_own_works_by_its_path(tmp_path: Path) -> None:
    assert load_mapping(str(write(tmp_path, "my-coups.yaml", OWN)), CATALOGUE).id == "my-coups"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("{rank: general}", "{won: yes}", 18, "the outcome"),
        ("covariate: rank", "covariate: ranc", 14, "ranc"),
        ("level: senior", "level: seniour", 18, "seniour"),
        ("take: event", "take: year-before", 14, "days"),
        ("scheme: name", "scheme: un", 10, "does not go here"),
        ("    date: {column: day}\n", "", 9, "date"),
        ("{column: day}", "{column: day, year: y}", 11, "one column"),
        ("powell-thyne-2011", "powell-2011", 5, "source"),
        ("obtain: from me\n", "obtain: from me\nseparator: ';'\n", 7, "unknown key"),
        ("{rank: general}", "{rank: {}}", 18, "asks for nothing"),
        ("holds: attempts", "holds: join", 12, "outcome"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    path = write(tmp_path, "my-coups.yaml", OWN.replace(old, new))
    with pytest.raises(InputError) as error:
        load_mapping(str(path), CATALOGUE)
    assert any(problem.line == line and said in str(problem) for problem in error.value.problems), str(error.value)


def test_an_unknown_name_has_a_nearest() -> None:
    with pytest.raises(UnknownName) as error:
        load_mapping("powel-thine", CATALOGUE)
    assert error.value.problems[0].nearest == "powell-thyne"
