"""Compare on the real engine: what changes nothing changes nothing, what is known comes out, pairs are pairs."""

import math

import numpy
import polars
import pytest

import tocsin
from tocsin.errors import InputError, UnknownName
from tocsin.simulate.chunk import run_chunk
from tocsin.simulate.store import scan
from tocsin.simulate.tables import histories_table
from tocsin.study.compare import compare, given_features

CASE = "march-on-moscow-2023"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture
def ask(root):
    return lambda do, **options: tocsin.compare(CASE, **{"do": do, "histories": 400, "root": root, **options})


def nothing(comparison):
    lines = (*comparison.effects, *comparison.events)
    return not comparison.flips and all(line.difference == 0 and line.changed == 0 for line in lines)


def test_a_contrast_equal_to_the_theory_has_effect_exactly_0(ask, two_odds):
    same = ask("claim:C1", theory=two_odds)
    assert same.identical
    assert nothing(same)
    assert all((line.low, line.high, line.prior_low, line.prior_high) == (0, 0, 0, 0) for line in same.effects)
    other = ask("claim:C2", theory=two_odds)
    assert not other.identical
    assert other.of("coup").do == 1


def fixed_parameter(model):
    return next(name for name, q in model.theory.parameters.items() if q.is_fixed and not q.choices)


@pytest.mark.parametrize("name", ["a parameter", "mediator.present", "crisis.turn", "units.variant"])
def test_setting_a_value_to_what_it_was_flips_nothing(ask, name):
    model = tocsin.build(CASE)
    name = fixed_parameter(model) if name == "a parameter" else name
    value = {"crisis.turn": "on", "units.variant": "global-game"}.get(name)
    value = value or model.quantities[name].prior.arguments[0]
    again = tocsin.build(CASE, settings={name: value})
    assert model.same_as(again)
    # Through the engine, not by the look of the models:
    first, second = (histories_table(m, run_chunk(m, 3, 0, 200, 0)) for m in (model, again))
    assert first.equals(second)
    found = ask({name: value})
    assert found.identical
    assert nothing(found)


def test_models_that_differ_are_not_the_same():
    model = tocsin.build(CASE)
    for settings in (
        {"ruler.fear_ratio": 1},
        {"crisis.turn": "off"},
        {"ruler.response": "flee"},
        {"column.strength": 9000},
    ):
        assert not model.same_as(tocsin.build(CASE, settings=settings))
        assert tocsin.build(CASE, settings=settings).same_as(tocsin.build(CASE, settings=settings))
    assert not model.same_as(tocsin.build("kornilov-1917"))


def test_the_effect_is_the_known_one(ask, two_odds):
    """P(coup) = E[y / (x + y)] = 1/2; with x held at 1 it is 1 − ln 2, with x held at 0 it is 1."""
    found = ask("base_rates.settlement=1", theory=two_odds, histories=20_000)
    line = found.of("coup")
    truth = 1 - math.log(2) - 0.5
    assert line.low < truth < line.high
    assert line.high - line.low < 0.05
    assert found.of("settlement").difference == pytest.approx(-line.difference)
    # Over y the difference of a set is y / (1 + y) − y / (x + y).
    rng = numpy.random.default_rng(1)
    x, y = rng.uniform(size=(2, 200_000))
    assert (line.prior_low, line.prior_high) == pytest.approx(
        numpy.quantile(y / (1 + y) - y / (x + y), [0.05, 0.95]), abs=0.04
    )


def test_intervals_of_the_engine_cover(two_odds):
    """200 seeds; the full 1,000 are in benchmarks/validation."""
    from tocsin.study.paired import paired_interval

    models = [tocsin.build(CASE, two_odds, s) for s in ({}, {"base_rates.settlement": 1})]
    truth = 1 - math.log(2) - 0.5
    hits = 0
    for seed in range(200):
        chunks = [run_chunk(model, seed, 0, 600, 0) for model in models]
        coups = [(chunk.courses["outcome"] == 4).astype(float) for chunk in chunks]
        low, high = paired_interval(coups[1] - coups[0], chunks[0].set_numbers())
        hits += low <= truth <= high
    assert 0.90 * 200 <= hits <= 0.99 * 200


def test_shares_add_up_and_flips_explain_the_differences(ask):
    found = ask("claim:K7", histories=2000)
    assert sum(line.difference for line in found.effects) == pytest.approx(0)
    assert sum(line.base for line in found.effects) == pytest.approx(1)
    for line in found.effects:
        gained = sum(flip.count for flip in found.flips if flip.after == line.name)
        lost = sum(flip.count for flip in found.flips if flip.before == line.name)
        assert line.difference == pytest.approx((gained - lost) / found.paired)
        assert line.changed == gained + lost
        assert line.low <= line.difference <= line.high
    assert found.of("settlement").high < 0
    assert [flip.count for flip in found.flips] == sorted((flip.count for flip in found.flips), reverse=True)
    assert found.flipped <= found.paired == 2000


def test_the_same_call_again_computes_nothing(ask, root):
    first = ask("ruler.response=mobilise")
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*.parquet")}
    calls = []
    second = ask("ruler.response=mobilise", progress=lambda done, total: calls.append((done, total)))
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*.parquet")} == before
    assert calls == [(400, 800), (800, 800)]
    assert first == second


