"""Studies of a world on the command line: what is printed where, and in which words."""

import json
from pathlib import Path

import pytest

from tocsin import cli

RECORD = """record:
  - {feature: conversions, observed: ["0"], source: luttwak-1968}
  - {feature: syldavia.first_war, observed: [never], source: luttwak-1968}
"""


@pytest.fixture
def call(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def called(*words):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(list(words))
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return ended.value.code, out, err

    return called


@pytest.fixture
def world(tmp_path):
    text = (Path(__file__).parent / "theory" / "small-world.yaml").read_text()
    text = text.replace("isw-2023", "luttwak-1968").replace("bbc-2023", "luttwak-1968")
    before, after = text.split("record:\n")
    path = tmp_path / "small-world.yaml"
    path.write_text(before + RECORD + after[after.index("facts:") :])
    return str(path)


def test_audit_of_a_world(call, world):
    words = ("audit", world, "--histories", "60")
    code, out, _ = call(*words, "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["case"], data["clock"], data["kinds"]) == ("small-world", "world", [])
    assert (data["histories"], data["histories_implied"], data["histories_elsewhere"]) == (60, 20, 20)
    assert data["features"] == ["conversions", "syldavia.first_war"]
    claims = {line["id"]: line for line in data["claims"]}
    assert claims["K7"]["not_here"] is None
    assert claims["K13"]["verdict"] == "not computed here"
    assert "russia.war_months" in claims["K11"]["not_here"] or "russia" in claims["K11"]["not_here"]
    assert claims["K19"]["implied"]["unit"] == "a history"
    assert claims["K19"]["load_bearing"]["feature"] in data["features"]
    assert len(claims["K19"]["load_bearing"]["by_feature"]) == 2
    assert claims["K1"]["not_here"] is None
    code, out, _ = call(*words)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    flat = " ".join(out.split())
    assert "the world as it is" in flat
    assert "a history" in flat
    assert "not computed here, small-world has no russia" in flat
    assert "another crisis" not in flat
    assert "--cases all" not in flat
    for line in data["claims"]:
        if line["implied"]:
            assert any(row.split()[:1] == [line["id"]] and line["verdict"] in row for row in out.splitlines())


def test_compare_of_a_world(call, world):
    words = ("compare", world, "--do", "organisation.seeded=0.05", "--histories", "100")
    code, out, _ = call(*words)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    rows = [line.split() for line in out.splitlines()]
    assert ["a", "history"] in [row[:2] for row in rows]
    assert "onsets" in [row[0] for row in rows if row]
    assert all(len(row) == 7 for row in rows if row[:1] in (["onsets"], ["risings"]))  # nothing is broken over lines
    assert "risk in 90 days" not in out
    assert "--given conversions" in " ".join(out.split())
    code, out, _ = call(*words, "--given", "conversions,syldavia.first_war", "--json")
    data = json.loads(out)
    assert code == 0
    assert data["given"] == ["conversions", "syldavia.first_war"]
    assert data["clock"] == "world"
    assert {"onsets", "risings", "attempts", "conversions"} <= {line["event"] for line in data["events"]}


def test_what_holds_in_all_crises_of_a_world(call, world):
    code, out, _ = call("compare", world, "--do", "ruler.response=mobilise", "--histories", "40", "--json")
    assert code == 0
    assert json.loads(out)["do"] == {"ruler.response": "mobilise"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("audit", "--cases", "all"), "shares no parameters"),
        (("compare", "--do", "freedonia.experience=high"), "freedonia.experience"),
        (("compare", "--do", "drive.base=0", "--given", "responses"), "responses"),
    ],
)
def test_what_a_world_cannot_be_asked(call, world, words, message):
    code, _, err = call(words[0], world, *words[1:])
    assert code == 2
    assert message in err
