"""What `audit` says: on wide and narrow terminals, and as data."""

import io
import json
import math
from dataclasses import replace

import pytest
from rich.console import Console

import tocsin
from tocsin.report.audit import doubt, print_audit
from tocsin.report.audit_data import audit_json
from tocsin.report.audit_words import factor_text, sentence, telling_text
from tocsin.report.page import Page
from tocsin.report.terminal import plain
from tocsin.study.audited import Audit, AuditedClaim, Computed
from tocsin.study.bearing import OUTCOMES
from tocsin.study.implication import Implied, Size
from tocsin.study.paired import Effect
from tocsin.study.supporting import BOUND, COUNTED, IDENTICAL, SIDES, STAGED, LogBayesFactor
from tocsin.study.telling import Telling

INF, NAN = math.inf, math.nan
COUNT = LogBayesFactor(0.73, 0.05, 0.63, 0.83, COUNTED, (419, 202), 20_000)
TELLS = Telling("responses", "kornilov-1917", False, "mobilise", 0.08, 0.004, "straw in the wind", 0.016, 0.092, False)


@pytest.fixture(scope="module")
def theory():
    return tocsin.build("march-on-moscow-2023").theory


def computed(**changes):
    made = Computed(
        implied=Implied(
            -0.125, -0.14, -0.11, 0.0, "difference", "negative", True, False, "", 3281, 386,
            (Size("do", 0.6, 0.5, 0.7), Size("versus", 0.7, 0.6, 0.8),
             Size("at the claim's contrast", 0.0, -0.01, 0.01)),
        ),
        load_bearing=Effect(OUTCOMES, 0.45, 0.46, 0.01, -0.002, 0.022, -0.04, 0.04, 300),
        record=Effect("record", 0.02, 0.02, 0.0, -0.001, 0.001, 0.0, 0.0, 4),
        support="does not tell", log_bayes_factor=COUNT, changed=2389, identical=False, would_tell=(TELLS,),
    )  # fmt: skip
    return replace(made, **changes)


def claim(verdict="implied, idle", **changes):
    said = "The challenger counted on mass support."
    return AuditedClaim("K6", "the-masses-decide", said, "implemented", verdict, computed(**changes))


def audit(*claims, **changes):
    waiting = AuditedClaim("K1", "crisis-comes-from-the-world", "A crisis.", "not implemented", "not implemented")
    made = Audit(
        case="march-on-moscow-2023", theory="world-crisis", seed=1, histories=20_000, fewer=5000, settings={},
        features=("outcome", "responses"), observed=("settlement",), matches=419, kinds=("kornilov-1917",),
        shared_over=(), failed=0, claims=(waiting, *(claims or (claim(),))), reviewed={"case": None, "theory": None},
    )  # fmt: skip
    return replace(made, **changes)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_all_of_it_is_there_at_any_width(printed, theory, width):
    text = printed(lambda page, found: print_audit(page, found, theory, 1.5), audit(), width)
    for part in ("march-on-moscow-2023", "K6", "the-masses-decide", "implied, idle", "K1: not implemented",
                 "+0.73 ± 0.05", "rarer by 12.5 points", "-14.0 to -11.0", "386 of 3,281", "street.weight = 0",
                 "straw in the wind", "crisis like kornilov-1917", "not 'mobilise'", "0.08 ± 0.004", "Van Evera 1997",
                 "No person has yet checked"):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("verdict", ["cannot be told from this record", "implied and load-bearing"])