def test_both_arms_lie_where_run_keeps_them(ask, root, monkeypatch):
    found = ask({"street.weight": 0.0})
    assert found.directories == ask("street.weight=0").directories
    monkeypatch.chdir(root.parent)
    root.rename(root.parent / "runs")
    try:
        run = tocsin.run(CASE, histories=400, settings={"street.weight": "0"})
        assert str(run.directory) == found.directories[1].replace(str(root), "runs")
    finally:
        (root.parent / "runs").rename(root)


def test_claims_together_and_conflicts(ask):
    both = ask(["claim:K5", "claim:the-masses-decide", "ruler.fear_ratio=2"])
    assert both.claims == ("K5", "K6")
    assert both.do["intervention.rate"] == "0"
    assert both.do["ruler.fear_ratio"] == "2"
    for do, message in (
        ("claim:K99", "did you mean 'K9'"),
        (["claim:K8", "ruler.fear_ratio=2"], "set to 1 and to 2"),
        ("ruler.respons=flee", "--do.*did you mean 'ruler.response'"),
        ("flee", "NAME=VALUE"),
        ([], "nothing to do"),
        ({"ruler.fear_ratio": "nan"}, "fear_ratio"),
    ):
        with pytest.raises(InputError, match=message):
            ask(do)
    with pytest.raises(InputError, match="no contrast"):
        ask("claim:O5", theory="officers-coordinate")


def test_settings_hold_in_both_arms(ask):
    found = ask("mediator.present=off", settings={"ruler.response": "flee"})
    assert found.settings == {"ruler.response": "flee"}
    assert found.do == {"mediator.present": "off"}
    assert found.of("settlement").base == found.of("settlement").do == 0
    assert found.of("ruler_flees").base > 0.5


def test_given_features_of_the_record(ask, root):
    found = ask("mediator.present=off", histories=2000, given=["outcome", "responses"])
    table = scan(root / found.directories[0], "histories").collect()
    matching = (table["outcome"] == "settlement") & (table["responses"] == "repress > bargain")
    assert found.matched == found.paired == matching.sum()
    assert found.sets == table.filter(matching)["set"].n_unique()
    assert found.of("settlement").base == 1
    assert found.of("settlement").do < 1
    assert {flip.before for flip in found.flips} == {"settlement"}
    assert found.of("settlement").prior_high <= 0
    more = ask("mediator.present=off", histories=2000, given="record")
    assert set(more.given) > {"outcome", "responses"}
    assert more.matched <= found.matched


def test_too_few_matches_are_told(ask):
    found = ask("mediator.present=off", histories=100, given="record")
    assert found.too_few
    assert found.matched == found.paired < 10
    if found.matched == 0:
        assert math.isnan(found.of("settlement").difference)
        assert math.isnan(found.of("settlement").low)
    else:
        assert found.of("settlement").high - found.of("settlement").low > 0.5


def test_conditions_that_cannot_be_met_are_refused():
    model, bare = tocsin.build(CASE), tocsin.build(CASE, "base-rates")
    assert given_features(model, None) == ()
    assert given_features(bare, "record") == ("outcome",)
    assert given_features(model, ["outcome", "outcome"]) == ("outcome",)
    with pytest.raises(UnknownName, match="did you mean 'outcome'"):
        given_features(model, "outcomes")
    with pytest.raises(InputError, match="does not predict"):
        given_features(bare, ["responses"])


class Made:
    """An ensemble that a test has made up."""

    def __init__(self, table, **manifest):
        from types import SimpleNamespace

        self.table, self.directory = table, "made"
        self.manifest = SimpleNamespace(
            **{"case": CASE, "theory": "t", "seed": 1, "histories": len(table), "set_size": 2, "settings": {}}
            | manifest
        )

    def histories(self, columns):
        return self.table.select(columns)


def test_failed_histories_are_left_out_in_pairs_and_counted():
    model = tocsin.build(CASE)
    table = histories_table(model, run_chunk(model, 1, 0, 40, 0))
    number = polars.col("history")

    def with_failures(numbers):
        gone = number.is_in(numbers)
        return table.with_columns(
            polars.when(gone).then(polars.lit("failed")).otherwise("status").alias("status"),
            polars.when(gone).then(None).otherwise("outcome").alias("outcome"),
        )

    found = compare(Made(with_failures([1, 2])), Made(with_failures([2, 3, 30])), model, {})
    assert (found.matched, found.paired, found.failed) == (40, 36, 4)
    assert nothing(found)
    assert sum(line.base for line in found.effects) == pytest.approx(1)
    everything = compare(Made(with_failures(list(range(40)))), Made(table), model, {})
    assert everything.paired == 0
    assert all(math.isnan(line.difference) for line in everything.effects)


def test_ensembles_that_are_not_paired_are_refused():
    model = tocsin.build(CASE)
    table = histories_table(model, run_chunk(model, 1, 0, 20, 0))
    with pytest.raises(ValueError, match="not paired"):
        compare(Made(table), Made(table, seed=2), model, {})
