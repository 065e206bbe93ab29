"""Inference on worlds from the command line: what is printed, and what it ends with."""

import json
from pathlib import Path

import pytest

from tocsin import cli

WORLD = "world-1914"
QUICK = (
    "--histories",
    "200",
    "--most",
    "200",
    "--error",
    "1",
    "--theories",
    "world-crisis,officers-coordinate,base-rates",
)


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


def without_time(text):
    return {name: value for name, value in json.loads(text).items() if name != "seconds"}


def test_json_and_again(call):
    code, out, _ = call("infer", WORLD, *QUICK, "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["world"], data["histories"]) == (WORLD, 200)
    assert "case" not in data
    assert data["left_out"].keys() == {"base-rates"}
    assert {line["theory"] for line in data["theories"]} == {"world-crisis", "officers-coordinate"}
    assert data["observed"][WORLD]["completion"] == ["never"]
    assert "0" not in data["observed"][WORLD]["falls"]
    assert sum(line["probability"] for line in data["theories"]) == pytest.approx(1)
    kept = {path: path.stat().st_mtime_ns for path in Path("runs").rglob("features-*.parquet")}
    assert len(kept) == 2
    again = call("infer", WORLD, *QUICK, "--json", "--workers", "1")[1]
    assert without_time(again) == without_time(out)
    assert all(path.stat().st_mtime_ns == time for path, time in kept.items())


def test_same_numbers_from_one_thread(call, tmp_path, monkeypatch):
    words = ("infer", WORLD, *QUICK, "--json")
    first = without_time(call(*words)[1])
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert without_time(call(*words, "--workers", "1")[1]) == first


@pytest.mark.parametrize("columns", ["40", "100"])
def test_screen(call, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    code, out, _ = call("infer", WORLD, *QUICK, "--features", "first_war,russia.left_war")
    text = " ".join(out.split())
    assert code == 0
    assert "russia.left_war (year 4 or year 5)" in text
    assert "base-rates no mechanism of the world clock runs under it" in text
    assert "world world-1914" in text
    assert max(len(line) for line in out.splitlines()) <= int(columns)


@pytest.mark.parametrize(
    ("words", "messages"),
    [
        (("world-2023",), ("no record to compare theories on", "scored from 2043")),
        ((WORLD, "kornilov-1917"), ("'world-1914' is a world", "one world, or cases only")),
        ((WORLD, "--theories", "base-rates"), ("no mechanism of the world clock runs under base-rates",)),
        ((WORLD, "--features", "risngs"), ("did you mean 'risings'",)),
        ((WORLD, "--features", "russia.lft_war"), ("did you mean 'russia.left_war'",)),
        ((WORLD, "--features", "japan.converted"), ("holds nothing on it",)),
        ((WORLD, "--share", "ruler.fear"), ("did you mean 'ruler.fear_ratio'",)),
    ],
)
def test_bad_input(call, words, messages):
    code, _, err = call("infer", *words)
    assert code == 2
    for message in messages:
        assert message in " ".join(err.split())
    assert not Path("runs").exists()