def test_no_line_is_wider_than_the_terminal(theory, width, verdict):
    stream = io.StringIO()
    one = claim(verdict, log_bayes_factor=LogBayesFactor(6.7, 1.4, 1.55, INF, BOUND, (419, 0), 20_000))
    print_audit(Page(Console(file=stream, width=width)), audit(one), theory, 1.5)
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    if width >= 80:  # a claim is a line of the table
        assert any("K6" in line and "at least" in line and verdict in line for line in lines)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "likelier or less likely at its contrast is open (95 %: -0.2 to +2.2 points); the record does not tell."),
        (
            {"load_bearing": Effect(OUTCOMES, 0.45, 0.451, 0.001, -0.002, 0.004, 0, 0, 9)},
            "is about as likely; the record",
        ),
        (
            {"load_bearing": Effect(OUTCOMES, 0.45, 0.48, 0.03, 0.004, 0.05, 0, 0, 9)},
            "likelier by 3.0 points, surely more than none but perhaps less than 1;",
        ),
        ({"identical": True}, "its contrast is what the theory holds anyway"),
        ({"changed": 0}, "not one history changes: it does not act here"),
        ({"support": "favours"}, "the record favours it."),
        ({"support": "speaks against"}, "the record speaks against it."),
        (
            {"load_bearing": Effect(OUTCOMES, 0.45, 0.35, -0.1, -0.12, -0.08, 0, 0, 9)},
            "less likely by 10.0 points",
        ),
        (
            {"load_bearing": Effect(OUTCOMES, 0.45, 0.0, -0.45, -0.5, -0.4, 0, 0, 9000)},
            "the contrast seems to leave no way to it, so that the record holds the claim's own content, no test",
        ),
        (
            {"load_bearing": Effect(OUTCOMES, 0.001, 0.0, -0.001, -0.01, 0.01, 0, 0, 20)},
            "in none of 20,000 histories at its contrast does what was observed happen; the record",
        ),
        (
            {"load_bearing": Effect(OUTCOMES, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0)},
            "holds nothing that could hang on it",
        ),
    ],
)
def test_sentences(theory, changes, words):
    assert words in sentence(claim(**changes), theory.claim("K6"))


@pytest.mark.parametrize(
    ("why", "words"),
    [("histories", "open: too few histories"), ("theory", "open: the theory implies next to nothing either way"),
     ("record", "open: more histories would not help; this record does not tell")],
)  # fmt: skip
def test_why_a_claim_cannot_be_told_is_said(theory, why, words):
    one = replace(claim("cannot be told from this record"), open_because=why)
    assert words in sentence(one, theory.claim("K6"))
    assert audit_json(audit(one), theory, 1.0)["claims"][1]["open_because"] == why
    assert "open:" not in sentence(claim(), theory.claim("K6"))


def test_none_of_so_many_is_said_as_such(printed, theory):
    """Not as an interval that reaches far to both sides where nothing moves."""
    sizes = (Size("at the claim's contrast", 0.0, -0.00075, 0.00075, 0, 4000),
             Size("probability of both", 0.0, 0.0, 0.01, 0, 300))  # fmt: skip
    found = audit(claim(implied=replace(computed().implied, sizes=sizes)))
    text = printed(lambda page, data: print_audit(page, data, theory, 1.0), found, 200)
    assert "At the claim's contrast: 0 of 4,000 histories change (95 %: at most 0.07 %, rule of three)" in text
    assert "Probability of both: 0 of 300 histories show it (95 %: at most 1.00 %, rule of three)" in text


def test_an_inequality_is_said_to_be_weighed_against_its_opposite(printed, theory):
    sides = LogBayesFactor(0.33, 0.1, 0.13, 0.53, SIDES, (240, 179), 419)
    one = replace(claim(log_bayes_factor=sides, at_contrast=COUNT), id="K8")
    text = printed(lambda page, data: print_audit(page, data, theory, 1.0), audit(one), 200)
    assert "log Bayes factor +0.33 ± 0.10 of the inequality against its opposite" in text
    assert "240 of 419 draws from the posterior meet it" in text
    assert "of the theory against the contrast +0.73 ± 0.05" in text
    data = plain(audit_json(audit(one), theory, 1.0))["claims"][1]
    assert (data["log_bayes_factor"]["method"], data["log_bayes_factor_at_contrast"]["method"]) == ("sides", "counting")


def test_the_side_that_the_label_names_is_said():
    """Likelier at the contrast: what would speak for the claim is that it is not seen."""
    assert "straw in the wind: that it is not 'mobilise', with probability 98.4 % by the claim, 90.8 %" in " ".join(
        telling_text(TELLS, "march-on-moscow-2023").split()
    )
    seen = replace(TELLS, p_claim=0.5, p_contrast=0.04, label="smoking gun", seen=True)
    assert "smoking gun: that it is 'mobilise', with probability 50.0 % by the claim, 4.0 %" in " ".join(
        telling_text(seen, "march-on-moscow-2023").split()
    )


def test_what_is_within_the_error_is_flagged(theory):
    noise = replace(TELLS, expected_log_bayes_factor=0.0033, error=0.0017)
    data = audit_json(audit(claim(would_tell=(noise,))), theory, 1.0)
    assert data["claims"][1]["would_tell"][0]["beyond_error"] is False


