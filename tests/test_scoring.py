"""Scoring from end to end: nothing leaks from how attempts ended or from what came after; faults; public tables."""

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

import tocsin
from event_tables import ATTEMPTS, COLPUS, GDP, PROTESTS, YEARS, write
from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, UnknownName
from tocsin.evidence.countries import countries
from tocsin.mechanisms.vocabulary import vocabulary
from tocsin.study.event_scores import EventScores
from tocsin.theory.validation import load_case

CODES = {40: "CUB", 41: "HTI", 42: "DOM", 90: "GTM", 130: "ECU", 135: "PER", 150: "PRY", 160: "ARG", 432: "MLI",
         436: "NER"}  # fmt: skip
OLDER = [(code, year, 6, 15) for code in CODES for year in (1992, 1996)]
NEWER = [(code, 2001, 7, 20) for code in CODES]


def attempts(folder: Path, name: str, events: list[tuple[int, ...]], outcomes: list[int]) -> str:
    rows = [f"x,{code},{year},{month},{day},{outcome},{outcome}" for (code, year, month, day), outcome in zip(events, outcomes, strict=True)]  # fmt: skip  # noqa: E501
    return f"powell-thyne={write(folder, name, ATTEMPTS, *rows)}"


def outcomes(seed: int, size: int) -> list[int]:
    return random.Random(seed).choices([1, 2], k=size)


def joined(folder: Path, disguise: int = 1, later: bool = False) -> list[str]:
    """Tables of what was before, with columns of what came after, and with rows dated later if asked for."""
    rng = random.Random(disguise)
    events = [*OLDER, *NEWER]
    coups = [f"{c},{y}-{m:02}-{d:02},{c % 2},1,{rng.choice([1, 2])}" for c, y, m, d in events]
    protests = [f"{c},{y},{m - 1},{d},1,{'>10000' if c % 3 == 0 else 60},,{rng.random()}" for c, y, m, d in events]
    rule = [f"{c},{y - 1},{'military' if c % 2 else 'personal'},{rng.choice([0, 1])},{rng.random()}" for c, y, _, _ in events]  # fmt: skip  # noqa: E501
    product = [f"{CODES[c]},{y - 1},{1000 + 40 * (c % 100)},{rng.random()}" for c, y, _, _ in events]
    if later:
        coups += [f"{c},{y}-{m:02}-{d + 1:02},1,1,1" for c, y, m, d in events]
        protests += [f"{c},{y},{m},{d},1,>10000,,x" for c, y, m, d in events]
        protests += [f"{c},{y},{m + 1},{d},1,>10000,,x" for c, y, m, d in events]
        rule += [f"{c},{y},monarchy,0,x" for c, y, _, _ in events]
        product += [f"{CODES[c]},{y},90000,x" for c, y, _, _ in events]
    files = {"colpus": (COLPUS, coups), "mass-mobilization": (PROTESTS, protests), "gwf-regimes": (YEARS, rule),
             "maddison": (GDP, product)}  # fmt: skip
    return [f"{name}={write(folder, f'{name}.csv', head, *rows)}" for name, (head, rows) in files.items()]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


def score(folder: Path, root: Path, *, old: int = 1, new: int = 2, **changes: object) -> EventScores:
    return tocsin.score(
        fit=attempts(folder, "fit.csv", OLDER, outcomes(old, len(OLDER))),
        test=attempts(folder, "test.csv", NEWER, outcomes(new, len(NEWER))),
        join=joined(folder, **changes),  # type: ignore[arg-type]
        theories="world-crisis", points=64, root=root,
    )  # fmt: skip


def told(found: EventScores) -> tuple[object, ...]:
    """All that must not hang on how the attempts of the test part ended."""
    fitted = [(s.theory, s.split, s.log_score, s.brier) for s in found.scores if s.split != "test"]
    return found.predictions, found.fits, found.chosen, found.known, fitted


def test_outcomes_of_the_test_part_move_its_scores_and_nothing_else(tmp_path: Path, root: Path) -> None:
    one, other = score(tmp_path, root, new=2), score(tmp_path, root, new=3)
    assert told(one) == told(other)
    assert one.of("world-crisis", "test") != other.of("world-crisis", "test")
    assert {score.theory for score in one.scores} == {"world-crisis", "base-rates", "logistic-regression"}
    assert {score.split for score in one.scores} == {"fit", "cv", "test"}


def test_outcomes_of_the_fitting_part_do_move_it(tmp_path: Path, root: Path) -> None:
    assert told(score(tmp_path, root, old=1)) != told(score(tmp_path, root, old=4))


def test_outcomes_in_disguise_move_nothing(tmp_path: Path, root: Path) -> None:
    assert score(tmp_path, root, disguise=1) == score(tmp_path, root, disguise=2)


