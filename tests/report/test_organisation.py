"""The slope on organisation in words: prior beside posterior, and no sign where the records tell none."""

from dataclasses import replace

from tocsin.report.organisation import slope_text
from tocsin.study.slope import CaseOrganisation, OrganisationSlope

FOUND = OrganisationSlope(
    median=0.1, low=-0.8, high=1.0, prior_low=-1.1, prior_high=1.1, above=0.55, median_error=0.05, above_error=0.02,
    narrowed=0.82, reference=0.1, fold=3.0, common=0.3, organisation=0.3, own=0.4,
    cases=(CaseOrganisation("a", 0.05, 0.1, 0.2, 0.12),) * 24,
)  # fmt: skip


def test_prior_and_posterior_stand_side_by_side():
    told = slope_text("ruler.fear_ratio", FOUND).replace("\xa0", " ")
    assert "over 24 cases: slope +0.10 ± 0.05 (5-95 %: -0.80 to +1.00), before them 0 (-1.10 to +1.10)" in told
    assert "probability 55.0 % ± 2.0, before 50.0 %" in told
    assert "82.0 % as wide as before" in told
    assert told.endswith("do not tell its sign.")


def test_a_sign_is_told_only_where_it_is_sure_beyond_the_error_of_computing():
    assert slope_text("x", replace(FOUND, above=0.97, above_error=0.005)).endswith("say more where more are organised.")
    assert slope_text("x", replace(FOUND, above=0.02, above_error=0.005)).endswith("say less where more are organised.")
    assert "lean to more" in slope_text("x", replace(FOUND, above=0.97, above_error=0.02))
    assert "lean to less" in slope_text("x", replace(FOUND, above=0.2))
    assert "do not tell its sign" in slope_text("x", replace(FOUND, above=0.7, above_error=0.15))
