"""The library as a notebook uses it."""

import json
import subprocess
import sys

import numpy
import polars
import pytest

import tocsin
from tocsin.errors import InputError, UnknownName
from tocsin.mechanisms.crisis.state import OUTCOMES


@pytest.fixture(scope="module")
def ensemble(tmp_path_factory):
    return tocsin.run("march-on-moscow-2023", theory="world-crisis", histories=300, rng=1,
                      out=tmp_path_factory.mktemp("e") / "r")  # fmt: skip


def test_outcomes(ensemble):
    table = ensemble.outcomes()
    assert table.columns == ["outcome", "count", "share", "low", "high", "prior_low", "prior_high", "observed"]
    assert table["count"].sum() == 300
    assert table["share"].sum() == pytest.approx(1)
    assert table.filter("observed")["outcome"].to_list() == ["settlement"]
    assert (table["low"] <= table["share"]).all()
    assert (table["share"] <= table["high"]).all()


def test_tables_and_frames(ensemble):
    histories = ensemble.histories()
    assert histories["history"].to_list() == list(range(300))
    assert ensemble.to_pandas().index.name == "history"
    assert dict(ensemble.to_xarray().sizes) == {"history": 300}
    assert set(ensemble.events()["history"]) <= set(range(300))
    hours = ensemble.series().group_by("history", maintain_order=True).len()["len"].to_list()
    assert hours == [hour + 1 for hour in histories["hours"].to_list()]


def test_time_is_monotone_in_the_log(ensemble):
    events = ensemble.events()
    for _, log in events.group_by("history"):
        assert log["hour"].is_sorted()


def test_the_log_names_its_actors(ensemble):
    events = ensemble.events()
    before = ensemble.model.case.before
    names = {"unit-stands-aside": {unit.name for unit in before.units},
             "column-passes": {city.name for city in before.cities},
             "ruler-responds": {"repress", "bargain", "mobilise", "flee"}, "ends": set(OUTCOMES)}  # fmt: skip
    for event, known in names.items():
        found = events.filter(polars.col("event") == event)["actor_name"].to_list()
        assert found
        assert set(found) <= known
    assert (
        events.filter(polars.col("event") == "column-arrives")["actor_name"].is_null().all()
    )  # an event without an actor


def test_a_settlement_ends_the_ruler_s_choices(ensemble):
    """Whoever settles has been offered terms by a ruler who then chose nothing else."""
    settled = ensemble.histories().filter(polars.col("outcome") == "settlement", polars.col("response_6").is_null())
    assert len(settled) > 50
    assert settled["responses"].str.ends_with("bargain").all()


def test_plot(ensemble, tmp_path):
    ensemble.plot().savefig(tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 10_000


def test_duckdb_reads_the_folder(ensemble):
    import duckdb

    pattern = f"{ensemble.directory}/histories-*.parquet"
    rows = duckdb.sql(f"select outcome, count(*) from '{pattern}' group by 1").fetchall()
    assert dict(rows) == {r["outcome"]: r["count"] for r in ensemble.outcomes().rows(named=True) if r["count"]}


def test_rng(tmp_path):
    seed = tocsin.run("march-on-moscow-2023", histories=20, rng=numpy.random.default_rng(5), out=tmp_path / "a")
    same = tocsin.run("march-on-moscow-2023", histories=20, rng=numpy.random.default_rng(5), out=tmp_path / "b")
    new = tocsin.run("march-on-moscow-2023", histories=20, rng=None, out=tmp_path / "c")
    assert seed.manifest.seed == same.manifest.seed != new.manifest.seed


@pytest.mark.parametrize("options", [{"rng": -1}, {"rng": 2**64}, {"rng": "one"}, {"rng": 1.5}, {"rng": True},
                                     {"histories": 0}, {"histories": 10.5}, {"workers": 0}, {"chunk": -5},
                                     {"events": -3}, {"events": "all"}])  # fmt: skip
def test_bad_options(options, tmp_path):
    with pytest.raises(InputError, match="expected"):
        tocsin.run("march-on-moscow-2023", out=tmp_path / "r", **{"histories": 20, **options})
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"ruler.fear_ration": 1}, "did you mean 'ruler.fear_ratio'"),
        ({"ruler.fear_ratio": -1}, "out of range"),
        ({"ruler.fear_ratio": "much"}, "not a number"),
        ({"ruler.response": "mobilize"}, "did you mean 'mobilise'"),
        ({"crisis.turn": "maybe"}, "on or off"),
        ({"crisis.balance": "off"}, "crisis.balance: this mechanism cannot be switched off"),
        ({"mediator.present": 0.5}, "on or off"),
        ({"street.turnout_challenger": 2}, "from 0 to 1"),
        ({"units.variant": "game"}, "one of global-game, own-odds"),
    ],
)
def test_bad_settings(settings, message):
    with pytest.raises(InputError, match=message):
        tocsin.build("march-on-moscow-2023", settings=settings)


def test_unknown_names():
    with pytest.raises(UnknownName, match="did you mean 'march-on-moscow-2023'"):
        tocsin.build("march-on-moskow-2023")
    with pytest.raises(UnknownName, match="did you mean 'world-crisis'"):
        tocsin.build("march-on-moscow-2023", theory="world-crises")


def test_setting_a_value_holds_it(tmp_path):
    e = tocsin.run("march-on-moscow-2023", histories=100, rng=1, out=tmp_path / "r",
                   settings={"ruler.response": "flee", "crisis.turn": "off"})  # fmt: skip
    assert set(e.histories()["responses"]) == {"flee"}
    assert "ruler.fear_ratio" in e.histories().columns


def test_without_a_main_guard_as_in_a_notebook(tmp_path):
    script = tmp_path / "no_guard.py"
    script.write_text(
        "import tocsin, json\n"
        f"e = tocsin.run('march-on-moscow-2023', histories=200, rng=1, workers=2, chunk=20, out={str(tmp_path / 'r')!r})\n"  # noqa: E501
        "print(json.dumps(e.outcomes()['count'].sum()))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=300)
    assert json.loads(done.stdout) == 200


def test_import_is_light():
    code = "import sys, tocsin; print([m for m in ('numba', 'polars', 'numpy', 'pydantic') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
