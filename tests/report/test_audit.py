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
from tocsin.study.implication import Implied, Size
from tocsin.study.paired import Effect
from tocsin.study.supporting import BOUND, COUNTED, IDENTICAL, STAGED, LogBayesFactor
from tocsin.study.telling import Telling

INF, NAN = math.inf, math.nan
COUNT = LogBayesFactor(0.73, 0.05, 0.63, 0.83, COUNTED, (419, 202), 20_000)
TELLS = Telling("responses", "kornilov-1917", False, "mobilise", 0.08, 0.004, "straw in the wind", 0.016, 0.092)


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
        load_bearing=Effect("observed outcomes", 0.45, 0.46, 0.01, -0.002, 0.022, -0.04, 0.04, 300),
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
    for part in ("march-on-moscow-2023", "K6", "the-masses-decide", "implied, idle", "not implemented: K1",
                 "+0.73 ± 0.05", "rarer by 12.5 points", "-14.0 to -11.0", "386 of 3,281", "street.weight = 0",
                 "straw in the wind", "crisis like kornilov-1917", "0.08 ± 0.004", "Van Evera 1997",
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
        ({}, "about as likely; the record does not tell."),
        ({"identical": True}, "its contrast is what the theory holds anyway"),
        ({"changed": 0}, "not one history changes: it does not act in this case"),
        ({"support": "favours"}, "the record favours it."),
        ({"support": "speaks against"}, "the record speaks against it."),
        ({"load_bearing": Effect("", 0.45, 0.35, -0.1, -0.12, -0.08, 0, 0, 9)}, "less likely by 10.0 points"),
        ({"load_bearing": Effect("", 0.45, 0.0, -0.45, -0.5, -0.4, 0, 0, 9)}, "what was observed never happens"),
        ({"load_bearing": Effect("", NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0)}, "the record holds no outcome"),
    ],
)
def test_sentences(theory, changes, words):
    assert words in sentence(claim(**changes), theory.claim("K6"))


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
    wide = Effect("", 0.45, 0.46, 0.01, -0.03, 0.05, 0, 0, 300)
    assert "Roughly known for K6" in doubt(audit(claim(load_bearing=wide)))
    assert "proves nothing" in doubt(audit(claim("built in")))


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
        "p_contrast": 0.092,
    }]  # fmt: skip
