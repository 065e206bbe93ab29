"""What holds in every history of a world, and what each mechanism comes to inside the whole of it."""

from __future__ import annotations

import dataclasses
import math
from functools import cache
from typing import Any

import numpy
import polars
import pytest

import tocsin
from tocsin.mechanisms.world.course import NEVER
from tocsin.mechanisms.world.state import COMPLETION, JUNTA, NUCLEAR_USE, ORDERS, RUNG_NUCLEAR, WORKERS
from tocsin.simulate.chunk import Chunk, run_chunk
from tocsin.simulate.interpreted import play_world_interpreted
from tocsin.simulate.tables import events_table
from tocsin.simulate.world_model import WorldModel

WORLDS = ("world-1914", "world-2023")
HISTORIES = 200


def run(world: str, settings: dict[str, Any] | None = None, histories: int = HISTORIES, seed: int = 7) -> Any:
    """A model, and its chunk with all logs kept; none of its histories failed."""
    model = tocsin.build(world, settings=settings)
    assert isinstance(model, WorldModel)
    chunk = run_chunk(model, seed, 0, histories, histories)
    assert (chunk.courses["failed_month"] == NEVER).all()
    return model, chunk


@cache
def plain(world: str) -> tuple[WorldModel, Chunk]:
    found: tuple[WorldModel, Chunk] = run(world)
    return found


@pytest.mark.parametrize("world", WORLDS)
def test_months_are_the_world_s_months(world: str) -> None:
    model, chunk = plain(world)
    months = model.case.months
    assert (chunk.courses["months"] == months).all()
    assert chunk.traces.shape == (HISTORIES, months)
    events = events_table(model, chunk)
    assert events.filter((polars.col("month") < 0) | (polars.col("month") >= months)).is_empty()
    assert events.select((polars.col("month").diff().over("history") < 0).any()).item() is False
    for name in ("risings", "conversions", "attempts"):
        assert (numpy.diff(chunk.traces[name], axis=1) >= 0).all()
        assert (chunk.traces[name][:, -1] == chunk.courses[name]).all()
    # The counters at the end of each month agree with the log, month by month.
    told = events.filter(polars.col("event").is_in(["people-rise", "inspired-rising"]))
    counted = numpy.zeros((HISTORIES, months), int)
    numpy.add.at(counted, (told["history"].to_numpy(), told["month"].to_numpy()), 1)
    by_people = numpy.diff(chunk.traces["risings"], axis=1, prepend=0)
    assert (by_people >= counted).all()  # a commander's crisis that the people ended counts too
    assert (by_people - counted <= numpy.diff(chunk.traces["attempts"], axis=1, prepend=0)).all()


@pytest.mark.parametrize("world", WORLDS)
def test_shares_of_output_add_up_to_one(world: str) -> None:
    model, chunk = run(world, {"rest": 0})
    assert chunk.lives is not None
    assert numpy.allclose(chunk.lives["output"].sum(axis=1), 1.0, atol=1e-12)
    assert (chunk.lives["output"] >= 0).all()
    _, with_rest = plain(world)
    assert with_rest.lives is not None
    totals = with_rest.lives["output"].sum(axis=1)
    assert ((totals > 0.0) & (totals < 1.0)).all()
    short = dataclasses.replace(tocsin.build(world), case=model.case.model_copy(update={"months": 12}))
    now = play_world_interpreted(short, 7, 3)
    assert sum(country.output for country in now.countries) + now.world.rest == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("world", WORLDS)
def test_no_country_fights_itself(world: str) -> None:
    model, chunk = plain(world)
    pairs = chunk.sets.pairs
    assert (pairs["first"] < pairs["second"]).all()
    assert len({(int(p["first"]), int(p["second"])) for p in pairs[0]}) == pairs.shape[1]
    wars = events_table(model, chunk).filter(polars.col("event").is_in(["war-starts", "war-is-joined"]))
    assert wars.height > HISTORIES
    for name in wars["actor_name"].unique():
        first, _, second = name.partition(" and ")
        assert first != second


def test_states_that_do_not_exist_do_nothing() -> None:
    """A state that never came to exist is, at the end, what it was at the start in every field."""
    model, chunk = plain("world-1914")
    assert chunk.lives is not None
    never = (chunk.lives["exists"] == 0) & (chunk.lives["born"] == NEVER)
    assert never.sum() > 0
    rows = chunk.set_numbers() - chunk.sets.first
    start = chunk.sets.countries[rows]
    assert (chunk.lives[never] == start[never]).all()
    born = (start["exists"] == 0) & (chunk.lives["born"] != NEVER)
    assert born.sum() > 0
    for date in ("first_rising", "first_fall", "first_coup", "converted", "first_war"):
        happened = born & (chunk.lives[date] != NEVER)
        assert (chunk.lives[date][happened] >= chunk.lives["born"][happened]).all()
    names = {country.id: country.name for country in model.case.countries}
    told = events_table(model, chunk).filter(polars.col("actor_name").is_not_null())
    ids = {name: index for index, name in enumerate(names.values())}
    single = told.filter(polars.col("actor_name").is_in(list(names.values())))
    index = numpy.array([ids[name] for name in single["actor_name"]])
    assert not never[single["history"].to_numpy(), index].any()


