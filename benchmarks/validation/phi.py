"""The fear ratio and organisation over the case library: what the records say, and what they could have said.

Usage: python benchmarks/validation/phi.py [--histories 20000] [--repetitions 100] [--root runs]

First the slope of ln φ on ln of the organised share (tocsin.study.slope) over all cases, for world-crisis, on outcome
and responses: what the ruler's choices show in, and records that come up often enough to be counted. By all people and
by workers alone. Then planted slopes: each case's record is taken from a history of its own, drawn so that φ follows
organisation with a known slope; the posterior rests on the other histories with the same record. Last, slopes drawn
from the prior: their ranks in the posterior are uniform if all is right (simulation-based calibration).
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import numpy
from scipy import special, stats

from tocsin.building import build
from tocsin.catalogue import Catalogue
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.simulate.model import Model
from tocsin.study.hierarchy import shared
from tocsin.study.infer import FEAR, SET_SIZE
from tocsin.study.marginal import Draws
from tocsin.study.organisation import organisation_of
from tocsin.study.pool import Pool
from tocsin.study.posterior import LEAST_EFFECTIVE, Posterior, posterior_of
from tocsin.study.question import all_of
from tocsin.study.slope import OrganisationSlope, case_surface, points_of, slope, weighed

THEORY = "world-crisis"
ON = ("outcome", "responses")
POINTS = 2**11


@dataclass(frozen=True)
class Known:
    """A case's histories: record, organisation (z), the parameter (quantile and normal scale), set."""

    records: numpy.ndarray
    z: numpy.ndarray
    uniform: numpy.ndarray
    x: numpy.ndarray
    sets: numpy.ndarray


def pool_of(case: str, histories: int, root: Path) -> Pool:
    pool = Pool(build(case, THEORY), 1, root, None, SET_SIZE)
    pool.grow(histories)
    return pool.first(histories)


def known_of(cases: list[str], histories: int, root: Path) -> tuple[list[Known], float]:
    """All cases' histories, and one unit of z in ln of the organised share."""
    raw, priors = [], []
    for case in cases:
        pool = pool_of(case, histories, root)
        uniform = pool.quantiles(numpy.arange(histories))
        organisation = organisation_of(pool.model, uniform)
        columns = [tuple(FEATURES).index(name) for name in ON]
        records = numpy.unique(pool.codes[:, columns], axis=0, return_inverse=True)[1].ravel()
        raw.append((records, organisation.draws, uniform[:, pool.model.uncertain.index(FEAR)], pool.sets()))
        priors.append(organisation.prior)
    centre = float(numpy.mean([prior.mean() for prior in priors]))
    unit = float(numpy.sqrt(numpy.mean([((prior - centre) ** 2).mean() for prior in priors])))
    return [Known(r, (z - centre) / unit, u, special.ndtri(u), s) for r, z, u, s in raw], unit


def planted(cases: list[Known], m: float, b: float, own: float, rng: numpy.random.Generator) -> tuple[float, ...]:
    """Low, median, high of b, probability that it is above 0, rank of the truth, and cases left out."""
    surfaces = []
    for case in cases:
        mean = m + b * case.z
        weight = numpy.exp(0.5 * case.x**2 - 0.5 * (case.x - mean) ** 2 / own)
        chosen = int(rng.choice(len(weight), p=weight / weight.sum()))
        same = numpy.flatnonzero((case.records == case.records[chosen]) & (case.sets != case.sets[chosen]))
        if len(same) >= LEAST_EFFECTIVE:
            weights = numpy.full((1, len(same)), 1 / len(same))
            surfaces.append(case_surface(case.uniform[same], weights, case.z[same]))
    points = points_of(POINTS)
    weights = weighed(surfaces, points)[0]
    order = numpy.argsort(points.b)
    reached = numpy.cumsum(weights[order]) - weights[order] / 2
    low, median, high = numpy.interp([0.05, 0.5, 0.95], reached, points.b[order]).tolist()
    return (
        low,
        median,
        high,
        float(weights @ (points.b > 0)),
        float(weights @ (points.b < b)),
        len(cases) - len(surfaces),
    )


def line(label: str, found: OrganisationSlope) -> None:
    print(f"{label:<12} {found.median:+.2f} ± {found.median_error:.2f} ({found.low:+.2f} to {found.high:+.2f}); prior "
          f"{found.prior_low:+.2f} to {found.prior_high:+.2f}; above 0 {found.above:.1%} ± {found.above_error:.1%}; "
          f"range {found.narrowed:.0%} of the prior's; common {found.common:.2f}, organisation "
          f"{found.organisation:.2f}, own {found.own:.2f}")  # fmt: skip


