"""The audit on the command line: what is printed where, and what it ends with."""

import json

import pytest

from tocsin import cli
from tocsin.catalogue import Catalogue

CASE = "march-on-moscow-2023"
QUICK = ("--histories", "200")


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


def test_json_and_screen_say_the_same(call, monkeypatch):
    code, out, _ = call("audit", CASE, *QUICK, "--set", "settlement.generosity=0.4", "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["case"], data["theory"], data["seed"], data["histories"]) == (CASE, "world-crisis", 1, 200)
    assert data["settings"] == {"settlement.generosity": "0.4"}
    assert [line["id"] for line in data["claims"]] == [f"K{number}" for number in range(1, 23)]
    assert {line["status"] for line in data["claims"]} == {"implemented", "not implemented"}
    assert all((line["status"] == "implemented") == bool(line["implied"]) for line in data["claims"])
    assert {line["not_here"] for line in data["claims"]} == {None, "lives on the world clock: tocsin audit world-1914"}
    asked = [line["id"] for line in data["claims"] if line["verdict"] != "not computed here"]
    assert asked == [line["id"] for line in data["claims"] if line["implied"]] == [f"K{n}" for n in range(5, 10)]
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = call("audit", CASE, *QUICK, "--set", "settlement.generosity=0.4")
    assert code == 0
    assert "set by hand: settlement.generosity = 0.4" in out
    assert max(map(len, out.splitlines())) <= 80
    for line in data["claims"]:
        if line["implied"]:
            assert any(row.split()[:1] == [line["id"]] and line["verdict"] in row for row in out.splitlines())


def test_a_theory_without_claims_ends_well(call, tmp_path):
    text = Catalogue().find("theory", "base-rates").read().decode()
    bare = tmp_path / "bare.yaml"
    bare.write_text(text[: text.index("\nclaims:")].replace("id: base-rates", "id: bare") + "\nclaims: []\n")
    code, out, _ = call("audit", CASE, "--theory", str(bare), *QUICK)
    assert code == 0
    assert "nothing to audit" in out
    assert json.loads(call("audit", CASE, "--theory", str(bare), *QUICK, "--json")[1])["claims"] == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("audit",), "CASE"),
        (("audit", "march-on-mosco-2023"), "did you mean"),
        (("audit", CASE, "--theory", "world-crises"), "did you mean 'world-crisis'"),
        (("audit", CASE, "--histories", "0"), "out of range"),
        (("audit", CASE, "--seed", "-1"), "out of range"),
        (("audit", CASE, "--workers", "0", *QUICK), "out of range"),
        (("audit", CASE, "--cases", "kornilov"), "did you mean 'kornilov-1917'"),
        (("audit", CASE, "--set", "ruler.fear=2"), "did you mean"),
    ],
)
def test_bad_input(call, words, message):
    code, _, err = call(*words)
    assert code == 2
    assert message in " ".join(err.split())


def test_an_interruption_is_told_as_one(call, monkeypatch):
    def interrupted(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("tocsin.auditing.ensemble_of", interrupted)
    code, _, err = call("audit", CASE, *QUICK)
    assert code == 130
    assert "What was complete is kept" in " ".join(err.split())


def test_help(call):
    code, out, _ = call("audit", "--help")
    assert code == 0
    assert "Examples:" in out
