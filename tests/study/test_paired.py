"""Paired intervals and ranges on models whose answer is known. The full table is in benchmarks/validation."""

import math

import numpy
import pytest

from tocsin.study.paired import difference_over_sets, effect, paired_interval


def draw(rng, into, out_of, sets, size):
    """Differences −1, 0 and 1 of histories in sets whose probabilities of a flip hang on one uniform number."""
    x = rng.uniform(size=sets)
    u = rng.uniform(size=(sets, size))
    differences = (u < into(x)[:, None]).astype(float) - (u > 1 - out_of(x)[:, None])
    return differences.ravel(), numpy.repeat(numpy.arange(sets), size)


def never(x):
    return 0 * x


CASES = {
    "a difference in every set": (lambda x: 0.3 * (1 - x), lambda x: 0.2 * x, 0.05),
    "all or none in some sets": (lambda x: (x > 0.7) * 0.5, lambda x: (x < 0.3) * 0.9, -0.12),
    "rare": (lambda x: numpy.where(x > 0.9, 0.2, 0.005), lambda x: (x < 0.05) * 0.1, 0.0195),
    "no difference on average": (lambda x: 0.1 + never(x), lambda x: 0.1 + never(x), 0.0),
}


@pytest.mark.parametrize("case", CASES)
def test_the_interval_covers(case):
    """1,000 repetitions of 100 sets: 95 % intervals cover 93–97 %, within the error of 1,000 repetitions."""
    into, out_of, truth = CASES[case]
    rng = numpy.random.default_rng(1)
    hits = 0
    for _ in range(1000):
        low, high = paired_interval(*draw(rng, into, out_of, 100, 20))
        hits += low <= truth <= high
    assert 930 <= hits <= 975


def test_an_interval_that_ignores_sets_would_not_cover():
    into, out_of, truth = CASES["all or none in some sets"]
    rng = numpy.random.default_rng(2)
    hits = 0
    for _ in range(200):
        differences, _ = draw(rng, into, out_of, 100, 20)
        half = 1.96 * differences.std() / math.sqrt(len(differences))
        hits += abs(differences.mean() - truth) <= half
    assert hits < 0.7 * 200


def test_where_hardly_anything_changes_the_interval_stays_honest():
    """One set in fifty holds all of the effect: most samples of 50 sets show too little of it, or nothing."""
    rng = numpy.random.default_rng(3)
    hits = 0
    for _ in range(300):
        low, high = paired_interval(*draw(rng, lambda x: (x > 0.98) * 0.2, never, 50, 20))
        hits += low <= 0.004 <= high
    assert hits >= 0.93 * 300


def test_pairing_narrows_the_interval():
    rng = numpy.random.default_rng(4)
    base = (rng.uniform(size=4000) < 0.5).astype(float)
    do = numpy.where(rng.uniform(size=4000) < 0.02, 1 - base, base)
    sets = numpy.repeat(numpy.arange(200), 20)
    paired = numpy.diff(paired_interval(do - base, sets))[0]
    unpaired = numpy.diff(paired_interval(rng.permutation(do) - base, sets))[0]
    assert paired < 0.5 * unpaired


def test_numbers_get_students_interval():
    from scipy import stats

    rng = numpy.random.default_rng(5)
    differences = 0.01 * rng.normal(size=400)
    low, high = paired_interval(differences, numpy.arange(400), counts=False)
    expected = stats.t.interval(0.95, 399, differences.mean(), differences.std(ddof=1) / 20)
    assert (low, high) == pytest.approx(expected, rel=1e-3)


def test_intervals_without_or_with_too_few_pairs():
    nothing = numpy.zeros(0)
    assert all(math.isnan(end) for end in paired_interval(nothing, nothing.astype(int)))
    assert paired_interval(numpy.array([1.0, 0.0]), numpy.array([3, 3])) == (-1, 1)
    low, high = paired_interval(numpy.array([1.0, 0.0]), numpy.array([3, 4]))
    assert (low, high) == (-1, 1)


def test_no_change_seen_is_not_no_change():
    low, high = paired_interval(numpy.zeros(2000), numpy.repeat(numpy.arange(100), 20))
    assert -0.05 < low < 0 < high < 0.05


@pytest.mark.parametrize(
    ("into", "out_of", "kept"),
    [
        (lambda x: 0.3 * (1 - x), lambda x: 0.2 * x, 1.0),
        (lambda x: 0.3 * (1 - x), lambda x: 0.2 * x, 0.3),
        (lambda x: numpy.maximum(x - 0.8, 0), never, 1.0),
    ],
)
def test_range_over_sets_finds_the_latent_range(into, out_of, kept):
    rng = numpy.random.default_rng(6)
    found = []
    for _ in range(50):
        differences, sets = draw(rng, into, out_of, 500, 20)
        used = rng.uniform(size=len(sets)) < kept
        found.append(difference_over_sets(differences[used], sets[used]))
    x = numpy.linspace(0, 1, 10_001)
    assert numpy.mean(found, axis=0) == pytest.approx(numpy.quantile(into(x) - out_of(x), [0.05, 0.95]), abs=0.04)


def test_range_over_sets_without_a_difference_is_narrow_or_unknown():
    rng = numpy.random.default_rng(7)
    widths = []
    for _ in range(100):
        differences, sets = draw(rng, CASES["no difference on average"][0], lambda x: 0.1 + never(x), 500, 20)
        widths.append(numpy.diff(difference_over_sets(differences, sets))[0])
    # Half the time they vary less than noise would: no range is told then, and never a point.
    assert 0.3 < numpy.isnan(widths).mean() < 0.7
    assert numpy.nanmin(widths) > 0
    # Uncorrected, the 5-95 % range of the sets' means would be 0.3 wide.
    assert numpy.median(numpy.nan_to_num(widths)) < 0.08
    assert difference_over_sets(numpy.zeros(100), numpy.arange(100) // 20) == (0, 0)


def test_range_over_sets_does_not_leave_what_was_seen():
    rng = numpy.random.default_rng(8)
    differences, sets = draw(rng, lambda x: (x > 0.7) * 0.9, never, 200, 20)
    low, high = difference_over_sets(differences, sets)
    assert low >= 0
    assert high <= 1


def test_range_over_sets_of_single_pairs_cannot_be_told():
    assert all(math.isnan(end) for end in difference_over_sets(numpy.ones(5), numpy.arange(5)))


def test_an_effect_holds_both_arms():
    found = effect("coup", numpy.array([0.0, 1, 0, 0]), numpy.array([1.0, 1, 0, 0]), numpy.array([0, 0, 1, 1]))
    assert (found.base, found.do, found.difference, found.changed) == (0.25, 0.5, 0.25, 1)
    same = effect("coup", numpy.ones(4), numpy.ones(4), numpy.array([0, 0, 1, 1]), identical=True)
    assert (same.low, same.high, same.prior_low, same.prior_high) == (0, 0, 0, 0)
