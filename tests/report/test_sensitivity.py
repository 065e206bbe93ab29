"""What `sensitivity` says: on wide and narrow terminals, and as data."""

import json
import math
from dataclasses import replace

import pytest

from tocsin.report.sensitivity import method, print_sensitivity, reading, sensitivity_json
from tocsin.report.terminal import plain
from tocsin.study.indices import Index, Variance
from tocsin.study.sensitivity import Sensitivity

NAN = math.nan


def found(**changes):
    made = Sensitivity(
        case="march-on-moscow-2023", theory="world-crisis", seed=1, settings={"ruler.fear_ratio": "1"}, rows=1024,
        size=8, histories=200_000, failed_rows=0, alone=("balance.hold", "column.strength"), others=("a.b", "c.d"),
        group="2 others together", idle=("c.d",),
        variances=(Variance("settlement", 0.5, 0.3, 0.29), Variance("coup", 0.1, 0.02, 0.0),
                   Variance("crushed", 0.05, 0.02, 0.01)),
        indices=(
            Index("settlement", "balance.hold", 0.3, 0.25, 0.35, 0.5, 0.4, 0.6),
            Index("settlement", "column.strength", 0.1, 0.05, 0.15, 0.6, 0.5, 0.7),
            Index("settlement", "2 others together", 0.1, 0.05, 0.15, 0.2, 0.1, 0.3),
            Index("coup", "balance.hold", NAN, NAN, NAN, NAN, NAN, NAN),
            Index("crushed", "balance.hold", 0.3, 0.25, 0.35, 0.5, 0.4, 0.6),
        ),
        observed=("settlement",),
    )  # fmt: skip
    return replace(made, **changes)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_all_of_it_is_there_at_any_width(printed, width):
    text = printed(lambda page, data: print_sensitivity(page, data, 9.0), found(), width)
    for part in ("settlement ◀ observed", "balance.hold", "50 % (40 % to 60 %)", "2 others together",
                 "ruler.fear_ratio = 1", "cannot be told from none", "crushed"):  # fmt: skip
        assert part in text, part


def test_the_largest_total_comes_first(printed):
    text = printed(lambda page, data: print_sensitivity(page, data, 9.0), found())
    assert text.index("column.strength") < text.index("balance.hold")
    assert reading(found()).startswith("settlement hangs most on column.strength, balance.hold")


def test_no_share_of_a_variance_is_called_negative():
    """Estimates of small indices scatter about 0."""
    indices = tuple(replace(index, first=-0.05) for index in found().indices)
    assert "one at a time makes out next to nothing of its variance" in reading(found(indices=indices))
    assert "one at a time makes out 50 % of its variance" in reading(found())


def test_the_method_is_stated():
    text = method(found())
    for part in (
        "1,024 base points",
        "8 histories a point",
        "noise",
        "Morris",
        "2 quantities to stand alone",
        "the 2 others",
    ):
        assert part in text, part
    assert "Morris" not in method(found(group=None))
    assert "3 base points were left out" in method(found(failed_rows=3))


def test_json_is_whole():
    data = plain(sensitivity_json(found(), 9.0))
    json.dumps(data, allow_nan=False)
    assert data["indices"][0] == {
        "outcome": "settlement", "quantity": "balance.hold", "first": 0.3, "first_low": 0.25, "first_high": 0.35,
        "total": 0.5, "total_low": 0.4, "total_high": 0.6,
    }  # fmt: skip
    assert data["indices"][3]["first"] is None
    assert data["others"] == ["a.b", "c.d"]