def test_openings_differ_by_what_was_found(theory):
    whole = computed().implied
    for changes, words in (
        ({}, "The theory implies it: settlement or abandoned rarer by 12.5 points"),
        ({"holds": False}, "The theory does not imply it"),
        ({"holds": None}, "Whether it holds is open"),
        ({"built_in": True}, "built in and proves nothing; its size:"),
        ({"estimate": NAN}, "cannot be computed here"),
    ):
        assert words in sentence(claim(implied=replace(whole, **changes)), theory.claim("K6"))
    fear = replace(claim(implied=replace(whole, estimate=0.57, reference=0.5, holds=None)), id="K8")
    told = " ".join(sentence(fear, theory.claim("K8")).split())
    assert "ruler.fear_ratio above 1 with probability 57 %, before the record 50 %" in told


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (COUNT, "+0.73 ± 0.05"),
        (LogBayesFactor(0.0, 0.0, 0.0, 0.0, IDENTICAL, (4, 4), 100), "0"),
        (LogBayesFactor(-1.25, 0.3, -1.8, -0.7, STAGED, (0, 0), 100, 9000), "-1.25 ± 0.30"),
        (LogBayesFactor(6.7, 1.4, 1.55, INF, BOUND, (419, 0), 100), "at least 1.6"),
        (LogBayesFactor(-6.7, 1.4, -INF, -1.55, BOUND, (0, 419), 100), "at most -1.6"),
        (LogBayesFactor(1.0, 1.4, -0.5, 2.5, BOUND, (9, 4), 100), "-0.5 to 2.5"),
        (LogBayesFactor(NAN, NAN, -INF, INF, BOUND, (0, 0), 100), "not known"),
    ],
)
def test_log_bayes_factors(found, text):
    assert factor_text(found) == text


def test_a_feature_that_the_record_holds_is_of_another_crisis():
    here = replace(TELLS, case="march-on-moscow-2023")
    assert "responses of this case" in telling_text(here, "march-on-moscow-2023")
    assert "another crisis like march-on-moscow-2023" in telling_text(replace(here, held=True), "march-on-moscow-2023")


def test_what_tells_nothing_is_not_listed(printed, theory):
    noise = replace(TELLS, expected_log_bayes_factor=0.001, error=0.002)
    text = printed(lambda page, found: print_audit(page, found, theory, 1.0), audit(claim(would_tell=(noise,))))
    assert "beyond the error of computing" in text
    assert "straw in the wind:" not in text


def test_doubts():
    assert "failed" not in doubt(audit())
    assert "7 histories failed" in doubt(audit(failed=7))
    wide = Effect(OUTCOMES, 0.45, 0.46, 0.01, -0.03, 0.05, 0, 0, 300)
    assert "Roughly known for K6" in doubt(audit(claim(load_bearing=wide)))
    assert "proves nothing" in doubt(audit(claim("built in")))
    lacking = {"turn.rate": ("turkey-2016",), "mediator.present": ("a", "b")}
    assert "turn.rate is not held in turkey-2016: nothing there has that name" in doubt(audit(not_held=lacking))
    assert "mediator.present is not held in a, b:" in doubt(audit(not_held=lacking))
    assert "x is not held in 5 other cases (--json names them)" in doubt(audit(not_held={"x": tuple("abcde")}))
    assert "could not be kept (No space left on device)" in doubt(audit(not_kept="No space left on device"))


def test_a_theory_without_claims(printed, theory):
    text = printed(lambda page, found: print_audit(page, found, theory, 1.0), audit(claims=()))
    assert "makes no claims: there is nothing to audit" in text


def test_json_is_whole_and_valid(theory):
    unknown = LogBayesFactor(NAN, NAN, -INF, INF, BOUND, (0, 0), 100)
    data = plain(audit_json(audit(claim(log_bayes_factor=unknown)), theory, 1.5))
    json.dumps(data, allow_nan=False)
    assert {"case", "theory", "seed", "histories", "features", "seconds", "claims"} <= data.keys()
    waiting, done = data["claims"]
    objects = ("implied", "load_bearing", "log_bayes_factor")
    assert all(waiting[name] is None for name in objects)
    assert all(done[name] is not None for name in objects)
    assert {"estimate", "low", "high", "holds", "built_in"} <= done["implied"].keys()
    assert {"effect", "low", "high"} <= done["load_bearing"].keys()
    assert (done["log_bayes_factor"]["estimate"], done["log_bayes_factor"]["error"]) == (None, None)
    assert done["would_tell"] == [{
        "feature": "responses", "case": "kornilov-1917", "held": False, "value": "mobilise",
        "expected_log_bayes_factor": 0.08, "error": 0.004, "label": "straw in the wind", "p_claim": 0.016,
        "p_contrast": 0.092, "seen": False, "looks": 1, "beyond_error": True,
    }]  # fmt: skip
