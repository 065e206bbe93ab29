"""Studies of worlds on the real engine: what is forced is found, what is equal is equal, what is not there is named."""

import math
from pathlib import Path

import numpy
import pytest

import tocsin
from tocsin.building import varied
from tocsin.errors import InputError, UnknownName
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.simulate.results import Results
from tocsin.study.arms import arm_of
from tocsin.study.asking import not_here, sizes_of
from tocsin.study.paired import effect, effect_on_measure
from tocsin.study.reading import CRISIS, reading_of
from tocsin.study.supporting import IDENTICAL

FEW = 400
MONTHS = 60
SLOPES = ("recession", "hostility", "balance", "target_order", "deterrence", "mass_opposition", "democracies", "at_war",
          "joining", "honoured", "distance")  # fmt: skip
OFF = ("economy.cycle", "war.coexistence", "war.attrition", "war.escalation", "war.burden", "elite.cohesion",
       "organisation.growth", "revolution.diffusion", "elite.fission", "revolution.rising", "revolution.conversion",
       "revolution.peace", "revolution.survival", "revolution.degeneration", "war.restoration", "elite.descent",
       "state.birth")  # fmt: skip
RECORD = """record:
  - {feature: conversions, observed: ["0"], source: luttwak-1968}
  - {feature: syldavia.first_war, observed: [never], source: luttwak-1968}
"""


def claim(name, mechanism, contrast, implication):
    return f"""
  - id: {name}
    name: claim-{name.lower()}
    source: luttwak-1968
    claim: A claim of a test.
    status: implemented
    mechanisms: [{mechanism}]
    contrast: {contrast}
    implication: {implication}
    evidence: none; a test"""


CLAIMS = (
    claim("W1", "war.drive", "{drive.recession: 0}",
          "{estimand: probability, event: any_war, scale: level, expect: size}"),
    claim("W2", "war.drive", "{drive.base: 0}",
          "{estimand: mean, event: onsets, do: {drive.base: 0.002}, versus: {drive.base: 0.001}, scale: ratio, "
          "expect: positive}"),
    claim("W3", "war.drive", "{drive.recession: 0}",
          "{estimand: mean, event: onsets, given: syldavia.takes_power, do: {drive.base: 0.002}, "
          "versus: {drive.base: 0.001}, scale: difference, expect: positive}"),
    claim("W4", "crisis.settlement", "{foreign.hostile_power: 0}",
          "{estimand: probability, event: settlement, scale: level, expect: size}"),
    claim("W5", "crisis.street", "{street.weight: 0}",
          "{estimand: mean, event: turnout_ruler, scale: level, expect: size}"),
    claim("W6", "crisis.street", "{street.weight: 0}",
          "{estimand: mean, event: [settlement, abandoned, crushed, coup, civil_war, ruler_flees, unresolved, "
          "revolution], scale: level, expect: size}"),
)  # fmt: skip


@pytest.fixture(scope="session")
def small_world(tmp_path_factory):
    """Path of a world of four countries over five years."""
    text = (Path(__file__).parents[1] / "theory" / "small-world.yaml").read_text()
    text = text.replace("isw-2023", "luttwak-1968").replace("bbc-2023", "luttwak-1968")
    before, after = text.split("record:\n")
    path = tmp_path_factory.mktemp("world") / "small-world.yaml"
    path.write_text(before + RECORD + after[after.index("facts:") :])
    return str(path)