@pytest.mark.parametrize("world", WORLDS)
def test_nuclear_use_is_absorbing(world: str) -> None:
    settings = {"escalation.up": 1.0, "escalation.restraint": 1.0, "escalation.deterrence": 0.0, "drive.base": 0.01,
                "rising.base": 0.005, "defection.base": 0.005}  # fmt: skip
    if world == "world-1914":  # nobody has nuclear arms there, so that none are used however far wars go
        _, chunk = run(world, settings)
        assert (chunk.courses["nuclear"] == NEVER).all()
        assert chunk.courses["top_rung"].max() == RUNG_NUCLEAR - 1
        return
    _, chunk = run(world, settings)
    reached = numpy.flatnonzero(chunk.courses["nuclear"] != NEVER)
    assert len(reached) > HISTORIES / 4
    for history in reached:
        month = int(chunk.courses["nuclear"][history])
        after = chunk.traces[history, month:]
        assert (after["top_rung"] == RUNG_NUCLEAR).all()
        for name in ("risings", "attempts", "conversions"):
            assert (after[name] == after[name][0]).all()
        assert chunk.courses["outcome"][history] == NUCLEAR_USE
        # Wars under way may end by defeat or a peace; none begins.
        assert (numpy.diff(after["wars"]) <= 0).all()
    others = numpy.setdiff1d(numpy.arange(HISTORIES), reached)
    assert (chunk.courses["outcome"][others] != NUCLEAR_USE).all()


def test_completion_is_absorbing() -> None:
    settings = {"rising.base": 0.02, "rising.outcome": "revolution", "conversion.power_base": 10.0,
                "conversion.organisation": 0.0, "restoration.order_overthrow": 0.02, "war.onsets": "none",
                "survival.economy": 0.0, "degeneration.isolation": 0.05}  # fmt: skip
    model, chunk = run("world-2023", settings)
    complete = chunk.courses["completion"] != NEVER
    assert complete.sum() > HISTORIES / 4
    assert (chunk.courses["outcome"][complete] == COMPLETION).all()
    assert (chunk.courses["outcome"][~complete] != COMPLETION).all()
    told = events_table(model, chunk).filter(polars.col("event") == "completion")
    assert told.group_by("history").len()["len"].max() == 1
    share = float(model.case.inputs()["completion_share"].prior.arguments[0])
    ends = chunk.traces["workers"][:, -1]
    assert (ends[complete] < share).any()  # what was lost again afterwards does not undo it
    most = chunk.traces["workers"].max(axis=1)
    assert ((most > share) == complete).all()
    first = (chunk.traces["workers"] > share).argmax(axis=1)
    assert (first[complete] == chunk.courses["completion"][complete]).all()


# What crises come to is what the world becomes.

COMMANDERS = {"defection.base": 0.003, "rising.base": 0.0, "diffusion.strength": 0.0}
RISINGS = {"rising.base": 0.01, "rising.grievance": 0.0, "defection.base": 0.0, "diffusion.strength": 0.0}


@pytest.mark.slow
def test_forced_outcomes_of_commanders_close_the_loop() -> None:
    _, chunk = run("world-2023", {**COMMANDERS, "commander.outcome": "coup"})
    courses = chunk.courses
    assert courses["attempts"].sum() > 10 * HISTORIES
    assert (courses["coups"] == courses["attempts"]).all()
    assert (courses["coup"] == courses["attempts"]).all()
    assert courses["risings"].sum() == courses["falls"].sum() == 0
    shaken = chunk.lives["coups"] > 0
    assert (chunk.lives["attempts"] == chunk.lives["coups"]).all()
    assert (chunk.lives["first_coup"][~shaken] == NEVER).all()
    assert (chunk.lives["first_coup"][shaken] >= 0).all()
    start = chunk.sets.countries[chunk.set_numbers()]
    capitalist = start["order"] == ORDERS.index("capitalist")
    ends = chunk.lives["order"]
    assert set(ends[shaken & capitalist].tolist()) == {JUNTA, ORDERS.index("capitalist")}  # until it hands over
    assert set(ends[~shaken & capitalist].tolist()) == {ORDERS.index("capitalist")}
    _, beaten = run("world-2023", {**COMMANDERS, "commander.outcome": "crushed"})
    assert beaten.courses["attempts"].sum() > 10 * HISTORIES
    assert (beaten.courses["crushed"] == beaten.courses["attempts"]).all()
    assert beaten.courses["coups"].sum() == beaten.courses["falls"].sum() == 0
    # A ruler who has come to power by a coup holds it less firmly: coups beget coups.
    assert courses["attempts"].sum() > beaten.courses["attempts"].sum()
    assert chunk.lives["capacity"].mean() < beaten.lives["capacity"].mean()


