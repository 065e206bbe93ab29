"""The reduced model as one would write it in Mesa 3: a model a history, an agent a thing, an hour a step.

The ruler, the challenger, the column, units, cities and groups are agents; the model's step calls on them in the order
in which Tocsin's mechanisms run. Histories are shared out over processes, as Mesa's own batch runner does.
"""

from __future__ import annotations

import math
import multiprocessing
from typing import Any

import mesa
import numpy

from contenders.mesa_actors import Challenger, Ruler
from contenders.mesa_places import City, Column, Group, Unit
from contenders.reduced import Result
from tocsin.simulate.model import Model, Sets

ABANDONED, COUP, RULER_FLEES, UNRESOLVED = 2, 4, 7, 8
HOURS_AT_MOST = 336


class Crisis(mesa.Model):  # type: ignore[misc]
    """One history of a crisis."""

    def __init__(self, start: dict[str, Any], seed: list[int]) -> None:
        super().__init__(rng=numpy.random.SeedSequence(seed).generate_state(1)[0])
        self.p: dict[str, float] = start["parameters"]
        self.setting: dict[str, float] = start["settings"]
        self.hour = 0
        self.outcome = 0
        self.news = 0
        self.turnout = [0.0, 0.0, 0.0]
        self.capital_hours = 0
        self.settled = False
        self.response_heard = 0
        self.public_error = self.random.gauss(0.0, 1.0)
        self.column = Column(self, start["column"])
        self.cities = [City(self, city) for city in start["cities"]]
        self.capital = next(city for city in self.cities if city.capital)
        for group in start["groups"]:
            Group(self, group, self.cities[int(group["city"])])
        self.units = [Unit(self, unit) for unit in start["units"]]
        self.people = max(sum(city.population for city in self.cities), 1.0)
        self.challenger = Challenger(self)
        self.ruler = Ruler(self, start["ruler"])
        self.hold = self.p["balance.hold"] * self.setting["capital_population"] / 1000.0
        for _ in range(20):
            if self.speak(1.0) < 1e-4:
                break

    def step(self) -> None:
        """One hour."""
        self.weigh()
        self.column.march()
        self.crowd()
        if self.hour == 0:
            self.challenger.set_out()
        self.agents_by_type[Unit].do("decide")
        self.challenger.step()
        self.ruler.step()
        self.end()
        self.hour += 1

    def weigh(self) -> None:
        """The balance of strength (crisis.balance)."""
        p = self.p
        self.joined = self.fighting = self.undecided = 0.0
        for unit in self.units:
            if unit.stance == "joined":
                away = abs(unit.distance - self.column.position)
                self.joined += unit.strength * math.exp(-away / self.p["balance.reach"])
            elif unit.stance == "fights":
                self.fighting += unit.weight
            elif unit.stance == "loyal":
                self.undecided += unit.weight
        ruler = challenger = 0.0
        for group in self.capital.groups:
            weight = p["balance.crowd"] + p["balance.arms"] * group.organised * self.ruler.armed
            ruler += group.size * group.out[0] * weight
            challenger += group.size * group.out[1] * p["balance.crowd"]
        self.crowd_ruler = p["street.weight"] * ruler
        self.crowd_challenger = p["street.weight"] * challenger
        self.attack = self.column.strength * self.column.morale + self.joined + self.crowd_challenger

    def speak(self, pace: float) -> float:
        """People say what they want as far as others in their city do."""
        for city in self.cities:
            city.listen()
        return max(self.agents_by_type[Group].map("speak", pace))

    def crowd(self) -> None:
        """People come out (crisis.street)."""
        if self.settled and self.response_heard == self.ruler.response:
            return
        anew = self.response_heard != self.ruler.response
        self.response_heard = self.ruler.response
        said = self.speak(self.p["street.pace"]) if self.turnout[1] > 1e-4 else 0.0
        self.country = [sum(city.out[cause] * city.population for city in self.cities) for cause in range(3)]
        for city in self.cities:
            city.look(anew)
        self.agents_by_type[Group].do("come_out")
        change = max(city.count() for city in self.cities)
        for cause in range(3):
            out = sum(city.out[cause] * city.population for city in self.cities)
            self.turnout[cause] = max(self.turnout[cause], out / self.people)
        self.settled = max(change, said) < 1e-6

    def end(self) -> None:
        """Whether the crisis has ended, and how (crisis.ending)."""
        p, column = self.p, self.column
        inside = p["balance.inside"]
        engaged = self.ruler.guard + self.crowd_ruler
        engaged += sum(unit.strength for unit in self.units if unit.stance == "fights" and unit.distance <= inside)
        above = self.attack > p["ending.superiority"] * engaged and self.attack > self.hold
        self.capital_hours = self.capital_hours + 1 if column.position <= 0.0 and above else 0
        if self.ruler.flight >= p["ending.flight"]:
            self.outcome = RULER_FLEES
        elif self.challenger.quits or column.morale < p["ending.melted"] * column.morale_at_start:
            self.outcome = ABANDONED
        elif self.capital_hours >= p["ending.consolidation"]:
            self.outcome = COUP
        elif self.hour >= HOURS_AT_MOST:
            self.outcome = UNRESOLVED
        self.running = self.outcome == 0


def start_of_set(sets: Sets, row: int) -> dict[str, Any]:
    """Parameters and state at hour 0 of a set, as plain numbers."""

    def plain(record: numpy.void) -> dict[str, float]:
        return dict(zip(record.dtype.names or (), record.item(), strict=True))

    parameters = sets.parameters[row]
    named = {key: plain(parameters[key]) for key in parameters.dtype.names}
    return {
        "parameters": {f"{key}.{name}": value for key, values in named.items() for name, value in values.items()},
        "settings": plain(sets.settings[row]),
        "column": plain(sets.column[row]),
        "ruler": plain(sets.ruler[row]),
        "cities": [plain(record) for record in sets.cities[row]],
        "groups": [plain(record) for record in sets.groups[row]],
        "units": [plain(record) for record in sets.units[row]],
    }


def run_history(start: dict[str, Any], seed: list[int]) -> tuple[float, ...]:
    """Run one history from its start."""
    crisis = Crisis(start, seed)
    while crisis.running:
        crisis.step()
    return crisis.outcome, crisis.hour - 1, crisis.column.nearest, crisis.ruler.first_response, *crisis.turnout


class Pool:
    """Worker processes, started once."""

    def __init__(self, model: Model, workers: int) -> None:
        self.model = model
        self.pool = multiprocessing.get_context("spawn").Pool(workers)
        self.run(0, 2 * workers)  # imports are done once this is back

    def run(self, seed: int, histories: int) -> Result:
        """Run the first history of each of the sets 0 to `histories`: spread out, so that their mean tells of all."""
        sets = self.model.sets(0, histories, seed)  # all at once, as cheap a set as for the others
        tasks = [(start_of_set(sets, number), [seed, number]) for number in range(histories)]
        rows = self.pool.starmap(run_history, tasks, chunksize=2)
        outcome, hours, nearest, response, *turnout = numpy.array(rows).T
        return Result(
            outcome.astype(int), hours, nearest, response.astype(int), numpy.array(turnout), numpy.arange(histories)
        )

    def close(self) -> None:
        """End the processes."""
        self.pool.close()
        self.pool.join()
