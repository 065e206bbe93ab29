"""Scoring on the command line: what is printed where, and what it ends with."""

import json
import random
from pathlib import Path

import pytest

from event_tables import ATTEMPTS, write
from tocsin import cli

COUNTRIES = (40, 41, 42, 90, 130, 135)


@pytest.fixture
def call(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def called(*words):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(list(words))
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return ended.value.code, out, err

    return called


@pytest.fixture
def table(tmp_path: Path) -> str:
    flips = random.Random(1)
    rows = [f"x,{code},{year},6,15,{flips.choice([1, 2])},V" for code in COUNTRIES for year in range(1960, 2000, 8)]
    return f"powell-thyne={write(tmp_path, 'coups.csv', ATTEMPTS, *rows)}"


def test_json(call, table):
    code, out, _ = call("score", "--events", table, "--theories", "world-crisis", "--points", "64", "--json")
    data = json.loads(out)
    assert code == 0
    assert {line["theory"] for line in data["scores"]} == {"world-crisis", "base-rates", "logistic-regression"}
    line = next(line for line in data["scores"] if (line["theory"], line["split"]) == ("world-crisis", "cv"))
    assert line.keys() == {"theory", "split", "n", "log_score", "brier", "vs_base_rates", "vs_logistic_regression"}
    assert line["vs_base_rates"].keys() == {"difference", "low", "high"}
    assert (data["chosen"], data["judged_on"], data["dropped"]) == ("world-crisis", "cv", [])
    assert {one["theory"] for one in data["reliability"]} == {"world-crisis", "base-rates", "logistic-regression"}
    assert len(data["predictions"]) == 30
    assert data["predictions"][0]["chances"].keys() == {"world-crisis", "base-rates", "logistic-regression"}


@pytest.mark.parametrize("columns", ["40", "80", "140"])
def test_screen(call, table, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    code, out, _ = call("score", "--events", table, "--theories", "base-rates")
    text = " ".join(out.split())
    assert code == 0
    assert "logistic-regression" in text
    assert "Only the baselines were scored" in text
    assert max(len(line) for line in out.splitlines()) <= int(columns)


def test_with_nothing_to_join_to_it_says_what_to_give(call):
    code, _, err = call("score", "--join", "maddison=x.csv")
    assert code == 2
    assert "--events NAME=FILE" in err


def test_without_tables_the_library_is_scored(call):
    words = ("score", "--theories", "officers-coordinate", "--points", "64")
    code, out, _ = call(*words, "--json")
    assert code == 0
    found = json.loads(out)
    assert {line["theory"] for line in found["scores"]} == {"base-rates", "officers-coordinate"}
    assert {"theory", "split", "n", "log_score", "brier", "vs_base_rates"} <= set(found["scores"][0])
    assert found["chosen"] == "officers-coordinate"
    code, out, _ = call(*words)
    assert code == 0
    text = " ".join(out.split())
    assert "chosen to cover every outcome" in text
    assert "geometric mean" in text
    assert "4 of the cases themselves" in text
    assert "24 of the 24 cases no person has yet checked against their sources; 24 of these rest on two" in text
    assert all(f"officers-coordinate {line['matches']} of" in text for line in found["thin"])
    assert found["thin"]
    assert {"log_score_error", "log_evidence_error", "probability_low", "probability_high"} <= set(found["scores"][0])
    assert found["cases"][0]["counts"]["officers-coordinate"].keys() == {"matches", "histories"}


@pytest.mark.parametrize("columns", ["40", "80", "120"])
def test_base_rates_alone_over_the_library(call, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    code, out, _ = call("score", "--theories", "base-rates")
    assert code == 0
    assert "No theory was held against it" in " ".join(out.split())
    assert max(len(line) for line in out.splitlines()) <= int(columns)
    code, out, _ = call("score", "--theories", "base-rates", "--json")
    assert code == 0
    assert json.loads(out)["chosen"] is None


def test_the_library_has_no_logistic_regression(call):
    code, _, err = call("score", "--theories", "logistic-regression")
    assert code == 2
    assert "covariates of attempts" in " ".join(err.split())


def test_names_of_theories_stay_whole(call, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = call("score", "--theories", "structural-demographic", "--points", "64")
    assert code == 0
    assert out.count("structural-demographic") >= 4


def test_the_mappings_are_listed_shown_and_checked(call, tmp_path):
    code, out, _ = call("list", "mappings", "--json")
    assert [entry["id"] for entry in json.loads(out)["mappings"]][-1] == "powell-thyne"
    code, out, _ = call("show", "gwf-regimes")
    assert code == 0
    assert "get it from" in out
    assert "gwf_enddate" not in out
    code, out, _ = call("show", "powell-thyne", "--json")
    assert json.loads(out)["tables"][0]["outcome"]["column"] == "coup"
    shipped = Path(cli.__file__).parent / "catalogue" / "mappings" / "maddison.yaml"
    (tmp_path / "maddison.yaml").write_bytes(shipped.read_bytes())
    code, out, _ = call("check", "maddison.yaml")
    assert code == 0
    assert "no faults" in out