def test_a_revolution_out_of_a_commander_s_crisis_is_a_rising_too() -> None:
    _, chunk = run("world-2023", {**COMMANDERS, "commander.outcome": "revolution"})
    courses = chunk.courses
    assert courses["attempts"].sum() > HISTORIES
    assert (courses["risings"] >= courses["attempts"]).all()  # dual power sets off further risings
    assert (courses["falls"] >= courses["attempts"]).all()
    assert courses["coups"].sum() == 0


@pytest.mark.parametrize("revolution", ["success", "failure"])
def test_forced_outcomes_of_risings_close_the_loop(revolution: str) -> None:
    country = "germany"
    settings = {**RISINGS, "rising.outcome": "revolution", f"{country}.revolution": revolution}
    model, chunk = run("world-2023", settings)
    courses = chunk.courses
    number = [c.id for c in model.case.countries].index(country)
    assert courses["risings"].sum() > 10 * HISTORIES
    assert (courses["falls"] == courses["risings"]).all()
    fell = chunk.lives["falls"] > 0
    assert (chunk.lives["falls"] == chunk.lives["risings"]).all()
    assert ((chunk.lives["first_fall"] != NEVER) == fell).all()
    taken = chunk.lives["converted"] != NEVER
    assert (fell | ~taken).all()  # only what has fallen is taken
    assert taken.sum() > HISTORIES
    own, others = fell[:, number], taken[:, number]
    assert own.sum() > HISTORIES / 10
    if revolution == "success":  # in the month of the fall
        assert (others == own).all()
        assert (chunk.lives["converted"] == chunk.lives["first_fall"])[own, number].all()
    else:
        assert not others.any()
    assert (courses["conversions"] == courses["political"] + courses["social"]).all()
    assert set(chunk.lives["order"][taken].tolist()) >= {WORKERS}
    _, beaten = run("world-2023", {**RISINGS, "rising.outcome": "crushed"})
    assert beaten.courses["risings"].sum() > HISTORIES
    assert beaten.courses["falls"].sum() == beaten.courses["conversions"].sum() == 0
    assert set(beaten.lives["dual_power"].ravel().tolist()) == {0.0}
    # Dual power sets off more risings than rulers who hold.
    assert courses["risings"].sum() > beaten.courses["risings"].sum()


# With its couplings cut, each mechanism comes to its known result inside the whole model.

QUIET = {"commander.outcome": "crushed", "rising.outcome": "crushed", "war.onsets": "none"}


@pytest.mark.slow
def test_profit_rates_have_their_variance_and_correlation() -> None:
    reversion, common, histories = 2.0, 0.4, 1500
    settings = {
        "cycle.reversion": reversion,
        "cycle.common_share": common,
        "cycle.spread": 0.0,
        "cycle.war_weight": 0.0,
    }
    model, chunk = run("world-2023", settings, histories)
    assert chunk.lives is not None
    profit = chunk.lives["profit"]
    left = math.exp(-2 * reversion * model.case.months / 12)  # of the start, where all are at their mean
    assert left < 1e-9
    error = 4 * math.sqrt(2 / histories)
    assert numpy.abs(profit.var(axis=0) - 1.0).max() < error * 1.2  # the largest of thirty
    assert numpy.abs(profit.mean(axis=0)).max() < 4 * math.sqrt(1.0 / histories)
    correlations = numpy.corrcoef(profit.T)[numpy.triu_indices(profit.shape[1], 1)]
    # Each is off by up to (1 − ρ²) / √n; all share the common part's error.
    assert abs(correlations.mean() - common) < 4 * (1 - common**2) / math.sqrt(histories)
    assert numpy.abs(correlations - common).max() < 5 * (1 - common**2) / math.sqrt(histories)
    # Over time what is left of a deviation after k months is e^(−reversion k / 12).
    world = chunk.traces["profit"][:, 60:]
    lagged = numpy.corrcoef(world[:, :-3].ravel(), world[:, 3:].ravel())[0, 1]
    assert lagged == pytest.approx(math.exp(-reversion / 4), abs=0.02)


