"""The studies on the command line: what is printed where, and what it ends with."""

import json

import pytest

from tocsin import cli

CASE = "march-on-moscow-2023"


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


def test_compare_prints_and_as_json_gives_the_same(call):
    words = ("compare", CASE, "--do", "claim:K6", "--do", "ruler.fear_ratio=2", "--histories", "200")
    code, out, _ = call(*words)
    assert code == 0
    assert "claim K6 at its contrast" in out
    code, out, _ = call(*words, "--json")
    data = json.loads(out)
    assert code == 0
    assert data["do"] == {"street.weight": "0", "ruler.fear_ratio": "2"}
    assert data["claims"] == ["K6"]
    assert (data["case"], data["theory"], data["seed"], data["histories"]) == (CASE, "world-crisis", 1, 200)
    assert {"outcome", "difference", "low", "high", "prior_low", "prior_high"} <= set(data["effects"][0])
    assert data["matched"] == 200
    assert sum(flip["count"] for flip in data["flips"]) == data["flipped"]


def test_compare_given_features(call):
    code, out, _ = call("compare", CASE, "--do", "mediator.present=off", "--given", "outcome", "--given", "responses",
                        "--histories", "200", "--set", "ruler.fear_ratio=1", "--json")  # fmt: skip
    data = json.loads(out)
    assert code == 0
    assert data["given"] == ["outcome", "responses"]
    assert data["settings"] == {"ruler.fear_ratio": "1"}
    assert 0 < data["matched"] < 200
    code, out, _ = call("compare", CASE, "--do", "mediator.present=off", "--given", "record", "--histories", "40")
    assert code == 0
    assert "Too few" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("compare", CASE), "--do"),
        (("compare", CASE, "--do", "ruler.respons=flee"), "did you mean 'ruler.response'"),
        (("compare", CASE, "--theory", "officers-coordinate", "--do", "claim:O5"), "no contrast"),
        (("compare", CASE, "--do", "ruler.response=flee", "--given", "outcme"), "did you mean 'outcome'"),
        (("sensitivity", CASE, "--points", "1000"), "power of two"),
    ],
)
def test_bad_input(call, words, message):
    code, _, err = call(*words)
    assert code == 2
    assert message in err


def test_sensitivity(call, tmp_path):
    words = ("sensitivity", CASE, "--theory", "base-rates", "--points", "512")
    code, out, _ = call(*words)
    assert code == 0
    assert "base_rates." in out
    assert "Saltelli" in out
    code, out, _ = call(*words, "--json")
    data = json.loads(out)
    assert code == 0
    assert data["points"] == 512
    assert {"outcome", "quantity", "first", "first_low", "first_high", "total", "total_low", "total_high"} == set(
        data["indices"][0]
    )
    assert len(list(tmp_path.rglob("points-*.parquet"))) == 1


def test_help_of_both(call):
    for verb in ("compare", "sensitivity"):
        code, out, _ = call(verb, "--help")
        assert code == 0
        assert "Examples:" in out
