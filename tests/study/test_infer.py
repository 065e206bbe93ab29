"""Inference on real theories: rivals on what they share, posteriors, checks, calibration, and planted truth."""

import math

import numpy
import pytest
from scipy import stats

import tocsin
from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, UnknownName
from tocsin.study.estimating import FIRST, Effort
from tocsin.study.infer import infer
from tocsin.study.pool import Pool

CASE = "march-on-moscow-2023"
NAMES = ("world-crisis", "officers-coordinate", "base-rates")
QUICK = {"histories": 4000, "error": 1.0, "most": 4000}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return tocsin.infer(CASE, theories=NAMES, root=tmp_path_factory.mktemp("runs"), **QUICK)


def test_every_rival_is_listed_with_error_and_features(found):
    assert found.features == ("outcome",)
    assert {line.theory for line in found.theories} == set(NAMES)
    assert sum(line.probability for line in found.theories) == pytest.approx(1)
    for line in found.theories:
        assert math.isfinite(line.log_evidence)
        assert 0 < line.log_error < 0.5
    first, second = found.cases[0].contests
    assert {line.theory for line in second.standings} == set(NAMES[:2])
    assert set(first.features) < set(second.features)


def test_posteriors_are_conditioned_on_the_widest_contest(found):
    [case] = found.cases
    assert case.posteriors["base-rates"].features == ("outcome",)
    assert case.posteriors["world-crisis"].features == case.contests[1].features
    names = {row.name for row in case.posteriors["officers-coordinate"].parameters()}
    assert "ruler.fear_ratio" in names
    assert "turn.rate" not in names  # the theory switches that mechanism off


def test_predictive_checks(found):
    checks = {check.feature: check for check in found.cases[0].replicated["world-crisis"].checks}
    assert not checks["turnout_challenger"].conditioned
    assert checks["outcome"].conditioned
    assert checks["outcome"].posterior > checks["outcome"].prior
    assert checks["outcome"].expected == "settlement"


def test_the_second_time_nothing_is_simulated(tmp_path, monkeypatch):
    told = []
    first = tocsin.infer(CASE, theories="base-rates", root=tmp_path, **QUICK)
    monkeypatch.setattr("tocsin.study.predictive.run_at", None)
    again = tocsin.infer(
        CASE, theories="base-rates", root=tmp_path, progress=lambda *count: told.append(count), **QUICK
    )
    assert told == []
    assert again.theories == first.theories
    checks, before = (found.cases[0].replicated["base-rates"] for found in (again, first))
    assert checks.checks == before.checks
    assert (checks.codes == before.codes).all()


def test_new_histories_on_disk_that_cannot_be_read_are_made_again(tmp_path):
    first = tocsin.infer(CASE, theories="base-rates", root=tmp_path, **QUICK)
    next(tmp_path.glob("*/inference/predictive-*.npz")).write_bytes(b"damaged")
    again = tocsin.infer(CASE, theories="base-rates", root=tmp_path, **QUICK)
    assert (again.cases[0].replicated["base-rates"].codes == first.cases[0].replicated["base-rates"].codes).all()


def test_arviz(found):
    pytest.importorskip("arviz")
    data = found.to_arviz("world-crisis")
    assert set(data.groups()) == {"posterior", "prior", "posterior_predictive"}
    assert data.attrs["theory"] == "world-crisis"
    posterior = found.cases[0].posteriors["world-crisis"]
    values = posterior.values("challenger.quitting")
    assert float(data.posterior["challenger.quitting"].mean()) == pytest.approx(
        float(posterior.draws.weights @ values), abs=0.01
    )
    assert data.posterior.sizes["chain"] == 1


def test_a_record_that_no_history_can_match_is_given_up_early_and_explained(tmp_path, monkeypatch):
    """A ruler who has gone chose flight last: no history of any theory in which he bargained last is without him."""
    features = ("outcome", "responses")
    text = Catalogue().find("case", CASE).read().decode()
    assert "observed: [settlement]" in text
    impossible = tmp_path / "impossible.yaml"
    impossible.write_text(
        text.replace("observed: [settlement]", "observed: [ruler_flees]").replace(f"id: {CASE}", "id: impossible")
    )
    found = tocsin.infer(
        str(impossible), theories="officers-coordinate", features=features, root=tmp_path, histories=4000
    )
    [line] = found.theories
    assert line.log_evidence == -math.inf
    monkeypatch.setattr("tocsin.study.estimating.HOPELESS", FIRST)
    again = tocsin.infer(
        str(impossible), theories="officers-coordinate", features=features, root=tmp_path, histories=4000
    )
    assert 2 * line.estimate.histories < again.theories[0].estimate.histories  # had it gone on as for other records
    assert {pair.features for pair in line.estimate.apart} == {features}