@pytest.mark.slow
def test_wars_start_at_a_constant_hazard() -> None:
    base, histories = 0.002, 600
    free = ("recession", "hostility", "balance", "target_order", "deterrence", "mass_opposition", "democracies",
            "at_war", "joining", "honoured", "distance")  # fmt: skip
    settings = {**dict.fromkeys((f"drive.{name}" for name in free), 0.0), "drive.base": base, "escalation.up": 0.0}
    model, chunk = run("world-2023", settings, histories)
    pairs = chunk.sets.pairs.shape[1]
    wars = chunk.traces["wars"]
    begun = int(chunk.sets.pairs["war"][0].sum())
    at_war = wars[:, :-1].sum() + begun * histories  # pairs that are at war when a month begins
    exposed = pairs * model.case.months * histories - at_war
    chance = -math.expm1(-2 * base)  # either of the two may attack
    expected = exposed * chance
    assert chunk.courses["joinings"].sum() == 0
    assert chunk.courses["onsets"].sum() == pytest.approx(expected, abs=4 * math.sqrt(expected))
    # Each history's number is as far spread as a sum of independent events is.
    onsets = chunk.courses["onsets"]
    spread = onsets.var() / (expected / histories)
    assert 1 - 4 * math.sqrt(2 / histories) - 0.1 < spread < 1 + 4 * math.sqrt(2 / histories)


def test_risings_start_at_a_constant_hazard() -> None:
    base = 0.004
    settings = {**QUIET, "rising.base": base, "rising.grievance": 0.0, "rising.capacity": 0.0, "rising.dual_power": 0.0,
                "diffusion.strength": 0.0, "defection.base": 0.0}  # fmt: skip
    _, chunk = run("world-2023", settings, 400)
    expected = chunk.courses["country_months"].sum() * -math.expm1(-base)
    assert chunk.courses["attempts"].sum() == 0
    assert chunk.courses["risings"].sum() == pytest.approx(expected, abs=4 * math.sqrt(expected))
    assert chunk.courses["risings_inspired"].sum() == 0


def test_organisation_grows_along_the_logistic_curve() -> None:
    settings = {**QUIET, **dict.fromkeys(("burden.recession_to_grievance", "burden.war_to_grievance",
                "burden.war_to_capacity", "burden.insecurity_to_capacity"), 0.0)}  # fmt: skip
    model, chunk = run("world-2023", settings)
    assert chunk.lives is not None
    start = chunk.sets.countries[chunk.set_numbers()]
    p = chunk.sets.parameters["growth"][chunk.set_numbers()][:, None]
    recruits = p["recruitment"] * start["grievance"]
    rate = recruits - p["repression"] * (0.5 + start["autocracy"]) * start["capacity"]
    crowding = recruits / p["ceiling"]
    months = model.case.months
    grown = numpy.exp(rate * months)
    expected = start["organised"] * grown / (1 + crowding * start["organised"] * (grown - 1) / rate)
    free = start["order"] != WORKERS
    assert numpy.allclose(chunk.lives["organised"][free], expected[free], rtol=1e-8)
    assert (chunk.lives["organised"][free] > start["organised"][free]).any()
    assert (chunk.lives["organised"][free] < start["organised"][free]).any()


def test_conflicts_come_in_clusters_of_the_declared_size() -> None:
    """The mean of a Hawkes process by the month: λ' = λ e^(−d) + branching (1 − e^(−d)) × the expected conflicts."""
    base, branching, decay, histories = 0.02, 0.6, 0.3, 400
    settings = {"fission.base": base, "fission.branching": branching, "fission.decay": decay, "fission.kick": 0.0}
    model, chunk = run("world-2023", settings, histories)
    strife, expected = 0.0, 0.0
    for _ in range(model.case.months):
        mean = base + strife
        expected += mean
        strife = strife * math.exp(-decay) - branching * math.expm1(-decay) * mean
    countries = len(model.case.countries)
    found = chunk.courses["conflicts"]
    assert found.mean() == pytest.approx(expected * countries, abs=4 * found.std() / math.sqrt(histories))
    # A cluster's variance over its mean: 1 / (1 − branching)² for events of one branching process.
    assert found.var() / found.mean() == pytest.approx(1 / (1 - branching) ** 2, rel=0.35)


@pytest.mark.slow
def test_fear_comes_down_with_its_declared_spread() -> None:
    """The log of φ over ruling groups is an AR(1) whose variance nears spread², from 0 at the start."""
    inheritance, spread = 0.5, 0.7
    settings = {"defection.base": 0.05, "commander.outcome": "coup", "rising.base": 0.0, "diffusion.strength": 0.0,
                "descent.inheritance": inheritance, "descent.spread": spread, "war.onsets": "none"}  # fmt: skip
    _, chunk = run("world-2023", settings, 50)
    assert chunk.lives is not None
    settled = chunk.lives["coups"] >= 8
    assert inheritance ** (2 * 8) < 1e-4
    logs = numpy.log(chunk.lives["fear"][settled])
    assert len(logs) > 500
    assert logs.var() == pytest.approx(spread**2, rel=4 * math.sqrt(2 / len(logs)))
    assert abs(logs.mean()) < 4 * spread / math.sqrt(len(logs))
