"""Evidence in stages, on models whose evidence is known, and beside plain counting where both work."""

import math
from dataclasses import replace

import numpy
import pytest

from tocsin.study.marginal import counted, in_stages, stages_for
from tocsin.study.question import Question, all_of
from tocsin.study.splitting import Mover, Swarm, rehearsed, replicate


def staged(question, stages, replicates=16, particles=300, seed=1):
    sweeps, _ = rehearsed(question, stages, particles, seed, replicates)
    found = [replicate(question, stages, sweeps, particles, seed, number) for number in range(replicates)]
    pilot = counted(numpy.zeros(20, bool), numpy.zeros(20, int))
    return in_stages(found, question.features, stages, pilot), found


@pytest.mark.parametrize(("parameters", "trials"), [(1, 3), (3, 5), (5, 7)])
def test_beta_bernoulli(toys, parameters, trials):
    """From 1 in 4 to 1 in 33,000."""
    question = toys.beta_bernoulli(parameters, trials)
    exact = math.log(toys.beta_bernoulli_evidence(parameters, trials))
    stages = tuple(range(trials, parameters * trials + 1, trials))
    found, _ = staged(question, stages)
    assert 0 < found.error < 0.5
    assert abs(found.log_evidence - exact) < 3 * found.error


def test_replicates_that_find_nothing_or_nearly_all_are_told(toys):
    stages = (3, 6, 9)
    found, made = staged(toys.beta_bernoulli(3, 3), stages, 16, 300)
    shares = numpy.array([one.evidence for one in made]) / sum(one.evidence for one in made)
    assert (found.spread.replicates, found.spread.empty) == (16, 0)
    assert found.spread.heaviest == pytest.approx(shares.max())
    assert not found.spread.uneven
    pilot = counted(numpy.zeros(20, bool), numpy.zeros(20, int))
    lost = [replace(one, evidence=0.0) for one in made[:4]]
    some = in_stages([*lost, *made[4:]], ("a",) * 9, stages, pilot).spread
    assert (some.empty, some.uneven) == (4, True)
    one = in_stages([*lost[:3], made[4]], ("a",) * 9, stages, pilot).spread
    assert (one.heaviest, one.uneven) == (1.0, True)


def test_gaussian_tail(toys):
    """1 in 30 million, reached from edge to edge."""
    edges = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    found, _ = staged(toys.gaussian(edges, 0.5), (1, 2, 3, 4, 5, 6))
    exact = math.log(toys.gaussian_evidence(6.0, 0.5))
    assert exact < -17
    assert found.error < 0.5
    assert abs(found.log_evidence - exact) < 3 * found.error


def test_the_stated_error_is_the_error(toys):
    """Over 40 repetitions the estimates scatter about the truth as much as they say."""
    exact = toys.beta_bernoulli_evidence(3, 3)
    made = [staged(toys.beta_bernoulli(3, 3, seed), (3, 6, 9), 8, 100, seed) for seed in range(40)]
    evidence = numpy.array([[one.evidence for one in replicates] for _, replicates in made])
    assert abs(evidence.mean() / exact - 1) < 3 * evidence.std() / exact / math.sqrt(evidence.size)
    standing = numpy.array([(one.log_evidence - math.log(exact)) / one.error for one, _ in made])
    assert abs(standing.mean()) < 0.6
    assert 0.75 < standing.std() < 1.6  # Student's t with 7 degrees of freedom: 1.18


def test_the_same_as_counting_where_both_work(toys):
    question = toys.beta_bernoulli(3, 5)
    rng = numpy.random.default_rng(2)
    uniform = numpy.repeat(rng.random((10_000, 3)), 20, axis=0)
    matches = all_of(question.ask(uniform, numpy.arange(200_000)))
    count = counted(matches, numpy.arange(200_000) // 20)
    found, _ = staged(question, (5, 10, 15))
    assert abs(count.log_evidence - found.log_evidence) < 3 * math.hypot(count.error, found.error)


def test_draws_are_from_the_posterior(toys):
    """Beta(10, 1) for each of the parameters."""
    found, _ = staged(toys.beta_bernoulli(2, 9), (9, 18))
    means = found.draws.weights @ found.draws.uniform
    assert means == pytest.approx([10 / 11, 10 / 11], abs=0.01)
    squares = found.draws.weights @ found.draws.uniform**2
    assert squares == pytest.approx([10 / 12, 10 / 12], abs=0.015)


def test_moves_leave_the_prior_as_it_is():
    """Where everything matches, parameters stay uniform and neighbours stay apart."""
    question = Question(lambda u, n: numpy.ones((len(n), 1), numpy.int64), 4, ("any",), ((1,),))
    mover = Mover(question, 3, 0)
    swarm = mover.fresh(20_000)
    for _ in range(3):
        swarm = mover.moved(swarm, 1)
    assert len(numpy.unique(swarm.numbers)) == len(swarm.numbers)
    for column in swarm.uniform.T:
        counts = numpy.bincount((column * 20).astype(int), minlength=20)
        assert ((counts - 1000) ** 2 / 1000).sum() < 45  # chi-square with 19 degrees of freedom: 1 in 1,300
    assert abs(numpy.corrcoef(swarm.uniform.T) - numpy.eye(4)).max() < 0.03


def test_who_does_not_match_any_more_stays(toys):
    mover = Mover(toys.beta_bernoulli(1, 4), 3, 0)
    fresh = mover.fresh(2000)
    swarm = fresh.where(all_of(fresh.matched, 2))
    for _ in range(5):
        swarm = mover.moved(swarm, 2)
    assert all_of(swarm.matched, 2).all()
    assert (mover.question.ask(swarm.uniform, swarm.numbers) == swarm.matched).all()


def test_copies_are_even():
    swarm = Swarm(numpy.arange(7.0)[:, None], numpy.arange(7), numpy.ones((7, 1), bool))
    counts = numpy.bincount(swarm.copied(20, numpy.random.default_rng(1)).numbers)
    assert counts.min() == 2
    assert counts.max() == 3


def test_what_cannot_happen_has_no_evidence(toys):
    question = Question(lambda u, n: numpy.zeros((len(n), 1), numpy.int64), 2, ("never",), ((1,),))
    found, _ = staged(question, (1,), 2, 50)
    assert found.log_evidence == -math.inf
    assert math.isnan(found.error)
    assert found.draws is None


def test_a_replicate_depends_on_its_number_only(toys):
    question = toys.beta_bernoulli(2, 3)
    one, same, other = (replicate(question, (3, 6), (5, 5), 50, 1, number) for number in (4, 4, 5))
    assert one.evidence == same.evidence
    assert (one.uniform == same.uniform).all()
    assert one.evidence != other.evidence


def test_stages_are_neither_too_easy_nor_too_hard():
    rng = numpy.random.default_rng(1)
    shares = [0.9, 0.9, 0.5, 0.1, 0.95, 0.001, 0.5]
    matched = rng.random((100_000, len(shares))) < shares
    assert stages_for(matched) == (3, 4, 5, 6, 7)
    assert stages_for(matched[:, :2]) == (2,)
