"""Planted truth: records simulated under one theory, held against it and a rival, and which of them evidence favours.

Usage: python benchmarks/validation/planted.py [--case CASE] [--records 200] [--histories 100000]

Two tables. Whole theories against each other: evidence is counted, with half a match added on both sides so that a
record that never came up has one. And each claim of world-crisis against its contrast, by what `tocsin audit` counts
with: once the contrast makes the records (a theory with that claim is then false), once the theory does. Log Bayes
factors are for the truth: above 0 the truth is favoured.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass

import numpy

import tocsin
from tocsin.evidence.codes import text_of
from tocsin.mechanisms.crisis.features import FEATURES
from tocsin.simulate.model import Model
from tocsin.study.arms import Arm
from tocsin.study.pool import Pool
from tocsin.study.supporting import counted_factor
from tocsin.theory.record import Observation

NAMES = tuple(FEATURES)
PAIRS = (
    ("world-crisis", "officers-coordinate"),
    ("world-crisis", "bargain-within-the-state"),
    ("world-crisis", "counterbalanced-army"),
    ("world-crisis", "hidden-preferences"),
    ("world-crisis", "structural-demographic"),
    ("world-crisis", "base-rates"),
)


@dataclass(frozen=True)
class Result:
    """Log Bayes factors for the truth over the records planted."""

    mean: float
    error: float
    favoured: float
    unseen: int


def pool_of(model: Model, histories: int, seed: int) -> Pool:
    pool = Pool(model, seed)
    pool.grow(histories)
    return pool


def planted(truth: Pool, rival: Pool, features: tuple[str, ...], records: int, seed: int) -> Result:
    """Records from histories of the truth; each is left out of its own count."""
    columns = [NAMES.index(name) for name in features]
    ours, theirs = truth.codes[:, columns], rival.codes[:, columns]
    chosen = numpy.random.default_rng(seed).choice(len(ours), records, replace=False)
    factors, unseen = [], 0
    for history in chosen:
        record = ours[history]
        for_truth = int((ours == record).all(axis=1).sum()) - 1
        for_rival = int((theirs == record).all(axis=1).sum())
        unseen += for_rival == 0
        factors.append(math.log((for_truth + 0.5) / len(ours)) - math.log((for_rival + 0.5) / len(theirs)))
    found = numpy.array(factors)
    return Result(float(found.mean()), float(found.std(ddof=1) / math.sqrt(records)), float((found > 0).mean()), unseen)


def arm_of(pool: Pool) -> Arm:
    return Arm(pool.model, pool.sets(), pool.codes.astype(numpy.int64), {})


def with_record(arm: Arm, record: tuple[Observation, ...]) -> Arm:
    case = arm.model.case.model_copy(update={"record": record})
    return Arm(Model(arm.model.theory, case, arm.model.interventions), arm.sets, arm.codes, {})


def record_of(arm: Arm, history: int, features: tuple[str, ...]) -> tuple[Observation, ...]:
    made = []
    for name in features:
        value = text_of(name, int(arm.column(name)[history]))
        # A file's record could not say that the ruler never responded; a planted one can.
        observed = (tuple(value.split(" > ") if value else ()) if name == "responses" else value,)
        made.append(Observation.model_construct(feature=name, observed=observed, source=("planted",)))
    return tuple(made)


def planted_claim(
    claim: Arm, contrast: Arm, truth: Arm, way: int, features: tuple[str, ...], records: int, seed: int
) -> Result:
    """Records from histories of their own; `way` is 1 where the claim makes them, -1 where its contrast does."""
    chosen = numpy.random.default_rng(seed).choice(len(truth.sets), records, replace=False)
    factors, unseen = [], 0
    for history in chosen.tolist():
        record = record_of(truth, history, features)
        found = counted_factor(with_record(claim, record), with_record(contrast, record), features)
        unseen += found.matches[1 if way > 0 else 0] == 0
        if math.isfinite(found.estimate):  # neither side ever made such a record: it tells nothing
            factors.append(way * found.estimate)
    values = numpy.array(factors)
    return Result(float(values.mean()), float(values.std(ddof=1) / math.sqrt(len(values))),
                  float((values > 0).mean()), unseen)  # fmt: skip


def line(label: str, features: tuple[str, ...], result: Result, records: int) -> None:
    print(
        f"{label:<58} {len(features):>2}  {result.mean:+7.3f} ± {result.error:.3f}  {result.favoured:>5.0%}  "
        f"{result.unseen:>3} of {records}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", default="march-on-moscow-2023")
    parser.add_argument("--records", type=int, default=200)
    parser.add_argument("--histories", type=int, default=100_000)
    given = parser.parse_args()
    pools: dict[str, Pool] = {}
    for seed, name in enumerate(dict.fromkeys(name for pair in PAIRS for name in pair), 1):
        pools[name] = pool_of(tocsin.build(given.case, name), given.histories, seed)
    print(f"{given.case}: {given.records} records a row, {given.histories:,} histories a theory\n")
    print(f"{'truth > rival':<58} features  log Bayes factor  for the truth  unseen by the rival")
    for pair in PAIRS:
        for truth, rival in (pair, pair[::-1]):
            predicts = [set(pools[name].model.theory.predicts) for name in (truth, rival)]
            features = tuple(name for name in NAMES if name in predicts[0] & predicts[1])
            result = planted(pools[truth], pools[rival], features, given.records, 1)
            line(f"{truth} > {rival}", features, result, given.records)
    theory = pools["world-crisis"].model.theory
    features = tuple(name for name in NAMES if name in theory.predicts)
    claimed = arm_of(pools["world-crisis"])
    print(f"\n{'claim, and what made the records':<58} features  log Bayes factor  for the truth  unseen by the other")
    seed = claimed_seed = pools["world-crisis"].seed
    for claim in (claim for claim in theory.claims if claim.contrast):
        model = tocsin.build(given.case, "world-crisis", dict(claim.contrast))
        contrast = arm_of(pool_of(model, given.histories, claimed_seed))  # the same draws, as in an audit
        for way, made_by in ((1, claimed.model), (-1, model)):
            seed += 100
            truth = arm_of(pool_of(made_by, 20 * given.records, seed))
            result = planted_claim(claimed, contrast, truth, way, features, given.records, 1)
            line(f"{claim.id} {claim.name[:36]} {'true' if way > 0 else 'false'}", features, result, given.records)


if __name__ == "__main__":
    main()