@pytest.fixture(scope="session")
def forced(tmp_path_factory):
    """Path of a theory in which wars start at a constant hazard and do not end, and commanders turn on rulers."""
    lines = [
        "id: forced", "kind: theory", "title: Forced", "summary: Wars start at a constant hazard.",
        "source: luttwak-1968", "predicts: [outcome]", "mechanisms:",
        *(f"  {name}: {{on: false}}" for name in OFF),
        "parameters:",
        *(f"  drive.{name}: {{value: 0, unit: {unit(name)}, judgement: a test}}" for name in SLOPES),
        "  drive.base: {value: 0.001, unit: per month, judgement: a test}",
        "  defection.base: {value: 0.02, unit: per month, judgement: a test}",
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("theory") / "forced.yaml"
    path.write_text("\n".join(lines) + "\nclaims:" + "".join(CLAIMS) + "\n")
    return str(path)


def unit(name):
    return vocabulary().parameters()[f"drive.{name}"].unit


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def found(small_world, forced, root):
    return tocsin.audit(small_world, theory=forced, histories=FEW, root=root)


def test_a_contrast_equal_to_the_theory_changes_exactly_nothing(found):
    same = found.of("W1").computed
    assert same.identical
    assert same.changed == 0
    assert all((one.difference, one.low, one.high) == (0, 0, 0) for one in (same.load_bearing, *same.by_feature))
    assert (same.log_bayes_factor.estimate, same.log_bayes_factor.method) == (0, IDENTICAL)
    assert same.would_tell == ()
    assert found.of("W1").verdict == "implied, idle"


def test_the_rate_ratio_of_a_forced_process_is_what_it_must_be(found):
    """Each pair at peace starts a war once at most, from either side, with the monthly hazards .002 and .001."""
    done = found.of("W2").computed.implied
    must = (1 - math.exp(-2 * 0.002 * MONTHS)) / (1 - math.exp(-2 * 0.001 * MONTHS))
    assert done.scale == "ratio"
    error = (math.log(done.high) - math.log(done.low)) / (2 * 1.96)
    assert abs(math.log(done.estimate / must)) < 3 * error
    assert error < 0.3
    assert done.holds


def test_what_hangs_on_a_claim_is_found_in_the_feature_that_changes(found):
    done = found.of("W2").computed
    assert found.features == ("conversions", "syldavia.first_war")
    assert [one.name for one in done.by_feature] == list(found.features)
    assert done.load_bearing.name == "syldavia.first_war"
    assert done.load_bearing.do == 1
    assert done.load_bearing.low > 0.01
    assert done.record.difference == pytest.approx(done.load_bearing.difference)
    still = done.by_feature[0]
    assert (still.difference, still.base) == (0, 1)
    assert done.log_bayes_factor.matches[1] == FEW
    assert found.matches == done.log_bayes_factor.matches[0] < FEW


def test_a_condition_that_never_holds_gives_no_number(found):
    done = found.of("W3").computed.implied
    assert math.isnan(done.estimate)
    assert done.holds is None


def test_what_the_world_does_not_have_is_named_instead_of_computed(found):
    for name, reason in (("W4", "foreign.hostile_power"), ("W5", "turnout_ruler")):
        claim = found.of(name)
        assert claim.computed is None
        assert claim.verdict == "not computed here"
        assert claim.status == "not implemented"  # nothing of this world runs it
        assert reason in claim.not_here


def test_events_of_the_crisis_clock_are_counted_over_all_crises_of_a_history(found, small_world, forced, root):
    run = tocsin.run(small_world, theory=forced, histories=FEW, out=root / "own")
    attempts = run.histories()["attempts"].mean()
    done = found.of("W6").computed.implied
    assert done.unit == "a history"
    assert attempts > 0.5
    assert done.estimate == pytest.approx(attempts)


def test_would_tell_is_of_features_that_the_record_does_not_hold(found):
    told = [one for claim in found.claims if claim.computed for one in claim.computed.would_tell]
    assert told
    assert {one.case for one in told} == {"small-world"}
    assert not {one.feature for one in told} & set(found.features)
    assert all(not one.held and one.looks > 20 for one in told)


def test_the_arms_of_implications_get_fewer_histories_and_smaller_arms_are_parts_of_larger_ones(found, root):
    assert sizes_of(2000, "world") == (2000, 400, 100)
    assert sizes_of(20_000, "crisis") == (20_000, 20_000, 4000)
    assert (found.asked, found.fewer, found.clock, found.kinds) == (80, 20, "world", ())
    assert found.of("W2").computed.implied.of == 80
    assert found.of("W1").computed.implied.of == FEW  # the theory itself is there with all of them


def test_the_second_audit_computes_nothing(found, small_world, forced, root):
    calls = []
    again = tocsin.audit(
        small_world, theory=forced, histories=FEW, root=root, progress=lambda *told: calls.append(told)
    )
    assert calls == []
    assert repr(again) == repr(found)


def test_a_world_shares_nothing_with_cases(small_world, forced, root):
    with pytest.raises(InputError, match="shares no parameters"):
        tocsin.audit(small_world, theory=forced, cases="all", root=root)


def test_a_case_names_the_claims_of_worlds():
    model = tocsin.build("march-on-moscow-2023")
    reasons = {claim.id: not_here(claim, model, varied) for claim in model.theory.claims}
    assert reasons["K6"] == ""
    assert reasons["K2"] == "lives on the world clock: tocsin audit world-1914"
    assert {name for name, reason in reasons.items() if not reason} == {"K5", "K6", "K7", "K8", "K9"}


def test_an_intervention_that_sets_what_was_so_flips_nothing(small_world, forced, root):
    same = tocsin.compare(small_world, theory=forced, do="drive.recession=0", histories=100, root=root)
    assert same.identical
    assert same.flips == ()
    assert all((line.difference, line.low, line.high) == (0, 0, 0) for line in (*same.effects, *same.events))


def test_compare_counts_what_changes_beside_the_outcomes(small_world, forced, root):
    """With no hazard there is no onset; the draws are the same, so that nothing else changes either."""
    found = tocsin.compare(small_world, theory=forced, do="drive.base=0", histories=FEW, root=root)
    assert found.clock == "world"
    assert {line.name for line in found.effects} == set(reading_of(tocsin.build(small_world, forced)).outcomes)
    onsets = found.of("onsets")
    assert onsets.do == 0
    assert onsets.difference == pytest.approx(-onsets.base)
    assert onsets.high < 0
    assert found.of("war_months").difference < -1
    assert found.of("risings").changed == 0


def test_compare_given_features_of_the_record(small_world, forced, root):
    words = {"theory": forced, "histories": FEW, "root": root}
    found = tocsin.compare(small_world, do="drive.base=0.002", given="conversions,syldavia.first_war", **words)
    assert found.given == found.held == ("conversions", "syldavia.first_war")
    assert found.matched == tocsin.compare(small_world, do="drive.base=0.002", given="record", **words).matched
    assert 0 < found.matched < FEW
    assert found.of("onsets").difference > 0
    with pytest.raises(UnknownName):
        tocsin.compare(small_world, do="drive.base=0", given="responses", **words)
    with pytest.raises(InputError, match="holds nothing on it"):
        tocsin.compare(small_world, do="drive.base=0", given="births", **words)


def test_sensitivity_finds_what_a_world_hangs_on(small_world, root):
    pytest.importorskip("SALib")
    fixed = dict.fromkeys(("cycle.spread", "defection.base"), 0)
    found = tocsin.sensitivity(small_world, points=32, alone=3, root=root, settings=fixed)
    known = reading_of(tocsin.build(small_world)).outcomes
    assert found.variances
    assert {line.outcome for line in found.variances} <= set(known)
    assert sum(line.mean for line in found.variances) == pytest.approx(1, abs=0.1)
    assert len(found.alone) == 3
    again = tocsin.sensitivity(small_world, points=32, alone=3, root=root, settings=fixed)
    assert repr(again) == repr(found)


def test_an_arm_reads_events_of_countries_and_months_that_start_at_0(small_world, forced, root):
    """Who is at war in the first month came into it then, in month 0; what never happened is not month 0."""
    model = tocsin.build(small_world, forced)
    tocsin.run(small_world, theory=forced, histories=40, out=root / "few")
    arm = arm_of(Results(root / "few"), model)
    assert reading_of(model).knows("ruritania.takes_power")
    assert not reading_of(model).knows("freedonia.takes_power")
    assert not arm.value(("ruritania.takes_power",)).any()
    arm.columns["ruritania.converted"] = numpy.where(numpy.arange(40) == 3, 0.0, -1.0)
    assert arm.value(("ruritania.takes_power",)).nonzero()[0].tolist() == [3]
    assert arm.value(("ruritania.war_months",)).max() <= MONTHS
    assert CRISIS.clock == "crisis"


def test_a_measure_keeps_its_unit():
    sets = numpy.arange(200) // 20
    rng = numpy.random.default_rng(1)
    base = rng.poisson(20, 200).astype(float)
    do = base + rng.poisson(3, 200)
    whole, part = effect_on_measure("risings", base, do, sets), effect("risings", base / 100, do / 100, sets)
    assert whole.difference == pytest.approx(100 * part.difference)
    assert whole.low == pytest.approx(100 * part.low)
    assert whole.low < whole.difference < whole.high
    many = effect("risings", base / 100, do / 100, sets, looks=36)
    assert many.high - many.low > 1.4 * (part.high - part.low)