def test_what_came_after_an_attempt_moves_nothing(tmp_path: Path, root: Path) -> None:
    assert score(tmp_path, root) == score(tmp_path, root, later=True)


def test_cross_validation_knows_nothing_of_the_country_it_predicts(tmp_path: Path, root: Path) -> None:
    """Other outcomes in one country move no prediction for that country."""
    others = outcomes(1, len(OLDER))[2:]
    found = [
        tocsin.score(events=attempts(tmp_path, "all.csv", OLDER, how), theories="world-crisis", points=64, root=root)
        for how in ([1, 1, *others], [2, 2, *others])
    ]
    assert found[0].predictions[:2] == found[1].predictions[:2]
    assert found[0].predictions != found[1].predictions
    assert found[0].judged == "cv"


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    events = attempts(tmp_path, "all.csv", OLDER, outcomes(1, len(OLDER)))
    one, two = (
        tocsin.score(events=events, theories="officers-coordinate", points=64, root=tmp_path / str(n), workers=n)
        for n in (1, 2)
    )
    assert one == two


def test_what_is_on_disk_is_not_run_again(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = score(tmp_path, root)
    monkeypatch.setattr("tocsin.simulate.design.run_sets", lambda *_, **__: pytest.fail("simulated again"))
    assert score(tmp_path, root) == first


def test_an_event_that_a_case_is_about_is_not_judged_on(tmp_path: Path, root: Path) -> None:
    rows = [*NEWER, (640, 2016, 7, 16)]
    found = tocsin.score(
        fit=attempts(tmp_path, "fit.csv", OLDER, outcomes(1, len(OLDER))),
        test=attempts(tmp_path, "test.csv", rows, outcomes(2, len(rows))),
        theories="base-rates", root=root,
    )  # fmt: skip
    assert [(event.day, event.case) for event in found.dropped] == [("2016-07-16", "turkey-2016")]
    assert found.of("base-rates", "test").n == len(NEWER)
    assert found.chosen is None


def test_an_attempt_that_stands_there_twice_counts_once(tmp_path: Path, root: Path) -> None:
    table = attempts(tmp_path, "all.csv", OLDER, outcomes(1, len(OLDER)))
    again = attempts(tmp_path, "again.csv", OLDER[:3], [2, 2, 2])
    once = tocsin.score(events=[table], theories="base-rates", root=root)
    twice = tocsin.score(events=[table, table, again], theories="base-rates", root=root)
    assert (once.repeated, twice.repeated) == (0, len(OLDER) + 3)
    assert twice == replace(once, repeated=len(OLDER) + 3)


def test_what_was_fitted_is_not_judged_on(tmp_path: Path) -> None:
    table = attempts(tmp_path, "all.csv", OLDER, outcomes(1, len(OLDER)))
    other = attempts(tmp_path, "other.csv", [*NEWER, OLDER[3]], outcomes(1, len(NEWER) + 1))
    with pytest.raises(InputError, match=f"{len(OLDER)} attempts stand in --fit and in --test"):
        tocsin.score(fit=table, test=table, theories="base-rates")
    with pytest.raises(InputError, match="1 attempts stand") as error:
        tocsin.score(fit=table, test=other, theories="base-rates")
    assert error.value.problems[0].line == len(NEWER) + 2


def test_all_is_one_name_among_others(tmp_path: Path) -> None:
    from tocsin.scoring import _theories

    catalogue = Catalogue.default()
    ids = [theory.id for theory in _theories("all", catalogue)]
    assert [theory.id for theory in _theories("world-crisis,all", catalogue)] == [
        "world-crisis", *(name for name in ids if name != "world-crisis")]  # fmt: skip


def test_progress_leaves_a_share_to_the_fits(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    found = tocsin.score(
        events=attempts(tmp_path, "all.csv", OLDER, outcomes(1, len(OLDER))),
        theories="world-crisis,officers-coordinate", points=64, root=tmp_path,
        progress=lambda done, total: calls.append((done, total)),
    )  # fmt: skip
    simulated = next(place for place, (done, _) in enumerate(calls) if done == found.histories)
    total = calls[0][1]
    assert {one for _, one in calls} == {total}
    assert total > found.histories
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)
    assert len(calls[simulated + 1 :]) == len(found.theories)
    assert calls[-1] == (total, total)


def test_the_fits_keep_to_one_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threadpoolctl = pytest.importorskip("threadpoolctl")
    from tocsin.study import event_scores

    threads: list[int] = []
    inner = event_scores.theory_predictions

    def watched(*given: object) -> object:
        threads.extend(pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas")
        return inner(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(event_scores, "theory_predictions", watched)
    tocsin.score(
        events=attempts(tmp_path, "all.csv", OLDER, outcomes(1, len(OLDER))), theories="world-crisis", points=64,
        root=tmp_path,
    )  # fmt: skip
    assert set(threads) == {1}


def test_the_diagram_is_that_of_the_chosen_theory(tmp_path: Path, root: Path) -> None:
    pytest.importorskip("matplotlib")
    found = score(tmp_path, root)
    assert found.plot().axes[0].get_title() == "world-crisis · test"
    assert found.plot("base-rates", "fit").axes[0].get_title() == "base-rates · fit"
    with pytest.raises(UnknownName):
        found.plot("world-crises")


def test_the_country_of_every_case_is_known() -> None:
    catalogue = Catalogue.default()
    for entry in catalogue.entries("case"):
        country = load_case(entry.id, vocabulary(), catalogue).country
        assert countries().codes(country, "name"), f"{entry.id}: '{country}' is not in countries.yaml"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"join": "maddison=a"}, "nothing to join to"),
        ({"fit": "powell-thyne=a", "events": "powell-thyne=a"}, "do not go together"),
        ({"test": "powell-thyne=a"}, "nothing that was fitted"),
        ({"theories": "logistic-regression"}, "needs covariates of attempts"),
        ({"events": "coups.csv"}, "NAME=FILE"),
        ({"events": "powell-thyne=absent.csv", "join": "maddison=gone.csv"}, "2 problems"),
        ({"events": "colpus=x.csv"}, "a table to join"),
        ({"events": "powell-thyne=x.csv", "points": 100}, "power of two"),
    ],
)
def test_faults_are_one_error(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        tocsin.score(**arguments)  # type: ignore[arg-type]


def test_unknown_names_have_a_nearest(tmp_path: Path) -> None:
    events = attempts(tmp_path, "all.csv", OLDER, outcomes(1, len(OLDER)))
    with pytest.raises(InputError, match="did you mean 'powell-thyne'"):
        tocsin.score(events="powel-thyne=x.csv")
    with pytest.raises(UnknownName):
        tocsin.score(events=events, theories="world-crises")


def test_too_few_events_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least 10"):
        tocsin.score(events=attempts(tmp_path, "few.csv", OLDER[:5], [1, 2, 1, 2, 1]), theories="base-rates")


@pytest.mark.data
def test_the_public_tables_from_end_to_end(tmp_path: Path) -> None:
    data = Path(os.environ["TOCSIN_DATA"])
    joins = {
        "colpus": [data / "coups_colpus_all_countries.csv", data / "coups_colpus_all_regimes_postcoupfate.csv"],
        "mass-mobilization": data / "protests_mass_mobilization_1990_2020.csv",
        "gwf-regimes": [data / "regimes_gwf_autocratic_country_year.csv", data / "regimes_gwf_periods.csv"],
        "maddison": [data / "gdp_maddison_2023.csv", data / "gdp_maddison_2023_countries.csv"],
    }
    found = tocsin.score(
        events={"powell-thyne": data / "coups_powell_thyne_events.csv"}, join=joins, theories="base-rates",
        root=tmp_path,
    )  # fmt: skip
    base, regression = found.of("base-rates", "cv"), found.of("logistic-regression", "cv")
    assert base.n > 300
    assert 0.6 < base.log_score < 0.75
    assert regression.log_score < base.log_score + 0.02
    unknown = {covariate: counts[0] / base.n for (covariate, level), counts in found.known.items() if level == "unknown"}  # fmt: skip  # noqa: E501
    assert unknown["attempts"] < 0.05
    assert unknown["wealth"] < 0.1
    assert unknown["regime"] < 0.05
    assert unknown["rank"] < 0.6


@pytest.mark.data
@pytest.mark.slow
def test_theories_over_the_public_table(tmp_path: Path) -> None:
    data = Path(os.environ["TOCSIN_DATA"])
    found = tocsin.score(
        events={"powell-thyne": data / "coups_powell_thyne_events.csv"},
        theories=["world-crisis", "officers-coordinate"], points=256, root=tmp_path,
    )  # fmt: skip
    for theory in found.theories:
        # No theory knows more than a few hundredths of what base rates do not; ranks and other tables are not joined.
        assert abs(found.of(theory, "cv").vs_base_rates.difference) < 0.02
        assert found.of(theory, "fit").log_score < found.of("base-rates", "fit").log_score + 0.005
    first, second = (
        tocsin.score(
            events={"powell-thyne": data / "coups_powell_thyne_events.csv"}, theories=["world-crisis"], points=256,
            rng=seed, root=tmp_path,
        )
        for seed in (1, 2)
    )  # fmt: skip
    assert first != second
    assert first.of("world-crisis").log_score == pytest.approx(second.of("world-crisis").log_score, abs=0.005)