def test_several_cases_multiply(found, tmp_path):
    both = tocsin.infer(
        [CASE, "kornilov-1917"], theories="world-crisis,base-rates", features="outcome", root=None, **QUICK
    )
    for name in ("world-crisis", "base-rates"):
        total = next(line for line in both.theories if line.theory == name).log_evidence
        assert total == pytest.approx(sum(case.contests[0].of(name).log_evidence for case in both.cases))
    [common] = both.shared
    assert common.name == "ruler.fear_ratio"
    assert [curve.case for curve in common.curves] == [CASE, "kornilov-1917"]
    assert 0.5 * common.prior_low < common.low < common.median < common.high < 2 * common.prior_high


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"histories": 0}, "--histories"),
        ({"error": 0}, "above 0"),
        ({"error": math.nan}, "above 0"),
        ({"most": 1.5}, "--most"),
        ({"theories": ["world-crisis", "world-crisis"]}, "named twice"),
        ({"theories": ""}, "no theory"),
        ({"features": "outcome,duration", "theories": "base-rates"}, "does not predict"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(InputError, match=message):
        tocsin.infer(CASE, root=None, **{"theories": "world-crisis", **options})


def test_unknown_names():
    with pytest.raises(UnknownName, match="did you mean 'world-crisis'"):
        tocsin.infer(CASE, theories="world-crises", root=None)
    with pytest.raises(UnknownName, match=r"did you mean 'ruler\.fear_ratio'"):
        tocsin.infer(CASE, theories="world-crisis", share="ruler.fear_ration", root=None)


def pools(*names, histories=20_000):
    made = [Pool(tocsin.build(CASE, name), seed, None) for seed, name in enumerate(names, 1)]
    for pool in made:
        pool.grow(histories)
    return made


def test_calibration_of_a_real_parameter():
    """Truth from the prior, its record, its rank among the posterior's draws: uniform (a reduced run)."""
    [pool] = pools("world-crisis")
    name = "challenger.quitting"
    column = pool.model.uncertain.index(name)
    parameter = pool.quantiles(numpy.arange(pool.histories))[:, column]
    records = pool.codes[:, [0, 2, 6]].astype(int) @ [1, 10, 100]  # outcome, nearest distance, duration
    rng = numpy.random.default_rng(1)
    sets, ranks = pool.sets(), []
    for truth in range(0, pool.histories, 20):  # one history of each set
        same = numpy.flatnonzero((records == records[truth]) & (sets != sets[truth]))
        if len(same) >= 60:
            draws = parameter[rng.choice(same, 9, replace=False)]
            ranks.append(int((draws < parameter[truth]).sum()))
    assert len(ranks) > 700
    assert stats.chisquare(numpy.bincount(ranks, minlength=10)).pvalue > 0.001


def test_planted_truth_is_favoured():
    """Records simulated under either theory: the log Bayes factor favours, on average, the one that made them."""
    crisis, officers = pools("world-crisis", "bargain-within-the-state")
    features = [0, 1, 2, 6, 7]
    rng = numpy.random.default_rng(1)
    for truth, sign in ((crisis, 1), (officers, -1)):
        factors = []
        for history in rng.choice(truth.histories, 100, replace=False):
            record = truth.codes[history, features]
            counts = [
                (pool.codes[:, features] == record).all(axis=1).sum() - (pool is truth) for pool in (crisis, officers)
            ]
            factors.append(math.log((counts[0] + 0.5) / (counts[1] + 0.5)))
        assert sign * numpy.mean(factors) > 2 * numpy.std(factors) / math.sqrt(len(factors))


def test_a_model_given_by_hand(two_odds):
    models = [[tocsin.build(CASE, two_odds)]]
    found = infer(models, 1, effort=Effort(2000, 1.0, 2000))
    assert [line.probability for line in found.theories] == [1.0]
    assert found.shared == ()
