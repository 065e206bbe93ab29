"""The screen and JSON of a run of a world: whole numbers on any width, headings with their legends, plain data."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path

import polars
import pytest
from rich.console import Console

import tocsin
from tocsin.report.terminal import plain
from tocsin.report.world_screen import WORDS, print_world_run, world_run_json
from tocsin.report.world_screen_tables import PATHS, cells, short
from tocsin.study.world_summary import FANS, summarise_world

WORLDS = ("world-1914", "world-2023")
HISTORIES = 60


@pytest.fixture(scope="module", params=WORLDS)
def ensemble(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tocsin.Ensemble:
    folder = tmp_path_factory.mktemp("run") / "out"
    return tocsin.run(request.param, histories=HISTORIES, rng=5, out=folder, events=40)


def screen(ensemble: tocsin.Ensemble, width: int) -> str:
    stream = io.StringIO()
    print_world_run(Console(file=stream, width=width, highlight=False), ensemble, 1.0)
    return stream.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_nothing_is_cut_off_and_every_number_stands_whole(ensemble: tocsin.Ensemble, width: int) -> None:
    text = screen(ensemble, width)
    lines = text.splitlines()
    assert max(len(line) for line in lines) <= width
    assert "…" not in text
    summary = summarise_world(ensemble, ensemble.model)
    for found, whole in ((summary.counts, True), (summary.rates, False)):
        for one in found.values():
            mean, over_priors, computing, histories = cells(one, whole)
            shown = [mean, over_priors, *([computing] if width >= 76 else []), *([histories] if width >= 88 else [])]
            assert any(line.split()[-len(shown) :] == shown for line in lines)
    for line in summary.countries:
        assert any(row.startswith(line.name) and row.count("%") == 4 for row in lines)
    for fan in summary.fans:
        assert any(row.startswith(PATHS[fan.name]) and row.endswith(")") for row in lines)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_headings_explain_themselves(ensemble: tocsin.Ensemble, width: int) -> None:
    text = " ".join(screen(ensemble, width).split())
    for heading in ("outcome", "in one history", "over the priors", "ruler fell", "took power"):
        assert heading in text
    assert "Share of histories with at least one rising" in text
    assert "over the priors: 5-95 % of what the mean would be" in text
    assert ("histories: 5-95 % of single ones" in text) == (width >= 88)
    assert ("the months are the median" in text) == (width >= 92)
    assert set(PATHS) == set(FANS)


def test_what_is_next_can_be_run(ensemble: tocsin.Ensemble) -> None:
    text = screen(ensemble, 200)
    (line,) = [row for row in text.splitlines() if row.startswith("Next")]
    commands = [part.split() for part in line.removeprefix("Next").split(" · ")]
    assert [command[:3] for command in commands] == [["tocsin", verb, ensemble.manifest.case]
                                                     for verb in ("replay", "run", "show")]  # fmt: skip
    setting = commands[1][-1].split("=")
    tocsin.build(ensemble.manifest.case, settings={setting[0]: setting[1]})


def test_the_json_is_what_the_tables_say(ensemble: tocsin.Ensemble) -> None:
    data = json.loads(json.dumps(plain(world_run_json(ensemble, 1.0)), allow_nan=False))
    table = ensemble.histories()
    assert data["completed"] == HISTORIES
    assert sum(line["count"] for line in data["outcomes"]) == HISTORIES
    assert {line["outcome"] for line in data["outcomes"]} == set(WORDS)
    for name, found in data["counts"].items():
        assert found["mean"] == pytest.approx(table[name].mean())
        assert found["least"] <= found["mean"] * (1 + 1e-9) or found["mean"] == 0
        assert found["least"] in table[name].to_list()  # a number that some history has
        assert found["most"] in table[name].to_list()
    country_years = table["country_months"] / 12
    for name in ("attempts", "risings", "falls"):
        assert data["rates"][name]["mean"] == pytest.approx((100 * table[name] / country_years).mean())
    countries = ensemble.countries()
    for line in data["countries"]:
        own = countries.filter(polars.col("country") == line["country"])
        assert line["rising"] == pytest.approx((own["risings"] > 0).mean())
        assert line["conversion"] == pytest.approx(own["converted"].is_not_null().mean())
    series = ensemble.series()
    years = ensemble.model.case.months // 12
    for fan in data["fans"]:
        assert len(fan["years"]) == years
        last = series.filter(polars.col("month") == 12 * years - 1)[fan["name"]]
        assert fan["quantiles"][2][-1] == pytest.approx(last.cast(polars.Float64).quantile(0.5))
    assert [line["feature"] for line in data["record"]][:-1] == [item.feature for item in ensemble.model.case.record][
        : max(len(data["record"]) - 1, 0)
    ]


def test_what_cannot_be_told_from_few_histories_is_a_dash(tmp_path: Path) -> None:
    one = tocsin.run(WORLDS[0], histories=1, rng=5, out=tmp_path / "one")
    text = screen(one, 100)
    assert "nan" not in text
    assert "1 history" in text
    summary = summarise_world(one, one.model)
    assert cells(summary.counts["risings"], whole=True)[1:3] == ("-", "-")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, "0.00"), (-0.2, "0.00"), (0.123, "0.12"), (5.07, "5.1"), (9.96, "10.0"), (22.4, "22"), (1234.5, "1,234"),
     (math.nan, "-")],
)  # fmt: skip
def test_numbers_areshort(value: float, expected: str) -> None:
    assert short(value) == expected
