"""Audit on the real engine: what is equal is exactly equal, planted claims are caught, every claim gets a verdict."""

import math

import numpy
import pytest

import tocsin
from tocsin.catalogue import Catalogue
from tocsin.study.arms import Arm
from tocsin.study.implication import judged
from tocsin.study.pool import Pool
from tocsin.study.supporting import IDENTICAL, counted_factor
from tocsin.study.verdict import bears, support, verdict
from tocsin.theory.record import Observation

CASE = "march-on-moscow-2023"
FEW = 200


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def found(root):
    return tocsin.audit(CASE, histories=FEW, root=root)


@pytest.fixture(scope="module")
def known(root, two_odds):
    return tocsin.audit(CASE, theory=two_odds, histories=4000, root=root)


def test_a_contrast_equal_to_the_theory_changes_exactly_nothing(known):
    same = known.of("C1").computed
    assert same.identical
    assert same.changed == 0
    change, factor = same.load_bearing, same.log_bayes_factor
    assert (change.difference, change.low, change.high) == (0, 0, 0)
    assert (factor.estimate, factor.error, factor.low, factor.high, factor.method) == (0, 0, 0, 0, IDENTICAL)
    assert same.would_tell == ()
    assert known.of("C1").verdict == "implied, idle"


def test_a_contrast_that_rules_the_record_out(known):
    """At the contrast there are coups only; the record holds a settlement, in half of the theory's histories."""
    other = known.of("C2").computed
    assert other.load_bearing.do == 0
    assert other.load_bearing.difference == pytest.approx(-0.5, abs=0.05)
    assert other.support == "favours"
    assert other.log_bayes_factor.low > 1
    assert math.isinf(other.log_bayes_factor.high)
    row = next(row for row in other.parameters if row.name == "base_rates.settlement")
    assert row.moved
    assert row.posterior.mean > row.prior.mean


def test_every_claim_has_a_verdict_and_only_what_runs_has_numbers(found):
    assert [claim.id for claim in found.claims] == [f"K{number}" for number in range(1, 23)]
    computed = {claim.id for claim in found.claims if claim.computed}
    assert computed == {"K5", "K6", "K7", "K8", "K9"}
    assert all((claim.verdict == "not computed here") == (claim.computed is None) for claim in found.claims)
    assert found.of("K5").computed.implied.built_in
    assert found.of("K9").computed.implied.built_in
    assert found.of("K8").computed.implied.cases == (CASE,)
    assert found.of("K7").computed.implied.estimate > 0
    assert found.of("K7").computed.implied.holds is not False
    with pytest.raises(KeyError):
        found.of("K99")


def test_what_would_tell_is_sorted_and_small_in_number(found):
    for claim in found.claims:
        if claim.computed:
            told = [one.expected_log_bayes_factor for one in claim.computed.would_tell]
            assert told == sorted(told, reverse=True)
            assert len(told) == (3 if claim.computed.support == "does not tell" else 0)
            assert all(0 <= value <= math.log(2) for value in told)


def test_the_second_audit_computes_nothing(found, root):
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}
    calls = []
    again = tocsin.audit(CASE, histories=FEW, root=root, progress=lambda done, total: calls.append((done, total)))
    assert calls == []
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()} == before
    assert repr(again) == repr(found)  # not-a-number is not itself


def test_a_damaged_audit_is_made_again_from_what_is_on_disk(found, root):
    path = next((root / CASE / "audit").glob("world-crisis-*.json"))
    path.write_text("{")
    calls = []
    again = tocsin.audit(CASE, histories=FEW, root=root, progress=lambda done, total: calls.append((done, total)))
    assert repr(again) == repr(found)
    assert calls[-1][0] <= calls[-1][1]


def test_another_seed_is_another_audit(known, root, two_odds):
    other = tocsin.audit(CASE, theory=two_odds, histories=4000, root=root, rng=2)
    assert other.seed == 2
    assert other.of("C2").computed.load_bearing != known.of("C2").computed.load_bearing


def test_other_settings_are_another_audit(found, root):
    other = tocsin.audit(CASE, histories=FEW, root=root, settings={"ruler.fear_ratio": 1})
    fear = other.of("K8").computed
    assert fear.identical
    assert other.of("K8").verdict == "implied, idle"
    assert other.settings == {"ruler.fear_ratio": "1"}


def test_arms_lie_where_compare_finds_them(found, root):
    calls = []
    tocsin.compare(CASE, do="claim:K6", histories=FEW, root=root, progress=lambda *told: calls.append(told))
    assert calls == [(FEW, 2 * FEW), (2 * FEW, 2 * FEW)]


def test_cases_that_are_hardly_matched_are_left_out_of_what_is_shared(root):
    shared = tocsin.audit(CASE, histories=1000, root=root, cases=["turkey-2016", "kornilov-1917"])
    one = shared.of("K8").computed
    assert shared.shared_over == (CASE, "turkey-2016", "kornilov-1917")
    # In so few histories the record of 2016 comes up twice and that of 1917 never.
    assert one.implied.cases == (CASE,) == tuple(curve.case for curve in one.shared.curves)
    assert one.implied.reference == 0.5
    assert shared.of("K7").computed.implied.holds  # in the 200 histories of the others it is open


