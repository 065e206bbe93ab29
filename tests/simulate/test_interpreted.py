"""Interpreted equals compiled under settings that nobody chose: any parameters, variants and mechanisms off."""

from __future__ import annotations

import dataclasses

import numpy
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import tocsin
from tocsin.mechanisms import declared
from tocsin.mechanisms.vocabulary import INTERVENTIONS
from tocsin.simulate.chunk import run_chunk
from tocsin.simulate.interpreted import play_interpreted
from tocsin.theory.quantity import CHOICE

RUNNING = [mechanism for mechanism in declared("crisis") if mechanism.key != "base_rates"]
SWITCHABLE = [mechanism.name for mechanism in RUNNING if mechanism.switchable]
QUANTITIES = {q.name: q for m in RUNNING for q in m.parameters if q.unit != CHOICE}
VARIANTS = {f"{m.key}.variant": m.variants for m in RUNNING if m.variants}


def value_of(name: str) -> st.SearchStrategy[tuple[str, float]]:
    quantity = QUANTITIES[name]
    anywhere = st.floats(quantity.low, quantity.high) | st.sampled_from([quantity.low, quantity.high])
    return anywhere.map(lambda value: (name, value))


parameters = st.lists(st.sampled_from(sorted(QUANTITIES)).flatmap(value_of), max_size=6).map(dict)
variants = st.fixed_dictionaries({}, optional={name: st.sampled_from(named) for name, named in VARIANTS.items()})
off = st.sets(st.sampled_from(SWITCHABLE), max_size=3).map(lambda names: dict.fromkeys(names, "off"))
forced = st.fixed_dictionaries({}, optional={
    "ruler.response": st.sampled_from(["repress", "bargain", "mobilise", "flee"]),
    "street.turnout_challenger": st.floats(0.0, 0.3),
})  # fmt: skip


def same(played: object, record: numpy.void) -> bool:
    """Equal bit for bit; a number that is none equals itself."""
    pairs = zip(dataclasses.astuple(played), record.item(), strict=True)  # type: ignore[call-overload]
    return all(a == b or (a != a and b != b) for a, b in pairs)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["march-on-moscow-2023", "kornilov-1917"]), parameters, variants, off, forced,
    st.integers(0, 2**64 - 1), st.integers(0, 10**6),
)  # fmt: skip
def test_interpreted_equals_compiled_under_any_settings(
    case: str, values: dict[str, float], readings: dict[str, str], without: dict[str, str],
    interventions: dict[str, float | str], seed: int, history: int,
) -> None:  # fmt: skip
    assert set(interventions) <= set(INTERVENTIONS)
    model = tocsin.build(case, settings={**values, **readings, **without, **interventions})
    compiled = run_chunk(model, seed, history, 1, 1)
    played = play_interpreted(model, seed, history)
    event("failed" if played.course.failed_hour >= 0 else "ended")
    assert same(played.course, compiled.courses[0])
    assert all(same(note, line) for note, line in zip(played.notes, compiled.notes[0], strict=True))
    assert all(same(trace, line) for trace, line in zip(played.traces, compiled.traces[0], strict=True))
