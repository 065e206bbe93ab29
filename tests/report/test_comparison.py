"""What `compare` says: on wide and narrow terminals, and as data."""

import json
import math
from dataclasses import replace

import pytest

from tocsin.report.comparison import comparison_json, doubt, print_comparison, reading
from tocsin.report.terminal import plain
from tocsin.study.compare import Comparison, Flip
from tocsin.study.paired import Effect

NAN = math.nan


def comparison(**changes):
    effects = (
        Effect("settlement", 0.5, 0.3, -0.2, -0.25, -0.15, -0.6, 0.1, 450),
        Effect("coup", 0.3, 0.5, 0.2, 0.15, 0.25, 0.0, 0.4, 250),
        Effect("crushed", 0.2, 0.2002, 0.0002, -0.01, 0.011, 0.0, 0.004, 3),
        Effect("revolution", 0, 0, 0, -0.01, 0.01, 0, 0, 0),
    )
    events = (
        Effect("fighting_in_capital", 0.05, 0.06, 0.01, 0.0, 0.02, 0.0, 0.1, 12),
        Effect("intervention", 0.0, 0.001, 0.001, -0.001, 0.003, 0.0, 0.0, 1),
        Effect("risk_90", 0.001, 0.001, 0.0, 0.0, 0.0, 0.0, 0.0, 0),
    )
    made = Comparison(
        case="march-on-moscow-2023", theory="world-crisis", seed=1, histories=1000, settings={},
        do={"street.weight": "0"}, claims=("K6",), given=(), matched=1000, paired=1000, failed=0, sets=50,
        identical=False, effects=effects, events=events,
        flips=(Flip("settlement", "coup", 225), Flip("coup", "settlement", 25)), observed=("settlement",),
        directories=("runs/a", "runs/b"),
    )  # fmt: skip
    return replace(made, **changes)


def nothing_matched():
    empty = tuple(Effect(name, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0) for name in ("settlement", "coup"))
    return comparison(given=("outcome", "responses"), matched=0, paired=0, sets=0, effects=empty, events=(), flips=())


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_all_of_it_is_there_at_any_width(printed, width):
    text = printed(lambda page, data: print_comparison(page, data, 1.5), comparison(), width)
    for part in ("march-on-moscow-2023", "claim K6 at its contrast", "street.weight = 0", "50.0 %", "30.0 %", "-20.0",
                 "-25.0 to -15.0", "-60 to +10", "250 of 1,000", "settlement → coup 225", "In neither: revolution",
                 "◀", "fighting in capital"):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width):
    import io

    from rich.console import Console

    from tocsin.report.page import Page

    stream = io.StringIO()
    print_comparison(Page(Console(file=stream, width=width)), comparison(), 1.5)
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    if width >= 80:  # a row of the table is a line
        assert any("settlement" in line and "-60 to +10" in line for line in lines)


def test_small_differences_are_not_called_nothing(printed):
    text = printed(lambda page, data: print_comparison(page, data, 1.5), comparison())
    assert "+0.02" in text
    assert "within 1" in text


def test_reading():
    text = reading(comparison())
    assert "settlement becomes rarer by 20.0 points" in text
    assert "coup becomes more frequent by 20.0 points" in text
    assert "crushed" not in text
    assert "the sign is open for settlement" in text
    assert "nothing changes" in reading(comparison(identical=True))
    still = tuple(replace(line, low=-0.01, high=0.01) for line in comparison().effects)
    assert reading(comparison(effects=still)).startswith("No outcome becomes")
    assert reading(comparison(given=("outcome",))).startswith("Among the histories that match, settlement")


def test_too_few_matches_are_said(printed):
    few = comparison(given=("outcome",), matched=4, paired=4, sets=3)
    assert "4 matches from 3 parameter sets" in doubt(few)
    assert "--histories about 25,000" in doubt(few)
    none = nothing_matched()
    assert "nothing can be said" in reading(none)
    assert "0 matches" in doubt(none)
    assert "0 of 1,000 histories match" in printed(lambda page, data: print_comparison(page, data, 1.5), none)
    assert doubt(comparison()) == ""


def test_no_history_is_suggested_that_was_not_there(printed):
    def shown(data):
        return printed(lambda page, found: print_comparison(page, found, 1.5), data, 200)

    assert "tocsin replay march-on-moscow-2023 --theory world-crisis --set street.weight=0 --history 17" in shown(
        comparison()
    )
    assert "--history" not in shown(nothing_matched()).replace("--histories", "")
    assert "replay" not in shown(comparison(histories=1, matched=1, paired=1))


def test_failures_are_said(printed):
    text = printed(lambda page, data: print_comparison(page, data, 1.5), comparison(failed=7, paired=993))
    assert "7 pairs" in text


def test_json_is_whole():
    data = comparison_json(comparison(), 1.5)
    assert data["effects"][0] == {
        "outcome": "settlement", "base": 0.5, "do": 0.3, "difference": -0.2, "low": -0.25, "high": -0.15,
        "prior_low": -0.6, "prior_high": 0.1, "changed": 450,
    }  # fmt: skip
    assert data["flips"] == [{"from": "settlement", "to": "coup", "count": 225},
                             {"from": "coup", "to": "settlement", "count": 25}]  # fmt: skip
    assert {"case", "theory", "seed", "histories", "do", "given", "matched"} <= set(data)
    assert data["given"] is None
    empty = plain(comparison_json(nothing_matched(), 1.5))
    json.dumps(empty, allow_nan=False)
    assert empty["effects"][0]["difference"] is None
    assert empty["given"] == ["outcome", "responses"]