def test_a_mechanism_that_cannot_act_is_idle_and_never_false(root):
    """No fighting in the capital to speak of, and no power that would step in."""
    held = {"crisis.intervention": "off", "street.weight": 0}
    still = tocsin.audit(CASE, histories=FEW, root=root, settings=held)
    claim = still.of("K5")
    assert claim.computed.changed == 0
    assert claim.computed.load_bearing.difference == 0
    assert not abs(claim.computed.log_bayes_factor.estimate) > 0
    assert claim.verdict == "implied, idle"
    assert still.of("K6").computed.identical
    assert still.of("K6").verdict in ("implied, idle", "cannot be told from this record")


@pytest.mark.parametrize("theory", [entry.id for entry in Catalogue.default().entries("theory")])
def test_every_theory_can_be_audited(theory, root):
    one = tocsin.audit("turkey-2016", theory=theory, histories=40, root=root)
    stated = tocsin.build("turkey-2016", theory).theory.claims
    assert [claim.id for claim in one.claims] == [claim.id for claim in stated]
    for claim, said in zip(one.claims, stated, strict=True):
        assert (claim.computed is not None) == (said.implemented and not claim.not_here)
        if claim.not_here:
            assert all(not name.startswith("crisis.") for name in said.mechanisms), claim.id
        assert (claim.open_because is not None) == (claim.verdict == "cannot be told from this record")
        if claim.computed is not None:
            consistent(claim, claim.computed)
    computed = [claim.computed for claim in one.claims if claim.computed]
    assert len({done.load_bearing.base for done in computed}) <= 1  # one theory, one set of draws


def consistent(claim, done):
    """What is found fits together, whatever it is: with 40 histories little of it is known."""
    implied, change, factor = done.implied, done.load_bearing, done.log_bayes_factor
    for low, middle, high in (
        (implied.low, implied.estimate, implied.high),
        (change.low, change.difference, change.high),
        (factor.low, factor.estimate, factor.high),
    ):
        assert math.isnan(middle) or low <= middle <= high
    assert change.difference == pytest.approx(change.do - change.base, nan_ok=True)
    assert 0 <= change.base <= 1
    assert done.support == support(factor.low, factor.high)
    if implied.scale == "posterior":
        assert implied.built_in or implied.cases == ("turkey-2016",)
    elif implied.expect != "size":
        assert implied.holds is judged(implied.expect, implied.scale, implied.low, implied.high)
    if done.identical:
        assert (done.changed, change.difference, factor.method) == (0, 0, IDENTICAL)
    expected = verdict(
        implemented=True, acts=bool(done.changed or implied.moved), holds=implied.holds, built_in=implied.built_in,
        bearing=bears(change.low, change.high, done.hanging.low, done.hanging.high), ruled_out=done.ruled_out,
    )  # fmt: skip
    assert claim.verdict == expected


def arm_of(model, histories, seed):
    pool = Pool(model, seed)
    pool.grow(histories)
    return Arm(model, pool.sets(), pool.codes.astype(numpy.int64), {})


@pytest.mark.parametrize("truth_is_the_claim", [True, False])
@pytest.mark.parametrize(
    ("claim", "features"),
    [
        ("K9", ("outcome", "responses")),
        ("K9", ("outcome", "responses", "duration", "nearest_distance")),
        ("K7", ("outcome", "responses")),
        ("K7", ("outcome", "duration")),
    ],
)
def test_a_planted_claim_is_caught(claim, features, truth_is_the_claim):
    """Over 200 records made under one side, the log Bayes factor favours that side on average.

    Those of the theory's other claims that run hardly show in any record: no number of histories tells them.
    """
    contrast = dict(tocsin.build(CASE).theory.claim(claim).contrast)
    models = [tocsin.build(CASE), tocsin.build(CASE, settings=contrast)]
    sides = [arm_of(model, 10_000, 1) for model in models]
    planted = arm_of(models[0 if truth_is_the_claim else 1], 2000, 2)
    rng, factors = numpy.random.default_rng(1), []
    for history in rng.choice(2000, 200, replace=False):
        record = observed(planted, int(history), features)
        case = models[0].case.model_copy(update={"record": record})
        claim, contrast = (Arm(tocsin.simulate.model.Model(side.model.theory, case), side.sets, side.codes, {})
                           for side in sides)  # fmt: skip
        factors.append(counted_factor(claim, contrast, features).estimate)
    mean = float(numpy.nanmean(factors)) * (1 if truth_is_the_claim else -1)
    assert mean > 2 * float(numpy.nanstd(factors)) / math.sqrt(200)


def observed(arm, history, features):
    from tocsin.evidence.codes import text_of

    made = []
    for name in features:
        value = text_of(name, int(arm.column(name)[history]))
        kept = tuple(value.split(" > ") if value else ()) if name == "responses" else value
        made.append(Observation.model_construct(feature=name, observed=(kept,), source=("luttwak-1968",)))
    return tuple(made)