def posterior(case: str, histories: int, root: Path) -> tuple[Posterior, Model, numpy.ndarray]:
    """What the record teaches, counted; the model; and all columns of the draws."""
    pool = pool_of(case, histories, root)
    hits = numpy.flatnonzero(all_of(pool.matched(ON)))
    draws = Draws(pool.quantiles(hits), numpy.full(len(hits), 1 / max(len(hits), 1)), pool.sets()[hits])
    return posterior_of(pool.model, ON, draws), pool.model, draws.uniform


def records(cases: list[str], histories: int, root: Path) -> None:
    """What the records of the library say."""
    every = [posterior(case, histories, root) for case in cases]
    known = [one for one in every if one[0].effective >= LEAST_EFFECTIVE]
    posteriors = [one for one, _, _ in known]
    common = shared(FEAR, posteriors)
    print(f"{FEAR} over {len(known)} cases: {common.median:.2f} (5-95 %: {common.low:.2f} to {common.high:.2f}), "
          f"before {common.prior_low:.2f} to {common.prior_high:.2f}; above 1 {common.above:.1%} ± "
          f"{common.above_error:.1%}; commonness {common.commonness:.2f}")  # fmt: skip
    line("all people", common.organisation)
    print(f"             common value where {common.organisation.reference:.1%} are organised; one standard deviation "
          f"over the cases is a factor of {common.organisation.fold:.2f}")  # fmt: skip
    workers = [organisation_of(model, uniform, {"workers"}) for _, model, uniform in known]
    spread = next(q for q in posteriors[0].quantities if q.name == FEAR).prior.arguments[1]
    line("workers", slope([p.case for p in posteriors], [p.column(FEAR) for p in posteriors],
                          [p.draws.weights for p in posteriors], [p.draws.clusters for p in posteriors], workers,
                          spread))  # fmt: skip
    alone = [p for p in posteriors if p.effective >= 100]
    line(f"{len(alone)} known well", shared(FEAR, alone).organisation)
    print(f"\n{'case':<26} {'organised (5-95 %)':>24}  {'after':>6}  {'φ after (5-95 %)':>22}  above 1  matches")
    told = {one.case: one for one in common.organisation.cases}
    for one, _, _ in every:
        if one.case not in told:
            print(f"{one.case:<26} left out: {len(one.draws.weights)} matches of {histories:,}")
            continue
        case, values = told[one.case], one.values(FEAR)
        low, median, high = numpy.quantile(values, [0.05, 0.5, 0.95])
        print(f"{case.case:<26} {case.median:6.1%} ({case.low:5.1%} to {case.high:5.1%})  {case.after:6.1%}  "
              f"{median:5.2f} ({low:5.2f} to {high:6.2f})  {(values > 1).mean():7.0%}  {len(values):5}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=20_000)
    parser.add_argument("--repetitions", type=int, default=100)
    parser.add_argument("--root", type=Path, default=Path("runs"))
    given = parser.parse_args()
    cases = [entry.id for entry in Catalogue.default().entries("case")]
    records(cases, given.histories, given.root)
    known, unit = known_of(cases, given.histories, given.root)
    scale = math.log(3) / unit
    rng = numpy.random.default_rng(1)
    print("\nplanted slope   median (mean ± sd)   5-95 % holds it   right sign beyond 95 %   width   left out a table")
    for true in (-1.0, -0.5, 0.0, 0.5, 1.0):
        # A third of the variance common, a third a case's own, as the prior has it on average.
        made = numpy.array([planted(known, rng.normal() / math.sqrt(3), true / scale, 1 / 3, rng)
                            for _ in range(given.repetitions)])  # fmt: skip
        low, median, high, above = (made[:, i] * (scale if i < 3 else 1) for i in range(4))
        sure = (above > 0.95) if true > 0 else (above < 0.05) if true < 0 else (above > 0.95) | (above < 0.05)
        held = ((low < true) & (true < high)).mean()
        any_sign = "" if true else " (either)"
        print(f"{true:+13.1f}   {median.mean():+.2f} ± {median.std():.2f}        {held:8.0%}   "
              f"{sure.mean():16.0%}{any_sign:<9}   {(high - low).mean():8.2f}   "
              f"{made[:, 5].mean():.1f}")  # fmt: skip
    ranks = []
    for _ in range(given.repetitions):
        common, along, own = rng.dirichlet([1, 1, 1])
        m, b = rng.normal(size=2) * numpy.sqrt([common, along])
        ranks.append(planted(known, m, b, own, rng)[4])
    inside = float(numpy.mean([0.05 < rank < 0.95 for rank in ranks]))
    print(f"\nslopes from the prior: 5-95 % holds {inside:.0%} of {len(ranks)}; ranks uniform with p = "
          f"{stats.kstest(ranks, 'uniform').pvalue:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
