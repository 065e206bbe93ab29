"""Inference on the command line: what is printed where, and what it ends with."""

import json

import pytest

from tocsin import cli

CASE = "march-on-moscow-2023"
QUICK = ("--histories", "2000", "--most", "2000", "--error", "1")


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


def test_json(call):
    code, out, _ = call("infer", CASE, "--theories", "world-crisis,officers-coordinate,base-rates", *QUICK, "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["case"], data["seed"], data["histories"]) == (CASE, 1, 2000)
    assert data["features"] == ["outcome"]
    assert {line["theory"] for line in data["theories"]} == {"world-crisis", "officers-coordinate", "base-rates"}
    assert {"theory", "log_evidence", "error", "probability"} <= set(data["theories"][0])
    assert len(data["comparisons"]) == 2
    row = data["parameters"][0]
    assert {
        "case",
        "theory",
        "features",
        "name",
        "unit",
        "prior",
        "posterior",
        "error",
        "divergence",
        "overlap",
    } <= set(row)
    assert {"mean", "sd", "low", "high"} == set(row["posterior"])
    assert data["predictive"][0].keys() >= {"feature", "conditioned", "prior", "posterior"}


@pytest.mark.parametrize("columns", ["40", "80", "140"])
def test_screen(call, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    code, out, _ = call("infer", CASE, "--theories", "world-crisis,base-rates", *QUICK)
    assert code == 0
    assert "log evidence" in out
    assert "Bayes factor" in " ".join(out.split())
    assert max(len(line) for line in out.splitlines()) <= int(columns)


def test_several_cases_and_one_theory(call):
    code, out, _ = call("infer", CASE, "kornilov-1917", "--theories", "world-crisis", "--features", "outcome", *QUICK)
    assert code == 0
    assert "ruler.fear_ratio over 2 cases" in out


def test_settings_hold(call):
    words = ("infer", CASE, "--theories", "world-crisis", "--features", "outcome", *QUICK, "--json")
    data = json.loads(call(*words, "--set", "ruler.fear_ratio=1")[1])
    assert data["settings"] == {"ruler.fear_ratio": "1"}
    assert data["shared"] == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("infer",), "CASE"),
        (("infer", CASE, "--theories", "world-crises"), "did you mean 'world-crisis'"),
        (("infer", CASE, "--features", "duration"), "does not predict"),
        (("infer", CASE, "--error", "0"), "above 0"),
    ],
)
def test_bad_input(call, words, message):
    code, _, err = call(*words)
    assert code == 2
    assert message in " ".join(err.split())
